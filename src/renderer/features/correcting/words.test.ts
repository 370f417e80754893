import { expect, test } from "vitest";
import { actionText, movedText, outcomeText, stepText, stretchText } from "./words.ts";

const monthly = { unit: "month", count: 1 } as const;
const [march, may] = [Date.UTC(1955, 2, 1), Date.UTC(1955, 4, 1)];

test("a correction says what it does, where, and what came of it", () => {
  expect(actionText({ kind: "replace", value: 1234.5 })).toBe("Replaced by 1,234.5");
  expect(actionText({ kind: "fill", method: "seasonal" })).toBe("Filled along the season");
  expect(actionText({ kind: "event", isExcluded: true })).toBe("Event, excluded");
  expect(stretchText({ from: march, to: march }, monthly)).toBe("Mar 1955");
  expect(stretchText({ from: march, to: may }, monthly)).toBe("Mar 1955 to May 1955");
  expect(outcomeText({ steps: 3, problem: null })).toBe("3 steps");
  const problem = { code: "time-gone", message: "The file has no row of that time." } as const;
  expect(outcomeText({ steps: 0, problem })).toBe("Not applied: The file has no row of that time.");
});

test("undo says what it takes back", () => {
  expect(stepText("Undo", null)).toBe("Undo");
  expect(stepText("Undo", { added: 2, removed: 0, kind: null })).toBe("Undo 2 corrections");
  expect(stepText("Redo", { added: 0, removed: 1, kind: null })).toBe("Redo 1 removal");
});

test("how the forecast moved is one sentence", () => {
  const band = (median: number) => ({ lower: median - 10, median, upper: median + 10 });
  const bands = {
    ...{
      steps: 2,
      meanShift: -14.26,
      meanAbsoluteShift: 14.26,
      relativeShift: 0.347,
      widthRatio: 0.95,
      crossing: null,
    },
    largest: { time: march, earlier: band(493), later: band(470) },
  };
  const row = { series: "", isIn: "both", values: null, bands, outcome: null, unforecast: null } as const;
  expect(movedText(row, monthly)).toBe(
    "The forecast moved by −14.3 on average, 0.35 × half its 80\u00A0% range; most at Mar 1955, 493.0 → 470.0. The range is 0.95 × as wide as before.",
  );
  expect(movedText({ ...row, bands: null }, monthly)).toBeNull();
});
