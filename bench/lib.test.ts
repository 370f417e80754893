import { expect, test } from "vitest";
import { completeFigure, measure, median, meets, quantile, table, withEarlier } from "./lib.ts";

test("the median is the middle one, or the mean of the two in the middle", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(() => median([])).toThrow(RangeError);
});

test("a quantile interpolates between order statistics", () => {
  expect(quantile([0, 10], 0.95)).toBeCloseTo(9.5, 12);
});

test("a target is compared without rounding, and NaN meets none", () => {
  expect(meets(100, "<= 100")).toBe(true);
  expect(meets(100.0001, "<= 100")).toBe(false);
  expect(meets(0.95, "> 0.95")).toBe(false);
  expect([meets(Number.NaN, "<= 1"), meets(Number.NaN, ">= 1")]).toEqual([false, false]);
  expect(() => meets(1, "about 100")).toThrow(SyntaxError);
});

test("a figure without a target is neither met nor missed; the ratio is value by baseline", () => {
  expect(completeFigure({ id: "a", value: 3, unit: "ms" })).toEqual({
    id: "a",
    value: 3,
    unit: "ms",
    ok: null,
    runs: 1,
  });
  const missed = completeFigure({ id: "b", value: 41, unit: "ms", target: "<= 40", baseline: 10, runs: 5 });
  expect(missed).toMatchObject({ ok: false, ratio: 4.1, runs: 5 });
  expect(table([missed])).toContain("MISSED");
});

test("warm-ups are run and not measured", async () => {
  let calls = 0;
  const times = await measure(() => void (calls += 1), { runs: 3, warmups: 2 });
  expect([calls, times.length]).toEqual([5, 3]);
});

test("a run of some parts keeps the figures of the others, and says what they were measured on", () => {
  const of = (id: string, value: number) => completeFigure({ id, value, unit: "ms" });
  const earlier = {
    commit: "c1",
    date: "d1",
    quick: false,
    figures: [of("a", 1), { ...of("b", 2), commit: "c0", date: "d0" }, of("c", 3)],
  };
  expect(withEarlier([of("c", 30), of("d", 4)], earlier)).toEqual([
    { ...of("a", 1), commit: "c1", date: "d1" },
    { ...of("b", 2), commit: "c0", date: "d0" },
    of("c", 30),
    of("d", 4),
  ]);
  expect(withEarlier([of("c", 30)], { ...earlier, quick: true })).toEqual([of("c", 30)]);
  expect(withEarlier([of("c", 30)], null)).toEqual([of("c", 30)]);
});
