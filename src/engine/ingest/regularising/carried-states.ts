/** States that are written down only when they change, on regular steps: at each step the last one before it. */
import { oneOf } from "#engine/ingest/report";
import { fixedStepMs, type Frequency } from "#domain/series";
import { plural, formatStepSpan } from "#engine/format";
import { GrowableFloat64, NumberSink, TextSink, type Table, type TableColumn } from "#engine/ingest/columns";
import type { Roles, TimeAxis } from "#engine/ingest/understanding";
import type { Collected } from "./events.ts";
import { nextPeriod, periodStart } from "./period.ts";

const steps: readonly Frequency[] = [
  { unit: "minute", count: 1 },
  { unit: "minute", count: 5 },
  { unit: "minute", count: 10 },
  { unit: "minute", count: 15 },
  { unit: "minute", count: 30 },
  { unit: "hour", count: 1 },
  { unit: "day", count: 1 },
];
/** More steps than this for a change of state say nothing new. */
const maxStepsPerState = 50;
const freeSteps = 1_000_000;

/**
 * The table with a row for each step of each series. A series' step is the shortest one that is no shorter than the mean
 * time between its states, or what the options say. A state that is missing holds until the next one, too.
 */
export async function carryStates(
  table: Table,
  axis: TimeAxis,
  roles: Roles,
  pause: () => Promise<void>,
): Promise<Collected> {
  const made: Made = { ms: new GrowableFloat64(), rows: [], groups: [] };
  const groups = rowsByGroup(table, axis, roles);
  const chosen = new Map<string, { name: string; states: number; steps: number; row: number }[]>();
  for (const [group, rows] of groups) {
    await pause();
    const step = table.options.frequency ?? stepFor(rows, axis);
    const before = made.rows.length;
    carry(rows, axis, step, group, made);
    const count = made.rows.length - before;
    const name = roles.groups.labels[group] ?? "";
    const row = table.fileRow(rows[0] ?? 0);
    table.log.add(
      "carried-state",
      row,
      name,
      `${rows.length} states`,
      `${count} steps of ${formatStepSpan(1, step)}`,
      count,
    );
    const key = formatStepSpan(1, step);
    chosen.set(key, [...(chosen.get(key) ?? []), { name, states: rows.length, steps: count, row }]);
  }
  for (const [step, series] of chosen) {
    const [first] = series;
    if (first === undefined) continue;
    table.log.warn(
      "states-carried",
      `${oneOf(first.name, series.length, "series", "series")} ${series.length === 1 ? "is written down when it changes" : "are written down when they change"}: every step of ${step} holds the last state before it, so that ${plural(first.states, "state", "states")} in row ${first.row} and below became ${plural(first.steps, "step", "steps")}. --frequency chooses another step.`,
    );
  }
  return assemble(table, axis, roles, made);
}

interface Made {
  readonly ms: GrowableFloat64;
  /** The row whose state holds. */
  readonly rows: number[];
  readonly groups: number[];
}

/** Rows with a time by series, in the order of time; of equal times the later row counts. */
function rowsByGroup(table: Table, { ms }: TimeAxis, { groups }: Roles): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (let row = 0; row < table.rows; row += 1) {
    if (Number.isNaN(ms.get(row))) continue;
    const group = groups.codeOf(row);
    const rows = found.get(group);
    if (rows === undefined) found.set(group, [row]);
    else rows.push(row);
  }
  for (const rows of found.values()) rows.sort((a, b) => ms.get(a) - ms.get(b) || a - b);
  return found;
}

function stepFor(rows: readonly number[], { ms }: TimeAxis): Frequency {
  const span = ms.get(rows.at(-1) ?? 0) - ms.get(rows[0] ?? 0);
  const mean = span / Math.max(1, rows.length - 1);
  return steps.find((step) => (fixedStepMs(step) ?? 0) >= mean) ?? { unit: "day", count: 1 };
}

function carry(rows: readonly number[], { ms }: TimeAxis, step: Frequency, group: number, made: Made): void {
  const firstMs = ms.get(rows[0] ?? 0);
  const lastMs = ms.get(rows.at(-1) ?? 0);
  const budget = made.rows.length + freeSteps + rows.length * maxStepsPerState;
  let at = 0;
  let time = periodStart(firstMs, step);
  if (time < firstMs) time = nextPeriod(time, step);
  for (; time <= lastMs && made.rows.length < budget; time = nextPeriod(time, step)) {
    while (at + 1 < rows.length && ms.get(rows[at + 1] ?? 0) <= time) at += 1;
    made.ms.push(time);
    made.rows.push(rows[at] ?? 0);
    made.groups.push(group);
  }
}

function assemble(table: Table, axis: TimeAxis, roles: Roles, { ms, rows, groups }: Made): Collected {
  const columns = table.columns.map(({ name, sink }, column): TableColumn => {
    if (!(sink instanceof NumberSink)) return { name, sink: new TextSink() };
    const carried = new NumberSink(".");
    if (roles.targets.includes(column)) for (const row of rows) carried.pushNumber(sink.values.get(row));
    return { name, sink: carried };
  });
  return {
    table: { ...table, columns, rows: rows.length, fileRow: (index) => table.fileRow(rows[index] ?? 0) },
    axis: { ...axis, ms, unreadable: [], unreadableCount: 0 },
    roles: {
      ...roles,
      groups: {
        codeOf: (row) => groups[row] ?? 0,
        copyCodes: (from, codes) => {
          for (let i = 0; i < codes.length; i += 1) codes[i] = groups[from + i] ?? 0;
        },
        labels: roles.groups.labels,
      },
    },
  };
}
