import type { ImportedDataset } from "#domain/dataset";
import type { Bands } from "#domain/forecast";
import { defaultHorizon, type SeriesSummary } from "#domain/series";
import { frequencyId, type OpenDataset } from "#renderer/datasets";
import type { ForecastSelection } from "#renderer/forecasts";
import { expectedGrowthOf, knownOf, type OverviewRow } from "#renderer/overview";
import type { Distance, Kind, SeriesOrder, SideBySideLook } from "./look.ts";
import { maxPanels } from "./look.ts";

/** One panel: a forecast, and what of it differs from the others. */
export interface Compared {
  /** Equal where the same numbers are wanted. */
  readonly id: string;
  readonly selection: ForecastSelection;
  readonly kind: Kind;
}

/** Why there is nothing to compare, or less than there could be. */
export type Shortage =
  | { readonly why: "nothing-chosen" | "too-short" | "one-file" | "ranking" }
  /** Names of open files that have no such series. */
  | { readonly why: "not-in"; readonly files: readonly string[] };

export interface ComparedPorts {
  readonly front: OpenDataset;
  /** In the order of their tabs. */
  readonly open: readonly OpenDataset[];
  /** What a series of an open file is forecast with. */
  readonly selectionFor: (
    series: SeriesSummary,
    handle: string,
  ) => { readonly model: string; readonly horizon: number };
  /** Of the dataset in front, in its order; empty until they are known. */
  readonly rows: readonly OverviewRow[];
  /** Models where none were chosen. */
  readonly usualModels: readonly string[];
  readonly bands: Bands;
  readonly isRounded: boolean;
}

export interface ComparedList {
  readonly all: readonly Compared[];
  readonly shortage: Shortage | null;
}

/** What stands beside each other, in its order, {@link maxPanels} at most. */
export function comparedOf(look: SideBySideLook, ports: ComparedPorts): ComparedList {
  switch (look.kind) {
    case "series":
      return seriesList(look, ports);
    case "models":
      return modelList(look, ports);
    case "origins":
      return originList(look, ports);
    case "files":
      return fileList(look, ports);
  }
}

function compared(
  { bands, isRounded }: Pick<ComparedPorts, "bands" | "isRounded">,
  kind: Kind,
  dataset: ImportedDataset,
  series: SeriesSummary,
  { model, horizon, origin }: { readonly model: string; readonly horizon: number; readonly origin: number },
): Compared {
  return {
    id: JSON.stringify([kind, dataset.handle, series.id, model, horizon, origin, bands, isRounded]),
    selection: { dataset, series, model, horizon, origin, density: false, bands, isRounded, levels: [] },
    kind,
  };
}

/** As far back as the series goes. */
function originOf({ oldestOrigin }: SeriesSummary, back: number): number {
  return Math.max(-back, oldestOrigin) || 0;
}

export function seriesOf({ dataset, selection }: OpenDataset): SeriesSummary {
  const found = dataset.series.find(({ id }) => id === selection.series) ?? dataset.series[0];
  if (found === undefined) throw new Error("A dataset without series can't be open.");
  return found;
}

function seriesList(look: SideBySideLook, ports: ComparedPorts): ComparedList {
  const { dataset } = ports.front;
  const list = (all: readonly SeriesSummary[]): readonly Compared[] =>
    all.slice(0, maxPanels).map((series) =>
      compared(ports, "series", dataset, series, {
        ...ports.selectionFor(series, dataset.handle),
        origin: originOf(series, look.back),
      }),
    );
  if (look.order === "chosen") {
    const wanted = new Set(look.series);
    const all = list(dataset.series.filter(({ id }) => wanted.has(id)));
    return { all, shortage: all.length === 0 ? { why: "nothing-chosen" } : null };
  }
  const all = list(ranked(ports.rows, look.order, look.count).map(({ series }) => series));
  return { all, shortage: all.length === 0 ? { why: "ranking" } : null };
}

/** The number that puts the rows in order: the largest first. NaN until it is known, and where there is none. */
function valueFor(row: OverviewRow, order: Exclude<SeriesOrder, "chosen">): number {
  switch (order) {
    case "largest":
      return Math.abs(row.last);
    case "worst":
      return -(knownOf(row.evidence)?.skill ?? Number.NaN);
    case "growing":
      return expectedGrowthOf(row);
  }
}

/** The first rows by a number of the table of series. What is not known yet is not among them. */
export function ranked(
  rows: readonly OverviewRow[],
  order: Exclude<SeriesOrder, "chosen">,
  count: number,
): readonly OverviewRow[] {
  return rows
    .map((row) => ({ row, value: valueFor(row, order) }))
    .filter(({ value }) => !Number.isNaN(value))
    .toSorted((one, other) => other.value - one.value || one.row.place - other.row.place)
    .slice(0, count)
    .map(({ row }) => row);
}

/** How many rows have the number that an order goes by, or have none for a reason. */
export function knownFor(rows: readonly OverviewRow[], order: SeriesOrder): number {
  switch (order) {
    case "chosen":
      return rows.length;
    case "largest":
      return rows.filter(({ lastTime }) => !Number.isNaN(lastTime)).length;
    case "worst":
      return rows.filter(({ evidence }) => evidence.state !== "open").length;
    case "growing":
      return rows.filter(({ forecast }) => forecast.state !== "open").length;
  }
}

function modelList({ models, back }: SideBySideLook, ports: ComparedPorts): ComparedList {
  const { front } = ports;
  const series = seriesOf(front);
  const wanted = models.length === 0 ? ports.usualModels : models;
  const origin = originOf(series, back);
  const { horizon } = front.selection;
  const all = wanted
    .slice(0, maxPanels)
    .map((model) => compared(ports, "models", front.dataset, series, { model, horizon, origin }));
  return { all, shortage: null };
}

/** Steps between past origins. */
export function distanceSteps(distance: Distance, series: SeriesSummary, horizon: number): number {
  switch (distance) {
    case "season":
      // Without a season of its own, the calendar's: the usual horizon is two of them.
      return series.seasonLengths.find((length) => length > 1) ?? Math.ceil(defaultHorizon(series.frequency) / 2);
    case "horizon":
      return horizon;
    case "step":
      return 1;
  }
}

/** Past origins, the newest first. */
export function originsOf(
  distance: Distance,
  count: number,
  series: SeriesSummary,
  horizon: number,
): readonly number[] {
  const apart = distanceSteps(distance, series, horizon);
  const possible = Math.floor(-series.oldestOrigin / apart);
  return Array.from({ length: Math.max(0, Math.min(count, possible)) }, (_, index) => -apart * (index + 1));
}

function originList({ distance, count }: SideBySideLook, ports: ComparedPorts): ComparedList {
  const { front } = ports;
  const series = seriesOf(front);
  const { model, horizon } = front.selection;
  const all = originsOf(distance, count, series, horizon).map((origin) =>
    compared(ports, "origins", front.dataset, series, { model, horizon, origin }),
  );
  return { all, shortage: all.length === 0 ? { why: "too-short" } : null };
}

/** The series of another file that the one in front stands for: of its name, or the only one of both. */
function counterpart(front: OpenDataset, { dataset }: OpenDataset): SeriesSummary | undefined {
  const series = seriesOf(front);
  const isAlone = front.dataset.series.length === 1 && dataset.series.length === 1;
  return dataset.series.find(({ id }) => id === series.id) ?? (isAlone ? dataset.series[0] : undefined);
}

function fileList({ back }: SideBySideLook, ports: ComparedPorts): ComparedList {
  const { front, open } = ports;
  if (open.length === 1) return { all: [], shortage: { why: "one-file" } };
  const step = frequencyId(seriesOf(front).frequency);
  const without: string[] = [];
  const all = open.flatMap((file) => {
    const series = counterpart(front, file);
    if (series === undefined) {
      without.push(file.dataset.name);
      return [];
    }
    // A horizon and a model mean the same for the same steps only.
    const isSameStep = frequencyId(series.frequency) === step;
    const made = isSameStep ? front.selection : ports.selectionFor(series, file.dataset.handle);
    const { model, horizon } = made;
    return [compared(ports, "files", file.dataset, series, { model, horizon, origin: originOf(series, back) })];
  });
  return { all: all.slice(0, maxPanels), shortage: without.length > 0 ? { why: "not-in", files: without } : null };
}
