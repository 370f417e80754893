/** Totals of a dataset's series and of groups of them: what was observed of a stretch of time, and joint paths of the rest. */
import type { Dataset } from "#domain/dataset";
import { type AppError, EngineError, isCancelled, toPlainError } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import { formatFrequency, type IngestedSeries, type TimeZone } from "#domain/series";
import {
  type ReconcilableForecast,
  type Reconciliation,
  totalLevels,
  type TotalNote,
  type TotalRow,
  type TotalsReport,
  type TotalsRequest,
  membersOf,
  treeOf,
  type TreeRow,
} from "#domain/totals";
import { mapConcurrently } from "#engine/concurrency";
import { type StretchWindow, windowOf } from "#engine/paths";
import { plural } from "#engine/format";
import type { ForecastRouter, JointNode, JointPaths } from "#main/evaluation";
import { horizonTimes } from "#main/forecasts";
import { observedTotals, type ObservedTotal, statisticOf } from "./observed.ts";
import type { ReconciledForecasts, Reconciling } from "./reconciling.ts";

export interface TotalsReportsPorts {
  readonly datasets: {
    /** @throws EngineError dataset-not-found */
    get(handle: string): {
      readonly dataset: Pick<Dataset, "columns"> & {
        readonly zone: TimeZone;
        readonly series: readonly IngestedSeries[];
      };
    };
  };
  readonly forecasts: Pick<ForecastRouter, "get">;
  /** What the user puts on top of a forecast. */
  readonly adjust: (forecast: Forecast) => AdjustedSteps;
  readonly paths: Pick<JointPaths, "of">;
  readonly reconciling: Pick<Reconciling, "of">;
}

/** A forecast with what is put on top of it. */
export interface AdjustedSteps extends ReconcilableForecast {
  readonly adjusted: Forecast;
}

export interface TotalsReportOptions {
  readonly signal: AbortSignal;
  /** In place of what the user puts on top now. */
  readonly adjust?: (forecast: Forecast) => AdjustedSteps;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Steps that several series have in common: their sums are of these. */
interface Grid {
  readonly window: StretchWindow;
  /** Rows of series. */
  readonly rows: readonly number[];
}

/** Enough that there is always a next batch. */
const maxAtOnce = 64;
/** Past forecasts that say little. */
const fewOrigins = 8;

export class TotalsReports {
  readonly #ports: TotalsReportsPorts;

  constructor(ports: TotalsReportsPorts) {
    this.#ports = ports;
  }

  /**
   * A series that can't be forecast, or whose steps are others than most have, is in no sum, and its row or a note says so.
   *
   * @throws EngineError dataset-not-found, series-not-found; wrong-arguments where the stretch has no step, or where there is no such column;
   *   CancelledError
   */
  async of(request: TotalsRequest, options: TotalsReportOptions): Promise<TotalsReport> {
    const { signal, onProgress = () => undefined, adjust = this.#ports.adjust } = options;
    const { dataset } = this.#ports.datasets.get(request.dataset);
    const known = new Map(dataset.series.map((one) => [one.id, one]));
    const wanted = request.series ?? dataset.series.map(({ id }) => id);
    for (const id of wanted)
      if (!known.has(id)) throw new EngineError("series-not-found", `There is no series "${id}".`);
    const tree = treeOf(dataset, [...new Set(wanted)], request.columns);
    const leaves = [...tree.entries()].flatMap(([row, { series }]) => (series === null ? [] : [{ row, series }]));
    let done = 0;
    const total = 2 * leaves.length;
    const advance = (): void => onProgress(++done, total);
    onProgress(0, total);
    const forecasts = new Map<number, Forecast>();
    const made = new Map<number, AdjustedSteps>();
    const problems = new Map<number, AppError>();
    const { model, horizon, bands } = request;
    await mapConcurrently(leaves, maxAtOnce, async ({ row, series }) => {
      try {
        const key = { dataset: request.dataset, series, model, horizon, bands, origin: 0 };
        const own = adjust(
          await this.#ports.forecasts.get({ ...key, density: false, view: null, level: "evaluation" }, signal),
        );
        made.set(row, own);
        forecasts.set(row, own.adjusted);
      } catch (error) {
        if (isCancelled(error) || !(error instanceof EngineError) || error.code === "shutting-down") throw error;
        problems.set(row, toPlainError(error));
        advance();
      }
      advance();
    });
    const [first] = forecasts.values();
    if (first === undefined) {
      const [problem] = problems.values();
      throw problem === undefined
        ? new EngineError("wrong-arguments", "There is no series to sum.")
        : EngineError.fromPlain(problem);
    }
    const seriesAt = (row: number): IngestedSeries => known.get(tree[row]?.series ?? "") as IngestedSeries;
    const { grids, refused } = gridsOf(forecasts, seriesAt, dataset.zone, request);
    for (const [row, problem] of refused) problems.set(row, problem);
    const [main] = grids;
    if (main === undefined) throw EngineError.fromPlain([...refused.values()][0] as AppError);
    const reconciled = request.isReconciled ? await this.#reconciled(request, tree, main.rows, made, signal) : null;
    const report = new Table(tree, request, reconciled?.reconciliation ?? null);
    for (const [place, grid] of grids.entries()) {
      // Series of other steps than most have are in no sum, and so each is by itself.
      const { rows, parents } = place === 0 ? withParents(tree, grid.rows) : alone(grid.rows);
      const observed = observedIn(grid.window.past, rows, parents, seriesAt, tree);
      const before = grid.window.yearBefore;
      const nodes = rows.map((row, node): JointNode => {
        const own = forecasts.get(row);
        const { from, to } = grid.window.ahead;
        const totals = [{ from, to, statistic: request.statistic, observed: observed[node]?.observed ?? null }];
        return { parent: parents[node] ?? null, forecasts: own === undefined ? [] : [own], totals };
      });
      const answer = await this.#ports.paths.of(
        nodes,
        {
          levels: totalLevels,
          onSource: advance,
          adjustmentOf: ({ series }) => reconciled?.adjustments.get(series) ?? null,
        },
        signal,
      );
      const earlier = before === null ? null : observedIn(before, rows, parents, seriesAt, tree);
      for (const [node, row] of rows.entries())
        report.put(row, {
          window: grid.window,
          observed: observed[node] as ObservedTotal,
          earlier: earlier?.[node] ?? null,
          range: answer.nodes[node]?.[0],
          origins: answer.origins[node] ?? 0,
          isApart: place > 0,
        });
    }
    onProgress(total, total);
    return report.finished(problems);
  }

  /** @param rows of series that are summed */
  #reconciled(
    request: TotalsRequest,
    tree: readonly TreeRow[],
    rows: readonly number[],
    made: ReadonlyMap<number, AdjustedSteps>,
    signal: AbortSignal,
  ): Promise<ReconciledForecasts> {
    const members = membersOf(tree, rows);
    const own = rows.map((row) => made.get(row) as AdjustedSteps);
    return this.#ports.reconciling.of(request, own, [...members.values()], signal);
  }
}

/** The steps of each series; the first are those that most have. */
function gridsOf(
  forecasts: ReadonlyMap<number, Forecast>,
  seriesAt: (row: number) => IngestedSeries,
  zone: TimeZone,
  { stretch, horizon }: TotalsRequest,
): { readonly grids: readonly Grid[]; readonly refused: ReadonlyMap<number, AppError> } {
  const byGrid = new Map<string, number[]>();
  for (const row of [...forecasts.keys()].toSorted((one, other) => one - other)) {
    const { frequency } = seriesAt(row);
    const { times } = forecasts.get(row) as Forecast;
    const key = `${formatFrequency(frequency)} ${times[0]} ${times.at(-1)}`;
    byGrid.set(key, [...(byGrid.get(key) ?? []), row]);
  }
  const refused = new Map<number, AppError>();
  const grids: Grid[] = [];
  for (const rows of [...byGrid.values()].toSorted((one, other) => other.length - one.length)) {
    // The longest past: the others have the end of it.
    const longest = rows.map(seriesAt).reduce((most, one) => (one.times.length > most.times.length ? one : most));
    try {
      const ahead = horizonTimes(longest, 0, horizon + 1, zone);
      grids.push({ rows, window: windowOf(longest.times, ahead, longest.frequency, stretch) });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      for (const row of rows) refused.set(row, toPlainError(error));
    }
  }
  return { grids, refused };
}

/** These rows and all that they belong to, in the order of the tree, and the parent of each as a place among them. */
function withParents(
  tree: readonly TreeRow[],
  leaves: readonly number[],
): { readonly rows: readonly number[]; readonly parents: readonly (number | null)[] } {
  const wanted = new Set<number>();
  for (const leaf of leaves)
    for (let row: number | null = leaf; row !== null && !wanted.has(row); row = tree[row]?.parent ?? null)
      wanted.add(row);
  const rows = [...wanted].toSorted((one, other) => one - other);
  const places = new Map(rows.map((row, place) => [row, place]));
  return { rows, parents: rows.map((row) => places.get(tree[row]?.parent ?? -1) ?? null) };
}

function alone(rows: readonly number[]): { readonly rows: readonly number[]; readonly parents: readonly null[] } {
  return { rows, parents: rows.map(() => null) };
}

/** Of steps that are counted as in the longest series of a grid; all end together. */
function observedIn(
  { from, to }: { readonly from: number; readonly to: number },
  rows: readonly number[],
  parents: readonly (number | null)[],
  seriesAt: (row: number) => IngestedSeries,
  tree: readonly TreeRow[],
): ObservedTotal[] {
  const isSeries = (row: number): boolean => tree[row]?.series !== null;
  const longest = rows.reduce((most, row) => (isSeries(row) ? Math.max(most, seriesAt(row).values.length) : most), 0);
  return observedTotals(parents, (node) => {
    const row = rows[node] as number;
    if (!isSeries(row)) return null;
    const { values } = seriesAt(row);
    const later = longest - values.length;
    return Float64Array.from({ length: to - from }, (_, step) => values[from + step - later] ?? Number.NaN);
  });
}

interface Filled {
  readonly window: StretchWindow;
  readonly observed: ObservedTotal;
  readonly earlier: ObservedTotal | null;
  readonly range: { readonly quantiles: readonly number[]; readonly mean: number } | undefined;
  readonly origins: number;
  readonly isApart: boolean;
}

/** The report, as it fills. */
class Table {
  readonly #tree: readonly TreeRow[];
  readonly #request: TotalsRequest;
  readonly #reconciliation: Reconciliation | null;
  readonly #filled = new Map<number, Filled>();

  constructor(tree: readonly TreeRow[], request: TotalsRequest, reconciliation: Reconciliation | null) {
    this.#tree = tree;
    this.#request = request;
    this.#reconciliation = reconciliation;
  }

  put(row: number, filled: Filled): void {
    this.#filled.set(row, filled);
  }

  finished(problems: ReadonlyMap<number, AppError>): TotalsReport {
    const { dataset, statistic } = this.#request;
    const tree = this.#tree;
    const levels = totalLevels;
    const column = (): Float64Array => new Float64Array(tree.length).fill(Number.NaN);
    const [mean, soFar, before] = [column(), column(), column()];
    const quantiles = new Float64Array(tree.length * levels.length).fill(Number.NaN);
    const members = this.#members();
    const rows = tree.map(({ key, label, parent, series }, row): TotalRow => {
      const filled = this.#filled.get(row);
      if (filled?.range !== undefined) {
        quantiles.set(filled.range.quantiles, row * levels.length);
        mean[row] = filled.range.mean;
        soFar[row] = statisticOf(filled.observed, statistic);
        before[row] =
          filled.earlier === null || filled.earlier.missing > 0 || filled.earlier.observed.steps === 0
            ? Number.NaN
            : statisticOf(filled.earlier, statistic);
      }
      return {
        ...{ key, label, parent, series },
        members: members[row] ?? 0,
        stretch: filled === undefined ? null : stretchOf(filled),
        isApart: filled?.isApart ?? false,
        origins: filled?.origins ?? 0,
        problem: problems.get(row) ?? (filled === undefined ? noSum : null),
      };
    });
    const notes = notesOf(rows, before, problems.size);
    return {
      dataset,
      statistic,
      rows,
      levels,
      quantiles,
      mean,
      soFar,
      before,
      notes,
      reconciliation: this.#reconciliation,
    };
  }

  /** Series in the sum of each row. */
  #members(): number[] {
    const members = this.#tree.map(() => 0);
    for (let row = members.length - 1; row >= 0; row--) {
      const { series, parent } = this.#tree[row] as TreeRow;
      const filled = this.#filled.get(row);
      if (series !== null && filled !== undefined) members[row] = 1;
      if (parent !== null && filled?.isApart !== true) members[parent]! += members[row] as number;
    }
    return members;
  }
}

const noSum: AppError = { code: "series-too-short", message: "None of its series has a forecast of these steps." };

function stretchOf({ window, observed }: Filled): TotalRow["stretch"] {
  const { name, firstMs, lastMs, ahead, isWhole } = window;
  return {
    ...{ name, from: firstMs, to: lastMs, isWhole },
    observed: observed.observed.steps,
    missing: observed.missing,
    forecast: ahead.to - ahead.from,
  };
}

function notesOf(rows: readonly TotalRow[], before: Float64Array, problems: number): TotalNote[] {
  const notes: TotalNote[] = [];
  const say = (code: TotalNote["code"], message: string): void => void notes.push({ code, row: null, message });
  const series = rows.filter((row) => row.series !== null && row.problem === null);
  const apart = series.filter(({ isApart }) => isApart).length;
  if (apart > 0)
    say(
      "other-steps",
      `${plural(apart, "series has", "series have")} other steps than most, or end${apart === 1 ? "s" : ""} at another time: not in any sum.`,
    );
  if (problems > 0 && rows.length > 1)
    say("other-steps", `${plural(problems, "series has", "series have")} no forecast: not in any sum.`);
  if (series.some(({ stretch }) => stretch?.isWhole === false))
    say("cut", "The forecast ends before the stretch does: only the steps within it count.");
  const missing = series.filter(({ stretch }) => (stretch?.missing ?? 0) > 0).length;
  if (missing > 0)
    say(
      "missing",
      `${plural(missing, "series lacks", "series lack")} values within the stretch: they count as nothing.`,
    );
  const without = series.filter(({ origins }) => origins === 0).length;
  if (without > 0)
    say(
      "no-past",
      `${plural(without, "series has", "series have")} no past forecasts that say how steps err together: what is usual was assumed.`,
    );
  const few = series.filter(({ origins }) => origins > 0 && origins < fewOrigins).length;
  if (few > 0)
    say(
      "short-past",
      `Of ${plural(few, "series", "series")} fewer than ${fewOrigins} past forecasts say how steps err together: ranges of sums are rough.`,
    );
  if (rows.length > 0 && before.every(Number.isNaN))
    say("no-year-before", "A year before, these steps were not all observed: there is nothing to compare with.");
  if (rows.filter(({ parent, series: id }) => parent === null && id === null).length > 1)
    say("several-measures", "What different columns measure is not summed with each other.");
  return notes;
}
