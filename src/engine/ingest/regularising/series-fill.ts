import { plural } from "#engine/format";
import type { DuplicatePolicy } from "#domain/dataset";
import { timeAt } from "#engine/series";
import { columnName, NumberSink, type CellNotes, type Table } from "#engine/ingest/columns";
import { findSentinel } from "#engine/ingest/cells";
import type { Roles, TimeAxis } from "#engine/ingest/understanding";
import { timeWriter, type DaylightSaving } from "./daylight-saving.ts";
import { stepIndex, type FrequencyFinding } from "./frequency-evidence.ts";
import { offGrid, type GridTimes, type Placement } from "./grid.ts";
import type { RowGroup } from "./row-groups.ts";
import type { FlagBoard, FlagLedger } from "./series-flags.ts";
import type { SeriesGrid } from "./series-grid.ts";

const rowsBetweenPauses = 500_000;

/** Per value column the numbers that stand for no value. */
export type MissingCodes = ReadonlyMap<number, ReadonlySet<number>>;

/** What does not change from one series to the next. */
export interface Builder {
  readonly table: Table;
  readonly axis: TimeAxis;
  readonly roles: Roles;
  readonly clock: DaylightSaving | null;
  readonly missingCodes: MissingCodes;
  /** By the label of a group: what the file's words say of it. */
  readonly about: ReadonlyMap<string, string>;
  readonly grids: GridTimes;
  readonly ledger: FlagLedger;
  readonly pause: () => Promise<void>;
  /** By value column: steps whose rows differ. */
  readonly conflicts: Map<number, Conflicts>;
}

/** Steps that hold several different values, and the first of them in words. */
export interface Conflicts {
  steps: number;
  readonly example: string;
}

export interface Filling extends Builder {
  readonly flags: FlagBoard;
  readonly group: RowGroup;
  readonly placed: Placement;
  readonly column: number;
  readonly id: string;
  readonly finding: FrequencyFinding;
}

const noCodes: ReadonlySet<number> = new Set();

/** The numbers of a column that stand for no value: those that the user named, and one that evidence shows. Each is reported. */
export function findMissingCodes(table: Table, axis: TimeAxis, column: number): ReadonlySet<number> {
  const { name, sink } = table.columns[column] ?? { name: "", sink: null };
  if (!(sink instanceof NumberSink)) return noCodes;
  const named = table.missingNumbers;
  const sentinel = findSentinel(sink.values);
  const isSentinel = sentinel !== null && !named.has(sentinel) && !table.log.isUndone("missing-value-code");
  if (named.size === 0 && !isSentinel) return noCodes;
  const codes = new Set<number>(isSentinel ? [sentinel] : []);
  sink.values.forEach((value, row) => {
    if (isSentinel && value === sentinel) note("missing-value-code", row, value);
    else if (named.has(value)) {
      codes.add(value);
      note("chosen-missing", row, value);
    }
  });
  return codes;

  function note(code: "missing-value-code" | "chosen-missing", row: number, value: number): void {
    if (Number.isNaN(axis.ms.get(row))) return;
    table.log.add(code, table.fileRow(row), name, value, "missing");
  }
}

/** One column's values of one group on their grid, with what is to be said about its steps. */
export async function fillSeries(filling: Filling): Promise<SeriesGrid> {
  const { table, group, placed, column, pause, flags, finding, clock } = filling;
  const codes = filling.missingCodes.get(column) ?? noCodes;
  const sink = table.columns[column]?.sink;
  const say = sink instanceof NumberSink ? sink.notes() : null;
  const cells = group.cells(column);
  let values = cells;
  if (!placed.isOneToOne) values = await fillRepeated(filling, cells, codes, say);
  else {
    // The usual series has its rows where its steps are, and nothing else to say.
    if (placed.index !== null) values = new Float64Array(placed.steps).fill(Number.NaN);
    for (let i = 0; i < cells.length; i += 1) {
      if (placed.index === null && say === null && codes.size === 0) break;
      if (i % rowsBetweenPauses === 0) await pause();
      const step = placed.index === null ? i : (placed.index[i] ?? offGrid);
      if (step === offGrid) continue;
      const value = cells[i] ?? Number.NaN;
      const isCode = codes.size > 0 && codes.has(value);
      if (say !== null || isCode) noteCell(filling, step, i, isCode ? value : Number.NaN, say);
      values[step] = isCode ? Number.NaN : value;
    }
  }
  for (const step of placed.moved) flags.set("snapped", step);
  for (const { code, ms, fileRow, text } of table.asides) {
    const elapsed = clock === null ? ms : clock.toElapsed(ms, false);
    flags.set(code, stepIndex(placed.startMs, finding.frequency, elapsed), () => ({ row: fileRow, from: text }));
  }
  return {
    startMs: placed.startMs,
    frequency: finding.frequency,
    values,
    flags,
    stamps: placed.stamps,
    toWall: clock === null ? null : clock.toWall,
  };
}

function noteCell(
  { flags, table, group }: Filling,
  step: number,
  i: number,
  missingCode: number,
  notes: CellNotes | null,
): void {
  const row = group.rowOf(i);
  if (missingCode === missingCode)
    flags.set("code", step, () => ({ row: table.fileRow(row), from: String(missingCode) }));
  const note = notes?.get(row);
  if (note !== undefined) flags.set(note.code, step, () => ({ row: table.fileRow(row), from: note.text }));
}

async function fillRepeated(
  filling: Filling,
  cells: Float64Array,
  codes: ReadonlySet<number>,
  say: CellNotes | null,
): Promise<Float64Array> {
  const { table, group, placed, flags, pause } = filling;
  const values = new Float64Array(placed.steps).fill(Number.NaN);
  const policy = table.options.duplicates ?? "mean";
  const counts = new Uint16Array(placed.steps);
  const conflicts = new Set<number>();
  let isUndone: boolean | null = null;
  const times = group.times;
  for (let i = 0; i < times.length; i += 1) {
    if (i % rowsBetweenPauses === 0) await pause();
    const step = placed.index === null ? i : (placed.index[i] ?? offGrid);
    if (step === offGrid) continue;
    const from = group.starts?.[i] ?? i;
    const to = group.starts?.[i + 1] ?? from + 1;
    const held = counts[step] ?? 0;
    if (to - from > 1) {
      isUndone ??= table.log.isUndone("duplicate-timestamp");
      // The row that the report names, so that it can be found from there.
      flags.set("duplicate", step, () => ({ row: table.fileRow(group.rowOf(from + 1)) }));
      if (!isUndone) noteRepeated(filling, cells, from, to, times[i] ?? 0);
    }
    for (let at = from; at < to; at += 1) {
      const value = cells[at] ?? Number.NaN;
      const isCode = codes.size > 0 && codes.has(value);
      if (say !== null || isCode) noteCell(filling, step, at, isCode ? value : Number.NaN, say);
      if (value !== value || isCode) continue;
      const count = counts[step] ?? 0;
      if (held > 0) noteJoined(filling, at, times[i] ?? 0, step, value);
      if (count > 0 && value !== values[step]) {
        if (conflicts.size === 0) noteConflict(filling, times[i] ?? 0, values[step] ?? 0, value);
        conflicts.add(step);
      }
      // Repeated times and jittered times that fall into one step count alike.
      values[step] = joined(policy, values[step] ?? 0, count, value);
      counts[step] = Math.min(65_535, count + 1);
    }
  }
  if (isUndone === true) for (const step of conflicts) values[step] = Number.NaN;
  const own = filling.conflicts.get(filling.column);
  if (own !== undefined) own.steps += conflicts.size;
  return values;
}

/** A row whose own time is not repeated, in a step that another row has. */
function noteJoined(
  { table, axis, group, placed, column, clock, finding }: Filling,
  at: number,
  ms: number,
  step: number,
  value: number,
): void {
  const written = timeWriter(clock, axis.zone ?? null);
  table.log.add(
    "joined-step",
    table.fileRow(group.rowOf(at)),
    columnName(table, column),
    `${written(ms)}: ${value}`,
    `joined with the row before, ${table.options.duplicates ?? "mean"} at ${written(placed.stamps?.[step] ?? timeAt(placed.startMs, finding.frequency, step))}`,
  );
}

function noteConflict({ conflicts, column, axis, clock }: Filling, ms: number, before: number, value: number): void {
  if (conflicts.has(column)) return;
  conflicts.set(column, {
    steps: 0,
    example: `${timeWriter(clock, axis.zone ?? null)(ms).replace("T", " ")}: ${before} and ${value}`,
  });
}

/** Rows that differ are never averaged without a word. */
export function sayConflicts({ table, conflicts }: Builder): void {
  if (table.options.duplicates !== undefined || table.log.wasUndone("duplicate-timestamp")) return;
  for (const [column, { steps, example }] of conflicts)
    table.log.warn(
      "duplicates-averaged",
      `"${columnName(table, column)}" has several different values at ${plural(steps, "time", "times")}; they were averaged: ${example}. --duplicates sum adds them up, first or last keeps one.`,
    );
}

/** One more value for a step that holds `count` already. */
function joined(policy: DuplicatePolicy, before: number, count: number, value: number): number {
  if (count === 0 || policy === "last") return value;
  if (policy === "first") return before;
  return policy === "sum" ? before + value : before + (value - before) / (count + 1);
}

const shownRepeats = 8;

function noteRepeated(
  { table, axis, group, column, clock }: Filling,
  cells: Float64Array,
  from: number,
  to: number,
  ms: number,
): void {
  const policy = table.options.duplicates ?? "mean";
  const shown: number[] = [];
  let result = Number.NaN;
  let count = 0;
  for (let at = from; at < to; at += 1) {
    const value = cells[at] ?? Number.NaN;
    if (shown.length < shownRepeats) shown.push(value);
    if (value !== value) continue;
    result = joined(policy, result, count, value);
    count += 1;
  }
  table.log.add(
    "duplicate-timestamp",
    table.fileRow(group.rowOf(from + 1)),
    columnName(table, column),
    `${timeWriter(clock, axis.zone ?? null)(ms)} ${to - from} times: ${shown.join(", ")}${to - from > shownRepeats ? ", …" : ""}`,
    `${result} (${policy})`,
    to - from - 1,
  );
}

/**
 * Interpolates the short gaps, if that was asked for. Equal steps are equal distances in time.
 * @param rowOf file row of a step
 */
export function fillGaps(
  table: Table,
  column: number,
  { values, flags }: SeriesGrid,
  rowOf: (step: number) => number,
): void {
  const longest = table.options.fillGapsUpToSteps ?? 0;
  if (longest < 1 || table.log.isUndone("interpolated-gap")) return;
  let last = -1;
  for (let step = 0; step < values.length; step += 1) {
    if (Number.isNaN(values[step])) continue;
    const gap = step - last - 1;
    if (last >= 0 && gap > 0 && gap <= longest) {
      const before = values[last] ?? 0;
      const slope = ((values[step] ?? 0) - before) / (gap + 1);
      const row = rowOf(last);
      for (let i = 1; i <= gap; i += 1) {
        values[last + i] = before + slope * i;
        flags.set("filled", last + i, i === 1 ? () => ({ row }) : undefined);
      }
      table.log.add("interpolated-gap", row, columnName(table, column), "missing", `${gap} after this row`, gap);
    }
    last = step;
  }
}

/** File row that a step's value comes from, or that of the last step before it that has one. */
export function rowAt(table: Table, group: RowGroup, placed: Placement, step: number): number {
  let low = 0;
  if (placed.index === null) low = Math.min(step, group.times.length - 1);
  else {
    let high = placed.index.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((placed.index[middle] ?? 0) <= step) low = middle;
      else high = middle - 1;
    }
  }
  return table.fileRow(group.rowOf(group.starts?.[low] ?? low));
}
