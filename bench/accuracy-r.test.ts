import { describe, expect, test } from "vitest";
import { askR, forecastPackage, parseAnswers, rLevels, rMethods } from "./accuracy-r.ts";

const numbers = rLevels.map((_, index) => index).join(" ");
const answered = (window: number, words = `0.5 ${numbers}`): string =>
  rMethods.map((method) => `${window} ${method} ${words}`).join("\n");

test("answers are sorted by method and window; a failed fit has none", () => {
  const answers = parseAnswers(`${answered(1)}\n${answered(0, "failed")}\n`, [{ horizon: 1 }, { horizon: 1 }]);
  expect(answers.get("r-arima")).toEqual([
    { quantiles: null, seconds: 0 },
    { quantiles: Float32Array.from(rLevels.keys()), seconds: 0.5 },
  ]);
});

test("a missing answer and one of another shape are refused", () => {
  expect(() => parseAnswers(answered(0), [{ horizon: 1 }, { horizon: 1 }])).toThrow("unanswered");
  expect(() => parseAnswers(answered(0), [{ horizon: 2 }])).toThrow("13 numbers, not 26");
});

const isInstalled = (await forecastPackage()) !== null;

describe.skipIf(!isInstalled)("R's forecast package", () => {
  test("every method continues a season, with levels that rise", async () => {
    const history = Float64Array.from({ length: 60 }, (_, step) =>
      step === 30 ? Number.NaN : 100 + 10 * Math.sin((Math.PI * step) / 2) + (step % 3),
    );
    const answers = await askR([{ history, season: 4, horizon: 4 }]);
    for (const method of rMethods) {
      const quantiles = answers.get(method)?.[0]?.quantiles as Float32Array;
      const at = (level: number, step: number): number => quantiles[rLevels.indexOf(level) * 4 + step] as number;
      expect(at(0.5, 1), method).toBeGreaterThan(at(0.5, 3) + 10);
      for (let step = 0; step < 4; step += 1) {
        const column = rLevels.map((level) => at(level, step));
        expect(column, method).toEqual(column.toSorted((left, right) => left - right));
      }
    }
  }, 60_000);
});
