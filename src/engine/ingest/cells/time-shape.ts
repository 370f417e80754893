/** How a timestamp was written; one column may hold several. Readers name them by their index. */
export const timeShapes = [
  "ymd",
  "numeric-slash",
  "numeric-dot",
  "numeric-dash",
  "named-month",
  "year-month",
  "quarter",
  "iso-week",
  "cjk",
  "compact",
  "clock",
  // 2015:1, 2015-1: a month or a quarter
  "part-of-year",
  // 2015.1: the same, or October without its zero
  "decimal-part",
  // Jan-21, янв.21
  "month-short-year",
  // 21-Jan: a year and its month, or a day without a year
  "short-year-month",
  // 5 listopada 2021: a name that is October in Croatian and November in Polish
  "disputed-month",
  "half-year",
  "month-span",
  "fiscal",
  "year",
  // 1994/95
  "year-span",
  "day-of-year",
  // /Date(1698796800000)/
  "instant",
] as const;

export type TimeShape = (typeof timeShapes)[number];

export function indexOfShape(shape: TimeShape): number {
  return timeShapes.indexOf(shape);
}
