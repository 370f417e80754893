import { describe, expect, test } from "vitest";
import type { BandDifference } from "#domain/difference";
import { recordOf, rowOf, valuesWith } from "./fixtures.ts";
import {
  biasText,
  dayText,
  insideText,
  noTrackText,
  trackText,
  crossingText,
  forecastsSummaryText,
  forecastText,
  largestShiftText,
  largestText,
  outcomeText,
  ranked,
  summaryText,
  tableCells,
  valuesText,
} from "./words.ts";

const monthly = { unit: "month", count: 1 } as const;
const january = Date.UTC(2024, 0, 1);
const bands: BandDifference = {
  steps: 2,
  meanShift: 5.25,
  meanAbsoluteShift: 5.25,
  relativeShift: 1.4,
  widthRatio: 1.1,
  largest: {
    time: january,
    earlier: { lower: 380, median: 410, upper: 440 },
    later: { lower: 400, median: 436, upper: 470.4 },
  },
  crossing: { level: 450, time: january, earlier: 0.12, later: 0.31 },
};

describe("what changed, in words", () => {
  test("names only what there is of each kind", () => {
    expect(valuesText(rowOf("a"))).toBe("No change");
    expect(
      valuesText(rowOf("a", { values: valuesWith({ kind: "revised", revised: 6, filled: 2, lost: 1, appended: 12 }) })),
    ).toBe("3 changed, 2 filled in, 1 now missing, 12 added");
    expect(valuesText(rowOf("a", { values: null, isIn: "later" }))).toBe("New");
    expect(valuesText(rowOf("a", { values: null, isIn: "earlier" }))).toBe("Gone");
  });

  test("writes values as the file has them", () => {
    const largest = { time: january, earlier: null, later: 1234.56789 };
    expect(largestText(rowOf("a", { values: valuesWith({ largest }) }), monthly)).toBe(
      "Jan 2024: missing → 1,234.56789",
    );
    expect(largestText(rowOf("a"), monthly)).toBeNull();
  });

  test("says how far the forecast moved, in its unit and in its own range", () => {
    expect(forecastText(rowOf("a", { bands }))).toBe("+5.3, 1.40 × half the range");
    expect(largestShiftText(rowOf("a", { bands }), monthly)).toBe(
      "Most at Jan 2024: 410.0 → 436.0; 80\u00A0% range 380.0 to 440.0 → 400.0 to 470.4",
    );
    expect(forecastText(rowOf("a", { unforecast: "Too short." }))).toBe("Too short.");
    expect(crossingText(rowOf("a", { bands }), monthly)).toBe("12\u00A0% → 31\u00A0%, Jan 2024");
  });

  test("says how the earlier forecast did", () => {
    const outcome = { steps: 4, inside80: 0.75, bias: 1, meanAbsoluteError: 2, mase: 1.234 };
    expect(outcomeText(rowOf("a", { outcome }))).toBe("3 of 4 inside, MASE 1.23");
  });

  test("sums up all series", () => {
    const rows = [
      rowOf("a", { values: valuesWith({ kind: "revised" }) }),
      rowOf("b"),
      rowOf("c", { values: null, isIn: "earlier" }),
    ];
    expect(summaryText(rows)).toBe("3 series: 1 with changed values, 1 as before, 1 gone.");
  });
});

test("what moved most comes first, and what has no measure last, by name", () => {
  const moved = (series: string, relativeShift: number | null) => rowOf(series, { bands: { ...bands, relativeShift } });
  const rows = [moved("s10", null), moved("b", 0.5), moved("a", 2), moved("s9", null)];
  expect(ranked(rows, "forecast").map(({ series }) => series)).toEqual(["a", "b", "s9", "s10"]);
  const widened = (series: string, widthRatio: number | null) => rowOf(series, { bands: { ...bands, widthRatio } });
  const widths = [widened("a", 1.1), widened("b", null), widened("c", 0.5), widened("d", 1.9)];
  expect(ranked(widths, "range").map(({ series }) => series)).toEqual(["c", "d", "a", "b"]);
  expect(ranked(rows, "name").map(({ series }) => series)).toEqual(["a", "b", "s9", "s10"]);
});

test("two forecasts of each series are summed up by whether they differ", () => {
  const still = { ...bands, meanShift: 0, meanAbsoluteShift: 0 };
  const rows = [
    rowOf("a", { values: null, bands }),
    rowOf("b", { values: null, bands: still }),
    rowOf("c", { values: null, bands: { ...still, widthRatio: 1 } }),
    rowOf("d", { values: null }),
    rowOf("e", { values: null, unforecast: "Too short." }),
  ];
  expect(forecastsSummaryText(rows)).toBe(
    "5 series: 2 with another forecast, 2 with the same one, 1 that could not be compared.",
  );
  expect([forecastText(rows[1] ?? rowOf("")), valuesText(rows[0] ?? rowOf(""))]).toEqual(["Same median", "–"]);
});

test("the table has one heading for each cell", () => {
  const [head = [], ...rows] = tableCells([rowOf("a", { bands }), rowOf("b", { values: null, isIn: "later" })]);
  expect(rows.map((row) => row.length)).toEqual([head.length, head.length]);
  expect(rows[0]?.[head.indexOf("In half ranges")]).toBe(1.4);
});

test("a track record says how all forecasts did together, and each of them", () => {
  const { outcome, madeMs } = recordOf();
  const other = recordOf({ outcome: { ...outcome, steps: 36, inside80: 28 / 36, bias: -0.25 } });
  expect(trackText([recordOf(), other])).toBe("31 of 40 values inside the 80\u00A0% ranges.");
  expect([insideText(outcome), biasText(outcome)]).toEqual(["3 of 4", "+1.500"]);
  expect(dayText(madeMs)).toBe("30 Nov 2026");
  expect(noTrackText(true)).toContain("kept from now on");
  expect(noTrackText(false)).toContain("not kept");
});
