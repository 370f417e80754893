import { numberFormat, type NumberFormat } from "./number-format.ts";
import { writeNumber, writeShortest } from "./written-number.ts";

/** 12345 → "12,345". */
export function formatCount(value: number): string {
  return Number.isFinite(value) ? writeNumber(value, 0) : String(value);
}

/** 2670000 → "2.7M". */
export function formatCompact(value: number): string {
  const [unit, suffix] = compactUnits.find(([from]) => Math.abs(value) >= from * 0.99995) ?? [1, ""];
  return `${writeShortest(value / unit, 1)}${suffix}`;
}

const compactUnits: readonly (readonly [from: number, suffix: string])[] = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "K"],
];

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
  return `${writeNumber(value, value < 9.95 ? 1 : 0)} ${unit}`;
}

/**
 * A function that writes these numbers, those that are shown together, with one number of decimals: as many as tell their usual values
 * apart, whatever a spike among them says.
 */
export function valueFormatter(...shown: readonly ArrayLike<number>[]): NumberFormat {
  const range = usualRange(...shown);
  return range === null ? numberFormat(0, 1) : numberFormat(...range);
}

/** More values than this are sampled: decimals need no more. */
const maxSorted = 5_000;
/** A value further outside of the middle half than this many of its widths is far out (Tukey 1977). */
const farOut = 3;
/** Of fewer values none can be said to lie far out. */
const fewest = 20;

/** The range of all finite numbers but those that lie far out; null without any. */
export function usualRange(...shown: readonly ArrayLike<number>[]): readonly [lowest: number, highest: number] | null {
  const total = shown.reduce((sum, values) => sum + values.length, 0);
  const stride = Math.max(1, Math.floor(total / maxSorted));
  const sample: number[] = [];
  for (const values of shown)
    for (let index = 0; index < values.length; index += stride)
      if (Number.isFinite(values[index])) sample.push(values[index] as number);
  sample.sort((left, right) => left - right);
  const quartile = (share: number): number => sample[Math.round(share * (sample.length - 1))] ?? Number.NaN;
  const reach = farOut * (quartile(0.75) - quartile(0.25));
  const [from, to] =
    reach > 0 && sample.length >= fewest ? [quartile(0.25) - reach, quartile(0.75) + reach] : [-Infinity, Infinity];
  let lowest = Infinity;
  let highest = -Infinity;
  for (const values of shown)
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] as number;
      if (!Number.isFinite(value) || value < from || value > to) continue;
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
  return lowest <= highest ? [lowest, highest] : null;
}
