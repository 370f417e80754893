/** Which of the day and the month comes first in the dates of a column. */
import { plural } from "#engine/format";
import type { DateOrder } from "#domain/dataset";
import { minuteMs } from "#domain/series";
import { formatTimestamp } from "#engine/series";
import { columnName, type Table, type TimeSink, type Misfit } from "#engine/ingest/columns";
import { monthNumber, swapDayAndMonth, timeShapes } from "#engine/ingest/cells";

/** As the user says, or by the evidence of the whole column. */
export function settleOrders(table: Table, column: number, sink: TimeSink): DateOrder | null {
  const name = columnName(table, column);
  const { dateOrder } = table.options;
  if (dateOrder === "year-first") return dateOrder;
  let settled: DateOrder | null = null;
  for (const [shape, counts] of sink.orders) {
    if (counts.dayFirst + counts.monthFirst + counts.either === 0) continue;
    if (dateOrder !== undefined) {
      settled = dateOrder;
      const isMonthFirst = dateOrder === "month-first";
      if (isMonthFirst) sink.swapAmbiguous(shape);
      const others = isMonthFirst ? counts.dayFirst : counts.monthFirst;
      if (others > 0)
        warnMixed(table, name, others, isMonthFirst ? counts.firstDayFirst : counts.firstMonthFirst, isMonthFirst);
      continue;
    }
    if (counts.dayFirst === 0 && counts.monthFirst === 0) {
      const order = settleUndecided(table, name, sink, shape);
      settled ??= order;
      continue;
    }
    settled ??= counts.monthFirst > counts.dayFirst ? "month-first" : "day-first";
    const isMonthFirst = counts.monthFirst > counts.dayFirst;
    if (isMonthFirst) sink.swapAmbiguous(shape);
    const proof = isMonthFirst ? counts.firstMonthFirst : counts.firstDayFirst;
    const other = isMonthFirst ? counts.dayFirst : counts.monthFirst;
    if (counts.either > 0 && proof !== null && timeShapes[shape] !== "numeric-dot") {
      table.log.warn(
        "date-order",
        `"${name}" is read ${isMonthFirst ? "month" : "day"} first: "${proof.text.trim()}" in row ${table.fileRow(proof.index)} cannot be read the other way round.`,
      );
    }
    if (other > 0)
      warnMixed(table, name, other, isMonthFirst ? counts.firstDayFirst : counts.firstMonthFirst, isMonthFirst);
  }
  return settled;
}

function warnMixed(table: Table, name: string, others: number, first: Misfit | null, isMonthFirst: boolean): void {
  const example = first === null ? "" : `, such as "${first.text.trim()}" in row ${table.fileRow(first.index)}`;
  table.log.warn(
    "mixed-date-order",
    `"${name}" holds ${plural(others, "date", "dates")} that can only be read ${isMonthFirst ? "day" : "month"} first${example}; each was read the way it can be.`,
  );
}

/** No date of this shape proves its order: take the reading whose steps are the more regular, and say so. */
function settleUndecided(table: Table, name: string, sink: TimeSink, shape: number): DateOrder {
  const spans = sink.rowsOfShape(shape);
  const dayFirst: number[] = [];
  const monthFirst: number[] = [];
  for (const { from, to, offsetMinutes } of spans) {
    for (let i = from; i < to && dayFirst.length < 5000; i += 1) {
      const ms = sink.values.get(i) + offsetMinutes * minuteMs;
      if (Number.isNaN(ms)) continue;
      dayFirst.push(ms);
      monthFirst.push(swapDayAndMonth(ms));
    }
  }
  const isMonthFirst = regularity(monthFirst) > regularity(dayFirst) + 1e-9;
  if (isMonthFirst) sink.swapAmbiguous(shape);
  const example = dayFirst[0] ?? 0;
  table.log.warn(
    "ambiguous-date-order",
    `Nothing in "${name}" says whether the day or the month comes first. It is read ${isMonthFirst ? "month" : "day"} first, because that gives the more regular times: the first one is ${formatTimestamp(isMonthFirst ? swapDayAndMonth(example) : example).slice(0, 10)}. --date-order ${isMonthFirst ? "day" : "month"}-first reads the other.`,
  );
  return isMonthFirst ? "month-first" : "day-first";
}

/**
 * How regular the times are under one reading: share of the commonest step, in months where every day is the same, and share of the
 * steps that go the way that most go. Files are in order, and the wrong reading of 01/02, 02/01, 03/01 is not.
 */
function regularity(times: readonly number[]): number {
  const first = new Date(times[0] ?? 0).getUTCDate();
  const isOneDay = times.length > 1 && times.every((ms) => new Date(ms).getUTCDate() === first);
  const counts = new Map<number, number>();
  let most = 0;
  let rises = 0;
  let falls = 0;
  for (let i = 1; i < times.length; i += 1) {
    const step = isOneDay
      ? monthNumber(times[i] ?? 0) - monthNumber(times[i - 1] ?? 0)
      : (times[i] ?? 0) - (times[i - 1] ?? 0);
    const count = (counts.get(step) ?? 0) + 1;
    counts.set(step, count);
    if (step !== 0) most = Math.max(most, count);
    if (step > 0) rises += 1;
    else if (step < 0) falls += 1;
  }
  // A whole column on one day of the month is the habit of monthly figures.
  return (most + Math.max(rises, falls)) / Math.max(1, times.length - 1) + (isOneDay ? 0.5 : 0);
}
