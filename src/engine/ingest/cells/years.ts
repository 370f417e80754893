/** Two-digit years up to this one belong to the 2000s (the rule of POSIX and most spreadsheets). */
const lastYearOf2000s = 68;
/** Years of the Buddhist era, as Thailand counts them, are this much larger. */
const buddhistYears = 543;
const firstBuddhistYear = 2400;
const lastBuddhistYear = 2699;

/** POSIX's century; a column as a whole decides better. */
export function longYear(short: number): number {
  return short + (short <= lastYearOf2000s ? 2000 : 1900);
}

/** 2024 for 2567: nobody's data come from the Christian era's 25th century. */
export function christianYear(year: number): number {
  return year > firstBuddhistYear && year <= lastBuddhistYear ? year - buddhistYears : year;
}
