import { conventions } from "./conventions.ts";
import { writeNumber } from "./written-number.ts";

/** Turns one number into text. All numbers of one chart share a formatter, so that they line up and compare. */
export type NumberFormat = (value: number) => string;

const minus = "\u2212";
const missing = "\u2013";

/**
 * A formatter that tells about a thousand steps apart within [lowest, highest]: finer digits are noise, coarser ones hide
 * differences that the eye sees in the chart.
 */
export function numberFormat(lowest: number, highest: number): NumberFormat {
  const largest = Math.max(Math.abs(lowest), Math.abs(highest));
  const span = Math.abs(highest - lowest) || largest || 1;
  const decimals = Math.min(12, Math.max(0, Math.ceil(-Math.log10(span / 500))));
  if (largest >= 1e15 || (largest > 0 && largest < 1e-6)) return (value) => scientific(value);
  return (value) => fixed(value, decimals);
}

/** As {@link numberFormat}, with short names for large numbers: for labels within a picture. */
export function compactFormat(lowest: number, highest: number): NumberFormat {
  const [unit, suffix] = unitOf(Math.max(Math.abs(lowest), Math.abs(highest)));
  if (unit === 1) return numberFormat(lowest, highest);
  const format = numberFormat(lowest / unit, highest / unit);
  return (value) => (Number.isFinite(value) ? `${format(value / unit)}${suffix}` : missing);
}

/** Axis labels: short names for large numbers, and no more decimals than the spacing of the ticks needs. */
export function tickFormat(ticks: readonly number[]): NumberFormat {
  const largest = Math.max(...ticks.map(Math.abs), 0);
  const spacing = ticks.length > 1 ? Math.abs((ticks[1] ?? 0) - (ticks[0] ?? 0)) : largest;
  if (largest >= 1e15 || (largest > 0 && largest < 1e-6)) return (value) => scientific(value);
  const [unit, suffix] = unitOf(largest);
  const decimals = Math.min(12, Math.max(0, -Math.floor(Math.log10((spacing || 1) / unit) + 1e-9)));
  return (value) => (value === 0 ? "0" : `${fixed(value / unit, decimals)}${suffix}`);
}

function unitOf(largest: number): readonly [number, string] {
  if (largest >= 1e15) return [1, ""];
  if (largest >= 1e12) return [1e12, "T"];
  if (largest >= 1e9) return [1e9, "B"];
  return largest >= 1e6 ? [1e6, "M"] : [1, ""];
}

function fixed(value: number, decimals: number): string {
  return Number.isFinite(value) ? writeNumber(value, decimals) : missing;
}

function scientific(value: number): string {
  if (!Number.isFinite(value)) return missing;
  const text = value.toExponential(2).replace("e+", "e").replaceAll("-", minus);
  return text.replace(".", conventions().decimal);
}
