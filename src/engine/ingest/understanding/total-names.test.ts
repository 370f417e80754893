import { expect, test } from "vitest";
import { isSummaryText } from "./total-names.ts";

test.each(["Total", "Gesamtsumme:", "Average", "Moyenne 2024", "Итого", "合计", "Razem", "Anzahl"])(
  "%s below the data is a summary",
  (text) => {
    expect(isSummaryText(text)).toBe(true);
  },
);

test.each(["n/a", "2024-13-01", "pending", "Juni 24", ""])("%j is none", (text) => {
  expect(isSummaryText(text)).toBe(false);
});
