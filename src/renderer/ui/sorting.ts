export interface Sorting {
  readonly column: string;
  readonly direction: "ascending" | "descending";
}

/** By another column ascending, by the same the other way round. */
export function sortedAgain(before: Sorting, column: string): Sorting {
  const isTurned = before.column === column && before.direction === "ascending";
  return { column, direction: isTurned ? "descending" : "ascending" };
}

/** Rows in the order of their values; those without one (NaN, "") last in either direction, and equal ones as they were. */
export function sortedBy<T>(
  rows: readonly T[],
  valueOf: (row: T) => number | string,
  direction: Sorting["direction"],
): readonly T[] {
  const sign = direction === "ascending" ? 1 : -1;
  const keyed = rows.map((row) => ({ row, value: valueOf(row) }));
  keyed.sort(({ value: one }, { value: other }) => {
    if (isMissing(one) || isMissing(other)) return Number(isMissing(one)) - Number(isMissing(other));
    if (typeof one === "string" || typeof other === "string") return sign * names.compare(String(one), String(other));
    return one === other ? 0 : sign * (one < other ? -1 : 1);
  });
  return keyed.map(({ row }) => row);
}

const isMissing = (value: number | string): boolean => value === "" || Number.isNaN(value);
const names = new Intl.Collator("en", { numeric: true });
