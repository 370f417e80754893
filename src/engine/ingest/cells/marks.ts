/** What statistics offices, sensors and finance sites write beside a number or a date: flags, marks and magnitudes. */

const flagLetters = "bp|ep|rp|sb|[bcdefnprsuz]";
const flagBehind = new RegExp(
  `^([^\\p{L}]*\\d[\\d.,]*?%?)\\s*(?:\\*{1,3}|[†‡]|\\((?:${flagLetters})\\)|\\[[a-z\\d]\\]|(?:${flagLetters}))$`,
  "u",
);
const flagBefore = new RegExp(
  `^(?:\\*{1,3}\\s*|[†‡]\\s*|\\((?:${flagLetters})\\)\\s*|(?:${flagLetters})\\s+)([-+]?\\d[^\\p{L}]*)$`,
  "u",
);
const longestFlagged = 40;

/** The number of a cell like `114.1 p`, `2023*`, `(e) 12`; null where there is no flag. */
export function withoutFlag(text: string): string | null {
  if (text.length > longestFlagged) return null;
  const trimmed = text.trim();
  return flagBehind.exec(trimmed)?.[1]?.trim() ?? flagBefore.exec(trimmed)?.[1]?.trim() ?? null;
}

/** The number of a cell that is known only by a limit, `<5` or `≥ 100`; null for any other. */
export function limitOf(text: string): string | null {
  return text.length > longestFlagged ? null : (/^\s*(?:[<>]=?|[≤≥＜＞])\s*(\d[\d.,]*)\s*$/u.exec(text)?.[1] ?? null);
}

const markBehind =
  /^(.*[\p{L}\d])\s*(?:\*{1,3}|[†‡]|\((?:[a-z]{1,2}|prov\.?|provisional|vorläufig|vorl\.?|rev\.?|revised|est\.?|estimate|prelim\.?|preliminary)\)|\[[a-z\d]\]|(?<=\d)\s?[perf])$/iu;

/** The date of a cell like `2023p`, `Dec 2023 (p)`, `2023-12*`; null where there is no mark. */
export function withoutMark(text: string): string | null {
  return text.length > longestFlagged ? null : (markBehind.exec(text.trim())?.[1] ?? null);
}

const magnitudes: Readonly<Record<string, number>> = {
  k: 3,
  tsd: 3,
  m: 6,
  mm: 6,
  mn: 6,
  mio: 6,
  mill: 6,
  million: 6,
  b: 9,
  bn: 9,
  mrd: 9,
  billion: 9,
};
const byteUnits: Readonly<Record<string, number>> = { b: 0, k: 1, m: 2, g: 3, t: 4, p: 5 };
const magnitudeBehind =
  /^([-+−–($€£¥]*\d[\d.,'’  ]*?)\s*(K|k|tsd|Tsd|T€|M|MM|mn|Mio|mio|Mill|million|B|bn|Mrd|mrd|billion)\.?$/;
const bytesBehind = /^([-+]?\d[\d.,]*)\s*([kKMGTP]i?)?B$/;

/** A number with a magnitude behind it. */
export interface Magnitude {
  readonly number: string;
  /** Powers of ten, or of 1024 for bytes of an unknown scale: bytes are scaled to the column's first unit. */
  readonly power: number;
  readonly base: 10 | 1000 | 1024;
}

/** `98.21K`, `1.2 Mio.`, `3.07 GiB`; null for anything else. */
export function splitMagnitude(text: string): Magnitude | null {
  if (text.length > longestFlagged) return null;
  const [, number, word] = magnitudeBehind.exec(text) ?? [];
  if (number !== undefined && word !== undefined)
    return { number, power: magnitudes[word.toLowerCase()] ?? 3, base: 10 };
  const bytes = bytesBehind.exec(text);
  if (bytes?.[1] === undefined) return null;
  const unit = bytes[2] ?? "b";
  return {
    number: bytes[1],
    power: byteUnits[unit.charAt(0).toLowerCase()] ?? 0,
    base: unit.endsWith("i") ? 1024 : 1000,
  };
}
