import { dayMs, hourMs, minuteMs, secondMs } from "#domain/series";
import { dayNumber, isDate } from "#engine/ingest/cells";

/** Reads timestamps in the commonest forms from their bytes. Neighbouring rows mostly share their date, which is kept. */
export class ByteTimes {
  #century = -1;
  #month = -1;
  #day = -1;
  #ms = 0;

  /** 2017-01-31, 2017-01-31 10:00, 2017-01-31T10:00:00; NaN for anything else. */
  read(bytes: Uint8Array, from: number, length: number): number {
    if (length !== 19 && length !== 16 && length !== 10) return Number.NaN;
    const date = this.#readDay(bytes, from);
    if (date !== date || length === 10) return date;
    const joint = bytes[from + 10];
    const hour = twoDigits(bytes, from + 11);
    const minute = twoDigits(bytes, from + 14);
    const second = length === 19 ? twoDigits(bytes, from + 17) : 0;
    const isClock =
      (joint === 32 || joint === 84) &&
      bytes[from + 13] === 58 &&
      (length === 16 || bytes[from + 16] === 58) &&
      hour >= 0 &&
      hour < 24 &&
      minute >= 0 &&
      minute < 60 &&
      second >= 0 &&
      second < 60;
    return isClock ? date + hour * hourMs + minute * minuteMs + second * secondMs : Number.NaN;
  }

  /** Milliseconds of `2017-01-31` or `2017/01/31`, NaN for anything else. */
  #readDay(bytes: Uint8Array, at: number): number {
    const joint = bytes[at + 4];
    if (joint !== bytes[at + 7] || (joint !== 45 && joint !== 47)) return Number.NaN;
    // Three small integers stand for the eight digits.
    const century = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    const month = ((bytes[at + 3] as number) << 16) | ((bytes[at + 5] as number) << 8) | (bytes[at + 6] as number);
    const day = ((bytes[at + 8] as number) << 8) | (bytes[at + 9] as number);
    if (day === this.#day && month === this.#month && century === this.#century) return this.#ms;
    const ms = readDate(bytes, at);
    if (ms === ms) {
      this.#century = century;
      this.#month = month;
      this.#day = day;
      this.#ms = ms;
    }
    return ms;
  }
}

function readDate(bytes: Uint8Array, at: number): number {
  const century = twoDigits(bytes, at);
  const years = twoDigits(bytes, at + 2);
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  // Years of other eras are for the text's reader.
  if (century < 0 || century >= 24 || years < 0) return Number.NaN;
  const year = century * 100 + years;
  return isDate(year, month, day) ? dayNumber(year, month, day) * dayMs : Number.NaN;
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - 48;
  const ones = (bytes[at + 1] as number) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}
