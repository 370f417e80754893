import type { SeriesSummary } from "#contract/data";

/** Series whose id holds every word of the query, in any order and any case; those that start with it come first. */
export function matching(series: readonly SeriesSummary[], query: string): readonly SeriesSummary[] {
  return found(series, query, ({ id }) => id);
}

/** The same for ids alone. */
export function matchingIds(ids: readonly string[], query: string): readonly string[] {
  return found(ids, query, (id) => id);
}

function found<T>(items: readonly T[], query: string, textOf: (item: T) => string): readonly T[] {
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
