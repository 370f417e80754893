/** Digits as a person writes and reads them, by the conventions in force. */
import { conventions } from "./conventions.ts";

const minus = "\u2212";

/** A finite number with so many decimals: "1,234.50", "\u22121.234,50". Zero has no sign. */
export function writeNumber(value: number, decimals: number): string {
  const { decimal, group } = conventions();
  const [whole = "0", fraction] = Math.abs(value).toFixed(decimals).split(".");
  const sign = value < 0 && /[1-9]/.test(`${whole}${fraction ?? ""}`) ? minus : "";
  // From 1e21 on digits are written as an exponent, which has no thousands.
  const grouped = whole.includes("e") ? whole : whole.replaceAll(/\B(?=(?:\d{3})+$)/g, group);
  return `${sign}${grouped}${fraction === undefined ? "" : `${decimal}${fraction}`}`;
}

/** The same with at most so many decimals, and no zeros at the end. */
export function writeShortest(value: number, maxDecimals: number): string {
  const fixed = Math.abs(value).toFixed(maxDecimals);
  const decimals = fixed.includes(".") ? (fixed.split(".")[1] ?? "").replace(/0+$/, "").length : 0;
  return writeNumber(value, decimals);
}

/**
 * Reads what {@link writeNumber} writes, and what a person types: with or without marks between thousands, with a hyphen or a
 * minus sign, with any kind of space. A point or comma that can't be between thousands is taken as the decimal mark.
 *
 * @returns NaN for anything else
 */
export function readNumber(text: string): number {
  const { decimal, group } = conventions();
  const bare = text
    .trim()
    .replaceAll(/[\s\u00A0\u202F\u2019']/gu, "")
    .replace(/^\u2212/u, "-");
  const other = decimal === "." ? "," : ".";
  const isGrouped =
    group === other && new RegExp(`^[+-]?\\d{1,3}(?:\\${other}\\d{3})+(?:\\${decimal}\\d*)?$`).test(bare);
  if (isGrouped) return asNumber(bare.replaceAll(other, ""), decimal);
  return asNumber(bare, bare.includes(other) && !bare.includes(decimal) ? other : decimal);
}

function asNumber(text: string, decimal: "." | ","): number {
  const isMixed = decimal === "," && text.includes(".");
  const plain = text.replace(decimal, ".");
  return !isMixed && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(plain) ? Number(plain) : Number.NaN;
}
