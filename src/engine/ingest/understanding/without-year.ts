/** What is no time yet, and the options that make one of it: sentences that several refusals share. */
import type { FrequencyUnit } from "#domain/series";
import { monthOfName } from "#engine/ingest/cells";
import { typed } from "#engine/ingest/report";

/** What comes closest to a time, and what to do about it. */
export interface Closest {
  readonly column: string | null;
  readonly row: number | null;
  readonly sentence: string;
  readonly hint: string;
}

export function howToCount(unit: FrequencyUnit, start: string, what: string): string {
  return `If ${what} follow each other at equal steps, --frequency ${unit} --start ${typed(start)} counts them; in the window: Frequency and First row.`;
}

/** `01-Nov`, `Nov 1`, `Nov`, `1.11.` */
export function dayWithoutYear(text: string): { readonly month: number; readonly day: number | null } | null {
  const named = /^(\d{1,2})?[\s.\-/]*(\p{L}{3,12})\.?[\s.\-/]*(\d{1,2})?$/u.exec(text);
  if (named !== null) {
    const month = monthOfName(named[2] ?? "");
    const day = Number(named[1] ?? named[3] ?? Number.NaN);
    const isBoth = named[1] !== undefined && named[3] !== undefined;
    if (month === 0 || isBoth || day > 31) return null;
    return { month, day: Number.isNaN(day) ? null : day };
  }
  const written = /^(\d{1,2})[./-](\d{1,2})\.?$/.exec(text);
  if (written === null) return null;
  const [first, second] = [Number(written[1]), Number(written[2])];
  if (first < 1 || second < 1 || Math.max(first, second) > 31 || Math.min(first, second) > 12) return null;
  return second > 12 ? { month: first, day: second } : { month: second, day: first };
}

/** @param example a cell of the column, in this row of the file */
export function withoutYear(
  column: string,
  example: string,
  row: number,
  { month, day }: NonNullable<ReturnType<typeof dayWithoutYear>>,
  thisYear: number,
): Closest {
  const start = [thisYear, month, ...(day === null ? [] : [day])]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");
  return {
    column,
    row,
    sentence: `"${column}" holds ${day === null ? "months" : "days"} without a year ("${example}" in row ${row}).`,
    hint: `Add the year. ${howToCount(day === null ? "month" : "day", start, "the rows")}`,
  };
}
