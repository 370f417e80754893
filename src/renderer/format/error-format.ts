import { type NumberFormat, usualRange, writeNumber } from "#engine/format";
import { missingText } from "./words.ts";

const maxDecimals = 6;
/** Values that are looked at; a long series writes the same decimals throughout. */
const looked = 2_000;

/** The most decimals that any of the values has, at most six. */
export function decimalsOf(values: ArrayLike<number>): number {
  const stride = Math.max(1, Math.floor(values.length / looked));
  let decimals = 0;
  for (let index = 0; index < values.length; index += stride) {
    const value = values[index] as number;
    while (decimals < maxDecimals && Number.isFinite(value) && !isWritten(value, decimals)) decimals++;
  }
  return decimals;
}

function isWritten(value: number, decimals: number): boolean {
  return Math.abs(Number(value.toFixed(decimals)) - value) <= 1e-9 * Math.max(1, Math.abs(value));
}

/** Values of so many different sizes say enough as they are written. */
const manySizes = 1_000;

/**
 * Writes errors in the units of a series, with its decimals; with one more where the values themselves are of few sizes, as means of
 * many then still differ.
 */
export function errorFormat(values: ArrayLike<number>): NumberFormat {
  const decimals = decimalsOf(values);
  const [lowest, highest] = usualRange(values) ?? [0, 0];
  const isCoarse = (highest - lowest) * 10 ** decimals < manySizes;
  return (value) => fixed(value, Math.min(decimals + (isCoarse ? 1 : 0), maxDecimals));
}

/** "1,234.50", with a minus sign that is one. */
export function fixed(value: number, decimals: number): string {
  return Number.isFinite(value) ? writeNumber(value, decimals) : missingText;
}

/** "12 %" for 0.12, with a space that does not break. */
export function percent(share: number, decimals = 0): string {
  return Number.isFinite(share) ? `${fixed(100 * share, decimals)}\u00A0%` : missingText;
}

/** The same with its sign: "+3.1", "−0.4". */
export function signed(text: string): string {
  return /^[\d.,\u2019\u202F\u00A0% ]+$/.test(text) && /[1-9]/.test(text) ? `+${text}` : text;
}

/** "0.31", "< 0.001". */
export function pValue(p: number): string {
  if (!Number.isFinite(p)) return missingText;
  return p < 0.001 ? `< ${fixed(0.001, 3)}` : fixed(p, p < 0.095 ? 3 : 2);
}

/** "p = 0.31", "p < 0.001". */
export function pText(p: number): string {
  if (!Number.isFinite(p)) return "";
  return p < 0.001 ? `p ${pValue(p)}` : `p = ${pValue(p)}`;
}
