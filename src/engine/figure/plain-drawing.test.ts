import { expect, test } from "vitest";
import { isPlainDrawing } from "./plain-drawing.ts";
import { linesShape } from "./svg-lines.ts";
import { svgLinesPage, svgPanels } from "./svg-page.ts";
import { lightTokens } from "./tokens.ts";

const input = {
  title: "<a href='x' onload=1> & url(http://x)",
  historyTimes: [0, 1, 2],
  historyValues: [1, 2, 3],
  anchor: { time: 2, value: 3 },
  times: [3, 4],
  levels: [0.1, 0.5, 0.9],
  quantiles: [1, 1, 3, 3, 5, 5],
  actuals: null,
  origin: 0,
};

test("what this room draws is a drawing, whatever its series are called", () => {
  const { title } = input;
  expect(isPlainDrawing(svgPanels([{ title, line: title, input }], title, title, lightTokens, 3))).toBe(true);
  const line = { name: title, colour: "#0f4fa8", dashes: "", input };
  const shape = linesShape([line, line], { share: 0.8, scale: "linear", observed: null });
  expect(isPlainDrawing(svgLinesPage(shape, title, title, lightTokens))).toBe(true);
});

test.each([
  "",
  "<html></html>",
  '<svg><image href="/etc/passwd"/></svg>',
  '<svg><use xlink:href="http://x"/></svg>',
  "<svg><script>1</script></svg>",
  '<svg onload="1"></svg>',
  '<svg><g style="background:url(x)"/></svg>',
  '<svg><rect fill="url(http://x)"/></svg>',
  '<svg><a href="x"><text>y</text></a></svg>',
  "<svg><foreignObject></foreignObject></svg>",
  '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///x">]><svg>&x;</svg>',
  "<svg><!-- x --></svg>",
  "<svg>&x;</svg>",
  '<svg><style>@import "x"</style></svg>',
])("%s is more than a drawing", (svg) => {
  expect(isPlainDrawing(svg)).toBe(false);
});
