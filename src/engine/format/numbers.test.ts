import { expect, test } from "vitest";
import { formatBytes, formatCompact, formatShare, plural, usualRange, valueFormatter } from "./numbers.ts";

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1.0 kB"],
  [9949, "9.9 kB"],
  [9960, "10 kB"],
  [999_600, "1.0 MB"],
  [184e6, "184 MB"],
  [3.2e9, "3.2 GB"],
])("%d bytes are written %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test("counts carry their noun in the right number", () => {
  expect([plural(1, "row", "rows"), plural(1234, "row", "rows")]).toEqual(["1 row", "1,234 rows"]);
});

test("large counts are short where their size is all that matters", () => {
  expect([formatCompact(980), formatCompact(2_670_000)]).toEqual(["980", "2.7M"]);
});

test("shares are whole per cents with a space that doesn't break", () => {
  expect(formatShare(13 / 14)).toBe("93\u00A0%");
});

test("one series, one number of decimals; gaps are skipped and written as a dash", () => {
  const format = valueFormatter(Float64Array.of(1, Number.NaN, 3));
  expect(format(2)).toBe(format(2.0000001));
  expect(format(2).length).toBe(format(1).length);
  expect(format(Number.NaN)).toBe("–");
  expect(valueFormatter(new Float64Array())(Number.NaN)).toBe("–");
});

test("one old spike does not hide what its neighbours differ by", () => {
  const calm = Array.from({ length: 300 }, (_, index) => 20 + (index % 7) / 4);
  const spiked = calm.with(100, 2240);
  expect(valueFormatter(calm)(21.25)).toBe("21.250");
  expect(valueFormatter(spiked)(21.25)).toBe("21.250");
  expect(valueFormatter(spiked)(2240)).toBe("2,240.000");
});

test("numbers that are shown together have their decimals together, and rare demand counts in full", () => {
  expect(valueFormatter([1, 2, 3], [4000, 5000, 6000])(2.25)).toBe("2");
  expect(usualRange([0, 0, 0, 0, 0, 0, 0, 0, 900])).toEqual([0, 900]);
  expect(usualRange([104, 622, 300, 280])).toEqual([104, 622]);
  expect(usualRange([Number.NaN])).toBeNull();
});
