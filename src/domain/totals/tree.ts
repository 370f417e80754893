/** Which rows totals have: series, and groups of those whose names share parts. */
import { type Dataset, groupColumnsOf, partsOf } from "#domain/dataset";
import { EngineError } from "#domain/errors";

export interface TreeRow {
  readonly key: string;
  readonly label: string;
  /** The row that it belongs to, which comes before it; what belongs to a row follows it directly. */
  readonly parent: number | null;
  readonly series: string | null;
}

interface Group {
  readonly label: string;
  readonly key: string;
  readonly groups: Map<string, Group>;
  readonly series: string[];
}

/**
 * All series at the top, then one level for each column, then series. What several columns measure, such as amounts and prices, has no sum:
 * each is a top of its own.
 *
 * @param columns ids of group columns, outermost first
 * @throws EngineError wrong-arguments where there is no such column
 */
export function treeOf(
  dataset: Pick<Dataset, "columns">,
  series: readonly string[],
  columns: readonly string[],
): TreeRow[] {
  const [only] = series;
  if (series.length === 1 && only !== undefined) return [{ key: only, label: only, parent: null, series: only }];
  const known = groupColumnsOf(dataset);
  const measure = known.find(({ id }) => id === "measure");
  const wanted = columns.map((id) => {
    const column = known.find((one) => one.id === id);
    if (column === undefined)
      throw new EngineError("wrong-arguments", "The file has no such column that several series share.");
    return column;
  });
  const levels = [...new Set([...(measure === undefined ? [] : [measure]), ...wanted])];
  const root: Group = { label: "", key: "", groups: new Map(), series: [] };
  for (const id of series) {
    const parts = partsOf(id, known.length);
    let group = root;
    for (const { part } of levels) {
      const label = parts?.[part];
      // A name that has other parts stays where its parts end.
      if (label === undefined) break;
      const key = JSON.stringify([group.key, label]);
      const next = group.groups.get(label) ?? { label, key, groups: new Map(), series: [] };
      group.groups.set(label, next);
      group = next;
    }
    group.series.push(id);
  }
  const rows: TreeRow[] = [];
  const add = (group: Group, parent: number | null): void => {
    const isTop = group === root && measure !== undefined;
    if (!isTop) rows.push({ key: group.key, label: group.label, parent, series: null });
    const own = isTop ? null : rows.length - 1;
    for (const inner of group.groups.values()) add(inner, own);
    for (const id of group.series) rows.push({ key: id, label: id, parent: own, series: id });
  };
  add(root, null);
  return rows;
}

/**
 * Which series each row of a tree sums, by row: places in `leaves`.
 *
 * @param leaves rows of series; those of a tree that are not among them are in no sum
 */
export function membersOf(tree: readonly TreeRow[], leaves: readonly number[]): ReadonlyMap<number, readonly number[]> {
  const members = new Map<number, number[]>();
  for (const [place, leaf] of leaves.entries())
    for (let row = tree[leaf]?.parent ?? null; row !== null; row = tree[row]?.parent ?? null)
      members.set(row, [...(members.get(row) ?? []), place]);
  return members;
}
