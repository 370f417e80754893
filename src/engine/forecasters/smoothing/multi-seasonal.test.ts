import { expect, test } from "vitest";
import { multiSeasonal } from "./multi-seasonal.ts";

test("a forecast continues a daily and a weekly pattern together", () => {
  const value = (at: number): number =>
    100 + 10 * Math.sin((2 * Math.PI * at) / 24) + (Math.floor(at / 24) % 7 >= 5 ? -20 : 0);
  const values = Float64Array.from({ length: 24 * 7 * 5 }, (_, at) => value(at));
  const table = multiSeasonal.fit(values, 24, { seasons: [24, 168] }).predict(168, [0.5]);
  table.forEach((forecast, step) => expect(Math.abs(forecast - value(values.length + step))).toBeLessThan(3));
});
