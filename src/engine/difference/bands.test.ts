import { describe, expect, test } from "vitest";
import { normalCdf, normalQuantile } from "#engine/numerics";
import { bandDifference, forecastOutcome, type TimedForecast } from "./bands.ts";

const levels = [0.1, 0.25, 0.5, 0.75, 0.9];

/** Normal distributions with these means, one unit of time apart from `from` on. */
function forecast(means: readonly number[], deviation: number, from = 0): TimedForecast {
  return {
    levels,
    quantiles: levels.flatMap((level) => means.map((mean) => mean + deviation * normalQuantile(level))),
    times: Float64Array.from(means, (_, step) => from + step),
  };
}

describe("what changed in the forecast", () => {
  test("is said of the steps that both forecast", () => {
    const difference = bandDifference(forecast([10, 10, 10], 1, 0), forecast([12, 9], 2, 1));
    expect(difference).toMatchObject({ steps: 2, meanShift: 0.5, meanAbsoluteShift: 1.5, crossing: null });
    expect(difference?.widthRatio).toBeCloseTo(2);
    // 1.5 in half widths of 80 %: 1.2816 standard deviations.
    expect(difference?.relativeShift).toBeCloseTo(1.5 / normalQuantile(0.9));
    expect(difference?.largest.time).toBe(1);
    expect(difference?.largest.later.median).toBeCloseTo(12);
    expect(bandDifference(forecast([1], 1, 0), forecast([1], 1, 1))).toBeNull();
  });

  test("where no median moved, the largest change is that of the range", () => {
    const wider = forecast([10, 10, 10], 1);
    const quantiles = Array.from(wider.quantiles, (value, at) => (at % 3 === 1 ? 10 + 2 * (value - 10) : value));
    const difference = bandDifference(forecast([10, 10, 10], 1), { ...wider, quantiles });
    expect(difference).toMatchObject({ meanAbsoluteShift: 0, largest: { time: 1 } });
  });

  test("the probability of being above a level is told where it changed most", () => {
    const crossing = bandDifference(forecast([10, 10], 1), forecast([10, 11], 1), 10.5)?.crossing;
    expect(crossing).toMatchObject({ level: 10.5, time: 1 });
    expect(crossing?.earlier).toBeCloseTo(1 - normalCdf(0.5), 6);
    expect(crossing?.later).toBeCloseTo(normalCdf(0.5), 6);
  });

  test("a range without a width has no shift in units of it", () => {
    const flat = { levels, quantiles: levels.map(() => 3), times: Float64Array.of(0) };
    expect(bandDifference(flat, forecast([5], 1))).toMatchObject({
      meanShift: 2,
      relativeShift: null,
      widthRatio: null,
    });
  });
});

describe("how a forecast did", () => {
  const known = { times: Float64Array.of(0, 1, 2, 9), values: Float64Array.of(10, 13, Number.NaN, 4) };

  test("is told by the steps that have a value by now", () => {
    expect(forecastOutcome(forecast([10, 10, 10], 1), known, 0.5)).toMatchObject({
      ...{ steps: 2, inside80: 0.5, bias: -1.5, meanAbsoluteError: 1.5, mase: 3 },
    });
    expect(forecastOutcome(forecast([10], 1), known, Number.NaN)?.mase).toBeNull();
  });

  test("is unknown before one of them has come", () => {
    expect(forecastOutcome(forecast([10], 1, 2), known, 1)).toBeNull();
  });

  test("an actual at the very end of the range is inside it", () => {
    const single = forecast([0.1], 1);
    const upper = Math.fround(0.1 + normalQuantile(0.9));
    expect(forecastOutcome(single, { times: Float64Array.of(0), values: Float64Array.of(upper) }, 1)?.inside80).toBe(1);
  });
});
