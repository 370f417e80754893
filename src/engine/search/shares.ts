/**
 * A budget in equal shares: each gets what it asks for or as much as any other, the first of them one more where that does not come out
 * even. All of it is used while something is asked for.
 */
export function shares(counts: readonly number[], budget: number): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total <= budget) return [...counts];
  const given = counts.map(() => 0);
  let left = budget;
  while (left > 0) {
    const asking = counts.flatMap((count, place) => (count > (given[place] as number) ? [place] : []));
    const each = Math.floor(left / asking.length);
    for (const place of each === 0 ? asking.slice(0, left) : asking) {
      const more = Math.min(Math.max(1, each), (counts[place] as number) - (given[place] as number));
      given[place] = (given[place] as number) + more;
      left -= more;
    }
  }
  return given;
}
