/** The time of day, and how far from UTC it is. */
import { hourMs, minuteMs, secondMs } from "#domain/series";
import type { TextCursor } from "./text-cursor.ts";

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

/** Reads clocks and offsets at a cursor; the fields describe what was read since {@link reset}. */
export class ClockReader {
  hasClock = false;
  /** Minutes east of UTC, NaN when the text carries no offset. */
  offsetMinutes = Number.NaN;
  /** Only a time with a date has an offset: 08:00-08:30 is half an hour. */
  #hasDate = true;
  readonly #cursor: TextCursor;

  constructor(cursor: TextCursor) {
    this.#cursor = cursor;
  }

  reset(): void {
    this.hasClock = false;
    this.offsetMinutes = Number.NaN;
  }

  /** A time of day without a date, to the end of the text: milliseconds since midnight, or NaN. */
  alone(): number {
    this.#hasDate = false;
    const ms = this.read();
    this.#hasDate = true;
    return this.#cursor.isAtEnd() ? ms : Number.NaN;
  }

  /** Milliseconds since midnight, NaN where no clock stands; an offset at the end of the text is read, too. */
  read(): number {
    const cursor = this.#cursor;
    const hour = cursor.number();
    const hourDigits = cursor.digits;
    if (hour > 24 || hourDigits > 2) return Number.NaN;
    this.hasClock = true;
    let minute = 0;
    let seconds = 0;
    const separator = cursor.code(0);
    if (
      separator === 58 ||
      separator === 46 ||
      (separator | 32) === 104 ||
      separator === 0x65f6 ||
      separator === 0x6642 ||
      separator === 0xc2dc ||
      separator === 0x70b9
    ) {
      cursor.at += 1;
      if (separator === 0xc2dc) cursor.skipBlanks();
      minute = cursor.number();
      // "14h" and "23时" have no minutes; "20:" is a row that was cut off.
      if (minute < 0 && separator !== 58 && separator !== 46) minute = 0;
      else if (cursor.digits !== 2 || minute > 59) return Number.NaN;
      const second = cursor.code(0);
      if (second === 58 || second === 46 || second === 0x5206 || second === 0xbd84 || (second | 32) === 109) {
        cursor.at += 1;
        seconds = Math.max(0, cursor.number());
        if (cursor.code(0) === 0x79d2) cursor.at += 1;
        if (seconds > 60) return Number.NaN;
        if (cursor.code(0) === 46 || cursor.code(0) === 44) {
          cursor.at += 1;
          const fraction = cursor.number();
          // Below the millisecond nothing is kept: no series that people import is that fine.
          if (fraction > 0) seconds += Math.floor((fraction / 10 ** cursor.digits) * 1000) / 1000;
        }
      }
    } else if (!this.#isWholeHour(hourDigits) && !/^\s*[ap]/i.test(cursor.text.slice(cursor.at, cursor.at + 3))) {
      return Number.NaN;
    }
    let hours = hour;
    cursor.skipBlanks();
    const half = cursor.code(0) | 32;
    if ((half === 97 || half === 112) && /^[ap](?:\.?\s?m\.?)?(?:$|\s)/i.test(cursor.rest())) {
      if (hour < 1 || hour > 12) return Number.NaN;
      hours = (hour % 12) + (half === 112 ? 12 : 0);
      cursor.at += 1;
      while (cursor.code(0) === 46 || cursor.code(0) === 32 || (cursor.code(0) | 32) === 109) cursor.at += 1;
    }
    if (hours === 24 && (minute > 0 || seconds > 0)) return Number.NaN;
    const ms = hours * hourMs + minute * minuteMs + Math.round(seconds * secondMs);
    if (cursor.at >= cursor.text.length) return ms;
    cursor.skipBlanks();
    // A four-digit year may still follow; the caller looks.
    if (cursor.at >= cursor.text.length || cursor.isDigit(0)) return ms;
    return this.zone() ? ms : Number.NaN;
  }

  /** `2024-01-01 00`, `2024-01-01T00Z` */
  #isWholeHour(digits: number): boolean {
    const cursor = this.#cursor;
    return this.#hasDate && digits === 2 && (cursor.at >= cursor.text.length || /^(?:z|[+-]\d\d)/i.test(cursor.rest()));
  }

  /** Reads an offset or zone at the end of the text. */
  zone(): boolean {
    const cursor = this.#cursor;
    cursor.skipBlanks();
    const code = cursor.code(0);
    if (code === 43 || code === 45 || code === 0x2212) {
      if (!this.#hasDate) return false;
      cursor.at += 1;
      const first = cursor.number();
      let minutes = 0;
      let hours = first;
      if (cursor.digits > 2) {
        hours = Math.floor(first / 100);
        minutes = first % 100;
      } else if (cursor.code(0) === 58) {
        cursor.at += 1;
        minutes = cursor.number();
      }
      if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > 14 * 60) return false;
      this.offsetMinutes = (hours * 60 + minutes) * (code === 43 ? 1 : -1);
      return cursor.isAtEnd() || /^[[(]/.test(cursor.rest());
    }
    const word = cursor.word().toLowerCase();
    const offset = zoneMinutes.get(word);
    if (offset === undefined) return false;
    this.offsetMinutes = offset;
    if (cursor.isAtEnd()) return true;
    // UTC+02:00
    return (word === "utc" || word === "gmt") && this.zone();
  }
}

const clockStretch =
  /^\s*(\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*[ap]\.?m?\.?)?)\s*(?:-|–|—|to|bis|until)\s*\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*[ap]\.?m?\.?)?\s*$/i;

/** Other ways of writing a time of day, as 9:30 pm is; a stretch is named by its beginning. Null where it is none. */
export function clockIn(text: string): string | null {
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
