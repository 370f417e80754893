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
