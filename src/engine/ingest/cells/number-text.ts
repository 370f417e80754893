import { splitMagnitude } from "./marks.ts";

export type DecimalMark = "." | ",";

/** What one cell says about its column's decimal mark. */
export interface DecimalEvidence {
  /** Cells that can only be read with this mark. */
  dot: number;
  comma: number;
  /** `1,234` and `1.234`: one group of thousands or three decimals. */
  ambiguousDot: number;
  ambiguousComma: number;
  /** Some cell groups its thousands with this character. */
  grouping: Set<string>;
  currency: number;
  percent: number;
  parentheses: number;
}

export function noDecimalEvidence(): DecimalEvidence {
  return {
    dot: 0,
    comma: 0,
    ambiguousDot: 0,
    ambiguousComma: 0,
    grouping: new Set(),
    currency: 0,
    percent: 0,
    parentheses: 0,
  };
}

const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const infinity = /^[+-]?inf(?:inity)?$/i;
const currencySign =
  /[$€£¥₹₽₩₺₪฿]|(?:^|\s)(?:EUR|USD|CHF|GBP|JPY|SEK|NOK|DKK|PLN|CZK|AUD|CAD|kr\.?|zł|Kč|Fr\.?)(?=[\s\d-]|$)/gi;
const groupBlank = /[\s  ]/;

/**
 * Reads a number as people write it: signs (also accounting parentheses and a trailing minus), thousands in groups of
 * three, currency and percent signs. A percentage keeps its figure (76.3 % is 76.3), because that is what the reader of
 * the file sees. NaN when it is not a number, ±Infinity where it says so or overflows.
 */
export function parseNumber(text: string, decimal: DecimalMark): number {
  const first = text.charCodeAt(0);
  // The common case, decided without a regular expression: what JavaScript reads and could not be a hexadecimal or blank.
  if (first >= 43 && first <= 57) {
    const value = Number(text);
    if (value === value && !isPrefixed(text, first))
      return decimal === "." || !text.includes(".") ? value : dotUnderComma(text);
  }
  return parseWritten(text, decimal);
}

function isPrefixed(text: string, first: number): boolean {
  if (first !== 48 || text.length < 3) return false;
  const second = text.charCodeAt(1) | 32;
  return second === 120 || second === 98 || second === 111;
}

/** `1.234` in a column with decimal commas is 1234; `8.5` cannot be a group and is believed as it stands. */
function dotUnderComma(text: string): number {
  return /^[+-]?[1-9]\d{0,2}(?:\.\d{3})+$/.test(text) ? Number(text.replaceAll(".", "")) : Number(text);
}

function parseWritten(text: string, decimal: DecimalMark): number {
  let body = text.trim();
  if (body === "") return Number.NaN;
  if (infinity.test(body)) return body.startsWith("-") ? -Infinity : Infinity;
  let sign = 1;
  if (body.startsWith("(") && body.endsWith(")")) {
    sign = -1;
    body = body.slice(1, -1).trim();
  }
  body = body.replace(/[−–]/g, "-");
  if (body.endsWith("%")) body = body.slice(0, -1).trim();
  if (!isDigitsAndMarks(body)) body = body.replace(currencySign, "").trim();
  if (body.endsWith("-") && body.length > 1) {
    sign = -sign;
    body = body.slice(0, -1).trim();
  }
  if (body.startsWith("-") || body.startsWith("+")) {
    if (body.startsWith("-")) sign = -sign;
    body = body.slice(1).trim();
  }
  if (!/^[\d.,]/.test(body)) return Number.NaN;
  const plain = ungroup(body, decimal);
  return plain !== null && plainNumber.test(plain) ? sign * Number(plain) : Number.NaN;
}

function isDigitsAndMarks(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 43 || code > 57) return false;
  }
  return true;
}

/** Without grouping and with a dot; null when the groups are not groups. */
function ungroup(text: string, decimal: DecimalMark): string | null {
  const other = decimal === "." ? "," : ".";
  if (/^[+-]?\d+(?:,\d+)?(?:[eE][+-]?\d+)?$/.test(text) && decimal === ",") return text.replace(",", ".");
  if (/['’\s  ]/.test(text)) {
    if (!/^\d{1,3}(?:['’\s  ]\d{3})+(?:[.,]\d+)?$/.test(text)) return null;
    return text.replace(/['’\s  ]/g, "").replace(",", ".");
  }
  if (!text.includes(other)) return decimal === "," ? text.replace(",", ".") : text;
  const groups = decimal === "." ? /^\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?$/ : /^\d{1,3}(?:\.\d{3})+(?:,\d*)?$/;
  if (groups.test(text)) return text.replaceAll(other, "").replace(",", ".");
  // Not groups, so the other mark is this cell's decimal mark: a file that was edited on two machines.
  const marks = text.split(other).length - 1;
  return marks === 1 && !text.includes(decimal) ? text.replace(",", ".") : null;
}

/** Units as they are written behind numbers. Single letters are not among them: "5A" is a name as often as a current. */
const behindUnit =
  /^([+\-−–]?[\d.,][\d.,'’\s  ]*?)\s*([kMGT]?Wh|[kMGT]W|[kM]?VA|[mkM]V|mA|°\s?[CF]?|[mck]m|[kmµμ]g|[mch]l|m[23²³]|[hk]?Pa|m?bar|pp[mb]|[kMG]?Hz|[rb]pm|dB|[mµμu]g\/(?:dL|m3|m³|l)|mmol\/[lL]|(?:m|l|m3|m³)\/[sh]|km\/h|mph|kn)$/;

const longestMeasured = 40;

/** The number as written and the unit behind it, null where there is none that is known. */
export function splitUnit(text: string): { readonly number: string; readonly unit: string } | null {
  if (text.length > longestMeasured) return null;
  const [, number, unit] = behindUnit.exec(text) ?? [];
  return number === undefined || unit === undefined ? null : { number, unit };
}

/** Adds what one cell says about decimal marks. Returns whether the cell can be a number at all. */
export function addDecimalEvidence(evidence: DecimalEvidence, text: string): boolean {
  let body = text.trim();
  if (body === "") return false;
  if (body.startsWith("(") && body.endsWith(")") && /\d/.test(body)) {
    evidence.parentheses += 1;
    body = body.slice(1, -1).trim();
  }
  if (body.endsWith("%")) {
    evidence.percent += 1;
    body = body.slice(0, -1).trim();
  }
  body = splitUnit(body)?.number ?? splitMagnitude(body)?.number ?? body;
  const withoutCurrency = body.replace(currencySign, "").trim();
  if (withoutCurrency !== body) evidence.currency += 1;
  body = withoutCurrency.replace(/^[+\-−]\s*|\s*-$/g, "");
  if (infinity.test(body)) return true;
  if (!/^[\d.,][\d.,'’\s  ]*(?:[eE][+-]?\d+)?$/.test(body)) return false;
  const group = groupBlank.test(body) ? " " : /['’]/.test(body) ? "'" : null;
  if (group !== null) {
    if (!/^\d{1,3}(?:['’\s  ]\d{3})+(?:[.,]\d+)?$/.test(body)) return false;
    evidence.grouping.add(group);
    if (/\.\d+$/.test(body)) evidence.dot += 1;
    if (/,\d+$/.test(body)) evidence.comma += 1;
    return true;
  }
  const dots = body.split(".").length - 1;
  const commas = body.split(",").length - 1;
  if (dots === 0 && commas === 0) return true;
  if (dots > 0 && commas > 0) {
    if (body.lastIndexOf(",") > body.lastIndexOf(".")) {
      if (commas > 1) return false;
      evidence.comma += 1;
      evidence.grouping.add(".");
    } else {
      if (dots > 1) return false;
      evidence.dot += 1;
      evidence.grouping.add(",");
    }
    return true;
  }
  const mark = dots > 0 ? "." : ",";
  // In India groups above the thousands have two digits.
  const isGrouped = /^[1-9]\d{0,2}(?:[.,]\d{3})+$|^[1-9]\d?(?:,\d\d)+,\d{3}$/.test(body);
  if (dots + commas > 1) {
    if (!isGrouped) return false;
    // Several groups: the mark groups, so the other one is for decimals.
    evidence.grouping.add(mark);
    if (mark === ".") evidence.comma += 1;
    else evidence.dot += 1;
    return true;
  }
  if (isGrouped) {
    if (mark === ".") evidence.ambiguousDot += 1;
    else evidence.ambiguousComma += 1;
    return true;
  }
  if (mark === ".") evidence.dot += 1;
  else evidence.comma += 1;
  return true;
}
