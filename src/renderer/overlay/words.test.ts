import { expect, test } from "vitest";
import type { BandDifference } from "#domain/difference";
import { movedText } from "./words.ts";

const band = (median: number) => ({ lower: median - 10, median, upper: median + 10 });
const difference: BandDifference = {
  ...{ steps: 2, meanShift: 5.25, meanAbsoluteShift: 5.25, relativeShift: 1.4, widthRatio: 1.1 },
  largest: { time: Date.UTC(2024, 0, 1), earlier: band(410), later: band(436) },
  crossing: null,
};
const monthly = { unit: "month", count: 1 } as const;

test("how a forecast moved, or differs from one beside it, is one sentence", () => {
  expect(movedText(difference, monthly, true)).toBe(
    "The forecast moved by +5.3 on average, 1.40 × half its 80\u00A0% range; most at Jan 2024, 410.0 → 436.0. The range is 1.10 × as wide.",
  );
  const same = { ...difference, meanShift: 0, meanAbsoluteShift: 0, widthRatio: 0.97 };
  expect(movedText(same, monthly, false)).toBe("The median is the same. The range is 0.97 × as wide.");
  expect(movedText({ ...difference, relativeShift: null, widthRatio: null, meanShift: -5.25 }, monthly, false)).toMatch(
    /^The forecast differs by .5\.3 on average; most at Jan 2024, 410\.0 → 436\.0\.$/,
  );
});
