/** More rows than this are no summary. */
const maxPeriods = 24;

const units: readonly ((date: Date) => string)[] = [
  (date) => `${yearOf(date)}-${twoDigits(date.getUTCMonth() + 1)}-${twoDigits(date.getUTCDate())}`,
  (date) => `${yearOf(date)}-${twoDigits(date.getUTCMonth() + 1)}`,
  (date) => `${yearOf(date)}-Q${Math.floor(date.getUTCMonth() / 3) + 1}`,
  yearOf,
];

/**
 * The calendar period of a time: day, month, quarter or year, the finest unit of which these times have no more than 24; years where
 * there are more of them, too.
 *
 * @param times milliseconds of the wall clock
 */
export function periodsOf(times: readonly number[]): (time: number) => string {
  const unit =
    units.find((nameOf) => new Set(times.map((time) => nameOf(new Date(time)))).size <= maxPeriods) ?? yearOf;
  return (time) => unit(new Date(time));
}

function yearOf(date: Date): string {
  return String(date.getUTCFullYear());
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
