import type { FlagCode, FlagSpan, SeriesFlags } from "#domain/series";

/** Codes that the chart marks of their own accord; `missing` has had its own drawing all along. */
export type MarkedCode = Exclude<FlagCode, "missing">;

/** In the order of the legend: what matters most to a forecast comes first. */
export const markedCodes = [
  "corrected",
  "outlier",
  "filled",
  "out-of-range",
  "code",
  "unreadable",
  "duplicate",
  "partial",
  "calibration",
  "snapped",
] as const satisfies readonly MarkedCode[];

/** What a flag is called in the legend and in lists. */
export const flagNames: Readonly<Record<FlagCode, string>> = {
  missing: "Missing",
  outlier: "Outlier",
  filled: "Filled",
  "out-of-range": "Sensor limit",
  code: "Missing code",
  unreadable: "Not a number",
  duplicate: "Combined rows",
  partial: "Incomplete period",
  calibration: "Calibration",
  snapped: "Time rounded",
  corrected: "Corrected",
};

/** What a flag says of one step. */
export const flagMeanings: Readonly<Record<FlagCode, string>> = {
  missing: "no value",
  outlier: "far from its neighbours, not changed",
  filled: "interpolated, not observed",
  "out-of-range": "at the limit of the sensor",
  code: "a number that means missing",
  unreadable: "no number in this cell",
  duplicate: "combined from several rows",
  partial: "part of the period is missing",
  calibration: "a calibration was left out",
  snapped: "moved to the nearest step",
  corrected: "corrected by you",
};

const grouped = new WeakMap<SeriesFlags, ReadonlyMap<FlagCode, readonly FlagSpan[]>>();

/** The spans of each code, in time order. Spans of one code never overlap; those of two codes may. */
export function spansByCode(flags: SeriesFlags): ReadonlyMap<FlagCode, readonly FlagSpan[]> {
  const known = grouped.get(flags);
  if (known !== undefined) return known;
  const spans = new Map<FlagCode, FlagSpan[]>();
  for (const span of flags.spans) {
    const list = spans.get(span.code);
    if (list === undefined) spans.set(span.code, [span]);
    else list.push(span);
  }
  grouped.set(flags, spans);
  return spans;
}

/** Index of the first span that ends at a step or after it; the number of spans where none does. */
export function firstSpanFrom(spans: readonly FlagSpan[], step: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle]?.toStep ?? Infinity) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What is said about one step, in the legend's order. */
export function flagsAt(flags: SeriesFlags, step: number): readonly FlagSpan[] {
  const spans = spansByCode(flags);
  return markedCodes.flatMap((code) => {
    const own = spans.get(code) ?? [];
    const span = own[firstSpanFrom(own, step)];
    return span !== undefined && span.fromStep <= step ? [span] : [];
  });
}

/** "far from its neighbours, kept; row 1,204". `count` writes numbers. */
export function describeFlag(
  { code, row, from, to, fromStep }: FlagSpan,
  step: number,
  count: (value: number) => string,
): string {
  // Row and texts belong to the span's first step.
  const isFirst = step === fromStep;
  const change =
    isFirst && from !== undefined && to !== undefined && from !== to ? `${from} → ${to}` : flagMeanings[code];
  return isFirst && row !== undefined ? `${change}; row ${count(row)}` : change;
}

/** Flags of a series but for missing steps, which are counted on their own. */
export function flaggedSteps(steps: SeriesFlags["steps"]): number {
  return markedCodes.reduce((sum, code) => sum + (isQuiet(code) ? 0 : (steps[code] ?? 0)), 0);
}

/** "3 outliers, 12 filled": for a badge's title. */
export function countedFlags(steps: SeriesFlags["steps"], count: (value: number) => string): string {
  return markedCodes
    .flatMap((code) => {
      const number = steps[code];
      return number === undefined ? [] : [`${count(number)} × ${flagNames[code].toLowerCase()}`];
    })
    .join(", ");
}

/** Sensors jitter: a time that moved by seconds is worth a line in the report, and no badge. */
function isQuiet(code: MarkedCode): boolean {
  return code === "snapped";
}
