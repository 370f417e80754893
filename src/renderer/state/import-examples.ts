import type { ColumnInfo, Dataset, SeriesValues } from "#contract/data";
import { formatTime, locale } from "./format.ts";

/** As the file may have had it, and not rounded for an axis. */
const number = new Intl.NumberFormat(locale, { maximumSignificantDigits: 9, useGrouping: false });

const shown = 3;
/** Examples are not worth moving more numbers than these. */
const maxSteps = 250_000;
const maxSeries = 8;

/** The series whose first values serve as examples. */
export function exampleSeries({ series }: Dataset): readonly string[] {
  let steps = 0;
  const chosen: string[] = [];
  for (const { id, steps: own } of series.slice(0, maxSeries)) {
    steps += own;
    if (steps > maxSteps) break;
    chosen.push(id);
  }
  return chosen;
}

/** What a column holds, as the import reads it: its first few entries. Empty where the result doesn't tell. */
export function examplesOf(column: ColumnInfo, dataset: Dataset, values: ReadonlyMap<string, SeriesValues>): readonly string[] {
  const { columns, series } = dataset;
  const isOnly = columns.filter(({ role }) => role === column.role).length === 1;
  const first = series[0];
  if (first === undefined) return [];
  switch (column.role) {
    case "time": {
      const known = values.get(first.id);
      return isOnly && known !== undefined ? [...known.times.subarray(0, shown)].map((time) => formatTime(time, first.frequency)) : [];
    }
    case "id": {
      if (!isOnly) return [];
      const targets = columns.filter(({ role }) => role === "target").map(({ name }) => ` / ${name}`);
      const names = series.slice(0, 200).map(({ id }) => {
        const end = targets.length > 1 ? targets.find((target) => id.endsWith(target)) : undefined;
        return end === undefined ? id : id.slice(0, -end.length);
      });
      return [...new Set(names)].slice(0, shown);
    }
    case "target": {
      const isAlone = isOnly && columns.some(({ role }) => role === "id");
      const known = values.get(column.name) ?? (isAlone ? values.get(first.id) : undefined);
      if (known === undefined) return [];
      return [...known.values.subarray(0, shown)].map((value) => (Number.isNaN(value) ? "missing" : number.format(value)));
    }
    case "covariate":
    case "ignored":
      return [];
  }
}
