import type { DateOrder } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import { dayMs, minuteMs } from "#domain/series";
import { columnName, NumberSink, TimeSink, type Table } from "#engine/ingest/columns";
import { monthOfName, dayNumber } from "#engine/ingest/cells";
import { headsIn, readHeads, type HeadTime } from "./head-times.ts";
import { melt, type Slot, type Unpivoted } from "./melt.ts";
import { startMs } from "./series-in-rows.ts";
import { grainOf } from "./time-parts.ts";
import { isInOrder, type TimeAxis } from "./time-axis.ts";
import { isTotalName } from "./total-names.ts";
import { sayHourEnding } from "./hour-ending.ts";

const maxCells = 200_000_000;
const leastDates = 3;
/** Of the columns of numbers that are no totals. */
const leastDateShare = 0.6;

/** What a column's name adds to its row's time. */
interface Part {
  readonly column: number;
  readonly timeOf: (rowMs: number) => number;
}

interface Layout {
  readonly slots: readonly Slot[];
  readonly measures: readonly string[];
  /** Columns of times, those that the user does not want among them. */
  readonly dated: readonly number[];
  readonly dateOrder: DateOrder | null;
}

/**
 * Recognises series × dates by the names of the number columns. They say more than numbers that might be times, and than
 * dates that say something else of each row (a launch, a contract); a column of dates in their order says more than they do.
 * @param allowsWords whether years may have words beside them: where nothing else in the file may be the time
 * @returns null for every other table.
 */
export function unpivotDates(table: Table, { allowsWords = false } = {}): Unpivoted | null {
  const numbers = table.columns.flatMap(({ sink }, column) => (sink instanceof NumberSink ? [column] : []));
  const layout = datesAcross(table, numbers, allowsWords);
  if (layout === null || table.rows * layout.slots.length > maxCells) return null;
  // Names of columns that became times are none of the new table.
  const { targetColumns, ...options } = table.options;
  const areQuantities = targetColumns?.every((name) => layout.measures.includes(name)) === true;
  const melted = melt(areQuantities ? table : { ...table, options }, null, layout.slots, {
    measures: layout.measures,
    stated: layout.dated,
  });
  return { ...melted, axis: { ...melted.axis, dateOrder: layout.dateOrder } };
}

/**
 * Recognises days × hours, and years × months or quarters by the names of the number columns.
 * @param axis the time that the rows have of their own
 * @returns null for every ordinary table.
 */
export function unpivot(table: Table, axis: TimeAxis): Unpivoted | null {
  const numbers = table.columns.flatMap(({ sink }, column) =>
    sink instanceof NumberSink && !axis.columns.includes(column) ? [column] : [],
  );
  const parts = partsWithinRow(table, axis, numbers);
  if (parts === null || table.rows * parts.length > maxCells) return null;
  return melt(
    table,
    axis,
    parts.map(({ column, timeOf }) => ({ columns: [column], timeOf })),
  );
}

function partsWithinRow(table: Table, axis: TimeAxis, numbers: readonly number[]): Part[] | null {
  if (axis.columns.length !== 1) return null;
  const grain = grainOf(axis.ms);
  if (grain === "day") return hourParts(table, numbers);
  if (grain === "year") return monthParts(table, numbers) ?? quarterParts(table, numbers);
  return null;
}

const clockName = /^(?:[a-z]{0,10}[\s_.-]*)?(\d{1,2})[:h.](\d\d)(?:[:.]\d\d)?(?:\s*(?:-|–|to)\s*\d.*)?$/i;
const hourName =
  /^(?:h|hr|hour|he|hh|std|stunde|uhr|ora|hora|heure|t|tp|p|period|v|interval|trading[\s_]?period)?[\s_.-]*0*(\d{1,3})(?:\s*(?:h|uhr))?$/i;
const slotCounts = [24, 48, 96, 144, 288];

function hourParts(table: Table, numbers: readonly number[]): Part[] | null {
  const clocks = numbers.flatMap((column) => {
    const match = clockName.exec(columnName(table, column));
    return match === null ? [] : [{ column, minute: Number(match[1]) * 60 + Number(match[2]) }];
  });
  if (clocks.length >= 23 && areRising(clocks.map(({ minute }) => minute))) {
    const step = 1440 / clocks.length;
    // 01:00 … 24:00 names each stretch by its end.
    const isEnding = clocks[0]?.minute === step && clocks.at(-1)?.minute === 1440;
    if (isEnding) sayHourEnding(table, "The columns count hours");
    return clocks.map(({ column, minute }) => ({
      column,
      timeOf: (ms) => ms + (minute - (isEnding ? step : 0)) * minuteMs,
    }));
  }
  const counted = numbers.flatMap((column) => {
    const match = hourName.exec(columnName(table, column));
    return match === null ? [] : [{ column, count: Number(match[1]) }];
  });
  const first = counted[0]?.count ?? -1;
  if (!slotCounts.includes(counted.length) || (first !== 0 && first !== 1)) return null;
  if (!counted.every(({ count }, i) => count === first + i)) return null;
  if (first === 1 && counted.length === 24) sayHourEnding(table, "The columns count hours");
  const stepMs = dayMs / counted.length;
  return counted.map(({ column, count }) => ({ column, timeOf: (ms) => ms + (count - first) * stepMs }));
}

function monthParts(table: Table, numbers: readonly number[]): Part[] | null {
  const months = numbers.flatMap((column) => {
    const name = columnName(table, column);
    const month = monthOfName(name) || (/^(?:m|month|monat|mois)?[\s_.-]*0*(\d{1,2})$/i.exec(name)?.[1] ?? 0);
    return Number(month) === 0 ? [] : [{ column, month: Number(month) }];
  });
  if (months.length !== 12 || !months.every(({ month }, i) => month === i + 1)) return null;
  return months.map(({ column, month }) => ({ column, timeOf: monthsAfter(month - 1) }));
}

function quarterParts(table: Table, numbers: readonly number[]): Part[] | null {
  const quarters = numbers.flatMap((column) => {
    const match = /^(?:q|qtr|quarter|quartal|t)[\s_.-]*([1-4])$|^([1-4])[\s_.-]*(?:q|qtr|quarter|quartal)$/i.exec(
      columnName(table, column),
    );
    return match === null ? [] : [{ column, quarter: Number(match[1] ?? match[2]) }];
  });
  if (quarters.length !== 4 || !quarters.every(({ quarter }, i) => quarter === i + 1)) return null;
  return quarters.map(({ column, quarter }) => ({ column, timeOf: monthsAfter((quarter - 1) * 3) }));
}

function monthsAfter(months: number): (yearMs: number) => number {
  return (ms) => (ms === ms ? dayNumber(new Date(ms).getUTCFullYear(), months + 1, 1) * dayMs : ms);
}

/** One row per series, dates or years as the names of the columns, which may name quantities, too. */
function datesAcross(table: Table, numbers: readonly number[], allowsWords: boolean): Layout | null {
  const named = headsIn(table, numbers, allowsWords);
  const rivals = numbers.filter((column) => isRival(table, column)).length;
  if (named.length < leastDates || named.length < rivals * leastDateShare) return null;
  if (table.columns.some(({ sink }) => sink instanceof TimeSink && isInOrder(sink.values))) return null;
  const read = readHeads(table, named);
  const heads = chosenOf(
    table,
    read.heads.filter(({ ms }) => !Number.isNaN(ms)),
  );
  const measures = [...new Set(heads.map(({ measure }) => measure))];
  const columnsAt = new Map<number, number[]>();
  for (const { column, ms, measure } of heads) {
    const columns = columnsAt.get(ms) ?? measures.map(() => -1);
    const at = measures.indexOf(measure);
    // Two columns of one time and one quantity: the names are no times, or the table is not this one.
    if ((columns[at] ?? -1) >= 0) return null;
    columns[at] = column;
    columnsAt.set(ms, columns);
  }
  const written = measures.map((measure) => heads.flatMap((head) => (head.measure === measure ? [head.ms] : [])));
  const areOrdered = written.every((times) => areRising(times) || areRising([...times].reverse()));
  if (columnsAt.size === 0 || (!areOrdered && heads.length < rivals)) return null;
  const slots = [...columnsAt].sort(([a], [b]) => a - b).map(([ms, columns]): Slot => ({ columns, timeOf: () => ms }));
  return { slots, measures, dated: named.map(({ column }) => column), dateOrder: read.dateOrder };
}

/** Whether a column of numbers might be a quantity of its own: not a total, and not without any number. */
function isRival(table: Table, column: number): boolean {
  const { name, sink } = table.columns[column] ?? { name: "", sink: null };
  return sink instanceof NumberSink && sink.missingCells < table.rows && !isTotalName(name);
}

/** The columns that the user wants: those of some times, or all where they are chosen by quantity. None for other columns. */
function chosenOf(table: Table, heads: readonly HeadTime[]): readonly HeadTime[] {
  const { targetColumns: wanted } = table.options;
  if (wanted === undefined || wanted.every((name) => heads.some(({ measure }) => measure === name))) return heads;
  const chosen = heads.filter(({ column }) => wanted.includes(columnName(table, column)));
  return chosen.length === wanted.length ? chosen : [];
}

/**
 * Jan … Dec, or Q1 … Q4, over series and without any year, in the year that the user names.
 * @returns null where the columns are none
 * @throws EngineError `no-time-column` where the user names no year, `wrong-arguments` for one that is none
 */
export function monthsWithoutYear(table: Table): Unpivoted | null {
  const numbers = table.columns.flatMap(({ sink }, column) => (sink instanceof NumberSink ? [column] : []));
  const named = numbers.flatMap((column) => {
    const name = columnName(table, column);
    const quarter = /^(?:q|qtr|quarter|quartal)[\s_.-]*([1-4])$/i.exec(name)?.[1];
    const month = quarter === undefined ? monthOfName(/\d/.test(name) ? "" : name) : Number(quarter) * 3 - 2;
    return month === 0 ? [] : [{ column, month, length: quarter === undefined ? 1 : 3 }];
  });
  const [first] = named;
  const rivals = numbers.filter((column) => isRival(table, column)).length;
  if (first === undefined || named.length < leastDates || named.length < rivals * leastDateShare) return null;
  const areRunningOn = named.every(
    ({ month, length }, at) => length === first.length && (first.month - 1 + at * length) % 12 === month - 1,
  );
  if (!areRunningOn) return null;
  const { start } = table.options;
  if (start === undefined) {
    throw new EngineError(
      "no-time-column",
      `The columns "${columnName(table, first.column)}" … "${columnName(table, named.at(-1)?.column ?? 0)}" are months without a year.`,
      {
        column: columnName(table, first.column),
        hint: `If the first of them is in ${table.thisYear}, --start ${table.thisYear} says so; in the window: First row.`,
      },
    );
  }
  const year = new Date(startMs(start)).getUTCFullYear();
  return melt(
    table,
    null,
    named.map(({ column, length }, at): Slot => {
      const ms =
        dayNumber(
          year + Math.floor((first.month - 1 + at * length) / 12),
          ((first.month - 1 + at * length) % 12) + 1,
          1,
        ) * dayMs;
      return { columns: [column], timeOf: () => ms };
    }),
  );
}

function areRising(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value > (values[i - 1] ?? Infinity));
}
