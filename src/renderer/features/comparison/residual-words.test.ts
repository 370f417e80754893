import { describe, expect, test } from "vitest";
import { errorFormat } from "#renderer/format";
import { parameterText, parameterValue, residualVerdict } from "./residual-words.ts";

const month = { unit: "month", count: 1 } as const;
const test12 = { statistic: 20, freedom: 10, lags: 24 };
const flat = { values: [0.1, -0.05, 0.02], limit: 0.2 };

describe("the verdict on residuals", () => {
  test("is noise where the test finds nothing", () => {
    const verdict = residualVerdict({ whiteness: { ...test12, p: 0.31 }, autocorrelation: flat }, month);
    expect(verdict).toEqual({ isNoise: true, sentence: "The residuals look like noise (p = 0.31)." });
  });

  test("names the lag of the strongest pattern, as people count", () => {
    const values = Array.from({ length: 14 }, (_, at) => (at === 11 ? -0.5 : 0));
    const verdict = residualVerdict(
      { whiteness: { ...test12, p: 0.0001 }, autocorrelation: { values, limit: 0.2 } },
      month,
    );
    expect(verdict).toEqual({
      isNoise: false,
      sentence: "The residuals still carry a pattern, most of all at lag 12, which is 1 year (p < 0.001).",
    });
  });

  test("names none where no single lag stands out", () => {
    const verdict = residualVerdict({ whiteness: { ...test12, p: 0.04 }, autocorrelation: flat }, month);
    expect(verdict.sentence).toBe("The residuals still carry a pattern (p = 0.040).");
  });

  test("is open where there are too few", () => {
    expect(residualVerdict({ whiteness: null, autocorrelation: flat }, month).isNoise).toBeNull();
  });
});

test("parameters are put into words", () => {
  expect(parameterText("alpha")).toContain("level");
  expect(parameterText("ar1")).toBe("Weight of the value one step before");
  expect(parameterText("sma2")).toBe("Weight of the error 2 seasons before");
  expect(parameterText("ma3")).toBe("Weight of the error 3 steps before");
  expect(parameterText("unheard")).toBeNull();
});

test("parameters in the units of the series are written like it", () => {
  const inUnits = errorFormat([100, 200]);
  expect(parameterValue("level", 481.23, inUnits)).toBe("481.2");
  expect(parameterValue("slope", 0.0123, inUnits)).toBe("0.0123");
  expect(parameterValue("alpha", 0.31456, inUnits)).toBe("0.315");
  expect(parameterValue("aicc", 1021.456, inUnits)).toBe("1,021.5");
  expect(parameterValue("window", 4, inUnits)).toBe("4");
  expect(parameterValue("form", "M", inUnits)).toBe("M");
});
