import { fold, mayBeName, monthNames, scriptOf } from "./calendar-names.ts";

/** Short forms that people write and locale data lack: German, Indonesian. */
const furtherNames: Readonly<Record<string, number>> = { mrz: 3, agt: 8, agst: 8, nop: 11 };
/** Shorter beginnings of names are too many other words. */
const leastLetters = 3;

interface MonthTable {
  /** Folded names → their months, one bit each by language; where languages agree there is one entry. */
  readonly exact: ReadonlyMap<string, ReadonlyMap<number, readonly string[]>>;
  /** Beginnings of long names that mean one month in all languages that have them. */
  readonly beginnings: ReadonlyMap<string, number>;
}

/** A word that is a month. */
export interface MonthWord {
  /** Folded. */
  readonly name: string;
  /** 1 … 12 as most languages mean it. */
  readonly month: number;
  /** Where languages mean different months by it (Polish and Croatian "listopad"): the month by language. */
  readonly disputed: ReadonlyMap<string, number> | null;
}

const tables = new Map<"latin" | "other", MonthTable>();
const known = new Map<string, MonthWord | null>();
const knownLimit = 4000;

/** 1 … 12, or 0 when the word is no month. */
export function monthOfName(word: string): number {
  return monthWord(word)?.month ?? 0;
}

/** Null when the word is no month in any language. */
export function monthWord(word: string): MonthWord | null {
  const hit = known.get(word);
  if (hit !== undefined) return hit;
  const found = lookUp(fold(word));
  // A copy: a slice would keep the whole chunk of the file that it was cut from.
  if (known.size < knownLimit) known.set(` ${word}`.slice(1), found);
  return found;
}

/** The languages that have all of these words, and in which each of them is a month of its own. */
export function languagesOfMonths(words: Iterable<string>): string[] {
  const known = [...words].flatMap((word) => {
    const folded = fold(word);
    const entries = tableFor(folded).exact.get(folded);
    // Abbreviations that locale data lack say nothing.
    return entries === undefined ? [] : [[...entries.values()].flat()];
  });
  const [first = [], ...rest] = known;
  return first.filter((language) => rest.every((languages) => languages.includes(language)));
}

function lookUp(folded: string): MonthWord | null {
  if (folded.length < 2 || /\d/.test(folded) || !mayBeName(folded)) return null;
  const table = tableFor(folded);
  const entries = table.exact.get(folded) ?? table.exact.get(folded.replace(/^ב/, ""));
  const [first, ...rest] = entries ?? [];
  if (first !== undefined) {
    if (rest.length === 0) return { name: folded, month: first[0], disputed: null };
    const disputed = new Map([first, ...rest].flatMap(([month, languages]) => languages.map((of) => [of, month])));
    return { name: folded, month: first[0], disputed };
  }
  const month = furtherNames[folded] ?? (folded.length < leastLetters ? undefined : table.beginnings.get(folded));
  return month === undefined ? null : { name: folded, month, disputed: null };
}

function tableFor(folded: string): MonthTable {
  const script = scriptOf(folded);
  let table = tables.get(script);
  if (table === undefined) {
    table = makeTable(script);
    tables.set(script, table);
  }
  return table;
}

function makeTable(script: "latin" | "other"): MonthTable {
  const exact = new Map<string, Map<number, string[]>>();
  const beginnings = new Map<string, number>();
  for (const { language, names } of monthNames(script)) {
    for (const [at, spellings] of names.entries()) {
      for (const spelling of spellings) {
        const of = exact.get(spelling) ?? new Map<number, string[]>();
        of.set(at + 1, [...(of.get(at + 1) ?? []), language]);
        exact.set(spelling, of);
      }
    }
    for (const [at, spellings] of names.entries()) {
      const others = names.flatMap((other, month) => (month === at ? [] : other));
      for (const spelling of spellings)
        for (let length = leastLetters; length < spelling.length; length += 1) {
          const beginning = spelling.slice(0, length);
          if (others.some((other) => other.startsWith(beginning))) continue;
          const before = beginnings.get(beginning);
          // 0: languages mean different months by it.
          beginnings.set(beginning, before === undefined || before === at + 1 ? at + 1 : 0);
        }
    }
  }
  for (const [beginning, month] of beginnings) if (month === 0) beginnings.delete(beginning);
  return { exact, beginnings };
}
