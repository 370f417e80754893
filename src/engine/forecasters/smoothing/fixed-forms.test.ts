import { describe, expect, test } from "vitest";
import { additiveHoltWinters, dampedHolt, holt, multiplicativeHoltWinters, simpleSmoothing } from "./fixed-forms.ts";
import reference from "./forecast-reference.json" with { type: "json" };

/** Largest difference in units of the numbers' mean size. */
function distance(ours: ArrayLike<number>, theirs: readonly number[]): number {
  const size = theirs.reduce((sum, value) => sum + Math.abs(value), 0) / theirs.length;
  return Math.max(...theirs.map((value, index) => Math.abs(value - (ours[index] ?? Number.NaN)))) / size;
}

const forms = [
  { forecaster: simpleSmoothing, model: "ANN", method: "ETS(A,N,N)" },
  { forecaster: holt, model: "AAN", method: "ETS(A,A,N)" },
  { forecaster: dampedHolt, model: "AAdN", method: "ETS(A,Ad,N)" },
  { forecaster: additiveHoltWinters, model: "AAA", method: "ETS(A,A,A)" },
  { forecaster: multiplicativeHoltWinters, model: "MAM", method: "ETS(M,A,M)" },
];
/** Relative errors near zero: a trend may forecast below it, where the model has no meaning (R goes on with it all the same). */
const notDefined = [[multiplicativeHoltWinters, "sunspots"]];

const cases = forms.flatMap(({ forecaster, model, method }) =>
  reference.series.flatMap(({ name, season, values, ets }) => {
    const expected = ets.find((one) => one.model === model);
    if (expected === undefined || notDefined.some(([other, series]) => other === forecaster && series === name))
      return [];
    const { parameters, predict } = forecaster.fit(values, season);
    const horizon = expected.forecast.mean.length;
    const table = predict(horizon, [0.5, 0.9]);
    return {
      ...{ label: `${forecaster.name} of ${name}`, method, parameters },
      moreLikely: (expected.aicc[0] ?? Number.NaN) - Number(parameters["aicc"]),
      meanDistance: distance(table.subarray(0, horizon), expected.forecast.mean),
      upperDistance: distance(table.subarray(horizon), expected.forecast.upper80),
    };
  }),
);

describe("against R's ets", () => {
  test.each(cases)("$label is the same model, and at least as likely", ({ parameters, method, moreLikely }) => {
    expect(parameters.method).toBe(method);
    expect(moreLikely).toBeGreaterThan(-0.01);
  });

  test.each(cases.filter(({ moreLikely }) => moreLikely < 0.001))(
    "$label forecasts the same where the maximum is the same",
    ({ meanDistance, upperDistance }) => {
      expect(meanDistance).toBeLessThan(1e-3);
      expect(upperDistance).toBeLessThan(2e-3);
    },
  );

  // R's search often ends below the maximum, most of all where there are many indices to search for.
  test.each(cases.filter(({ moreLikely }) => moreLikely >= 0.001 && moreLikely < 1.1))(
    "$label forecasts nearly the same where R ends near the maximum",
    ({ meanDistance, upperDistance }) => {
      expect(meanDistance).toBeLessThan(0.04);
      expect(upperDistance).toBeLessThan(0.04);
    },
  );
});

function valuesOf(wanted: string): readonly number[] {
  return reference.series.find(({ name }) => name === wanted)?.values ?? [];
}

describe("what a form is not defined for is left to seasonal naive, and it is said:", () => {
  test.each([
    ["too few values", simpleSmoothing, [1, 2, 3, 4, 5, 6, 7], 1],
    ["no season", additiveHoltWinters, valuesOf("Nile"), 1],
    ["hardly two seasons", additiveHoltWinters, valuesOf("AirPassengers").slice(0, 23), 12],
    ["a season with too many indices", additiveHoltWinters, valuesOf("AirPassengers"), 30],
    ["factors of values at zero", multiplicativeHoltWinters, [0, ...valuesOf("AirPassengers")], 12],
    ["a trend below zero", multiplicativeHoltWinters, valuesOf("sunspots"), 12],
  ] as const)("%s", (_reason, forecaster, values, season) => {
    expect(forecaster.fit(values, season).parameters.method).toBe("Seasonal naive");
  });
});

test("an additive form forecasts what it says, however far that leads", () => {
  // The slope follows the months, as the level does: two years ahead it is far away from any temperature.
  const table = holt.fit(valuesOf("nottem"), 12).predict(24, [0.5]);
  expect(Math.abs((table[23] ?? 0) - 2 * (table[22] ?? 0) + (table[21] ?? 0))).toBeLessThan(1e-3);
  expect(Math.abs((table[23] ?? 0) - (table[0] ?? 0))).toBeGreaterThan(50);
});
