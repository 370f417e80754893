/** Spellings of "no value", compared in lower case and without surrounding blanks. */
const tokens = new Set([
  "",
  "-",
  "--",
  "---",
  "–",
  "—",
  ".",
  "..",
  ":",
  "...",
  "?",
  "*",
  "na",
  "n/a",
  "n.a.",
  "n.a",
  "#n/a",
  "#na",
  "<na>",
  "null",
  "(null)",
  "<null>",
  "nil",
  "none",
  "nan",
  "-nan",
  "nat",
  "missing",
  "undefined",
  "\\n",
  "nd",
  "n.d.",
  "no data",
  "nodata",
  "k.a.",
  "k. a.",
  "s/d",
  "#div/0!",
  "#value!",
  "#ref!",
  "#num!",
  "#name?",
  "#null!",
  "#wert!",
  "#bezug!",
  "#zahl!",
  "#nv",
]);

/** What the user says stands for no value. */
export interface MissingTokens {
  /** In lower case. */
  readonly words: ReadonlySet<string>;
  readonly numbers: ReadonlySet<number>;
  /** `T` is a trace of rain or snow and counts as 0. */
  readonly readsTraces?: boolean;
  /** Whether `<5` is 5; it stands for no value otherwise. */
  readonly readsLimits: boolean;
}

export const noTokens: MissingTokens = { words: new Set(), numbers: new Set(), readsLimits: false };

/** @param parse reads a number as the file writes it, NaN where it is none */
export function missingTokens(texts: readonly string[], parse: (text: string) => number): MissingTokens {
  if (texts.length === 0) return noTokens;
  return {
    words: new Set(texts.map((text) => text.trim().toLowerCase())),
    numbers: new Set(texts.map(parse).filter((value) => Number.isFinite(value))),
    readsLimits: false,
  };
}

/** The words among them are what a text column may rightly hold ("none" as a category), but never a number. */
export function isMissingToken(text: string): boolean {
  if (text.length > 10) return text.trim() === "";
  return tokens.has(text) || tokens.has(text.trim().toLowerCase());
}

/**
 * Numbers that programs write for "no value". Whether one is a real observation is decided by the whole column, see
 * {@link findSentinel}.
 */
const sentinels = [
  -1, -9, -99, -200, -999, -9999, -99999, -999999, -999.9, -9999.9, -99.9, -99.99, -999.99, -9999.99, 999, 9999, 99999,
  999999, 9999999, 999.9, 9999.9, 999.99, 9999.99, -32768, 32767, 65535, 1e20, 1e30, -1e30, 1e34,
  -3.4028234663852886e38, 3.4028234663852886e38,
];
const sentinelSet = new Set(sentinels);

interface NumberColumn {
  forEach(visit: (value: number) => void): void;
  extent(): { readonly smallest: number; readonly largest: number };
}

/**
 * The sentinel of a column, if it has one: a number of the list that stands apart. Negative ones are believed where
 * everything else is non-negative; any other needs a distance to its nearest neighbour larger than the spread of all
 * the rest. `-1` additionally needs the rest to be far from zero, because a count of −1 is as likely a typing error.
 * @param values one column, NaN = missing; it is read twice.
 */
export function findSentinel(values: NumberColumn): number | null {
  let { smallest, largest } = values.extent();
  // Nearly every column ends here: a sentinel lies outside of everything else.
  if (!sentinelSet.has(smallest) && !sentinelSet.has(largest)) return null;
  const counts = new Map<number, number>();
  smallest = Infinity;
  largest = -Infinity;
  let regular = 0;
  values.forEach((value) => {
    if (value !== value) return;
    if (sentinelSet.has(value)) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
      return;
    }
    regular += 1;
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  });
  if (regular < 3) return null;
  let best: number | null = null;
  for (const [value, count] of counts) {
    if (value > smallest && value < largest) continue;
    const spread = largest - smallest;
    const distance = value < smallest ? smallest - value : value - largest;
    const isFar = distance > spread && distance > 10;
    const isImpossible = value < -90 && smallest >= 0;
    const isBelievable = value === -1 ? smallest > 10 : isFar || isImpossible;
    // -99.99 is nobody's value; one -999 may be one.
    const isWritten = isImpossible && isFar && !Number.isInteger(value);
    if (isBelievable && (count >= 2 || isWritten) && count > (best === null ? 0 : (counts.get(best) ?? 0)))
      best = value;
  }
  return best;
}
