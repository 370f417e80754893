import { numberFormat, type NumberFormat } from "./number-format.ts";

/**
 * The interface is in English, and the chart writes its own numbers the English way. One locale for everything keeps
 * text, fields and chart from disagreeing about what a comma means.
 */
export const locale = "en-US";

const integerFormat = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const compactFormat = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });

/** 12345 → "12,345". */
export function formatCount(value: number): string {
  return integerFormat.format(value);
}

/** 2670000 → "2.7M". */
export function formatCompact(value: number): string {
  return compactFormat.format(value);
}

/** "1 series" and "2 series" share a word; most nouns don't. */
export function plural(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A probability level as people read it: 0.8 → "80 %" with a space that doesn't break. */
export function formatShare(share: number): string {
  return `${Math.round(share * 100)}\u00A0%`;
}

/** "2.4 MB". Decimal units, as file managers on all three platforms now show them, with one decimal below 10. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return plural(bytes, "byte", "bytes");
  let value = bytes;
  let unit = "";
  for (unit of ["kB", "MB", "GB", "TB"]) {
    value /= 1000;
    if (value < 999.5) break;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value).toString()} ${unit}`;
}

/** A function that writes the numbers of one series the way its chart does. */
export function valueFormatter(values: ArrayLike<number> & Iterable<number>): NumberFormat {
  let lowest = Infinity;
  let highest = -Infinity;
  for (const value of values) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return lowest <= highest ? numberFormat(lowest, highest) : numberFormat(0, 1);
}
