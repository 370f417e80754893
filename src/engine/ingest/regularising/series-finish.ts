import { formatShare, plural } from "#engine/format";
import { type IngestedSeries, formatFrequency, type Frequency, isSameFrequency } from "#domain/series";
import type { Aggregation } from "#domain/dataset";
import { detectSeasonLengths, seasonLengths, timeAt } from "#engine/series";
import { noteGaps, noteOutliers } from "#engine/ingest/report";
import { columnName, NumberSink, type Table } from "#engine/ingest/columns";
import type { RowGroup } from "./row-groups.ts";
import { aggregateGrid, meaningOf, periodName, requireCoarser, type AggregatedGrid } from "./aggregate.ts";
import type { Builder } from "./series-fill.ts";
import type { SeriesGrid } from "./series-grid.ts";
import { longGapSteps } from "./sessions.ts";

interface Finishing extends Builder {
  readonly column: number;
  readonly id: string;
  /** Whose label says what the file's words tell of it. */
  readonly group: Pick<RowGroup, "label" | "length" | "rowOf">;
  /** File row of a step of the original grid. */
  readonly rowAt: (step: number) => number;
  /** How many parts of the series there are before this one; null where this is all of it. */
  readonly partsBefore: number | null;
}

/** What the parts of a split series are called: `load · 1`. */
export function partPrefix(id: string): string {
  return `${id} · `;
}

/** A grid as one series, as several where it is split, or as none when it holds no value. */
export async function finishSeries(finishing: Finishing, filled: SeriesGrid): Promise<IngestedSeries[]> {
  const { table, id, partsBefore, pause } = finishing;
  const { aggregate } = table.options;
  const isSame = aggregate === undefined || hasSteps(filled.frequency, aggregate.frequency);
  const made = isSame ? null : aggregated(finishing, filled, aggregate);
  const grid = made ?? filled;
  const rowOf = made === null ? finishing.rowAt : (step: number) => finishing.rowAt(made.lastOldStep(step));
  let from = 0;
  while (from < grid.values.length && Number.isNaN(grid.values[from])) from += 1;
  if (from === grid.values.length) return [];
  const to = endOf(finishing, grid);
  await pause();
  const parts = partsOf(finishing, grid, from, to, rowOf);
  const built: IngestedSeries[] = [];
  const isWhole = parts.length === 1 && partsBefore === null;
  for (const [at, part] of parts.entries()) {
    const name = isWhole ? id : `${partPrefix(id)}${(partsBefore ?? 0) + at + 1}`;
    built.push(await describePart(finishing, grid, part, name));
  }
  return built;
}

/** Days that are asked for days have them already, and so have business days. */
function hasSteps(own: Frequency, wanted: Frequency): boolean {
  const isDay = wanted.unit === "day" && wanted.count === 1;
  return isSameFrequency(own, wanted) || (isDay && own.unit === "businessDay" && own.count === 1);
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function aggregated(
  { table, column, id, rowAt }: Finishing,
  filled: SeriesGrid,
  aggregate: Aggregation,
): AggregatedGrid {
  requireCoarser(filled.frequency, aggregate.frequency);
  const { log } = table;
  const name = columnName(table, column);
  const meaning =
    aggregate.by === "evidence"
      ? meaningOf(table.seriesNames.get(name) ?? name, filled.values)
      : { by: aggregate.by, reason: "as you chose" };
  const made = aggregateGrid(filled, aggregate, {
    by: meaning.by,
    keepsPartial: log.isUndone("partial-period"),
    keepsIncomplete: log.isUndone("incomplete-period"),
  });
  const unit = formatFrequency(aggregate.frequency);
  const other = meaning.by === "sum" ? "mean" : "sum";
  const change = aggregate.by === "evidence" ? ` --aggregate-by ${other} makes it the ${other}.` : "";
  log.warn("aggregated", `"${id}" is the ${meaning.by} of each ${unit}, ${meaning.reason}.${change}`, id);
  const periodAt = (step: number): string => {
    const ms = timeAt(filled.startMs, filled.frequency, step);
    return periodName(filled.toWall === null ? ms : filled.toWall(ms), filled.frequency);
  };
  for (const { atEnd, oldStep } of made.partial) {
    log.add(
      "partial-period",
      rowAt(oldStep),
      name,
      `the ${unit} ${atEnd ? "from" : "with"} ${periodAt(oldStep)}`,
      "left out",
    );
  }
  for (const step of made.incomplete)
    log.add("incomplete-period", rowAt(step), name, `the ${unit} with ${periodAt(step)}`, "missing");
  return made;
}

/** Where a series is cut: at gaps of more than the threshold, when the user wants that. */
function partsOf(
  { table, column }: Finishing,
  grid: SeriesGrid,
  from: number,
  to: number,
  rowOf: (step: number) => number,
): Span[] {
  const { longGaps, splitGapsOverSteps } = table.options;
  if (longGaps !== "split") return [{ from, to }];
  const threshold = splitGapsOverSteps ?? longGapSteps(grid.frequency);
  const parts: Span[] = [];
  let start = from;
  let run = 0;
  for (let step = from; step < to; step += 1) {
    if (Number.isNaN(grid.values[step])) {
      run += 1;
      continue;
    }
    if (run > threshold) {
      if (table.log.isUndone("split-gap")) return [{ from, to }];
      const end = step - run;
      table.log.add(
        "split-gap",
        rowOf(end - 1),
        columnName(table, column),
        `${run} missing steps after this row`,
        "a series of its own begins",
      );
      parts.push({ from: start, to: end });
      start = step;
    }
    run = 0;
  }
  return [...parts, { from: start, to }];
}

async function describePart(
  finishing: Finishing,
  grid: SeriesGrid,
  { from, to }: Span,
  id: string,
): Promise<IngestedSeries> {
  const { table, grids, pause } = finishing;
  const { frequency, flags } = grid;
  const values = from === 0 && to === grid.values.length ? grid.values : grid.values.slice(from, to);
  const times =
    grid.stamps === null
      ? grids.make(grid.startMs, frequency, from, values.length, grid.toWall)
      : values === grid.values
        ? grid.stamps
        : grid.stamps.slice(from, to);
  await pause();
  let missing = 0;
  let smallest = Infinity;
  let largest = -Infinity;
  for (let step = 0; step < values.length; step += 1) {
    const value = values[step] ?? Number.NaN;
    if (value !== value) missing += 1;
    else {
      if (value < smallest) smallest = value;
      if (value > largest) largest = value;
    }
  }
  describeSeries(table, id, values.length, missing, smallest === largest, frequency);
  await pause();
  noteGaps(table.log, id, times, values);
  await pause();
  for (const step of noteOutliers(table.log, id, times, values, seasonLengths(frequency)))
    flags.set("outlier", from + step);
  const seasons = detectSeasonLengths(values, seasonLengths(frequency));
  const about = finishing.about.get(finishing.group.label);
  return {
    id,
    ...(about === undefined ? {} : { about }),
    frequency,
    times,
    values,
    missing,
    seasonLengths: seasons.length === 0 ? [1] : seasons,
    isNonNegative: smallest >= 0,
    flags: flags.finish(grid.values, from, to, id, finishing.ledger),
  };
}

/** A series that stopped long before the others ends where it stopped: its future starts there. */
function endOf(finishing: Finishing, { values, frequency }: SeriesGrid): number {
  const { table, id } = finishing;
  let to = values.length;
  while (to > 0 && Number.isNaN(values[to - 1])) to -= 1;
  if (table.endsWithValues === true) return to;
  const tail = values.length - to;
  if (tail > 0 && (table.options.knownFuture ?? goesOnExplained(finishing))) {
    table.log.warn(
      "known-future",
      `${plural(tail, "row", "rows")} after the last value of "${id}" are its known future.`,
      id,
    );
    return to;
  }
  const season = seasonLengths(frequency)[0] ?? 1;
  if (tail <= Math.max(season * 2, values.length * 0.05)) return values.length;
  table.log.warn("ended-early", `"${id}" ends ${plural(tail, "step", "steps")} before the file does.`, id);
  return to;
}

/** Whether columns that explain the values have some in rows after the last ones of all that is forecast. */
function goesOnExplained({ table, roles, group, missingCodes }: Finishing): boolean {
  const { targets, covariates } = roles;
  if (covariates.length === 0) return false;
  const holds = (column: number, row: number): boolean => {
    const sink = table.columns[column]?.sink;
    if (!(sink instanceof NumberSink)) return false;
    const value = sink.values.get(row);
    return value === value && missingCodes.get(column)?.has(value) !== true;
  };
  for (let at = group.length - 1; at >= 0; at -= 1) {
    const row = group.rowOf(at);
    if (targets.some((column) => holds(column, row))) return false;
    if (covariates.some((column) => holds(column, row))) return true;
  }
  return false;
}

function describeSeries(
  table: Table,
  id: string,
  steps: number,
  missing: number,
  isConstant: boolean,
  frequency: Frequency,
): void {
  const observed = steps - missing;
  const season = seasonLengths(frequency)[0] ?? 1;
  if (observed < Math.max(8, season * 2)) {
    table.log.warn(
      "too-short",
      `"${id}" has ${plural(observed, "value", "values")}; two seasons (${Math.max(8, season * 2)}) make a useful forecast.`,
      id,
    );
  } else if (missing > steps * 0.5) {
    table.log.warn("mostly-missing", `${formatShare(missing / steps)} of the steps of "${id}" are missing.`, id);
  }
  if (isConstant && observed > 1) table.log.warn("constant", `"${id}" never changes.`, id);
}
