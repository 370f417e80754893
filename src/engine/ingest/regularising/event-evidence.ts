import { dayMs, fixedStepMs, hourMs, secondMs, type Frequency } from "#domain/series";
import { NumberSink, TextSink, type Float64Column, type Table } from "#engine/ingest/columns";
import { parseNumber } from "#engine/ingest/cells";
import { isIdNumberName, rowsOfWholeTimes, type Roles, type TimeAxis } from "#engine/ingest/understanding";
import { periodStart, stepsBetween } from "./period.ts";
import { findFrequency, stepIndex } from "./frequency-evidence.ts";

/** More rows than this that repeat a time of their series with other values are no corrections. */
const maxRepeats = 0.05;
const leastRepeats = 3;
/** A step must have a row in this share of its periods. */
const leastFilled = 0.8;
/** A clock whose times fill less of their grid than this, at intervals that are mostly something else, has no step. */
const leastGridFilled = 0.2;
const leastUsualIntervals = 0.4;
const maxNumbersAmongWords = 0.1;
const keyShare = 0.95;
const alikeShare = 0.5;
const maxTimes = 50_000;
/** Several rows in a step that the user named, for more than this share of the steps. */
const leastCrowded = 1.05;

const steps: readonly Frequency[] = [
  { unit: "hour", count: 1 },
  { unit: "day", count: 1 },
  { unit: "week", count: 1 },
  { unit: "month", count: 1 },
];

/** Why rows are events, and the step in which they are put together. */
export interface EventFinding {
  readonly frequency: Frequency;
  readonly areRepeated: boolean;
}

/**
 * Rows are events (bookings, orders, log lines) where several of a series have one time and differ, or where their clock
 * follows no step. The step is the one that the user named, the times' own, or the finest in which nearly every period has
 * a row. Null where the rows are observations of a regular series.
 */
export function findEvents(table: Table, axis: TimeAxis, roles: Roles): EventFinding | null {
  const { options } = table;
  if (roles.targets.length === 0 && options.targetColumns === undefined && hasNumbersAmongWords(table)) return null;
  const rows = rowsOfWholeTimes(axis.ms);
  const areRepeated = haveRepeats(table, axis, roles, rows);
  const wanted = options.aggregate?.frequency ?? options.frequency;
  if (areRepeated) {
    const frequency = wanted ?? stepOf(distinctTimes(axis, null));
    return frequency === null ? null : { frequency, areRepeated };
  }
  const times = distinctTimes(axis, roles);
  if (times.length < 3) return null;
  if (options.frequency !== undefined) {
    if (options.aggregate !== undefined || !isCrowded(times, options.frequency)) return null;
    return { frequency: options.frequency, areRepeated };
  }
  if (!areIrregular(times)) return null;
  const frequency = wanted ?? stepOf(times);
  return frequency === null ? null : { frequency, areRepeated };
}

/** Rows are not counted while a column holds numbers that merely could not be read. */
function hasNumbersAmongWords({ columns, rows, decimal }: Table): boolean {
  return columns.some(({ name, sink }) => {
    if (!(sink instanceof TextSink) || sink.isFreeText || isIdNumberName(name)) return false;
    const isNumber = sink.words.map((word) => !Number.isNaN(parseNumber(word, decimal)));
    let numbers = 0;
    for (let row = 0; row < rows; row += 1) if (isNumber[sink.codes.get(row)] === true) numbers += 1;
    return numbers > rows * maxNumbersAmongWords;
  });
}

function haveRepeats(table: Table, axis: TimeAxis, { groups, targets }: Roles, rows: Uint32Array): boolean {
  // In a row of a turned table each time stands once.
  if (table.turnedWidth !== undefined && groups.labels.length * table.turnedWidth === table.rows) return false;
  const values = targets.flatMap((column) => {
    const sink = table.columns[column]?.sink;
    return sink instanceof NumberSink ? [sink.values] : [];
  });
  // Without numbers, with a name for every row, or where most numbers are alike anyway, equal rows are events of their own.
  const areOwn = values.length === 0 || haveKeys(table) || values.every((of) => areMostlyAlike(of, rows));
  let repeats = 0;
  let time = Number.NaN;
  const firstOf = new Map<number, number>();
  for (const row of rows) {
    const now = axis.ms.get(row);
    if (now !== time) {
      firstOf.clear();
      time = now;
    }
    const group = groups.codeOf(row);
    const first = firstOf.get(group);
    if (first === undefined) firstOf.set(group, row);
    else if (areOwn || values.some((of) => isOther(of.get(first), of.get(row)))) repeats += 1;
  }
  return repeats >= leastRepeats && repeats > rows.length * maxRepeats;
}

/** Some column names nearly every row differently: numbers of orders and tickets, names of deals. */
function haveKeys({ columns, rows }: Table): boolean {
  return columns.some(
    ({ sink }) => sink instanceof TextSink && (sink.isFreeText || sink.words.length >= rows * keyShare),
  );
}

/** Whether two rows at random are as likely as not to hold the same number: 1 ticket, 1 piece. */
function areMostlyAlike(values: Float64Column, rows: Uint32Array): boolean {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(values.get(row), (counts.get(values.get(row)) ?? 0) + 1);
  let alike = 0;
  for (const count of counts.values()) alike += (count / rows.length) ** 2;
  return alike >= alikeShare;
}

/** A cell that is merely blank beside another contradicts nothing. */
function isOther(a: number, b: number): boolean {
  return a === a && b === b && a !== b;
}

/** Sorted times, once each: of the series of the row in the middle, or of all rows. */
function distinctTimes({ ms }: TimeAxis, roles: Roles | null): Float64Array {
  const { length } = ms;
  const wanted = roles === null || roles.ids.length === 0 ? null : roles.groups.codeOf(length >> 1);
  const times = new Set<number>();
  for (let row = 0; row < length && times.size < maxTimes; row += 1) {
    const time = ms.get(row);
    if (time === time && (wanted === null || roles?.groups.codeOf(row) === wanted)) times.add(time);
  }
  return Float64Array.from(times).sort();
}

function haveOneClock(times: Float64Array): boolean {
  const clock = clockOf(times[0] ?? 0);
  return times.every((time) => clockOf(time) === clock);
}

function clockOf(ms: number): number {
  return ms - Math.floor(ms / dayMs) * dayMs;
}

function areIrregular(times: Float64Array): boolean {
  if (haveOneClock(times) || medianInterval(times) < secondMs) return false;
  const finding = findFrequency(times);
  if (finding === null) return true;
  const stepMs = fixedStepMs(finding.frequency);
  if (stepMs === null) return false;
  let usual = 0;
  for (let i = 1; i < times.length; i += 1)
    if (Math.abs((times[i] ?? 0) - (times[i - 1] ?? 0) - stepMs) <= stepMs * 0.1) usual += 1;
  const filled = (times.length * stepMs) / ((times.at(-1) ?? 0) - (times[0] ?? 0) + stepMs);
  return filled < leastGridFilled && usual < times.length * leastUsualIntervals;
}

function medianInterval(times: Float64Array): number {
  const intervals = times
    .subarray(1)
    .map((time, i) => time - (times[i] ?? 0))
    .sort();
  return intervals[intervals.length >> 1] ?? 0;
}

/** More rows than steps: a time belongs to the day, week or month in which it lies. */
function isCrowded(times: Float64Array, frequency: Frequency): boolean {
  if (frequency.unit === "businessDay") return false;
  const isWithinDay = (fixedStepMs(frequency) ?? dayMs) < dayMs;
  if (!isWithinDay) return !haveOneClock(times) || countPeriods(times, frequency) * leastCrowded < times.length;
  return countPeriods(times, frequency) * leastCrowded * 1.5 < times.length;
}

function countPeriods(times: Float64Array, frequency: Frequency): number {
  let periods = 0;
  let before = Number.NaN;
  for (const time of times) {
    const start = periodStart(time, frequency);
    if (start !== before) periods += 1;
    before = start;
  }
  return periods;
}

/** The step of the times themselves, or the finest in which nearly every period has one; null where none has. */
function stepOf(times: Float64Array): Frequency | null {
  const first = times[0] ?? 0;
  const last = times.at(-1) ?? 0;
  const own = findFrequency(times);
  if (own !== null && !own.isJittered) {
    const count = stepIndex(first, own.frequency, last) + 1;
    if (times.length >= count * leastFilled) return own.frequency;
  }
  const finest = times.every((time) => clockOf(time) === 0) ? dayMs : hourMs;
  for (const frequency of steps) {
    if ((fixedStepMs(frequency) ?? Infinity) < finest) continue;
    if (countPeriods(times, frequency) >= stepsBetween(first, last, frequency) * leastFilled) return frequency;
  }
  return null;
}
