import { expect, test } from "vitest";
import { fanShape, lightTokens, seasonsOverlay } from "#engine/figure";
import { seasonFigure, seasonValues } from "./season-figure.ts";

const times = Array.from({ length: 54 }, (_, index) => Date.UTC(2000, index, 1));
const values = times.map((_, index) => 100 + index);
const forecastTimes = Array.from({ length: 12 }, (_, index) => Date.UTC(2004, 6 + index, 1));
const levels = [0.1, 0.5, 0.9];
const shape = fanShape({
  title: "s",
  historyTimes: times,
  historyValues: values,
  anchor: { time: times.at(-1) ?? 0, value: 153 },
  times: forecastTimes,
  levels,
  quantiles: levels.flatMap((level) => forecastTimes.map((_, step) => 150 + step + level * 10)),
  shares: [0.8],
  actuals: null,
  origin: 0,
});
const overlay = seasonsOverlay("year", times, values, forecastTimes);

test("this season goes on in the forecast, whose later seasons are lines without ranges", () => {
  const { data } = seasonFigure(overlay, shape, lightTokens, { width: 600, height: 300, typeScale: 1 });
  const traces = data as readonly { meta: { role: string; name?: string }; x: number[]; y: (number | null)[] }[];
  const of = (role: string) => traces.filter(({ meta }) => meta.role === role);
  expect(of("season").map(({ meta }) => meta.name)).toEqual(["2000", "2001", "2002", "2003"]);
  expect(of("this-season")).toHaveLength(1);
  expect(of("upper")).toHaveLength(1);
  const [first, second] = of("median");
  // From June, the last that was observed, to December; the next year begins with January.
  expect(first?.y).toEqual([153, 155, 156, 157, 158, 159, 160]);
  expect(first?.x[0]).toBe(of("this-season")[0]?.x.at(-1));
  expect(second?.y).toEqual([161, 162, 163, 164, 165, 166]);
  expect(second?.x[0]).toBe(0);
});

test("the value axis holds every season", () => {
  expect(seasonValues(overlay)).toEqual([100, 153]);
  expect(seasonValues({ cycles: [] })).toBeNull();
});
