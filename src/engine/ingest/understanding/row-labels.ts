/** The words that name the rows of a table whose columns are times. */
import { NumberSink, TextSink, type Table } from "#engine/ingest/columns";
import { setsOf } from "./id-search.ts";
import { isTotalName } from "./total-names.ts";

const maxIds = 4;
const maxCandidates = 16;

/** A column of words, one for each of the rows that are looked at. */
export interface Labels {
  readonly name: string;
  readonly words: string[];
}

/**
 * The text columns; with whole numbers (shops, meters) among them where the words do not tell the rows apart, and the rows'
 * own numbers where nothing does.
 * @param rows of the table
 * @param taken columns that are times or values
 * @param timeOf the time of a row, where rows have times
 */
export function labelsOf(
  table: Table,
  rows: readonly number[],
  taken: ReadonlySet<number>,
  timeOf: ((row: number) => number) | null,
): Labels[] {
  const labels: Labels[] = [];
  const numbers: Labels[] = [];
  for (const [column, { name, sink }] of table.columns.entries()) {
    if (taken.has(column)) continue;
    if (sink instanceof TextSink && !sink.isFreeText)
      labels.push({ name, words: rows.map((row) => sink.words[sink.codes.get(row)] ?? "") });
    else if (sink instanceof NumberSink && !isTotalName(name)) {
      const words = wholeNumbers(sink, rows);
      if (words !== null) numbers.push({ name, words });
    }
  }
  const times = timeOf === null ? [] : [{ name: "", words: rows.map((row) => String(timeOf(row))) }];
  const all = rows.map((_, at) => at);
  const areNeeded = !areDistinct([...labels, ...times], all);
  const wanted = table.options.idColumns ?? [];
  labels.push(...numbers.filter(({ name }) => areNeeded || wanted.includes(name)));
  if (labels.length === 0 && timeOf === null && rows.length > 1)
    labels.push({ name: "row", words: rows.map((row) => `row ${table.fileRow(row)}`) });
  return labels;
}

/** Null where they have fractions, and where none is there. */
function wholeNumbers({ values }: NumberSink, rows: readonly number[]): string[] | null {
  let isEmpty = true;
  const words: string[] = [];
  for (const row of rows) {
    const value = values.get(row);
    if (value === value) {
      if (!Number.isInteger(value)) return null;
      isEmpty = false;
    }
    words.push(value === value ? String(value) : "");
  }
  return isEmpty ? null : words;
}

/**
 * The smallest set of columns, up to four, that tells these rows apart as well as all columns do; of several the leftmost,
 * those with a word in every row first. None for a single row, null where there is no such set.
 */
export function idsOf(labels: readonly Labels[], rows: readonly number[]): number[] | null {
  if (rows.length < 2) return [];
  const most = countDistinct(labels, rows);
  const all = labels.slice(0, maxCandidates).map((_, column) => column);
  const filled = all.filter((column) => rows.every((at) => labels[column]?.words[at] !== ""));
  for (const columns of [filled, all])
    for (let size = 1; size <= Math.min(maxIds, columns.length); size += 1)
      for (const set of setsOf(columns, size)) {
        const chosen = labels.filter((_, column) => set.includes(column));
        if (countDistinct(chosen, rows, most) === most) return set;
      }
  return null;
}

/** @param wanted no more can be counted as soon as so many are out of reach */
function countDistinct(labels: readonly Labels[], rows: readonly number[], wanted = 0): number {
  const seen = new Set<string>();
  for (const [done, at] of rows.entries()) {
    seen.add(labels.map(({ words }) => words[at]).join("\u0000"));
    if (seen.size + rows.length - done - 1 < wanted) return seen.size;
  }
  return seen.size;
}

/** Whether these rows have a name each, all columns together. */
export function areDistinct(labels: readonly Labels[], rows: readonly number[]): boolean {
  return labels.length > 0 && countDistinct(labels, rows, rows.length) === rows.length;
}
