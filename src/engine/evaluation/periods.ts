/** More rows than this are no summary. */
const maxPeriods = 24;

type Naming = (date: Date) => string;

const day: Naming = (date) => `${month(date)}-${twoDigits(date.getUTCDate())}`;
const month: Naming = (date) => `${yearOf(date)}-${twoDigits(date.getUTCMonth() + 1)}`;
const quarter: Naming = (date) => `${yearOf(date)}-Q${Math.floor(date.getUTCMonth() / 3) + 1}`;

/**
 * The calendar period of a time: day, month, quarter or year, the finest unit of which these times have no more than 24; days only where
 * they tell more apart than months, and years where there are more of them, too.
 *
 * @param times milliseconds of the wall clock
 */
export function periodsOf(times: readonly number[]): (time: number) => string {
  const count = (nameOf: Naming): number => new Set(times.map((time) => nameOf(new Date(time)))).size;
  const units = count(day) > count(month) ? [day, month, quarter] : [month, quarter];
  const unit = units.find((nameOf) => count(nameOf) <= maxPeriods) ?? yearOf;
  return (time) => unit(new Date(time));
}

function yearOf(date: Date): string {
  return String(date.getUTCFullYear());
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
