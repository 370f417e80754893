import { expect, test } from "vitest";
import type { RangeVerdict } from "#domain/score";
import { seriesOf } from "../../bridge/fixtures.ts";
import { errorText, verdictTitle } from "./trust-words.ts";

const plain = (text: string | null): string => (text ?? "nothing").replaceAll("\u00A0", " ");

test("the badge says what the range held, and whether that is enough", () => {
  const of = (verdict: RangeVerdict): string =>
    plain(verdictTitle({ level: 0.8, coverage: 0.7, steps: 120, verdict }, { unit: "month", count: 1 }));
  expect(of("held")).toBe("80 % range held 70 % in 120 past months");
  expect(of("too-narrow")).toBe("80 % range too narrow: held 70 %");
  expect(of("too-wide")).toBe("80 % range too wide: held 70 %");
  expect(of("too-few")).toBe("80 % range held 70 %: too little past to judge");
});

test("the error is compared with the season before, whichever way it goes", () => {
  const series = seriesOf("a");
  const of = (skill: number | null, origins = 10): string => plain(errorText({ skill, origins }, series));
  expect(of(0.47, 5)).toBe("Error 47 % lower than repeating last year, in 5 past forecasts");
  expect(of(-0.3, 1)).toBe("Error 30 % higher than repeating last year, in 1 past forecast");
  expect(of(0.004)).toBe("Error as large as by repeating last year, in 10 past forecasts");
  expect(of(null)).toBe("nothing");
});
