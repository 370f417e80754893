import fc from "fast-check";
import { expect, test } from "vitest";
import { conventions, conventionsOf, fixedConventions, withConventions } from "./conventions.ts";
import { formatBytes, formatCompact, formatCount, plural } from "./numbers.ts";
import { numberFormat, tickFormat } from "./number-format.ts";
import { formatDayOfMonth, formatStep } from "./times.ts";
import { readNumber, writeNumber, writeShortest } from "./written-number.ts";

const system = { numberFormat: "system", dateFormat: "system", firstDayOfWeek: "system" } as const;
const locales = ["en-US", "en-GB", "de-DE", "de-CH", "fr-FR", "sv-SE", "ja-JP", "pt-BR", "ar-EG", "hi-IN"] as const;
const within = <T>(locale: string, work: () => T): T => withConventions(conventionsOf(locale, system), work);
const day = Date.UTC(2024, 2, 3, 14, 5);

test.each([
  ["en-US", "1,234,567.5", "Mar 3, 2024", 7],
  ["en-GB", "1,234,567.5", "3 Mar 2024", 1],
  ["de-DE", "1.234.567,5", "03.03.2024", 1],
  ["fr-FR", "1\u202F234\u202F567,5", "3 Mar 2024", 1],
  ["sv-SE", "1\u00A0234\u00A0567,5", "3 Mar 2024", 1],
  ["ja-JP", "1,234,567.5", "2024/03/03", 7],
] as const)("%s writes %s and %s", (locale, number, date, firstDay) => {
  within(locale, () => {
    expect(writeNumber(1234567.5, 1)).toBe(number);
    expect(formatStep(day, { unit: "day", count: 1 })).toBe(date);
    expect(conventions().firstDayOfWeek).toBe(firstDay);
  });
  expect(conventions()).toEqual(fixedConventions);
});

test("every text with digits follows", () => {
  within("de-DE", () => {
    expect([formatCount(12345), plural(1234, "row", "rows"), formatBytes(3.2e9)]).toEqual([
      "12.345",
      "1.234 rows",
      "3,2 GB",
    ]);
    expect([formatCompact(2_670_000), formatCompact(980), formatCompact(1234)]).toEqual(["2,7M", "980", "1,2K"]);
    expect(numberFormat(0, 10)(4.321)).toBe("4,32");
    expect(numberFormat(0, 1e20)(5e19)).toBe("5,00e19");
    expect([0, 500_000, 1e6].map(tickFormat([0, 500_000, 1e6]))).toEqual(["0", "0,5M", "1,0M"]);
    expect(formatStep(day, { unit: "hour", count: 1 })).toBe("03.03.2024 14:05");
    expect(formatDayOfMonth(new Date(day))).toBe("03.03.");
  });
});

test("what is wished for wins over the locale, piece by piece", () => {
  const wished = { numberFormat: "1.234,5", dateFormat: "yyyy-mm-dd", firstDayOfWeek: "saturday" } as const;
  expect(conventionsOf("en-US", wished)).toEqual({ decimal: ",", group: ".", date: "yyyy-mm-dd", firstDayOfWeek: 6 });
  expect(conventionsOf("en-US", { ...system, numberFormat: "1 234,5" })).toMatchObject({
    group: "\u00A0",
    date: "mmm d, yyyy",
  });
  withConventions(conventionsOf("en-US", wished), () => {
    expect(formatStep(day, { unit: "month", count: 1 })).toBe("2024-03");
    expect(formatStep(day, { unit: "quarter", count: 1 })).toBe("Q1 2024");
  });
});

test("a locale that is none writes as everywhere", () => {
  for (const locale of ["", "C", "not a locale"]) expect(conventionsOf(locale, system)).toEqual(fixedConventions);
});

test.each(locales)("what %s writes is read back, to the decimals that are shown", (locale) => {
  within(locale, () =>
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.integer({ min: 0, max: 6 }),
        (value, decimals) => {
          expect(readNumber(writeNumber(value, decimals))).toBe(Number(value.toFixed(decimals)) + 0);
          expect(readNumber(writeShortest(value, decimals))).toBe(Number(value.toFixed(decimals)) + 0);
        },
      ),
    ),
  );
});

test.each([
  ["en-GB", "1,234.5", 1234.5],
  ["en-GB", "-12", -12],
  ["en-GB", "0,5", 0.5],
  ["en-GB", "1e3", 1000],
  ["de-DE", "1.234,5", 1234.5],
  ["de-DE", "1234,5", 1234.5],
  ["de-DE", "1.5", 1.5],
  ["de-DE", "1.234", 1234],
  ["sv-SE", "1 234,5", 1234.5],
  ["fr-FR", "\u22121 234,5", -1234.5],
  ["de-CH", "1'234.5", 1234.5],
  ["de-DE", "1,234.5", Number.NaN],
  ["en-GB", "1.234,5", Number.NaN],
  ["en-GB", "1,2,3", Number.NaN],
  ["en-GB", "", Number.NaN],
  ["en-GB", "12 apples", Number.NaN],
] as const)("in %s a person who types %s means %d", (locale, typed, value) => {
  within(locale, () => expect(readNumber(typed)).toBe(value));
});
