/** Rows that are events put together into regular steps: added up, averaged, or the last one taken. */
import { plural } from "#engine/format";
import { isWeekend } from "#engine/series";
import { formatFrequency, type Frequency } from "#domain/series";
import { GrowableFloat64, NumberSink, TextSink, type Table, type TableColumn } from "#engine/ingest/columns";
import { type Groups, type Roles, rowCountName, type TimeAxis } from "#engine/ingest/understanding";
import type { DuplicatePolicy } from "#domain/dataset";
import { meaningOf, periodName } from "./aggregate.ts";
import { findEvents, type EventFinding } from "./event-evidence.ts";
import { nextPeriod, periodStart } from "./period.ts";
import type { MissingCodes } from "./series-fill.ts";

/** Level of an account or a store, which the last row of a period says. */
const balanceName = /balance|saldo|kontostand|stock|inventory|bestand|level|stand$/i;
/** Periods without rows are filled in up to this many steps per row. */
const maxStepsPerRow = 20;
const freeSteps = 4_000_000;
/** Beside more series than this, as many counts of rows would bury them. */
const maxCountedSeries = 100;
const rowsBetweenPauses = 500_000;
const evidenceValues = 10_000;

export interface Collected {
  readonly table: Table;
  readonly axis: TimeAxis;
  readonly roles: Roles;
}

/**
 * The table with one row per series and period, if its rows are events; null if they are observations.
 * @param codes numbers that stand for no value; they count as missing here, and the new table has none of them
 */
export async function collectEvents(
  table: Table,
  axis: TimeAxis,
  roles: Roles,
  codes: MissingCodes,
  pause: () => Promise<void>,
): Promise<Collected | null> {
  const finding = findEvents(table, axis, roles);
  if (finding === null) return null;
  if (finding.areRepeated && table.log.isUndone("duplicate-timestamp")) return null;
  await pause();
  const { frequency } = finding;
  const periods = await periodsOf(table, axis, roles.groups, frequency, pause);
  const columns = rulesOf(table, roles);
  if (roles.groups.labels.length <= maxCountedSeries && offersCount(table, columns, periods))
    columns.push(countColumn());
  for (const column of columns) await fill(column, table, axis, periods, codes.get(column.column), pause);
  say(table, columns, periods, finding);
  const fillsEmpty = columns.some(({ by }) => by === "sum") && !table.log.isUndone("empty-period");
  return assemble(table, axis, roles, columns, withEmpty(table, columns, periods, frequency, fillsEmpty), frequency);
}

/** The rows of one series in one period. */
interface Periods {
  /** [rows] which of the pairs of series and period, −1 without a time. */
  readonly pairOf: Int32Array;
  /** [pairs] */
  readonly group: readonly number[];
  readonly startMs: readonly number[];
  readonly count: readonly number[];
  readonly firstRow: readonly number[];
}

interface EventColumn {
  /** −1: the number of rows. */
  readonly column: number;
  readonly name: string;
  readonly by: DuplicatePolicy;
  /** [pairs] */
  values: Float64Array;
}

async function periodsOf(
  table: Table,
  { ms }: TimeAxis,
  groups: Groups,
  frequency: Frequency,
  pause: () => Promise<void>,
): Promise<Periods> {
  const pairOf = new Int32Array(table.rows).fill(-1);
  const group: number[] = [];
  const startMs: number[] = [];
  const count: number[] = [];
  const firstRow: number[] = [];
  const pairs = new Map<number, Map<number, number>>();
  let start = Number.NaN;
  let next = -Infinity;
  for (let row = 0; row < table.rows; row += 1) {
    if (row % rowsBetweenPauses === 0) await pause();
    const time = ms.get(row);
    if (time !== time) continue;
    if (!(time >= start && time < next)) {
      start = periodStart(time, frequency);
      next = nextPeriod(start, frequency);
    }
    const code = groups.codeOf(row);
    let ofGroup = pairs.get(code);
    if (ofGroup === undefined) {
      ofGroup = new Map();
      pairs.set(code, ofGroup);
    }
    let pair = ofGroup.get(start);
    if (pair === undefined) {
      pair = group.length;
      ofGroup.set(start, pair);
      group.push(code);
      startMs.push(start);
      count.push(0);
      firstRow.push(row);
    }
    pairOf[row] = pair;
    count[pair] = (count[pair] ?? 0) + 1;
  }
  return { pairOf, group, startMs, count, firstRow };
}

/** How the rows of a period become one value, for each target. */
function rulesOf(table: Table, { targets }: Roles): EventColumn[] {
  if (targets.length === 0) return [countColumn()];
  return targets.map((column) => {
    const { name, sink } = table.columns[column] ?? { name: "", sink: null };
    const by = table.options.duplicates ?? chosenRule(table) ?? ruleOf(name, sink);
    return { column, name, by, values: new Float64Array(0) };
  });
}

function countColumn(): EventColumn {
  return { column: -1, name: rowCountName, by: "sum", values: new Float64Array(0) };
}

/** Where amounts add up, rows are transactions: how many there are is worth a series beside them, behind all others. */
function offersCount(
  { columns, options, turnedWidth }: Table,
  own: readonly EventColumn[],
  { count }: Periods,
): boolean {
  return (
    options.targetColumns === undefined &&
    // Of a turned table, cells would be counted.
    turnedWidth === undefined &&
    own.some(({ column, by }) => column >= 0 && by === "sum") &&
    count.some((rows) => rows > 1) &&
    !columns.some(({ name }) => name === rowCountName)
  );
}

function chosenRule({ options }: Table): DuplicatePolicy | null {
  const by = options.aggregate?.by ?? "evidence";
  return by === "evidence" ? null : by;
}

function ruleOf(name: string, sink: TableColumn["sink"] | null): DuplicatePolicy {
  if (balanceName.test(name)) return "last";
  if (!(sink instanceof NumberSink)) return "sum";
  const values = new Float64Array(Math.min(sink.values.length, evidenceValues));
  sink.values.copyTo(0, values);
  return meaningOf(name, values).by;
}

async function fill(
  target: EventColumn,
  table: Table,
  axis: TimeAxis,
  { pairOf, count }: Periods,
  codes: ReadonlySet<number> | undefined,
  pause: () => Promise<void>,
): Promise<void> {
  if (target.column < 0) {
    target.values = Float64Array.from(count);
    return;
  }
  const sink = table.columns[target.column]?.sink;
  if (!(sink instanceof NumberSink)) return;
  const values = new Float64Array(count.length).fill(Number.NaN);
  const seen = new Int32Array(count.length);
  const lastMs = target.by === "last" || target.by === "first" ? new Float64Array(count.length) : null;
  const isNewestFirst = axis.ms.get(0) > axis.ms.get(axis.ms.length - 1);
  for (let row = 0; row < table.rows; row += 1) {
    if (row % rowsBetweenPauses === 0) await pause();
    const pair = pairOf[row] ?? -1;
    const value = sink.values.get(row);
    if (pair < 0 || value !== value || codes?.has(value) === true) continue;
    const before = seen[pair] ?? 0;
    seen[pair] = before + 1;
    const old = values[pair] ?? 0;
    if (before === 0) values[pair] = value;
    else if (target.by === "sum") values[pair] = old + value;
    else if (target.by === "mean") values[pair] = old + (value - old) / (before + 1);
    if (lastMs === null) continue;
    const time = axis.ms.get(row);
    const isLater = time > (lastMs[pair] ?? 0) || (time === lastMs[pair] && !isNewestFirst);
    if (before > 0 && isLater === (target.by === "last")) values[pair] = value;
    if (before === 0 || isLater === (target.by === "last")) lastMs[pair] = time;
  }
  target.values = values;
}

const words: Readonly<Record<DuplicatePolicy, string>> = {
  sum: "added up",
  mean: "averaged",
  first: "reduced to the first",
  last: "reduced to the last",
};

/** One warning for each rule, with the fullest of the last periods as its example. */
function say(table: Table, columns: readonly EventColumn[], periods: Periods, finding: EventFinding): void {
  const { count, startMs } = periods;
  const rows = count.reduce((sum, of) => sum + of, 0);
  if (rows === count.length && !finding.areRepeated) return;
  const unit = formatFrequency(finding.frequency);
  const chosen = table.options.duplicates !== undefined || chosenRule(table) !== null;
  for (const by of ["sum", "mean", "last", "first"] as const) {
    const own = columns.filter((column) => column.by === by && (column.column >= 0 || columns.length === 1));
    const [first] = own;
    if (first === undefined) continue;
    const at = exampleOf(periods, first.values);
    const counted = `${periodName(startMs[at] ?? 0, finding.frequency)}: ${plural(count[at] ?? 0, "row", "rows")}`;
    const example = `${counted}, ${shown(first.values[at] ?? Number.NaN)}`;
    const change = chosen ? "" : ` --duplicates ${by === "sum" ? "mean averages them" : "sum adds them up"}.`;
    if (first.column < 0) {
      table.log.warn(
        "events-counted",
        `No column holds numbers: the ${shown(rows)} rows were counted per ${unit}; ${counted}.`,
      );
      continue;
    }
    table.log.warn(
      by === "sum" ? "events-summed" : by === "mean" ? "events-averaged" : `events-${by}`,
      `${listed(own)} ${own.length === 1 ? "has" : "have"} several rows per ${unit}: ${shown(rows)} rows were ${words[by]} to ${shown(count.length)} values; ${example}.${change}`,
    );
  }
}

function listed(columns: readonly EventColumn[]): string {
  const names = columns.slice(0, 4).map(({ name }) => `"${name}"`);
  return names.join(", ") + (columns.length > 4 ? `, … (${columns.length} columns)` : "");
}

function exampleOf({ startMs, count }: Periods, values: Float64Array): number {
  const newest = startMs.reduce((latest, ms, at) => (ms > (startMs[latest] ?? -Infinity) ? at : latest), 0);
  for (let back = 0; back < Math.min(50, count.length); back += 1) {
    const at = newest - back;
    if ((count[at] ?? 0) > 1 && !Number.isNaN(values[at])) return at;
  }
  return newest;
}

function shown(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 6 });
}

/** One row of the new table: a pair, or −1 for a period of a series without rows. */
interface NewRow {
  readonly group: number;
  readonly startMs: number;
  readonly pair: number;
  /** The pair whose row stands for it in the file. */
  readonly near: number;
}

/** The pairs by series and time, with the empty periods between them where sums have none. */
function withEmpty(
  table: Table,
  columns: readonly EventColumn[],
  { group, startMs, firstRow, pairOf }: Periods,
  frequency: Frequency,
  fillsEmpty: boolean,
): { rows: NewRow[]; firstRow: readonly number[] } {
  const order = Uint32Array.from({ length: group.length }, (_, pair) => pair).sort(
    (a, b) => (group[a] ?? 0) - (group[b] ?? 0) || (startMs[a] ?? 0) - (startMs[b] ?? 0),
  );
  const last = startMs.reduce((latest, ms) => Math.max(latest, ms), -Infinity);
  const name = columns.find(({ by }) => by === "sum")?.name ?? "";
  const budget = freeSteps + pairOf.length * maxStepsPerRow;
  const rows: NewRow[] = [];
  for (let at = 0; at < order.length; at += 1) {
    const pair = order[at] ?? 0;
    const own = { group: group[pair] ?? 0, near: pair };
    rows.push({ ...own, startMs: startMs[pair] ?? 0, pair });
    const next = order[at + 1] ?? -1;
    const until = next >= 0 && group[next] === own.group ? (startMs[next] ?? 0) : nextPeriod(last, frequency);
    if (!fillsEmpty) continue;
    const before = rows.length;
    for (
      let ms = nextPeriod(startMs[pair] ?? 0, frequency);
      ms < until && rows.length < budget;
      ms = nextPeriod(ms, frequency)
    )
      if (frequency.unit !== "businessDay" || !isWeekend(ms)) rows.push({ ...own, startMs: ms, pair: -1 });
    const empty = rows.length - before;
    if (empty === 0) continue;
    const from = periodName(rows[before]?.startMs ?? 0, frequency);
    table.log.add("empty-period", table.fileRow(firstRow[pair] ?? 0), name, `no rows, ${from}`, "0", empty);
  }
  return { rows, firstRow };
}

function assemble(
  table: Table,
  axis: TimeAxis,
  roles: Roles,
  columns: readonly EventColumn[],
  { rows, firstRow }: { rows: readonly NewRow[]; firstRow: readonly number[] },
  frequency: Frequency,
): Collected {
  const ms = new GrowableFloat64();
  for (const { startMs } of rows) ms.push(startMs);
  const sinks = new Map<number, NumberSink>();
  for (const { column, by, values } of columns) {
    const sink = new NumberSink(".");
    let group = -1;
    let hasBegun = false;
    for (const row of rows) {
      if (row.group !== group) hasBegun = false;
      group = row.group;
      const value = row.pair < 0 ? Number.NaN : (values[row.pair] ?? Number.NaN);
      hasBegun ||= value === value;
      // A period without a booking adds up to 0; before its first one the column may not have existed.
      sink.pushNumber(value !== value && by === "sum" && hasBegun ? 0 : value);
    }
    sinks.set(column, sink);
  }
  const counted = sinks.get(-1);
  const made = table.columns.map(({ name, sink }, column): TableColumn => ({
    name,
    sink: sinks.get(column) ?? (sink instanceof NumberSink ? new NumberSink(".") : new TextSink()),
  }));
  if (counted !== undefined) made.push({ name: rowCountName, sink: counted });
  const { aggregate: _made, ...options } = table.options;
  return {
    table: {
      ...table,
      columns: made,
      rows: rows.length,
      fileRow: (index) => table.fileRow(firstRow[rows[index]?.near ?? 0] ?? 0),
      options: { ...options, frequency },
    },
    axis: { ...axis, ms, unreadable: [], unreadableCount: 0 },
    roles: {
      ids: roles.ids,
      targets: counted === undefined ? roles.targets : [...roles.targets, made.length - 1],
      covariates: roles.covariates,
      groups: {
        codeOf: (row) => rows[row]?.group ?? 0,
        copyCodes: (from, codes) => {
          for (let i = 0; i < codes.length; i += 1) codes[i] = rows[from + i]?.group ?? 0;
        },
        labels: roles.groups.labels,
      },
    },
  };
}
