import { locale } from "#engine/format";
import { missingText } from "./words.ts";

const exact = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 });

/** A value as the file has it, and not as wide as its neighbours: 1234.5 → "1,234.5". */
export function exactText(value: number): string {
  return Number.isNaN(value) ? missingText : exact.format(value);
}
