import { partsOf } from "#domain/dataset";
import type { SeriesRow } from "./columns.ts";

export interface GroupRow {
  readonly kind: "group";
  /** No series has it. */
  readonly id: string;
  readonly name: string;
  readonly series: readonly SeriesRow[];
  /** Of the last values; NaN where none was observed. */
  readonly sum: number;
  /** Wall-clock milliseconds of all these values; null where they are of different times. */
  readonly time: number | null;
  readonly isExpanded: boolean;
}

export type TableRow = SeriesRow | GroupRow;

/** In the place of a group's name where a series' name has other parts. */
export const otherName = "Other";

/** Rows under a row for each group, by name; those of groups that are collapsed are left out. The order within a group stays. */
export function grouped(
  rows: readonly SeriesRow[],
  { part, parts }: { readonly part: number; readonly parts: number },
  isCollapsed: (group: string) => boolean,
): readonly TableRow[] {
  const groups = new Map<string, SeriesRow[]>();
  for (const row of rows) {
    const name = partsOf(row.id, parts)?.[part] ?? otherName;
    const known = groups.get(name);
    if (known === undefined) groups.set(name, [row]);
    else known.push(row);
  }
  return [...groups]
    .toSorted(([one], [other]) => names.compare(one, other))
    .flatMap(([name, series]): TableRow[] => {
      const id = `group ${name}`;
      const isExpanded = !isCollapsed(id);
      return [groupOf(id, name, series, isExpanded), ...(isExpanded ? series : [])];
    });
}

const names = new Intl.Collator("en", { numeric: true });

function groupOf(id: string, name: string, series: readonly SeriesRow[], isExpanded: boolean): GroupRow {
  const observed = series.filter(({ row }) => !Number.isNaN(row.last));
  const times = new Set(observed.map(({ row }) => row.lastTime));
  const [time] = times;
  return {
    kind: "group",
    ...{ id, name, series, isExpanded },
    sum: observed.length === 0 ? Number.NaN : observed.reduce((sum, { row }) => sum + row.last, 0),
    time: times.size === 1 && time !== undefined ? time : null,
  };
}
