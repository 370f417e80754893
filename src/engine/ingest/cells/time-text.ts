import { dayMs, hourMs, minuteMs, secondMs } from "#domain/series";
import { isWeekdayName, monthOfName } from "./month-name.ts";

/** How a timestamp was written; one column may hold several. */
export type TimeShape =
  | "ymd"
  | "numeric-slash"
  | "numeric-dot"
  | "numeric-dash"
  | "named-month"
  | "year-month"
  | "quarter"
  | "iso-week"
  | "cjk"
  | "compact"
  | "clock";

export const timeShapes: readonly TimeShape[] = [
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
];

/** What one timestamp says about the order of day and month. */
export const dayOrder = { none: 0, dayFirst: 1, monthFirst: 2, either: 3 } as const;
export type DayOrder = (typeof dayOrder)[keyof typeof dayOrder];

const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Two-digit years up to this one belong to the 2000s (the rule of POSIX and most spreadsheets). */
const lastYearOf2000s = 68;

const zoneMinutes = new Map<string, number>([
  ["z", 0],
  ["utc", 0],
  ["gmt", 0],
  ["wet", 0],
  ["bst", 60],
  ["west", 60],
  ["cet", 60],
  ["mez", 60],
  ["cest", 120],
  ["mesz", 120],
  ["eet", 120],
  ["eest", 180],
  ["msk", 180],
  ["jst", 540],
  ["aest", 600],
  ["aedt", 660],
  ["est", -300],
  ["edt", -240],
  ["cst", -360],
  ["cdt", -300],
  ["mst", -420],
  ["mdt", -360],
  ["pst", -480],
  ["pdt", -420],
]);

/** Day number of the civil date since 1970-01-01 (proleptic Gregorian). `month` 1 … 12. */
export function dayNumber(year: number, month: number, day: number): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const isAfterLeapDay = month > 2 && isLeapYear(year);
  return before * 365 + leapDays + (daysBeforeMonth[month - 1] ?? 0) + day + (isAfterLeapDay ? 1 : 0) - 719_163;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || year > 9999) return false;
  return day <= (monthLengths[month - 1] ?? 0) || (month === 2 && day === 29 && isLeapYear(year));
}

/**
 * Reads written timestamps. One reader serves one column: the fields after {@link read} describe the cell that was read
 * last, which spares an object per cell of a file with millions.
 */
export class TimeReader {
  /** Index into {@link timeShapes}. */
  shape = 0;
  order: DayOrder = dayOrder.none;
  /** Minutes east of UTC, NaN when the text carries no offset. */
  offsetMinutes = Number.NaN;
  hasClock = false;
  /** The year has two digits. */
  isShortYear = false;

  /** Whether 24/01/31 begins with its year. One date that can only be read so decides for those that follow. */
  #isYearFirst: boolean;
  #text = "";
  #at = 0;
  #digits = 0;
  /** Only a time with a date has an offset: 08:00-08:30 is half an hour. */
  #hasDate = true;
  #cachedYear = -1;
  #cachedMonth = -1;
  #cachedDay = -1;
  #cachedDayMs = 0;

  constructor(isYearFirst = false) {
    this.#isYearFirst = isYearFirst;
  }

  /**
   * Wall-clock milliseconds as written, the offset not applied; NaN when the text is no timestamp. Where day and month could
   * be either way round, day first is returned and `order` is `either`. A clock alone is milliseconds since midnight.
   */
  read(text: string): number {
    this.#text = text;
    this.#at = 0;
    this.order = dayOrder.none;
    this.offsetMinutes = Number.NaN;
    this.hasClock = false;
    this.isShortYear = false;
    this.#skipBlanks();
    const code = this.#code(0);
    const ms = code >= 48 && code <= 57 ? this.#startingWithNumber() : this.#startingWithWord();
    return ms === ms ? ms : this.#otherwise(text);
  }

  /** What is no timestamp at first sight. */
  #otherwise(text: string): number {
    if (/^\s*\d{1,2}\.\d\d\.\d\d\s*$/.test(text)) {
      // 18.00.00 is no date, so it is Italian for 18:00:00.
      this.#at = 0;
      this.#skipBlanks();
      this.order = dayOrder.none;
      return this.#clockOnly();
    }
    // A stretch of time is named by its beginning: 01.01.2023 00:00 - 01.01.2023 01:00, 2024-01-01T00:00/2024-01-01T01:00
    const clock = clockIn(text);
    if (clock !== null) return this.read(clock);
    const stretch = /^(.{8,40}?)(?:\s+(?:-|–|to|bis|until)\s+|\/(?=\d{4}-))\s*\d.{3,}$/.exec(text);
    return stretch?.[1] === undefined ? Number.NaN : this.read(stretch[1]);
  }

  #code(ahead: number): number {
    // NaN past the end compares false with everything.
    return this.#text.charCodeAt(this.#at + ahead);
  }

  #skipBlanks(): void {
    while (this.#code(0) <= 32 || this.#code(0) === 160) this.#at += 1;
  }

  /** POSIX's century; the column as a whole decides better. */
  #longYear(short: number): number {
    this.isShortYear = true;
    return short + (short <= lastYearOf2000s ? 2000 : 1900);
  }

  /** Reads digits; −1 when there are none. `#digits` holds how many. */
  #number(): number {
    let value = 0;
    let digits = 0;
    for (let code = this.#code(0); code >= 48 && code <= 57; code = this.#code(0)) {
      value = value * 10 + (code - 48);
      digits += 1;
      this.#at += 1;
    }
    this.#digits = digits;
    return digits === 0 ? -1 : value;
  }

  #word(): string {
    const from = this.#at;
    for (
      let code = this.#code(0);
      (code | 32) >= 97 && (code | 32) <= 122 ? true : code >= 192 && code < 0x250;
      code = this.#code(0)
    ) {
      this.#at += 1;
    }
    const word = this.#text.slice(from, this.#at);
    if (word !== "" && this.#code(0) === 46) this.#at += 1;
    return word;
  }

  #isAtEnd(): boolean {
    this.#skipBlanks();
    return this.#at >= this.#text.length;
  }

  #dayMs(year: number, month: number, day: number): number {
    if (day === this.#cachedDay && month === this.#cachedMonth && year === this.#cachedYear) return this.#cachedDayMs;
    if (!isDate(year, month, day)) return Number.NaN;
    this.#cachedYear = year;
    this.#cachedMonth = month;
    this.#cachedDay = day;
    this.#cachedDayMs = dayNumber(year, month, day) * dayMs;
    return this.#cachedDayMs;
  }

  #startingWithNumber(): number {
    const first = this.#number();
    const firstDigits = this.#digits;
    const separator = this.#code(0);
    if (firstDigits === 4) return this.#afterYear(first, separator);
    if (firstDigits === 8) return this.#compact(first);
    if (firstDigits > 2) return Number.NaN;
    // - . / between numbers
    if (separator === 45 || separator === 46 || separator === 47) {
      const next = this.#code(1);
      if (next >= 48 && next <= 57) {
        this.#at += 1;
        return this.#afterDayOrMonth(first, firstDigits, separator);
      }
    }
    if (separator === 58) {
      this.#at = 0;
      this.#skipBlanks();
      return this.#clockOnly();
    }
    // 16 Jan 2017, 5-Jan-09, 16. Januar 2017, 1 de enero de 2017
    return this.#dayThenMonthName(first);
  }

  #afterYear(year: number, separator: number): number {
    if (separator === 0x5e74) return this.#cjk(year);
    if (separator === 45 || separator === 47 || separator === 46) {
      this.#at += 1;
      const letter = this.#code(0) | 32;
      if (letter === 119) return this.#isoWeek(year);
      if (letter === 113 || letter === 116) return this.#quarter(year);
      if (letter >= 97 && letter <= 122) return this.#namedMonthOf(year);
      const month = this.#number();
      if (month < 0 || this.#digits > 2) return Number.NaN;
      if (this.#code(0) === separator && this.#code(1) >= 48 && this.#code(1) <= 57) {
        this.#at += 1;
        const day = this.#number();
        if (this.#digits > 2) return Number.NaN;
        this.shape = 0;
        return this.#withClock(this.#dayMs(year, month, day));
      }
      if (!this.#isAtEnd()) return Number.NaN;
      this.shape = 5;
      return this.#dayMs(year, month, 1);
    }
    this.#skipBlanks();
    const letter = this.#code(0) | 32;
    if (letter === 119 || letter === 107) return this.#isoWeek(year);
    if (letter === 113 || letter === 116) return this.#quarter(year);
    // 1998M01, the statistical offices' month
    if (letter === 109 && this.#code(1) >= 48 && this.#code(1) <= 57) {
      this.#at += 1;
      const month = this.#number();
      this.shape = 5;
      return this.#isAtEnd() ? this.#dayMs(year, month, 1) : Number.NaN;
    }
    if ((letter >= 97 && letter <= 122) || this.#code(0) >= 192) return this.#namedMonthOf(year);
    return Number.NaN;
  }

  #afterDayOrMonth(first: number, firstDigits: number, separator: number): number {
    const second = this.#number();
    const secondDigits = this.#digits;
    if (secondDigits === 4) {
      // 01/2017
      if (!this.#isAtEnd()) return Number.NaN;
      this.shape = 5;
      return this.#dayMs(second, first, 1);
    }
    if (secondDigits > 2) return Number.NaN;
    if (this.#code(0) !== separator) {
      // A lone "1-01" counts years from one; with a dot or slash it is a decimal number or a fraction.
      if (separator !== 45 || firstDigits > 2 || secondDigits !== 2 || !this.#isAtEnd()) return Number.NaN;
      this.shape = 5;
      return this.#dayMs(first, second, 1);
    }
    this.#at += 1;
    let year = this.#number();
    if (this.#digits === 2 && firstDigits === 2 && (this.#isYearFirst || first > 31)) {
      this.shape = 0;
      this.#isYearFirst = true;
      return this.#withClock(this.#dayMs(this.#longYear(first), second, year));
    }
    if (this.#digits === 2) year = this.#longYear(year);
    else if (this.#digits !== 4) return Number.NaN;
    this.shape = separator === 47 ? 1 : separator === 46 ? 2 : 3;
    const dayFirstMs = this.#dayMs(year, second, first);
    if (second > 12 || !(dayFirstMs === dayFirstMs)) {
      this.order = dayOrder.monthFirst;
      return this.#withClock(this.#dayMs(year, first, second));
    }
    this.order = first > 12 ? dayOrder.dayFirst : first === second ? dayOrder.none : dayOrder.either;
    return this.#withClock(dayFirstMs);
  }

  #compact(digits: number): number {
    const year = Math.floor(digits / 10_000);
    const month = Math.floor(digits / 100) % 100;
    this.shape = 9;
    const date = this.#dayMs(year, month, digits % 100);
    if (date !== date) return date;
    const letter = this.#code(0) | 32;
    if (letter === 116 || this.#code(0) === 32 || this.#code(0) === 95 || this.#code(0) === 45) {
      this.#at += 1;
      const from = this.#at;
      const clock = this.#number();
      if (this.#digits === 6 || this.#digits === 4) {
        const seconds = this.#digits === 6 ? clock : clock * 100;
        const hour = Math.floor(seconds / 10_000);
        const minute = Math.floor(seconds / 100) % 100;
        if (hour > 24 || minute > 59 || seconds % 100 > 60) return Number.NaN;
        this.hasClock = true;
        const ms = date + hour * hourMs + minute * minuteMs + (seconds % 100) * secondMs;
        return this.#isAtEnd() || this.#zone() ? ms : Number.NaN;
      }
      this.#at = from;
    }
    return this.#withClock(date);
  }

  #cjk(year: number): number {
    this.#at += 1;
    const month = this.#number();
    if (this.#code(0) !== 0x6708) return Number.NaN;
    this.#at += 1;
    this.shape = 8;
    const day = this.#number();
    if (day < 0) return this.#isAtEnd() ? this.#dayMs(year, month, 1) : Number.NaN;
    // 日 or 号
    if (this.#code(0) !== 0x65e5 && this.#code(0) !== 0x53f7) return Number.NaN;
    this.#at += 1;
    return this.#withClock(this.#dayMs(year, month, day));
  }

  #isoWeek(year: number): number {
    // W, or KW as in German
    this.#at += 1;
    if ((this.#code(0) | 32) === 119 || this.#code(0) === 45) this.#at += 1;
    this.#skipBlanks();
    const week = this.#number();
    if (week < 1 || week > weeksOfIsoYear(year)) return Number.NaN;
    let day = 1;
    if (this.#code(0) === 45) {
      this.#at += 1;
      day = this.#number();
    }
    this.shape = 7;
    if (day < 1 || day > 7 || !this.#isAtEnd()) return Number.NaN;
    return isoWeekMs(year, week) + (day - 1) * dayMs;
  }

  #quarter(year: number): number {
    this.#at += 1;
    if (this.#code(0) === 45 || this.#code(0) === 32) this.#at += 1;
    const quarter = this.#number();
    this.shape = 6;
    if (quarter < 1 || quarter > 4 || !this.#isAtEnd()) return Number.NaN;
    return this.#dayMs(year, quarter * 3 - 2, 1);
  }

  /** The month's name stands after the year: 2017 Jan, 2017-Jan-16. */
  #namedMonthOf(year: number): number {
    const month = monthOfName(this.#word());
    if (month === 0) return Number.NaN;
    this.shape = 4;
    if (this.#isAtEnd()) return this.#dayMs(year, month, 1);
    if (this.#code(0) === 45 || this.#code(0) === 47) this.#at += 1;
    const day = this.#number();
    return this.#digits > 2 ? Number.NaN : this.#withClock(this.#dayMs(year, month, day));
  }

  #dayThenMonthName(day: number): number {
    if (this.#code(0) === 46) this.#at += 1;
    // 1st, 2nd, 3rd, 4th
    const suffix = this.#text.slice(this.#at, this.#at + 2).toLowerCase();
    if (suffix === "st" || suffix === "nd" || suffix === "rd" || suffix === "th") this.#at += 2;
    this.#skipJoints();
    if ((this.#code(0) | 32) === 113 && this.#isQuarterFirst()) return this.#quarterThenYear(day);
    const month = monthOfName(this.#word());
    if (month === 0) return Number.NaN;
    this.#skipJoints();
    const year = this.#number();
    if (year < 0) return Number.NaN;
    this.shape = 4;
    if (this.#digits === 4) return this.#withClock(this.#dayMs(year, month, day));
    if (this.#digits !== 2) return Number.NaN;
    return this.#withClock(this.#dayMs(this.#longYear(year), month, day));
  }

  #isQuarterFirst(): boolean {
    const next = this.#code(1);
    return next === 32 || next === 45 || next === 47 || (next >= 48 && next <= 57);
  }

  /** 1Q98, 1Q 1998 */
  #quarterThenYear(quarter: number): number {
    this.#at += 1;
    this.#skipJoints();
    let year = this.#number();
    if (year < 0) return Number.NaN;
    if (this.#digits === 2) year = this.#longYear(year);
    this.shape = 6;
    if (quarter < 1 || quarter > 4 || !this.#isAtEnd()) return Number.NaN;
    return this.#dayMs(year, quarter * 3 - 2, 1);
  }

  /** Blanks, - / , . and the little words of Spanish and Portuguese dates ("de", "del"). */
  #skipJoints(): void {
    for (;;) {
      const code = this.#code(0);
      if (code <= 32 || code === 45 || code === 47 || code === 44 || code === 46 || code === 160 || code === 39)
        this.#at += 1;
      else if (/^de[l]?\s/i.test(this.#text.slice(this.#at, this.#at + 4)))
        this.#at += 2 + (this.#code(2) === 108 ? 1 : 0);
      else return;
    }
  }

  #startingWithWord(): number {
    const letter = this.#code(0) | 32;
    const next = this.#code(1);
    if (letter === 113 && next >= 49 && next <= 52) {
      this.#at += 1;
      return this.#quarterBefore(this.#number());
    }
    if ((letter === 119 || letter === 107) && ((next >= 48 && next <= 57) || (next | 32) === 119 || next === 32)) {
      return this.#weekBefore();
    }
    let word = this.#word();
    if (word === "") return Number.NaN;
    let month = monthOfName(word);
    if (
      isWeekdayName(word) &&
      (month === 0 || !/^\W*\d{1,4}\W*(?:\d{2,4})?/.test(this.#text.slice(this.#at)) || this.#isDateAhead())
    ) {
      this.#skipJoints();
      const code = this.#code(0);
      if (code >= 48 && code <= 57) return this.#startingWithNumber();
      word = this.#word();
      month = monthOfName(word);
    }
    if (month === 0) return Number.NaN;
    this.#skipJoints();
    const number = this.#number();
    if (number < 0) return Number.NaN;
    this.shape = 4;
    // Jan 2017
    if (this.#digits === 4) return this.#isAtEnd() ? this.#dayMs(number, month, 1) : Number.NaN;
    if (this.#digits > 2) return Number.NaN;
    const suffix = this.#text.slice(this.#at, this.#at + 2).toLowerCase();
    if (suffix === "st" || suffix === "nd" || suffix === "rd" || suffix === "th") this.#at += 2;
    // Oct-07
    if (this.#isAtEnd()) {
      return this.#digits === 2 ? this.#dayMs(this.#longYear(number), month, 1) : Number.NaN;
    }
    return this.#monthNameDay(month, number);
  }

  /** Jan 27, 2017 09:00 AM and the C library's Jan 27 09:00:00 2017. */
  #monthNameDay(month: number, day: number): number {
    this.#skipJoints();
    const from = this.#at;
    const year = this.#number();
    if (this.#digits === 4) return this.#withClock(this.#dayMs(year, month, day));
    if (this.#code(0) !== 58) return Number.NaN;
    this.#at = from;
    const clock = this.#clock();
    this.#skipBlanks();
    const lateYear = this.#number();
    if (clock !== clock || this.#digits !== 4 || !this.#isAtEnd()) return Number.NaN;
    return this.#dayMs(lateYear, month, day) + clock;
  }

  #isDateAhead(): boolean {
    return /^\W*\d{1,2}[-./]\d|^\W*\d{4}-\d|^\W*\d{1,2}\.?\s+[a-zà-ž]/i.test(this.#text.slice(this.#at));
  }

  #quarterBefore(quarter: number): number {
    this.#skipJoints();
    const year = this.#number();
    this.shape = 6;
    if (this.#digits !== 4 || !this.#isAtEnd()) return Number.NaN;
    return this.#dayMs(year, quarter * 3 - 2, 1);
  }

  #weekBefore(): number {
    this.#at += 1;
    if ((this.#code(0) | 32) === 119) this.#at += 1;
    this.#skipJoints();
    const week = this.#number();
    this.#skipJoints();
    const year = this.#number();
    this.shape = 7;
    if (this.#digits !== 4 || week < 1 || week > weeksOfIsoYear(year) || !this.#isAtEnd()) return Number.NaN;
    return isoWeekMs(year, week);
  }

  #clockOnly(): number {
    this.shape = 10;
    this.#hasDate = false;
    const ms = this.#clock();
    this.#hasDate = true;
    return this.#isAtEnd() ? ms : Number.NaN;
  }

  /** Adds the time of day and the offset that may follow a date, to the end of the text. */
  #withClock(date: number): number {
    if (date !== date || this.#at >= this.#text.length) return date;
    const code = this.#code(0);
    // T and the blank and comma stand between date and clock, as do _ and a colon or dash in some loggers.
    if (code === 84 || code === 116 || code === 44 || code === 95 || code === 58 || code === 45) this.#at += 1;
    this.#skipBlanks();
    if (this.#at >= this.#text.length) return date;
    const next = this.#code(0);
    if (!(next >= 48 && next <= 57)) return this.#zone() ? date : Number.NaN;
    return date + this.#clock();
  }

  #clock(): number {
    const hour = this.#number();
    const hourDigits = this.#digits;
    if (hour > 24 || hourDigits > 2) return Number.NaN;
    this.hasClock = true;
    let minute = 0;
    let seconds = 0;
    const separator = this.#code(0);
    if (
      separator === 58 ||
      separator === 46 ||
      (separator | 32) === 104 ||
      separator === 0x65f6 ||
      separator === 0x70b9
    ) {
      this.#at += 1;
      minute = this.#number();
      // "14h" and "23时" have no minutes; "20:" is a row that was cut off.
      if (minute < 0 && separator !== 58 && separator !== 46) minute = 0;
      else if (this.#digits !== 2 || minute > 59) return Number.NaN;
      const second = this.#code(0);
      if (second === 58 || second === 46 || second === 0x5206 || (second | 32) === 109) {
        this.#at += 1;
        seconds = Math.max(0, this.#number());
        if (this.#code(0) === 0x79d2) this.#at += 1;
        if (seconds > 60) return Number.NaN;
        if (this.#code(0) === 46 || this.#code(0) === 44) {
          this.#at += 1;
          const fraction = this.#number();
          // Below the millisecond nothing is kept: no series that people import is that fine.
          if (fraction > 0) seconds += Math.floor((fraction / 10 ** this.#digits) * 1000) / 1000;
        }
      }
    } else if (!/^\s*[ap]/i.test(this.#text.slice(this.#at, this.#at + 3))) {
      return Number.NaN;
    }
    let hours = hour;
    this.#skipBlanks();
    const half = this.#code(0) | 32;
    if ((half === 97 || half === 112) && /^[ap](?:\.?\s?m\.?)?(?:$|\s)/i.test(this.#text.slice(this.#at))) {
      if (hour < 1 || hour > 12) return Number.NaN;
      hours = (hour % 12) + (half === 112 ? 12 : 0);
      this.#at += 1;
      while (this.#code(0) === 46 || this.#code(0) === 32 || (this.#code(0) | 32) === 109) this.#at += 1;
    }
    if (hours === 24 && (minute > 0 || seconds > 0)) return Number.NaN;
    const ms = hours * hourMs + minute * minuteMs + Math.round(seconds * secondMs);
    if (this.#at >= this.#text.length) return ms;
    this.#skipBlanks();
    // A four-digit year may still follow; the caller looks.
    const next = this.#code(0);
    if (this.#at >= this.#text.length || (next >= 48 && next <= 57)) return ms;
    return this.#zone() ? ms : Number.NaN;
  }

  /** Reads an offset or zone at the end of the text. */
  #zone(): boolean {
    this.#skipBlanks();
    const code = this.#code(0);
    if (code === 43 || code === 45 || code === 0x2212) {
      if (!this.#hasDate) return false;
      this.#at += 1;
      const first = this.#number();
      let minutes = 0;
      let hours = first;
      if (this.#digits > 2) {
        hours = Math.floor(first / 100);
        minutes = first % 100;
      } else if (this.#code(0) === 58) {
        this.#at += 1;
        minutes = this.#number();
      }
      if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > 14 * 60) return false;
      this.offsetMinutes = (hours * 60 + minutes) * (code === 43 ? 1 : -1);
      return this.#isAtEnd() || /^[[(]/.test(this.#text.slice(this.#at));
    }
    const word = this.#word().toLowerCase();
    const offset = zoneMinutes.get(word);
    if (offset === undefined) return false;
    this.offsetMinutes = offset;
    if (this.#isAtEnd()) return true;
    // UTC+02:00
    return (word === "utc" || word === "gmt") && this.#zone();
  }
}

const clockStretch =
  /^\s*(\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*[ap]\.?m?\.?)?)\s*(?:-|–|—|to|bis|until)\s*\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*[ap]\.?m?\.?)?\s*$/i;

/** Other ways of writing a time of day, as 9:30 pm is; a stretch is named by its beginning. Null where it is none. */
function clockIn(text: string): string | null {
  if (text.length > 40 || !/\d/.test(text)) return null;
  const stretch = clockStretch.exec(text)?.[1];
  if (stretch !== undefined) return stretch.replaceAll(".", ":");
  const german = /^(.*?\d)\s*uhr\s*$/i.exec(text)?.[1];
  if (german !== undefined) {
    const [, date = "", clock = ""] = /^(.*\s)?(\d{1,2}(?:[.:]\d\d){0,2})$/.exec(german) ?? [];
    return clock === ""
      ? null
      : `${date}${clock.includes(".") || clock.includes(":") ? clock.replaceAll(".", ":") : `${clock}:00`}`;
  }
  const greek = /^(.*\d)\s*(π\.?\s?μ|μ\.?\s?μ)\.?\s*$/iu.exec(text);
  if (greek !== null) return `${greek[1] ?? ""} ${(greek[2] ?? "").toLowerCase().startsWith("π") ? "am" : "pm"}`;
  const eastern = /^(.*?)(上午|下午|오전|오후|午前|午後)\s*(\d.*)$/u.exec(text);
  if (eastern !== null)
    return `${eastern[1] ?? ""}${eastern[3] ?? ""} ${/上午|오전|午前/u.test(eastern[2] ?? "") ? "am" : "pm"}`;
  return null;
}

/** Monday of the ISO week, in milliseconds. */
export function isoWeekMs(year: number, week: number): number {
  const january4 = dayNumber(year, 1, 4);
  const monday = january4 - ((((january4 + 3) % 7) + 7) % 7);
  return (monday + (week - 1) * 7) * dayMs;
}

export function weeksOfIsoYear(year: number): number {
  return Math.round((isoWeekMs(year + 1, 1) - isoWeekMs(year, 1)) / (7 * dayMs));
}

/** The same timestamp with day and month exchanged; NaN where that is no date. */
export function swapDayAndMonth(ms: number): number {
  const date = new Date(ms);
  const day = date.getUTCDate();
  if (day > 12) return Number.NaN;
  const year = date.getUTCFullYear();
  const timeOfDay = ms - Math.floor(ms / dayMs) * dayMs;
  return dayNumber(year, day, date.getUTCMonth() + 1) * dayMs + timeOfDay;
}
