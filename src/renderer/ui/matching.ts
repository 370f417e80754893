/**
 * As {@link matching}, and where that finds nothing, items that have the letters of the query in this order; those
 * whose letters lie closest together come first.
 */
export function fuzzyMatching<T>(items: readonly T[], query: string, textOf: (item: T) => string): readonly T[] {
  const found = matching(items, query, textOf);
  const letters = query.toLowerCase().replaceAll(/\s+/gu, "");
  if (found.length > 0 || letters.length < 2) return found;
  return items
    .flatMap((item) => {
      const spread = spreadOf(textOf(item).toLowerCase(), letters);
      return spread === null ? [] : [{ item, spread }];
    })
    .toSorted((one, other) => one.spread - other.spread)
    .map(({ item }) => item);
}

/** How many other letters stand between these, at least; null where they are not there in this order. */
function spreadOf(text: string, letters: string): number | null {
  let least: number | null = null;
  for (let first = text.indexOf(letters.charAt(0)); first !== -1; first = text.indexOf(letters.charAt(0), first + 1)) {
    let at = first;
    for (const letter of letters.slice(1)) {
      at = text.indexOf(letter, at + 1);
      if (at === -1) return least;
    }
    least = Math.min(least ?? Infinity, at - first + 1 - letters.length);
  }
  return least;
}

/**
 * Items whose text holds every word of the query, in any order and any case; those that start with the query come first. An
 * empty query matches everything.
 */
export function matching<T>(items: readonly T[], query: string, textOf: (item: T) => string): readonly T[] {
  const whole = query.trim().toLowerCase();
  if (whole === "") return items;
  const words = whole.split(/\s+/u);
  const hits = items.filter((item) => {
    const text = textOf(item).toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const startsWith = (item: T): boolean => textOf(item).toLowerCase().startsWith(whole);
  return [...hits.filter(startsWith), ...hits.filter((item) => !startsWith(item))];
}
