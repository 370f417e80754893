import { describe, expect, test } from "vitest";
import { detectDialect } from "./dialect.ts";

const rows = (count: number, row: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => row(i)).join("\n");
const two = (value: number): string => String(value).padStart(2, "0");

describe("a blank is the delimiter only where nothing else divides the rows", () => {
  test.each([
    ["a date and its hour", `Date,Value\n${rows(24, (i) => `2024-01-01 ${two(i)},${100 + i}.5`)}\n`],
    ["dates with blanks", `Date,Value\n${rows(28, (i) => `2023. 11. ${two(i + 1)}.,${i}`)}\n`],
    ["a word behind the clock", `Date,Value\n${rows(24, (i) => `01.01.2024 ${two(i)}:00 Uhr,${i}`)}\n`],
    ["a zone behind the offset", `Date,Value\n${rows(24, (i) => `2024-01-01 ${two(i)}:00:00 +0000 UTC,${i}`)}\n`],
    ["titles above the table", `Sales of 2024\nall of them\nDate,Value\n${rows(8, (i) => `1. ${i + 1}. 2024,${i}`)}\n`],
  ])("%s", (_, text) => {
    expect(detectDialect(text).delimiter).toBe(",");
  });

  test("decimal commas divide every row but the header", () => {
    const text = `date hour value\n${rows(40, (i) => `2024-01-${two(1 + (i % 28))} ${two(i % 24)} ${i},5`)}\n`;
    expect(detectDialect(text)).toMatchObject({ delimiter: " ", hasRuns: true });
  });
});
