/** How numbers and days are written where a person reads them. */

/** d, mm and yyyy are digits, mmm is an English name: the words of the interface are English. */
const datePatterns = [
  "d mmm yyyy",
  "mmm d, yyyy",
  "yyyy-mm-dd",
  "dd.mm.yyyy",
  "dd/mm/yyyy",
  "mm/dd/yyyy",
  "yyyy/mm/dd",
] as const;
export type DatePattern = (typeof datePatterns)[number];

/** What is between thousands: a comma, a point, an apostrophe, or one of two spaces that do not break. */
export type GroupMark = "," | "." | "\u2019" | "\u00A0" | "\u202F";

export interface Conventions {
  readonly decimal: "." | ",";
  readonly group: GroupMark;
  readonly date: DatePattern;
  /** 1 is Monday, 7 is Sunday. */
  readonly firstDayOfWeek: 1 | 6 | 7;
}

/** What of the conventions is wished for; `system` follows the locale. */
export interface WishedConventions {
  readonly numberFormat: "system" | "1,234.5" | "1.234,5" | "1 234,5";
  readonly dateFormat: "system" | DatePattern;
  readonly firstDayOfWeek: "system" | "monday" | "saturday" | "sunday";
}

/**
 * What exports for machines, the command line and everything else use that no person's wishes reach. Files and pictures are
 * then the same on every machine.
 */
export const fixedConventions: Conventions = { decimal: ".", group: ",", date: "d mmm yyyy", firstDayOfWeek: 1 };

const groupMarks: readonly GroupMark[] = [",", ".", "\u2019", "\u00A0", "\u202F"];

const styles = {
  "1,234.5": { decimal: ".", group: "," },
  "1.234,5": { decimal: ",", group: "." },
  "1 234,5": { decimal: ",", group: "\u00A0" },
} as const satisfies Record<string, Pick<Conventions, "decimal" | "group">>;

const days = { monday: 1, saturday: 6, sunday: 7 } as const;

/**
 * @param locale a BCP 47 tag, as the system names it; one that is not known gives the fixed conventions
 */
export function conventionsOf(locale: string, wished: WishedConventions): Conventions {
  const known = isKnown(locale) ? locale : "en-GB";
  const { numberFormat, dateFormat, firstDayOfWeek } = wished;
  return {
    ...(numberFormat === "system" ? numbersOf(known) : styles[numberFormat]),
    date: dateFormat === "system" ? patternOf(known) : dateFormat,
    firstDayOfWeek: firstDayOfWeek === "system" ? firstDayOf(known) : days[firstDayOfWeek],
  };
}

function isKnown(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length > 0;
  } catch {
    return false;
  }
}

function numbersOf(locale: string): Pick<Conventions, "decimal" | "group"> {
  const parts = new Intl.NumberFormat(locale, { numberingSystem: "latn", useGrouping: "always" }).formatToParts(
    1234567.5,
  );
  const partOf = (type: Intl.NumberFormatPartTypes): string => parts.find((part) => part.type === type)?.value ?? "";
  const decimal = partOf("decimal") === "," ? "," : ".";
  const group = groupMarks.find((mark) => mark === partOf("group"));
  // Marks of other scripts: the usual one beside this decimal mark.
  if (group === undefined || group === decimal) return decimal === "," ? styles["1 234,5"] : styles["1,234.5"];
  return { decimal, group };
}

/** The order and the marks of a short date with a year of four digits; a locale that writes months in words gets English ones. */
function patternOf(locale: string): DatePattern {
  const format = new Intl.DateTimeFormat(locale, {
    ...{ dateStyle: "medium", timeZone: "UTC", numberingSystem: "latn", calendar: "gregory" },
  });
  const parts = format.formatToParts(Date.UTC(2024, 2, 31));
  const order = parts.map(({ type }) => type).filter((type) => type === "day" || type === "month" || type === "year");
  const month = parts.find(({ type }) => type === "month")?.value ?? "";
  const isInDigits = /^\d+$/.test(month);
  const marks = parts.filter(({ type }) => type === "literal").map(({ value }) => value.trim());
  if (order[0] === "year") return marks.includes("/") ? "yyyy/mm/dd" : "yyyy-mm-dd";
  if (order[0] === "month") return isInDigits ? "mm/dd/yyyy" : "mmm d, yyyy";
  if (!isInDigits) return "d mmm yyyy";
  return marks.includes("/") ? "dd/mm/yyyy" : "dd.mm.yyyy";
}

function firstDayOf(locale: string): Conventions["firstDayOfWeek"] {
  const known = new Intl.Locale(locale) as Intl.Locale & {
    readonly getWeekInfo?: () => { readonly firstDay: number };
    readonly weekInfo?: { readonly firstDay: number };
  };
  const firstDay = (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay;
  return firstDay === 7 || firstDay === 6 ? firstDay : 1;
}

let current: Conventions = fixedConventions;

/** Those in force in this process. */
export function conventions(): Conventions {
  return current;
}

/** From now on, for the whole process: the window's, where its user is the only one who reads. */
export function setConventions(next: Conventions): void {
  current = next;
}

/** While `work` runs, which must not wait for anything: others would see them. */
export function withConventions<T>(next: Conventions, work: () => T): T {
  const before = current;
  current = next;
  try {
    return work();
  } finally {
    current = before;
  }
}

/** Of one forecast to write: nothing where they are the fixed ones, so that such a file is the same on every machine. */
export function conventionsText({ decimal, group, date }: Conventions): string | undefined {
  const isFixed =
    decimal === fixedConventions.decimal && group === fixedConventions.group && date === fixedConventions.date;
  return isFixed ? undefined : JSON.stringify({ decimal, group, date });
}

/** Reads what {@link conventionsText} writes; the fixed ones for anything else. */
export function parseConventions(text: unknown): Conventions {
  try {
    const { decimal, group, date } = JSON.parse(String(text)) as Partial<Conventions>;
    const isKnownGroup = groupMarks.some((mark) => mark === group) && group !== decimal;
    if ((decimal !== "." && decimal !== ",") || !isKnownGroup || !datePatterns.some((pattern) => pattern === date))
      return fixedConventions;
    return { ...fixedConventions, decimal, group: group as GroupMark, date: date as DatePattern };
  } catch {
    return fixedConventions;
  }
}
