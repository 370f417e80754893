import { dayMs } from "#domain/series";
import { dayNumber, isLeapYear } from "#engine/ingest/cells";
import type { TimeSink } from "#engine/ingest/columns";

/** The years that a column of two-digit years stands for. */
export interface Centuries {
  readonly firstYear: number;
  readonly lastYear: number;
}

/**
 * One run of years for a column whose years all have two digits: it begins behind the longest stretch of years that do not
 * occur, and lies as late as it can without beginning in the future. 65 … 72 are the 1960s and 70s, 98 … 03 pass the
 * century, 24 … 31 are plans. Changes the column's times; null where its years have four digits.
 */
export function settleCenturies(sink: TimeSink, thisYear: number): Centuries | null {
  const readable = sink.values.length - sink.blank - sink.misfitCount;
  if (sink.shortYears === 0 || sink.shortYears < readable) return null;
  const occurs = new Array<boolean>(100).fill(false);
  sink.values.forEach((ms) => {
    if (ms === ms) occurs[new Date(ms).getUTCFullYear() % 100] = true;
  });
  const years = occurs.flatMap((does, year) => (does ? [year] : []));
  let first = years[0] ?? 0;
  let longest = -1;
  for (const [at, year] of years.entries()) {
    const before = years[at - 1] ?? (years.at(-1) ?? year) - 100;
    if (year - before > longest) {
      longest = year - before;
      first = year;
    }
  }
  const firstYear = 2000 + first <= thisYear + 1 ? 2000 + first : 1900 + first;
  const yearOf = (short: number): number => firstYear + ((short - first + 100) % 100);
  sink.values = sink.values.map((ms) => inYear(ms, yearOf));
  return { firstYear, lastYear: firstYear + 100 - longest };
}

function inYear(ms: number, yearOf: (short: number) => number): number {
  if (ms !== ms) return ms;
  const date = new Date(ms);
  const old = date.getUTCFullYear();
  const year = yearOf(old % 100);
  if (year === old) return ms;
  const month = date.getUTCMonth() + 1;
  const day = date.getUTCDate();
  if (month === 2 && day === 29 && !isLeapYear(year)) return Number.NaN;
  return dayNumber(year, month, day) * dayMs + (ms - Math.floor(ms / dayMs) * dayMs);
}
