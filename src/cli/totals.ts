/** Sums over stretches of the horizon and over series, beside a forecast. */
import { type Dataset, type GroupColumn, groupColumnsOf, partsOf } from "#domain/dataset";
import { type AppError, EngineError, isCancelled, toPlainError } from "#domain/errors";
import { formatFrequency } from "#domain/series";
import {
  type ForecastTotals,
  membersOf,
  type PathAdjustment,
  type Reconciliation,
  type StretchTotal,
  type SumStretch,
  totalStatistics,
  type TotalStatistic,
  treeOf,
  type TreeRow,
} from "#domain/totals";
import type { ExportedTotal, ExportedTotals } from "#domain/export";
import { formatCount, formatShare, plural, reconciliationText, valueFormatter } from "#engine/format";
import { formatTimestamps } from "#engine/series";
import { type ParsedArguments, parseStretch } from "./arguments.ts";
import type { Finished } from "./forecast-files.ts";
import type { CliHost } from "./host.ts";
import type { CommandContext } from "./run.ts";
import { alignTable } from "./table.ts";

export interface WantedSums {
  readonly stretch: SumStretch;
  readonly statistic: TotalStatistic;
  /** `all`, and names of id columns, outermost first; empty: each series alone. */
  readonly over: readonly string[];
  /** Whether forecasts of the groups themselves move those of their series where that was better in the past. */
  readonly isReconciled?: true;
}

/** Of the series and groups of the files, and whether forecasts of groups moved them; null where that was not asked for. */
export interface FileTotals {
  readonly summed: readonly Summed[];
  readonly reconciliation: Reconciliation | null;
}

/** Of one series, or of several that are summed. */
export interface Summed extends ForecastTotals {
  /** Null where they are several. */
  readonly series: string | null;
  /** Null where it is one, or where all are summed. */
  readonly group: GroupName | null;
  /** Groups that it is a part of, outermost first. */
  readonly within: readonly GroupName[];
  readonly levels: readonly number[];
  readonly members: readonly Finished[];
  /** Ids of series that belong to it, whose forecast is of other steps. */
  readonly leftOut: readonly string[];
  /** Why it has no total. */
  readonly error: AppError | null;
}

interface GroupName {
  readonly column: string;
  readonly value: string;
}

/** More levels than these have no room in a table. */
const maxShownLevels = 5;
const usualShown: readonly number[] = [0.1, 0.5, 0.9];

/** @throws EngineError wrong-arguments */
export function sumsOf(args: ParsedArguments): WantedSums | null {
  const text = args.value("sum");
  const over = [...new Set(args.list("total"))];
  if (text === undefined) {
    const lonely = ["total", "stat", "reconcile"].find((name) => (name === "total" ? over.length > 0 : args.has(name)));
    if (lonely === undefined) return null;
    throw new EngineError("wrong-arguments", `--${lonely} needs --sum, which says over which stretch.`, {
      hint: "For example --sum month --total all",
    });
  }
  const stretch = parseStretch(text);
  const statistic = parseStatistic(args.value("stat") ?? "sum");
  if (args.has("round"))
    throw new EngineError("wrong-arguments", "--sum can't go with --round: rounded steps have another sum.");
  if (!args.has("reconcile")) return { stretch, statistic, over };
  if (args.positionals.length > 1)
    throw new EngineError("wrong-arguments", "--reconcile is for one FILE, and several are given.");
  if ((args.value("origin") ?? "0") !== "0")
    throw new EngineError(
      "wrong-arguments",
      "--reconcile is for forecasts of the future, and --origin is in the past.",
    );
  return { stretch, statistic, over, isReconciled: true };
}

/** Of an export's manifest; null where it has none. */
export function sumsIn(setting: unknown): WantedSums | null {
  if (typeof setting !== "string") return null;
  const { stretch, statistic, over, isReconciled } = JSON.parse(setting) as WantedSums;
  const wanted = { stretch: parseStretch(stretch), statistic: parseStatistic(statistic), over };
  return isReconciled === true ? { ...wanted, isReconciled } : wanted;
}

/** @throws EngineError wrong-arguments */
function parseStatistic(text: string): TotalStatistic {
  const found = totalStatistics.find((known) => known === text);
  if (found !== undefined) return found;
  throw new EngineError("wrong-arguments", `--stat must be ${totalStatistics.join(", ")}, not "${text}".`);
}

/**
 * Of one draw for all series of the same steps, as in the window. A series or group that has no such total has its error in its place; where
 * none has one, that is the answer.
 *
 * @throws EngineError
 */
export async function totalsOf(
  context: CommandContext,
  host: CliHost,
  datasets: readonly Dataset[],
  finished: readonly Finished[],
  wanted: WantedSums,
  model: string | null,
): Promise<FileTotals> {
  const { stretch, over, isReconciled } = wanted;
  const reconciled = isReconciled === true ? await reconciledOf(context, host, datasets, finished, over, model) : null;
  const groups = datasets.flatMap((dataset) => groupsOf(context, dataset, finished, over));
  const asked: Group[] = [
    ...finished.map((one) => ({
      ...{ series: one.forecast.series, group: null, within: [], levels: one.levels, members: [one], leftOut: [] },
    })),
    ...groups,
  ];
  const grids = gridsOf(datasets, finished);
  const count = grids.reduce((sum, { members }) => sum + members.length, 0);
  let done = 0;
  const advance = (): void => context.progress.update("Summing", ++done, count);
  const drawn = new Map<string, Drawn>();
  for (const grid of grids)
    for (const [key, answer] of await draw(context, host, grid, wanted, reconciled?.adjustments, advance))
      drawn.set(key, answer);
  const summed = asked.map((one): Summed => {
    const found = drawn.get(keyOf(one.members));
    if (found === undefined) throw new EngineError("internal", "A sum was not drawn.");
    const { levels, error, origins } = found;
    const places = one.levels.map((level) => levels.indexOf(level));
    const totals = found.totals.map((total) => ({
      ...total,
      quantiles: places.map((place) => total.quantiles[place] as number),
    }));
    return { ...one, totals, origins, error };
  });
  const [problem] = summed.flatMap(({ error }) => error ?? []);
  if (problem !== undefined && summed.every(({ error }) => error !== null)) throw EngineError.fromPlain(problem);
  for (const { error, series, group } of summed)
    if (error !== null) context.note(`No total of ${series ?? group?.value ?? "all series"}: ${error.message}`);
  const without = summed.filter(({ origins, series, error }) => origins === 0 && series !== null && error === null);
  const [first] = without;
  if (first !== undefined)
    context.note(
      `${first.series}${andOthers(without.length)}: no past says how its steps err together, so what is usual was assumed.`,
    );
  if (summed.some(({ totals }) => totals.some(({ isWhole }) => !isWhole)))
    context.note(`The horizon cuts a ${stretch}: of such a one only the steps within the horizon are summed.`);
  if (reconciled !== null) context.note(reconciliationText(reconciled.reconciliation));
  return { summed, reconciliation: reconciled?.reconciliation ?? null };
}

/** What a draw says of one series or group. */
interface Drawn extends ForecastTotals {
  readonly levels: readonly number[];
  readonly error: AppError | null;
}

/** Series of one file whose forecasts are of the same steps. */
interface Grid {
  readonly dataset: Dataset;
  readonly members: readonly Finished[];
}

/** By {@link keyOf} of the series that are summed. */
async function draw(
  context: CommandContext,
  host: CliHost,
  { dataset, members }: Grid,
  { stretch, statistic, over }: WantedSums,
  adjustments: ReadonlyMap<string, PathAdjustment> | undefined,
  advance: () => void,
): Promise<ReadonlyMap<string, Drawn>> {
  const own = new Map(members.map((one) => [one.forecast.series, one]));
  const tree = treeOf(dataset, [...own.keys()], idsOf(columnsOf(dataset, over)));
  const leaves = leavesOf(tree);
  const levels = [...new Set(members.flatMap((one) => [...one.levels]))].toSorted((one, other) => one - other);
  const nodes = tree.map(({ parent, series }) => {
    const one = series === null ? undefined : own.get(series);
    return { parent, forecasts: one === undefined ? [] : [one.forecast] };
  });
  const wanted = {
    ...{ stretch, statistic, levels, onSource: advance },
    ...(adjustments === undefined ? {} : { adjustments }),
  };
  const answers = await host
    .totals(nodes, wanted, context.signal)
    .then((totals) => totals.map((one): Drawn => ({ ...one, levels, error: null })))
    .catch((error: unknown) => {
      const none: Drawn = { totals: [], origins: 0, levels, error: expected(error) };
      return tree.map(() => none);
    });
  const sums = membersOf(tree, leaves);
  return new Map(
    answers.map((answer, row): [string, Drawn] => {
      const rows = tree[row]?.series === null ? (sums.get(row) ?? []).map((place) => leaves[place] as number) : [row];
      return [keyOf(rows.map((leaf) => own.get(tree[leaf]?.series ?? "") as Finished)), answer];
    }),
  );
}

function leavesOf(tree: readonly TreeRow[]): number[] {
  return [...tree.entries()].flatMap(([row, { series }]) => (series === null ? [] : [row]));
}

/** A sum is found by what is in it, in whatever order. */
function keyOf(members: readonly Finished[]): string {
  const ids = members.map(({ forecast }) => forecast.series).toSorted();
  return JSON.stringify([members[0]?.forecast.dataset, ids]);
}

/** Those of most series first; a file that is given twice counts once. */
function gridsOf(datasets: readonly Dataset[], finished: readonly Finished[]): readonly Grid[] {
  const handles = new Map(datasets.map((dataset) => [dataset.handle, dataset]));
  return [...handles.values()].flatMap((dataset) =>
    gridsIn(dataset, finished).map((members): Grid => ({ dataset, members })),
  );
}

/** The same of one file. */
function gridsIn(dataset: Dataset, finished: readonly Finished[]): readonly (readonly Finished[])[] {
  const own = new Map(
    finished.flatMap((one) => (one.forecast.dataset === dataset.handle ? [[one.forecast.series, one] as const] : [])),
  );
  const frequencies = new Map(dataset.series.map(({ id, frequency }) => [id, formatFrequency(frequency)]));
  const bySteps = Map.groupBy(own.values(), ({ forecast: { series, times, horizon } }) =>
    [frequencies.get(series), times[0], times.at(-1), horizon].join(" "),
  );
  return [...bySteps.values()].toSorted((one, other) => other.length - one.length);
}

/** Of series of the steps that most have, and of all of them together as well, as in the window. */
async function reconciledOf(
  context: CommandContext,
  host: CliHost,
  datasets: readonly Dataset[],
  finished: readonly Finished[],
  over: readonly string[],
  model: string | null,
): ReturnType<CliHost["reconcile"]> {
  const [dataset] = datasets;
  const [most = []] = dataset === undefined ? [] : gridsIn(dataset, finished);
  const own = new Map(most.map((one) => [one.forecast.series, one]));
  const [first] = most;
  if (dataset === undefined || first === undefined)
    throw new EngineError("wrong-arguments", "There is no forecast to reconcile.");
  const tree = treeOf(dataset, [...own.keys()], idsOf(columnsOf(dataset, over)));
  const leaves = leavesOf(tree);
  const frequency = dataset.series.find(({ id }) => id === first.forecast.series)?.frequency;
  const used = model ?? (frequency === undefined ? first.forecast.model.id : host.defaultModel(frequency));
  return host.reconcile(
    { dataset: dataset.handle, model: used, horizon: first.forecast.horizon },
    leaves.map((leaf) => {
      const { forecast, unadjusted } = own.get(tree[leaf]?.series ?? "") as Finished;
      return unadjusted ?? { forecast, isSet: null };
    }),
    [...membersOf(tree, leaves).values()],
    context.signal,
  );
}

/** What may be expected of one series alone. */
function expected(error: unknown): AppError {
  if (isCancelled(error) || !(error instanceof EngineError) || error.code === "shutting-down") throw error;
  return toPlainError(error);
}

type Group = Omit<Summed, keyof ForecastTotals | "error">;

/** Outermost first. @throws EngineError wrong-arguments where there is no such column */
function columnsOf(dataset: Dataset, over: readonly string[]): readonly GroupColumn[] {
  const columns = groupColumnsOf(dataset);
  return over
    .filter((name) => name !== "all")
    .map((name) => {
      const column = columns.find(({ label }) => label === name);
      if (column !== undefined) return column;
      throw new EngineError("wrong-arguments", `${dataset.name} has no column "${name}" that several series share.`, {
        hint: `Known: ${["all", ...columns.map(({ label }) => label)].join(", ")}.`,
      });
    });
}

function idsOf(columns: readonly GroupColumn[]): readonly string[] {
  return columns.map(({ id }) => id);
}

/**
 * Of `all`, then of the first column, then of the first and the second, and so on.
 *
 * @throws EngineError wrong-arguments where there is no such column
 */
function groupsOf(
  context: CommandContext,
  dataset: Dataset,
  finished: readonly Finished[],
  over: readonly string[],
): readonly Group[] {
  const wanted = columnsOf(dataset, over);
  const grids = gridsIn(dataset, finished);
  return [
    ...(over.includes("all") ? groupsBy(context, dataset, grids, []) : []),
    ...wanted.flatMap((_, level) => groupsBy(context, dataset, grids, wanted.slice(0, level + 1))),
  ];
}

/** @param wanted outermost first; empty: all series */
function groupsBy(
  context: CommandContext,
  dataset: Dataset,
  grids: readonly (readonly Finished[])[],
  wanted: readonly GroupColumn[],
): readonly Group[] {
  const columns = groupColumnsOf(dataset);
  const outer = wanted.slice(0, -1);
  // What several columns measure, such as amounts and prices, has no sum.
  const measure = columns.find(({ id }) => id === "measure");
  const keys = [...new Set([wanted.at(-1), measure])].filter((column) => column !== undefined);
  const column = keys.map(({ label }) => label)[0];
  const groups = new Map<
    string,
    { readonly value: string | null; readonly within: readonly GroupName[]; readonly members: Finished[] }
  >();
  const places = new Map(dataset.series.map(({ id }, place) => [id, place]));
  const own = grids.flat().toSorted((one, other) => placeOf(one) - placeOf(other));
  for (const one of own) {
    const { series } = one.forecast;
    const frequency = dataset.series.find(({ id }) => id === series)?.frequency;
    const parts = partsOf(series, columns.length);
    const value = keys.length === 0 ? null : keys.map(({ part }) => parts?.[part] ?? series).join(" / ");
    const within = outer.map(({ label, part }) => ({ column: label, value: parts?.[part] ?? series }));
    const key = JSON.stringify([frequency === undefined ? "" : formatFrequency(frequency), within, value]);
    const group = groups.get(key) ?? { value, within, members: [] };
    groups.set(key, group);
    group.members.push(one);
  }
  return [...groups.values()].map(({ value, within, members }) => {
    // Of the steps that most have of all series: what is said of a group fits what is said of the others.
    const kept = grids.map((grid) => members.filter((one) => grid.includes(one))).find((some) => some.length > 0) ?? [];
    const left = members.filter((one) => !kept.includes(one));
    if (left[0] !== undefined)
      context.note(
        `Not in the sum${value === null ? "" : ` of ${value}`}: ${left[0].forecast.series}${andOthers(left.length)}, whose forecast is of other steps.`,
      );
    return {
      series: null,
      group: column === undefined || value === null ? null : { column, value },
      within,
      levels: kept[0]?.levels ?? [],
      members: kept,
      leftOut: left.map(({ forecast }) => forecast.series),
    };
  });

  function placeOf({ forecast }: Finished): number {
    return places.get(forecast.series) ?? 0;
  }
}

function andOthers(count: number): string {
  return count === 1 ? "" : ` and ${plural(count - 1, "other series", "other series")}`;
}

/** As files and documents hold them. */
export function exportedTotalsOf(
  { summed, reconciliation }: FileTotals,
  { statistic }: Pick<WantedSums, "statistic">,
  host: Pick<CliHost, "clockOf">,
  datasets: readonly Dataset[],
): ExportedTotals {
  const totals = summed.flatMap((one): readonly ExportedTotal[] => {
    const { series, group, within, levels, members, leftOut, origins, error } = one;
    const [first] = members;
    if (first === undefined) return [];
    const about = {
      ...{ series, group, within, members: members.length, leftOut, levels, origins },
      error,
    };
    const without = { ...about, stretch: null, quantiles: [], mean: Number.NaN, actual: null };
    if (error !== null) return [without];
    const { zone, historyTimes } = host.clockOf(first.forecast);
    const { times } = first.forecast;
    const timestamps = formatTimestamps(times, zone, historyTimes);
    const frequency = datasets
      .find(({ handle }) => handle === first.forecast.dataset)
      ?.series.find(({ id }) => id === first.forecast.series)?.frequency;
    if (frequency === undefined) return [without];
    return one.totals.map(({ from, to, name, isWhole, quantiles, mean, actual }) => ({
      ...{ ...about, quantiles, mean, actual },
      stretch: {
        ...{ name, frequency, isWhole, steps: to - from, observed: 0 },
        ...{ from: times[from] ?? Number.NaN, to: times[to - 1] ?? Number.NaN },
        timestamps: [timestamps[from] ?? "", timestamps[to - 1] ?? ""],
      },
    }));
  });
  return { statistic, totals, reconciliation, notes: [] };
}

const shownRows = 200;

export function totalsTable(summed: readonly Summed[], { statistic }: Pick<WantedSums, "statistic">): string {
  const rows = summed.flatMap((one) => one.totals.map((total) => ({ one, total })));
  const shown = rows.slice(0, shownRows);
  const all = summed[0]?.levels ?? [];
  const levels = all.length <= maxShownLevels ? all : usualShown.filter((level) => all.includes(level));
  const isPast = shown.some(({ total }) => total.actual !== null);
  const format = valueFormatter(shown.flatMap(({ total }) => [...total.quantiles, total.mean]));
  const header = [
    `${statistic.charAt(0).toUpperCase()}${statistic.slice(1)} of`,
    "Stretch",
    "Steps",
    "Mean",
    ...levels.map(formatShare),
    ...(isPast ? ["Actual"] : []),
  ];
  const cells = shown.map(({ one, total }) => [
    one.series ?? nameOf(one) ?? `all ${formatCount(one.members.length)} series`,
    total.isWhole ? total.name : `${total.name} (part)`,
    formatCount(total.to - total.from),
    format(total.mean),
    ...levels.map((level) => format(quantileOf(one, total, level))),
    ...(isPast ? [total.actual === null ? "" : format(total.actual)] : []),
  ]);
  const rest =
    rows.length > shown.length
      ? `\n… and ${plural(rows.length - shown.length, "more row", "more rows")}; --json gives all of them`
      : "";
  return alignTable(header, cells) + rest;
}

/** "North / tea": outer groups first; null where all series are summed. */
function nameOf({ group, within }: Summed): string | null {
  return group === null ? null : [...within, group].map(({ value }) => value).join(" / ");
}

function quantileOf({ levels }: Summed, { quantiles }: StretchTotal, level: number): number {
  return quantiles[levels.indexOf(level)] ?? Number.NaN;
}
