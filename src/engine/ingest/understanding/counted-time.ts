/** Times for rows that carry none, or only a time of day. */
import { timeText } from "#engine/ingest/report";
import { formatCount, plural, formatStepSpan } from "#engine/format";
import { EngineError } from "#domain/errors";
import { timeAt } from "#engine/series";
import { dayMs, hourMs, type Frequency } from "#domain/series";
import { columnName, TextSink, TimeSink, GrowableFloat64, type Table } from "#engine/ingest/columns";
import { groupRows } from "./groups.ts";
import { leftOutRows } from "./left-out-rows.ts";
import { melt, type Unpivoted } from "./melt.ts";
import { seriesInRows, startMs, type RowSeries } from "./series-in-rows.ts";
import { columnNamed, isInOrder, type TimeAxis } from "./time-axis.ts";
import { howToCount } from "./without-year.ts";
const defaultStart = "2000-01-01";
/** A clock that goes back by less is a row out of order; by more, it has passed midnight. */
const leastMidnightMs = 12 * hourMs;
/** A word per person or device, not per row. */
const mostSubjectsShare = 0.1;

function startOf(table: Table): number {
  return startMs(table.options.start ?? defaultStart);
}

/**
 * Series of rows that say their own step, with or without a start: before a column of starts is taken for the time.
 * @param found the time that the rows would have
 * @throws EngineError `no-time-column` where the steps are counted, the rows have a start and no step is known
 */
export function statedRows(table: Table, found: TimeAxis | null): Unpivoted | null {
  const rows = table.options.timeColumn === undefined ? seriesInRows(table) : null;
  if (rows === null || (found !== null && found.columns.some((column) => !rows.stated.includes(column)))) return null;
  if (rows.frequencyOf !== null) return rowSeries(table, rows, rows.frequencyOf);
  // Starts of one step after another are the time of the rows.
  if (found === null || !rows.isCounted || isInOrder(found.ms)) return null;
  const { frequency } = table.options;
  if (frequency === undefined) throw uncountedSteps(table, rows);
  return rowSeries(table, rows, () => frequency);
}

/**
 * Rows that follow each other at the step that the user named, for a file without any time: either every row is a series
 * of its own, named by its words, or every number column is one.
 * @throws EngineError `no-time-column` where columns count steps and the user named none
 */
export function countedRows(table: Table): Unpivoted | { readonly table: Table; readonly axis: TimeAxis } | null {
  const rows = seriesInRows(table);
  const { frequency } = table.options;
  if (frequency === undefined) {
    if (rows?.isCounted === true && rows.areNamed) throw uncountedSteps(table, rows);
    return null;
  }
  if (rows !== null) return rowSeries(table, rows, () => frequency);
  const first = startOf(table);
  sayCounted(table, `its rows are counted in steps of ${formatStepSpan(1, frequency)}`, first);
  const ids = (table.options.idColumns ?? []).map((name) => columnNamed(table, name));
  const { codeOf, labels } = groupRows(table, ids);
  const next = new Uint32Array(labels.length);
  const ms = new GrowableFloat64();
  const leftOut = leftOutRows(table);
  for (let row = 0; row < table.rows; row += 1) {
    if (leftOut.has(row)) {
      // The next row takes its step, as if it were not in the file.
      ms.push(Number.NaN);
      table.log.add("left-out-row", table.fileRow(row), columnName(table, 0), "", "row left out");
      continue;
    }
    const group = codeOf(row);
    const step = next[group] ?? 0;
    ms.push(timeAt(first, frequency, step));
    next[group] = step + 1;
  }
  return {
    table: { ...table, endsWithValues: true },
    axis: { columns: [], ms, unreadable: [], unreadableCount: 0 },
  };
}

/** @param frequencyOf the step of a row's series; rows without any are left out */
function rowSeries(table: Table, rows: RowSeries, frequencyOf: (row: number) => Frequency | null): Unpivoted {
  // What the user says wins over what the rows say.
  const given = table.options.start === undefined ? rows.startOf : null;
  const startAt = startsOf(table, given);
  const isStated = rows.frequencyOf === frequencyOf;
  const common = table.options.frequency ?? { unit: "month", count: 1 };
  const steps = isStated ? "the step that its row states" : `steps of ${formatStepSpan(1, common)}`;
  sayCounted(table, `the columns of a row are counted in ${steps}`, given === null ? startOf(table) : null);
  // One --frequency for all of them would be wrong for most.
  const { frequency: _, ...options } = table.options;
  const counted = { ...table, ...(isStated ? { options } : {}), endsWithValues: true };
  const slots = rows.steps.map((column, step) => ({
    columns: [column],
    timeOf: (_ms: number, row: number) => timeAt(startAt(row), frequencyOf(row) ?? common, step),
  }));
  const without = rowsWithoutStep(table, frequencyOf);
  const haveOwnTimes = given !== null || isStated;
  const melted = melt(counted, null, slots, { stated: rows.stated, without, haveOwnTimes });
  return isStated
    ? { ...melted, axis: { ...melted.axis, stepOf: (row: number) => frequencyOf(melted.sourceRow(row)) ?? common } }
    : melted;
}

function rowsWithoutStep(table: Table, frequencyOf: (row: number) => Frequency | null): ReadonlySet<number> {
  const without = new Set<number>();
  for (let row = 0; row < table.rows; row += 1) {
    if (frequencyOf(row) !== null) continue;
    without.add(row);
    table.log.add("unreadable-timestamp", table.fileRow(row), "", "a row without a step that is known", "row left out");
  }
  const [first] = without;
  if (first !== undefined)
    table.log.warn(
      "unreadable-timestamp",
      `${without.size === 1 ? "1 row does not say which step its columns count and was" : `${formatCount(without.size)} rows do not say which step their columns count and were`} left out: row ${table.fileRow(first)}.`,
    );
  return without;
}

/** The start of every row, the common one where the row states none. */
function startsOf(table: Table, given: ((row: number) => number) | null): (row: number) => number {
  const common = startOf(table);
  if (given === null) return () => common;
  const without = Array.from({ length: table.rows }, (_, row) => row).filter((row) => Number.isNaN(given(row)));
  const [first] = without;
  if (first !== undefined)
    table.log.warn(
      "no-start",
      `${plural(without.length, "row has", "rows have")} no start that is a date, such as row ${table.fileRow(first)}: ${without.length === 1 ? "it begins" : "they begin"} on ${timeText(common).slice(0, 10)}. --start 1990 chooses another start for all rows.`,
    );
  return (row) => {
    const ms = given(row);
    return ms === ms ? ms : common;
  };
}

function sayCounted(table: Table, how: string, first: number | null): void {
  const from = first === null ? "the start in the row" : timeText(first).slice(0, 16);
  table.log.warn("counted-time", `The file has no times: ${how} from ${from} on.`);
}

function uncountedSteps(table: Table, { steps }: RowSeries): EngineError {
  const nameOf = (column: number | undefined): string => `"${columnName(table, column ?? 0)}"`;
  return new EngineError(
    "no-time-column",
    `Every row is a series, and its columns ${nameOf(steps[0])} … ${nameOf(steps.at(-1))} count steps without a date.`,
    { hint: howToCount("day", `${table.thisYear}-01-01`, "the columns") },
  );
}

/**
 * Times of day without any date: days are counted, and a clock that goes back begins the next one, for each subject on its
 * own. Null when the table has no such column.
 */
export function clockAxis(table: Table): TimeAxis | null {
  const column = table.columns.findIndex(
    ({ sink }) => sink instanceof TimeSink && sink.shapes().length === 1 && sink.shapes()[0] === "clock",
  );
  const sink = table.columns[column]?.sink;
  if (!(sink instanceof TimeSink)) return null;
  const firstDay = Math.floor(startOf(table) / dayMs) * dayMs;
  const subjects = table.columns.flatMap((other, index) =>
    other.sink instanceof TextSink && isSubject(table, other.sink) ? [index] : [],
  );
  const { codeOf, labels } = groupRows(table, subjects.slice(0, 1));
  const days = new Uint32Array(labels.length);
  const before = new Float64Array(labels.length).fill(-Infinity);
  const ms = sink.values.map((clock, row) => {
    if (clock !== clock) return clock;
    const group = codeOf(row);
    if (clock < (before[group] ?? 0) - leastMidnightMs) days[group] = (days[group] ?? 0) + 1;
    before[group] = clock;
    return firstDay + (days[group] ?? 0) * dayMs + clock;
  });
  table.log.warn(
    "clock-only",
    `"${columnName(table, column)}" holds times of day without dates: the first day is taken as ${timeText(firstDay).slice(0, 10)}, and a clock that goes back begins the next day.`,
  );
  return { columns: [column], ms, unreadable: sink.misfits, unreadableCount: sink.misfitCount };
}

function isSubject(table: Table, sink: TextSink): boolean {
  return !sink.isFreeText && sink.words.length <= Math.max(1, table.rows * mostSubjectsShare);
}
