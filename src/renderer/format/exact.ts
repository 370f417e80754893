import { writeShortest } from "#engine/format";
import { missingText } from "./words.ts";

/** A value as the file has it, and not as wide as its neighbours: 1234.5 → "1,234.5". */
export function exactText(value: number): string {
  return Number.isFinite(value) ? writeShortest(value, 6) : Number.isNaN(value) ? missingText : String(value);
}
