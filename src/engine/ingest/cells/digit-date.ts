/** Dates of digits without marks. */

/** What the digits mean: `231101`, `01112023`, the week `202405`; the column decides. */
export type DigitOrder = "year-first" | "day-first" | "month-first" | "week";

export interface DigitDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly isShortYear: boolean;
}

/** @param digits how many there are: 5 to 8, because a number loses the zero that it begins with. */
export function splitDigits(value: number, digits: number, order: Exclude<DigitOrder, "week">): DigitDate {
  const isShortYear = digits <= 6;
  const yearSize = isShortYear ? 100 : 10_000;
  if (order === "year-first") {
    return {
      year: Math.floor(value / 10_000),
      month: Math.floor(value / 100) % 100,
      day: value % 100,
      isShortYear,
    };
  }
  const first = Math.floor(value / yearSize / 100);
  const second = Math.floor(value / yearSize) % 100;
  const [day, month] = order === "day-first" ? [first, second] : [second, first];
  return { year: value % yearSize, month, day, isShortYear };
}
