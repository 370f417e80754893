import { expect, test } from "vitest";
import { pastForecastText } from "./miss-words.ts";

test("a past forecast is said by its error and by what its range contained, as far as they are known", () => {
  const said = (error: number, inside: number): string | undefined =>
    pastForecastText({ error, inside }, 0.8, String)?.replaceAll("\u00A0", " ");
  expect(said(21, 0.58)).toBe("off by 21 on average, 80 % range contained 58 %");
  expect(said(21, Number.NaN)).toBe("off by 21 on average");
  expect(said(Number.NaN, Number.NaN)).toBeUndefined();
});
