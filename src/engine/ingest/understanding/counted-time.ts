/** Times for rows that carry none, or only a time of day. */
import { formatStepSpan } from "#engine/format";
import { EngineError } from "#domain/errors";
import { formatTimestamp, timeAt } from "#engine/series";
import { dayMs, hourMs, type Frequency } from "#domain/series";
import { NumberSink, TextSink, TimeSink, GrowableFloat64, type Table } from "#engine/ingest/columns";
import { TimeReader } from "#engine/ingest/cells";
import { groupRows } from "./groups.ts";
import { columnNamed, type TimeAxis } from "./time-axis.ts";
import { leftOutRows } from "./left-out-rows.ts";
import { melt, type Unpivoted } from "./unpivot.ts";
const defaultStart = "2000-01-01";
/** Rows are series where they are at least this long. */
const leastRowLength = 8;
/** A clock that goes back by less is a row out of order; by more, it has passed midnight. */
const leastMidnightMs = 12 * hourMs;
/** A word per person or device, not per row. */
const mostSubjectsShare = 0.1;

/** @throws EngineError `wrong-arguments` for a start that is no time. */
function startOf(table: Table): number {
  const text = table.options.start ?? defaultStart;
  const ms = new TimeReader().read(text);
  if (ms === ms) return ms;
  throw new EngineError("wrong-arguments", `"${text}" is no date or time that a series could start at.`, {
    hint: "Write it as 2024-01-31 or 2024-01-31 13:45.",
  });
}

/**
 * Rows that follow each other at the step that the user named, for a file without any time: either every row is a series
 * of its own, named by its words, or every number column is one.
 */
export function countedRows(
  table: Table,
  frequency: Frequency,
): Unpivoted | { readonly table: Table; readonly axis: TimeAxis } {
  const startMs = startOf(table);
  const inRows = rowsAreSeries(table);
  table.log.warn(
    "counted-time",
    `The file has no times: its ${inRows === null ? "rows" : "columns"} are counted in steps of ${formatStepSpan(1, frequency)} from ${formatTimestamp(startMs).replace("T", " ").slice(0, 16)} on.`,
  );
  const counted = { ...table, endsWithValues: true };
  if (inRows !== null)
    return melt(
      counted,
      null,
      inRows.map((column, step) => ({ column, timeOf: () => timeAt(startMs, frequency, step) })),
    );
  const ids = (table.options.idColumns ?? []).map((name) => columnNamed(table, name));
  const { codeOf, labels } = groupRows(table, ids);
  const next = new Uint32Array(labels.length);
  const ms = new GrowableFloat64();
  const leftOut = leftOutRows(table);
  for (let row = 0; row < table.rows; row += 1) {
    if (leftOut.has(row)) {
      // The next row takes its step, as if it were not in the file.
      ms.push(Number.NaN);
      table.log.add("left-out-row", table.fileRow(row), table.columns[0]?.name ?? "", "", "row left out");
      continue;
    }
    const group = codeOf(row);
    const step = next[group] ?? 0;
    ms.push(timeAt(startMs, frequency, step));
    next[group] = step + 1;
  }
  return { table: counted, axis: { columns: [], ms, unreadable: [], unreadableCount: 0 } };
}

/** The number columns, in their order, when every row has a name of its own and is long enough to be a series. */
function rowsAreSeries(table: Table): number[] | null {
  const names = table.columns.filter(
    ({ sink }) => sink instanceof TextSink && !sink.isFreeText && sink.words.length === table.rows,
  );
  const numbers = table.columns.flatMap(({ sink }, column) =>
    sink instanceof NumberSink && sink.blank + sink.missingTokens < table.rows ? [column] : [],
  );
  // V1, V2, V3 … beside columns that describe the series.
  const numbered = numbers.filter((column) => /^[a-z]{0,6}[\s_.-]?\d+$/i.test(table.columns[column]?.name ?? ""));
  const steps = numbered.length >= Math.max(leastRowLength, numbers.length / 2) ? numbered : numbers;
  return names.length > 0 && steps.length >= leastRowLength && table.options.targetColumns === undefined ? steps : null;
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
  const startMs = Math.floor(startOf(table) / dayMs) * dayMs;
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
    return startMs + (days[group] ?? 0) * dayMs + clock;
  });
  table.log.warn(
    "clock-only",
    `"${table.columns[column]?.name ?? ""}" holds times of day without dates: the first day is taken as ${formatTimestamp(startMs).slice(0, 10)}, and a clock that goes back begins the next day.`,
  );
  return { columns: [column], ms, unreadable: sink.misfits, unreadableCount: sink.misfitCount };
}

function isSubject(table: Table, sink: TextSink): boolean {
  return !sink.isFreeText && sink.words.length <= Math.max(1, table.rows * mostSubjectsShare);
}
