import type { SeriesSummary } from "#contract/data";

/** Series whose id holds every word of the query, in any order and any case; those that start with it come first. */
export function matching(series: readonly SeriesSummary[], query: string): readonly SeriesSummary[] {
  const whole = query.trim().toLowerCase();
  if (whole === "") return series;
  const words = whole.split(/\s+/u);
  const found = series.filter(({ id }) => {
    const text = id.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const startsWith = ({ id }: SeriesSummary): boolean => id.toLowerCase().startsWith(whole);
  return [...found.filter(startsWith), ...found.filter((candidate) => !startsWith(candidate))];
}
