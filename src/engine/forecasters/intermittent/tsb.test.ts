import { describe, expect, test } from "vitest";
import reference from "./reference.json" with { type: "json" };
import { demandRates, tsb } from "./tsb.ts";

describe("against statsforecast's TSB", () => {
  test.each(reference.series)(
    "the mean demand with alphas of $alphaSize and $alphaProbability, before each value and after the last",
    ({ values, alphaSize, alphaProbability, fitted, mean }) => {
      // It starts from the first demand, and from whether the first step had one.
      const sizes = { alpha: alphaSize, firstLevel: values.find((value) => value > 0) ?? 0 };
      const demands = { alpha: alphaProbability, firstLevel: values[0] === 0 ? 0 : 1 };
      const { meansBefore, size, probability } = demandRates(Float64Array.from(values), sizes, demands);
      expect(size * probability).toBeCloseTo(mean, 6);
      fitted.forEach((expected, at) => expect(meansBefore[at + 1]).toBeCloseTo(expected, 6));
    },
  );
});

describe("TSB", () => {
  const busy = Float64Array.from({ length: 60 }, (_, at) => (at % 3 === 2 ? 4 + (at % 5) : 0));

  test("expects less the longer nothing is asked for", () => {
    // Often and then seldom, so that it pays to follow the probability.
    const fading = Float64Array.from({ length: 120 }, (_, at) => ((at < 60 ? at % 2 : at % 12) === 1 ? 5 : 0));
    const means = [0, 10, 20].map((idle) => {
      const { size, probability } = tsb.fit([...fading, ...new Float64Array(idle)], 1).parameters;
      return Number(size) * Number(probability);
    });
    expect(means[1]).toBeLessThan(means[0] ?? 0);
    expect(means[2]).toBeLessThan(means[1] ?? 0);
  });

  test("gives nothing up to the share of idle steps, then sizes", () => {
    const table = tsb.fit(busy, 1).predict(2, [0.5, 0.9]);
    expect([...table.slice(0, 2)]).toEqual([0, 0]);
    for (const value of table.slice(2)) {
      expect(value).toBeGreaterThan(3);
      expect(value).toBeLessThan(10);
    }
  });

  test("measures each value against the mean demand expected before it", () => {
    const { parameters, residuals } = tsb.fit([...busy, 0], 1);
    const [size, probability] = [Number(parameters["size"]), Number(parameters["probability"])];
    // One more idle step: the mean before it is that of the fit, less what the step taught.
    const before = probability / (1 - Number(parameters["alphaProbability"]));
    expect(residuals.at(-1)).toBeCloseTo(-size * before, 9);
  });

  test("leaves what is not intermittent to seasonal naive, and says so", () => {
    expect(tsb.fit([1, 2, 3, 4], 1).parameters.method).toBe("Seasonal naive");
  });
});
