import type { Dataset } from "./dataset.ts";

/** Stands between the parts of a series' name, as the import writes it. */
const separator = " / ";

/** What series can be grouped by: id columns, and the measured columns where there are several. */
export interface GroupColumn {
  readonly id: string;
  readonly label: string;
  /** Which part of a name. */
  readonly part: number;
}

/** Empty where names have one part only. */
export function groupColumnsOf({ columns }: Pick<Dataset, "columns">): readonly GroupColumn[] {
  const ids = columns.filter(({ role }) => role === "id").map(({ name }) => name);
  const targets = columns.filter(({ role }) => role === "target");
  if (ids.length === 0 || ids.length + (targets.length > 1 ? 1 : 0) < 2) return [];
  return [
    ...ids.map((name, part) => ({ id: `id ${name}`, label: name, part })),
    ...(targets.length > 1 ? [{ id: "measure", label: "Measured column", part: ids.length }] : []),
  ];
}

/** The parts of a series' name; null where it does not have so many, as where a part holds the separator itself. */
export function partsOf(id: string, parts: number): readonly string[] | null {
  const found = id.split(separator);
  return found.length === parts ? found : null;
}
