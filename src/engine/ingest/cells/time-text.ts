import { dayMs, hourMs, minuteMs, secondMs } from "#domain/series";
import { dayNumber, isDate, isoWeekMs, weeksOfIsoYear } from "./calendar.ts";
import { ClockReader } from "./clock-text.ts";
import { splitDigits, type DigitOrder } from "./digit-date.ts";
import { isoClock, isoDate } from "./iso-text.ts";
import { monthWord, type MonthWord } from "./month-name.ts";
import { OddTimes, type ReadTime } from "./odd-times.ts";
import { TextCursor } from "./text-cursor.ts";
import { indexOfShape } from "./time-shape.ts";
import { isWeekdayName } from "./weekday-name.ts";
import { christianYear, longYear } from "./years.ts";

/** What one timestamp says about the order of day and month. */
export const dayOrder = { none: 0, dayFirst: 1, monthFirst: 2, either: 3 } as const;
export type DayOrder = (typeof dayOrder)[keyof typeof dayOrder];

const ymd = indexOfShape("ymd");
const numericSlash = indexOfShape("numeric-slash");
const numericDot = indexOfShape("numeric-dot");
const numericDash = indexOfShape("numeric-dash");
const namedMonth = indexOfShape("named-month");
const yearMonth = indexOfShape("year-month");
const isoWeek = indexOfShape("iso-week");
const cjk = indexOfShape("cjk");
const compact = indexOfShape("compact");
const clockShape = indexOfShape("clock");
const partOfYear = indexOfShape("part-of-year");
const decimalPart = indexOfShape("decimal-part");
const monthShortYear = indexOfShape("month-short-year");
const shortYearMonth = indexOfShape("short-year-month");
const disputedMonth = indexOfShape("disputed-month");

/** Thai dates with two digits count in the Buddhist era: 66 is 2566. */
const thai = /[\u0e00-\u0e7f]/;
const thaiCentury = 2500;

/**
 * Reads written timestamps. One reader serves one column: the fields after {@link read} describe the cell that was read
 * last, which spares an object per cell of a file with millions.
 */
export class TimeReader {
  /** Index into {@link timeShapes}. */
  shape = 0;
  order: DayOrder = dayOrder.none;
  /** The year has two digits. */
  isShortYear = false;
  /** The year was counted in the Buddhist era. */
  isBuddhistYear = false;
  /** The month's name, where the time has one. */
  monthName = "";

  /** Whether 24/01/31 begins with its year. One date that can only be read so decides for those that follow. */
  #isYearFirst: boolean;
  readonly #digitOrder: DigitOrder | null;
  readonly #cursor = new TextCursor();
  readonly #clock = new ClockReader(this.#cursor);
  readonly #oddTimes = new OddTimes((text) => this.#timeOf(text));
  #cachedYear = -1;
  #cachedMonth = -1;
  #cachedDay = -1;
  #cachedDayMs = 0;

  constructor(isYearFirst = false, digitOrder: DigitOrder | null = null) {
    this.#isYearFirst = isYearFirst;
    this.#digitOrder = digitOrder;
  }

  /** Minutes east of UTC, NaN when the text carries no offset. */
  get offsetMinutes(): number {
    return this.#clock.offsetMinutes;
  }

  get hasClock(): boolean {
    return this.#clock.hasClock;
  }

  /**
   * Wall-clock milliseconds as written, the offset not applied; NaN when the text is no timestamp. Where day and month could
   * be either way round, day first is returned and `order` is `either`. A clock alone is milliseconds since midnight, a
   * period its first day.
   */
  read(text: string): number {
    const cursor = this.#cursor;
    this.#clock.reset();
    this.order = dayOrder.none;
    this.isShortYear = false;
    this.isBuddhistYear = false;
    this.monthName = "";
    const plain = this.#plain(text);
    if (plain === plain) return plain;
    cursor.set(text);
    cursor.skipBlanks();
    const ms = cursor.isDigit(0) ? this.#startingWithNumber() : this.#startingWithWord();
    if (ms === ms) return ms;
    const odd = this.#oddTimes.read(text);
    this.shape = odd.shape;
    this.order = odd.order;
    this.isShortYear = odd.isShortYear;
    this.isBuddhistYear = odd.isBuddhistYear;
    this.monthName = odd.monthName;
    this.#clock.hasClock = odd.hasClock;
    this.#clock.offsetMinutes = odd.offsetMinutes;
    return odd.ms;
  }

  #timeOf(text: string): ReadTime {
    const ms = this.read(text);
    const { shape, order, isShortYear, isBuddhistYear, monthName, hasClock, offsetMinutes } = this;
    return { ms, shape, order, isShortYear, isBuddhistYear, monthName, hasClock, offsetMinutes };
  }

  /** `2017-01-31`, `2017-01-31 10:00`, `2017-01-31T10:00:00`; NaN for anything else. */
  #plain(text: string): number {
    const date = isoDate(text);
    if (date < 0) return Number.NaN;
    const clock = text.length === 10 ? 0 : isoClock(text);
    if (clock !== clock) return clock;
    this.shape = ymd;
    this.#clock.hasClock = text.length > 10;
    return this.#dayMs(Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100) + clock;
  }

  #longYear(short: number): number {
    this.isShortYear = true;
    return longYear(short);
  }

  #dayMs(written: number, month: number, day: number): number {
    let year = written;
    if (year > 2400) {
      year = christianYear(written);
      this.isBuddhistYear = year !== written;
    }
    if (day === this.#cachedDay && month === this.#cachedMonth && year === this.#cachedYear) return this.#cachedDayMs;
    if (!isDate(year, month, day)) return Number.NaN;
    this.#cachedYear = year;
    this.#cachedMonth = month;
    this.#cachedDay = day;
    this.#cachedDayMs = dayNumber(year, month, day) * dayMs;
    return this.#cachedDayMs;
  }

  #startingWithNumber(): number {
    const cursor = this.#cursor;
    const first = cursor.number();
    const { digits } = cursor;
    const separator = cursor.code(0);
    if (digits === 4) return this.#afterYear(first, separator);
    if (this.#digitOrder !== null && digits >= 5 && digits <= 8) return this.#inDigits(first, digits, this.#digitOrder);
    if (digits === 8) return this.#compact(first);
    if (digits > 2) return Number.NaN;
    // - . / between numbers
    if ((separator === 45 || separator === 46 || separator === 47) && cursor.isDigit(1)) {
      cursor.at += 1;
      return this.#afterDayOrMonth(first, digits, separator);
    }
    if (separator === 58) {
      cursor.at = 0;
      cursor.skipBlanks();
      return this.#clockOnly();
    }
    // 16 Jan 2017, 5-Jan-09, 16. Januar 2017, 1 de enero de 2017
    return this.#dayThenMonthName(first, digits);
  }

  #afterYear(year: number, separator: number): number {
    const cursor = this.#cursor;
    // 年, 년
    if (separator === 0x5e74 || separator === 0xb144) return this.#cjk(year);
    if (separator === 45 || separator === 47 || separator === 46) {
      cursor.at += 1;
      if (!cursor.isDigit(0)) return this.#namedMonthOf(year);
      const month = cursor.number();
      const { digits } = cursor;
      if (digits > 2) return Number.NaN;
      if (cursor.code(0) === separator && cursor.isDigit(1)) {
        cursor.at += 1;
        const day = cursor.number();
        if (cursor.digits > 2) return Number.NaN;
        this.shape = ymd;
        return this.#withClock(this.#dayMs(year, month, day));
      }
      if (!cursor.isAtEnd()) return Number.NaN;
      if (this.#digitOrder === "week") return this.#week(year, month);
      this.shape = digits === 2 ? yearMonth : separator === 46 ? decimalPart : partOfYear;
      return this.#dayMs(year, month, 1);
    }
    cursor.skipBlanks();
    return this.#namedMonthOf(year);
  }

  #afterDayOrMonth(first: number, firstDigits: number, separator: number): number {
    const cursor = this.#cursor;
    const second = cursor.number();
    const secondDigits = cursor.digits;
    if (secondDigits === 4) {
      // 01/2017
      if (!cursor.isAtEnd()) return Number.NaN;
      this.shape = yearMonth;
      return this.#dayMs(second, first, 1);
    }
    if (secondDigits > 2) return Number.NaN;
    if (cursor.code(0) !== separator) {
      // A lone "1-01" counts years from one; with a dot or slash it is a decimal number or a fraction.
      if (separator !== 45 || secondDigits !== 2 || !cursor.isAtEnd()) return Number.NaN;
      this.shape = yearMonth;
      return this.#dayMs(first, second, 1);
    }
    cursor.at += 1;
    let year = cursor.number();
    if (cursor.digits === 2 && firstDigits === 2 && (this.#isYearFirst || first > 31)) {
      this.shape = ymd;
      this.#isYearFirst = true;
      return this.#withClock(this.#dayMs(this.#longYear(first), second, year));
    }
    if (cursor.digits === 2) year = this.#longYear(year);
    else if (cursor.digits !== 4) return Number.NaN;
    this.shape = separator === 47 ? numericSlash : separator === 46 ? numericDot : numericDash;
    const dayFirstMs = this.#dayMs(year, second, first);
    if (second > 12 || !(dayFirstMs === dayFirstMs)) {
      this.order = dayOrder.monthFirst;
      return this.#withClock(this.#dayMs(year, first, second));
    }
    this.order = first > 12 ? dayOrder.dayFirst : first === second ? dayOrder.none : dayOrder.either;
    return this.#withClock(dayFirstMs);
  }

  #inDigits(value: number, digits: number, order: DigitOrder): number {
    if (!this.#cursor.isAtEnd()) return Number.NaN;
    if (order === "week") return digits === 6 ? this.#week(Math.floor(value / 100), value % 100) : Number.NaN;
    this.shape = compact;
    const { year, month, day, isShortYear } = splitDigits(value, digits, order);
    return this.#dayMs(isShortYear ? this.#longYear(year) : year, month, day);
  }

  #week(year: number, week: number): number {
    this.shape = isoWeek;
    return week < 1 || week > weeksOfIsoYear(year) ? Number.NaN : isoWeekMs(year, week);
  }

  #compact(digits: number): number {
    const cursor = this.#cursor;
    const year = Math.floor(digits / 10_000);
    const month = Math.floor(digits / 100) % 100;
    this.shape = compact;
    const date = this.#dayMs(year, month, digits % 100);
    if (date !== date) return date;
    const letter = cursor.code(0) | 32;
    if (letter === 116 || cursor.code(0) === 32 || cursor.code(0) === 95 || cursor.code(0) === 45) {
      cursor.at += 1;
      const from = cursor.at;
      const clock = cursor.number();
      if (cursor.digits === 6 || cursor.digits === 4) {
        const seconds = cursor.digits === 6 ? clock : clock * 100;
        const hour = Math.floor(seconds / 10_000);
        const minute = Math.floor(seconds / 100) % 100;
        if (hour > 24 || minute > 59 || seconds % 100 > 60) return Number.NaN;
        this.#clock.hasClock = true;
        const ms = date + hour * hourMs + minute * minuteMs + (seconds % 100) * secondMs;
        return cursor.isAtEnd() || this.#clock.zone() ? ms : Number.NaN;
      }
      cursor.at = from;
    }
    return this.#withClock(date);
  }

  /** 2024年1月5日, 2023년 11월 1일 */
  #cjk(year: number): number {
    const cursor = this.#cursor;
    cursor.at += 1;
    cursor.skipBlanks();
    const month = cursor.number();
    // 月, 월
    if (cursor.code(0) !== 0x6708 && cursor.code(0) !== 0xc6d4) return Number.NaN;
    cursor.at += 1;
    cursor.skipBlanks();
    this.shape = cjk;
    const day = cursor.number();
    if (day < 0) return cursor.isAtEnd() ? this.#dayMs(year, month, 1) : Number.NaN;
    // 日, 号, 號, 일
    if (![0x65e5, 0x53f7, 0x865f, 0xc77c].includes(cursor.code(0))) return Number.NaN;
    cursor.at += 1;
    return this.#withClock(this.#dayMs(year, month, day));
  }

  /** The month's name stands after the year: 2017 Jan, 2017-Jan-16. */
  #namedMonthOf(year: number): number {
    const cursor = this.#cursor;
    const month = this.#month();
    if (month === 0) return Number.NaN;
    if (cursor.isAtEnd()) return this.#dayMs(year, month, 1);
    if (cursor.code(0) === 45 || cursor.code(0) === 47) cursor.at += 1;
    const day = cursor.number();
    return cursor.digits > 2 ? Number.NaN : this.#withClock(this.#dayMs(year, month, day));
  }

  #dayThenMonthName(day: number, digits: number): number {
    const cursor = this.#cursor;
    if (cursor.code(0) === 46) cursor.at += 1;
    cursor.skipOrdinal();
    cursor.skipJoints();
    const month = this.#month();
    if (month === 0) return Number.NaN;
    cursor.skipJoints();
    const year = cursor.number();
    if (year < 0) {
      if (digits !== 2 || !cursor.isAtEnd()) return Number.NaN;
      this.shape = shortYearMonth;
      return this.#dayMs(this.#shortYear(day), month, 1);
    }
    if (cursor.digits === 4) return this.#withClock(this.#dayMs(year, month, day));
    if (cursor.digits !== 2) return Number.NaN;
    return this.#withClock(this.#dayMs(this.#shortYear(year), month, day));
  }

  #shortYear(short: number): number {
    if (!thai.test(this.#cursor.text)) return this.#longYear(short);
    return thaiCentury + short;
  }

  /** Reads a month's name; 0 when there is none. */
  #month(): number {
    return this.#monthOf(this.#cursor.word());
  }

  #monthOf(word: string): number {
    const found: MonthWord | null = word === "" ? null : monthWord(word);
    if (found === null) return 0;
    this.shape = found.disputed === null ? namedMonth : disputedMonth;
    this.monthName = found.name;
    return found.month;
  }

  #startingWithWord(): number {
    const cursor = this.#cursor;
    const word = cursor.word();
    if (word === "") return Number.NaN;
    let month = this.#monthOf(word);
    if (
      isWeekdayName(word) &&
      (month === 0 || !/^\W*\d{1,4}\W*(?:\d{2,4})?/.test(cursor.rest()) || this.#isDateAhead())
    ) {
      cursor.skipJoints();
      if (cursor.isDigit(0)) {
        const ms = this.#startingWithNumber();
        // "Mon 21-Jan" is a day of an unknown year.
        return this.shape === shortYearMonth ? Number.NaN : ms;
      }
      month = this.#month();
    }
    if (month === 0) return Number.NaN;
    cursor.skipJoints();
    const number = cursor.number();
    if (number < 0) return Number.NaN;
    // Jan 2017
    if (cursor.digits === 4) return cursor.isAtEnd() ? this.#dayMs(number, month, 1) : Number.NaN;
    if (cursor.digits > 2) return Number.NaN;
    const isTwoDigits = cursor.digits === 2;
    cursor.skipOrdinal();
    // Oct-07
    if (cursor.isAtEnd()) {
      if (!isTwoDigits) return Number.NaN;
      if (this.shape === namedMonth) this.shape = monthShortYear;
      return this.#dayMs(this.#shortYear(number), month, 1);
    }
    return this.#monthNameDay(month, number);
  }

  /** Jan 27, 2017 09:00 AM and the C library's Jan 27 09:00:00 2017. */
  #monthNameDay(month: number, day: number): number {
    const cursor = this.#cursor;
    cursor.skipJoints();
    const from = cursor.at;
    const year = cursor.number();
    if (cursor.digits === 4) return this.#withClock(this.#dayMs(year, month, day));
    if (cursor.code(0) !== 58) return Number.NaN;
    cursor.at = from;
    const clock = this.#clock.read();
    cursor.skipBlanks();
    const lateYear = cursor.number();
    if (clock !== clock || cursor.digits !== 4 || !cursor.isAtEnd()) return Number.NaN;
    return this.#dayMs(lateYear, month, day) + clock;
  }

  #isDateAhead(): boolean {
    return /^\W*\d{1,2}[-./]\d|^\W*\d{4}-\d|^\W*\d{1,2}\.?\s+[a-zà-ž]/i.test(this.#cursor.rest());
  }

  #clockOnly(): number {
    this.shape = clockShape;
    return this.#clock.alone();
  }

  /** Adds the time of day and the offset that may follow a date, to the end of the text. */
  #withClock(date: number): number {
    const cursor = this.#cursor;
    if (date !== date || cursor.at >= cursor.text.length) return date;
    const code = cursor.code(0);
    // T and the blank and comma stand between date and clock, as do _ and a colon or dash in some loggers.
    if (code === 84 || code === 116 || code === 44 || code === 95 || code === 58 || code === 45) cursor.at += 1;
    cursor.skipBlanks();
    if (cursor.at >= cursor.text.length) return date;
    if (!cursor.isDigit(0)) return this.#clock.zone() ? date : Number.NaN;
    return date + this.#clock.read();
  }
}
