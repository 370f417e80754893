import { type AxisLabel, type ChartOptions, labelKey } from "./options.ts";

/** "Passengers (thousands)", as it stands at the value axis; the unit alone where nothing else is known. */
export function valueLabel({ title, unit }: AxisLabel): string {
  if (unit === "") return title;
  return title === "" ? unit : `${title} (${unit})`;
}

/** Takes a name of a column apart that has its unit in brackets: "Load [MW]", "temp (°C)". */
export function labelOfName(name: string): AxisLabel {
  const match = /^(.*\S)\s*[([]([^()[\]]{1,24})[)\]]\s*$/.exec(name);
  return match === null ? { title: name.trim(), unit: "" } : { title: match[1] ?? "", unit: match[2]?.trim() ?? "" };
}

/** Of a dataset, as far as its values' names follow from it. */
export interface NamedColumns {
  /** The file's. */
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly role: string }[];
}

/** What the values of a series are called where the user has not said: the one column that they come from, or the series itself. */
export function usualLabel({ columns }: Pick<NamedColumns, "columns">, series: string): AxisLabel {
  const targets = columns.filter(({ role }) => role === "target");
  return labelOfName(targets.length === 1 ? (targets[0]?.name ?? series) : series);
}

/** What the values of a series are called: as the user says, or usually. */
export function labelOf(dataset: NamedColumns, series: string, { labels }: Pick<ChartOptions, "labels">): AxisLabel {
  const usual = usualLabel(dataset, series);
  const own = labels[labelKey(dataset.name, series)];
  return { title: own?.title.trim() || usual.title, unit: own?.unit.trim() || usual.unit };
}
