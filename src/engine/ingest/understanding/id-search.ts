import { NumberSink, TextSink, type Table } from "#engine/ingest/columns";
import { isIdNumberName, isIdWord } from "./column-names.ts";
import { KeySample, type KeyProof } from "./key-sample.ts";
import { constantId, findIdsByOrder, findIdsByStep, isRowCounter } from "./row-order.ts";
import type { TimeAxis } from "./time-axis.ts";
import { rowsOfWholeTimes } from "./whole-times.ts";

/** Rows that may repeat a time of their series: corrections, double transmissions. */
const maxRepeats = 0.01;
/** The same where the columns explain nearly all other repeats; beyond it the rows are events. */
const maxExplainedRepeats = 0.05;
/** Quantities are whole numbers as often as ids are: without a telling name they need a stronger proof. */
const leastOfNumbers = 50;
const maxIdColumns = 4;
const maxCandidates = 16;

/**
 * The id columns: the smallest set of columns under which a time is not repeated, and of several the one with the fewest
 * series, then the leftmost. Where no time is repeated, the order of the rows decides.
 */
export function findIds(table: Table, axis: TimeAxis, free: readonly number[]): number[] {
  const candidates = free.filter((column) => isCandidate(table, column));
  if (candidates.length === 0) return [];
  const likely = candidates.filter((column) => isLikely(table, column));
  const sample = new KeySample(table, rowsOfWholeTimes(axis.ms), axis.ms);
  const byOrder = (): number[] => findIdsByOrder(table, axis, likely);
  if (sample.repeatedAlone <= maxRepeats) {
    const ordered = byOrder();
    if (ordered.length > 0) return ordered;
    const stepped = findIdsByStep(table, axis, likely);
    return stepped.length > 0 ? stepped : constantId(table, likely);
  }
  const found =
    smallestKey(sample, likely, { repeats: maxRepeats }) ??
    smallestKey(sample, leavingNumbers(table, candidates), { repeats: maxRepeats, expected: leastOfNumbers }) ??
    smallestKey(sample, likely, { repeats: maxExplainedRepeats });
  if (found !== null) return found;
  const ordered = byOrder();
  return ordered.length > 0 && sample.repeatedUnder(ordered) <= maxExplainedRepeats ? ordered : [];
}

function smallestKey(sample: KeySample, columns: readonly number[], proof: KeyProof): number[] | null {
  // What is the same in all rows of a time (its weekday, its month) tells none of them apart.
  const telling = columns.filter((column) => sample.differsWithinTimes(column)).slice(0, maxCandidates);
  if (telling.length === 0 || sample.repeatedUnder(telling) > proof.repeats) return null;
  for (let size = 1; size <= Math.min(maxIdColumns, telling.length); size += 1) {
    let best: { columns: number[]; series: number } | null = null;
    for (const set of setsOf(telling, size)) {
      const series = sample.seriesUnder(set, proof);
      if (series !== null && (best === null || series < best.series)) best = { columns: set, series };
    }
    if (best !== null) return best.columns;
  }
  return null;
}

/** Every choice of so many columns, the leftmost first. */
export function* setsOf(columns: readonly number[], size: number, from = 0): Generator<number[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let at = from; at <= columns.length - size; at += 1)
    for (const rest of setsOf(columns, size - 1, at + 1)) yield [columns[at] ?? 0, ...rest];
}

function isCandidate(table: Table, column: number): boolean {
  const { sink } = table.columns[column] ?? { sink: null };
  // The numbers of a turned table are its values.
  if (sink instanceof NumberSink && table.turnedWidth !== undefined) return false;
  const mostWords = Math.max(2, table.rows / 2);
  if (sink instanceof TextSink) return !sink.isFreeText && sink.words.length <= mostWords;
  if (!(sink instanceof NumberSink) || isRowCounter(sink)) return false;
  const values = new Set<number>();
  for (let row = 0; row < table.rows; row += 1) {
    const value = sink.values.get(row);
    if (value !== value) continue;
    if (!Number.isInteger(value)) return false;
    values.add(value);
    if (values.size > mostWords) return false;
  }
  return values.size > 0;
}

/** The candidates, unless no number would be left to forecast. */
function leavingNumbers(table: Table, candidates: readonly number[]): readonly number[] {
  const isLeft = table.columns.some(({ sink }, column) => sink instanceof NumberSink && !candidates.includes(column));
  return isLeft ? candidates : candidates.filter((column) => table.columns[column]?.sink instanceof TextSink);
}

/** Words, and whole numbers that are called like an id. */
function isLikely(table: Table, column: number): boolean {
  const { name, sink } = table.columns[column] ?? { name: "", sink: null };
  return sink instanceof TextSink || isIdWord(name) || isIdNumberName(name);
}
