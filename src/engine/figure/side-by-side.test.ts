import fc from "fast-check";
import { expect, test } from "vitest";
import type { FanInput } from "./fan-input.ts";
import { fanShape } from "./fan-shape.ts";
import { indexBase, indexedInput } from "./indexed.ts";
import { panelFrame } from "./panel-frame.ts";
import { type FanLine, linesFrame, linesShape, svgLines } from "./svg-lines.ts";
import { svgLinesPage, svgPanels } from "./svg-page.ts";
import { darkTokens, lightTokens } from "./tokens.ts";

const dayMs = 86_400_000;
const levels = [0.1, 0.5, 0.9];
const place = { x: 10, y: 20, width: 400, height: 200, isSmall: false, id: "one" };

function fan(size = 100, over: Partial<FanInput> = {}): FanInput {
  const historyTimes = Array.from({ length: 20 }, (_, index) => index * dayMs);
  return {
    title: "Shop 7",
    frequency: { unit: "day", count: 1 },
    historyTimes,
    historyValues: historyTimes.map((_, index) => size + index),
    anchor: { time: 19 * dayMs, value: size + 19 },
    times: [20, 21, 22].map((step) => step * dayMs),
    levels,
    quantiles: levels.flatMap((level) => [1, 2, 3].map((step) => size + 20 + (level - 0.5) * 10 * step)),
    actuals: null,
    origin: 0,
    ...over,
  };
}

function lineOf(name: string, input: FanInput): FanLine {
  return { name, colour: "#0f4fa8", dashes: "", input };
}

const separate = { share: 0.8, scale: "linear", observed: null } as const;

test("a place on a panel and its time belong together, as do a value and its height", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 22 }), fc.boolean(), (day, isSmall) => {
      const shape = fanShape(fan());
      const frame = panelFrame(shape, { ...place, isSmall });
      expect(frame.timeAt(frame.x(day * dayMs))).toBeCloseTo(day * dayMs, 0);
      expect(frame.y(shape.valueRange[0])).toBeCloseTo(frame.bottom, 6);
      expect(frame.y(shape.valueRange[1])).toBeCloseTo(frame.top, 6);
    }),
  );
});

test("indexed, the value at the origin is 100 and every share of it stays", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), (size) => {
      const input = fan(size, { actuals: [size, Number.NaN, 2 * size] });
      const indexed = indexedInput(input);
      expect(indexed?.anchor).toEqual({ time: 19 * dayMs, value: indexBase });
      const last = size + 19;
      for (const [step, value] of Array.from(input.quantiles).entries())
        expect((indexed?.quantiles[step] ?? Number.NaN) / 100).toBeCloseTo(value / last, 9);
      expect(indexed?.actuals?.[2]).toBeCloseTo((200 * size) / last, 6);
      expect(indexed?.actuals?.[1]).toBeNaN();
    }),
  );
});

test.each([0, -5, Number.NaN])("what ends in %d can't be indexed", (value) => {
  expect(indexedInput(fan(100, { anchor: { time: 19 * dayMs, value } }))).toBeNull();
});

test("lines in one drawing share axes that hold all of them", () => {
  const shape = linesShape([lineOf("small", fan(10)), lineOf("large", fan(1_000))], separate);
  expect(shape.valueRange[0]).toBeLessThanOrEqual(10);
  expect(shape.valueRange[1]).toBeGreaterThan(1_032);
  expect(shape.timeRange).toEqual([0, 22 * dayMs]);
  const frame = linesFrame(shape, place);
  expect(frame.right).toBeLessThan(place.x + place.width - 40);
});

test("a range that is not wanted needs no room and is not drawn", () => {
  const wide = linesShape([lineOf("a", fan())], separate);
  const bare = linesShape([lineOf("a", fan())], { ...separate, share: null });
  expect(bare.lines[0]?.shape.intervals).toEqual([]);
  expect(bare.valueRange[1]).toBeLessThan(wide.valueRange[1]);
});

test("one series forecast in several ways has what happened once, in the colour of history", () => {
  const observed = { times: Float64Array.of(0, dayMs), values: Float64Array.of(100, 101) };
  const lines = [lineOf("a", fan()), lineOf("b", fan())];
  const once = svgLines(linesShape(lines, { ...separate, observed }), lightTokens, place);
  expect(once.split(`stroke="${lightTokens.history}"`)).toHaveLength(2);
  expect(svgLines(linesShape(lines, separate), lightTokens, place)).not.toContain(lightTokens.history);
});

test("a logarithmic axis gives way where a line reaches zero", () => {
  expect(linesShape([lineOf("a", fan())], { ...separate, scale: "log" }).scale.kind).toBe("log");
  expect(linesShape([lineOf("a", fan()), lineOf("b", fan(-30))], { ...separate, scale: "log" }).scale.kind).toBe(
    "linear",
  );
});

test("names beside eight lines that end in one place do not cover each other", () => {
  const lines = Array.from({ length: 8 }, (_, index) => lineOf(`name ${index}`, fan(100)));
  const svg = svgLines(linesShape(lines, separate), lightTokens, { ...place, height: 320 });
  const heights = [...svg.matchAll(/<text x="[\d.]+" y="([\d.]+)" font-size="12.5"/g)].map(([, y]) => Number(y));
  expect(heights).toHaveLength(8);
  for (const [index, y] of heights.slice(1).entries()) expect(y - (heights[index] ?? 0)).toBeGreaterThan(15);
});

test("words of others are text in a page, and a panel without a picture says why", () => {
  const svg = svgPanels(
    [
      { title: "<b>", line: "Last 119", input: fan() },
      { title: "gone", line: "The worker ended.", input: null },
    ],
    "A & B",
    "2 series",
    darkTokens,
    4,
  );
  expect(svg).toContain("&lt;b&gt;");
  expect(svg).toContain("A &amp; B");
  expect(svg).toContain("The worker ended.");
  expect(svg.match(/<clipPath/g)).toHaveLength(1);
  expect(svgLinesPage(linesShape([lineOf("<i>", fan())], separate), "t", "s", lightTokens)).toContain("&lt;i&gt;");
});
