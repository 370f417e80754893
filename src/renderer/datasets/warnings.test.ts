import { expect, test } from "vitest";
import { countForAttention, groupWarnings } from "./warnings.ts";

const warning = (code: string, series: string) => ({ code, series, message: `${code} of ${series}` });

test("warnings of one cause stand together, notes after what needs attention, and only that is counted", () => {
  const warnings = [warning("date-order", "a"), warning("gaps", "a"), warning("outliers", "b"), warning("gaps", "b")];
  expect(groupWarnings(warnings).map(({ code, isNote, warnings: own }) => [code, isNote, own.length])).toEqual([
    ["gaps", false, 2],
    ["outliers", false, 1],
    ["date-order", true, 1],
  ]);
  expect(countForAttention(warnings)).toBe(2);
  expect(countForAttention([])).toBe(0);
});

test("a cause that is not known here needs attention and has its name", () => {
  expect(groupWarnings([warning("new-cause", "a")])[0]).toMatchObject({ title: "New cause", isNote: false });
});
