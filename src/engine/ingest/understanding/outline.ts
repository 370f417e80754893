/** Outlines: names that are written once and stand for all rows below them. */
import { TextSink, type Float64Column, type Table } from "#engine/ingest/columns";
import { areDistinct, type Labels } from "./row-labels.ts";
import { isTotalName } from "./total-names.ts";

/** In an outline of a long table most rows have no name of their own. */
const leastBlank = 0.5;
/** Of its rows, those whose time is theirs alone once the names are filled down. */
const leastDistinct = 0.99;
/** The first rows prove it. */
const provingRows = 20_000;

/**
 * Fills the blanks of an outline: a name that is written once and stands for the rows below it. Changes the labels, lists
 * the cells.
 */
export function fillOutline(table: Table, rows: readonly number[], labels: readonly Labels[]): void {
  const isTotal = rows.map((_, at) => labels.some(({ words }) => isTotalName(words[at] ?? "")));
  const own = rows.flatMap((_, at) => (isTotal[at] === true ? [] : [at]));
  const made = labels.map(({ name, words }, column) => {
    const later = labels.slice(column + 1);
    const mayStand =
      words[0] !== "" &&
      own.some((at) => words[at] === "") &&
      own.every((at) => words[at] !== "" || later.some((other) => other.words[at] !== ""));
    return { name, words: mayStand ? fillDown(words, isTotal) : words };
  });
  const isNeeded = !areDistinct(labels, own) && areDistinct(made, own);
  if (!isNeeded && !namesGroups(labels[0]?.words ?? [], own)) return;
  const filled = isNeeded ? made : made.slice(0, 1);
  const isFilled = filled.some(({ words }, column) => words !== labels[column]?.words);
  if (!isFilled || table.log.isUndone("blank-below-name")) return;
  for (const [column, { name, words }] of filled.entries()) {
    const old = labels[column]?.words ?? [];
    for (const [at, word] of words.entries()) {
      if (old[at] === word) continue;
      table.log.add("blank-below-name", table.fileRow(rows[at] ?? 0), name, "", word);
      old[at] = word;
    }
  }
}

/** Each word stands once, at the head of its group. */
function namesGroups(words: readonly string[], own: readonly number[]): boolean {
  const written = own.flatMap((at) => (words[at] === "" ? [] : [words[at]]));
  return written.length < own.length && new Set(written).size === written.length;
}

function fillDown(words: readonly string[], isTotal: readonly boolean[]): string[] {
  let last = "";
  return words.map((word, at) => {
    if (isTotal[at] === true) return word;
    if (word !== "") last = word;
    return last;
  });
}

/**
 * Names in rows of their own, without any value, over the rows that belong to them: a further column of labels, where the rows
 * can't be told apart without it.
 * @param rows those with values
 */
export function addHeadings(table: Table, rows: readonly number[], labels: Labels[], taken: ReadonlySet<number>): void {
  const isTotal = (at: number): boolean => labels.some(({ words }) => isTotalName(words[at] ?? ""));
  const own = rows.flatMap((_, at) => (isTotal(at) ? [] : [at]));
  if (labels.length === 0 || rows.length === table.rows || areDistinct(labels, own)) return;
  const withValues = new Set(rows);
  let heading = "";
  const words: string[] = [];
  for (let row = 0; row < table.rows; row += 1) {
    if (withValues.has(row)) words.push(heading);
    else heading = onlyWord(table, row, taken) ?? heading;
  }
  const headings = { name: "group", words: words.map((word, at) => (isTotal(at) ? "" : word)) };
  if (!areDistinct([headings, ...labels], own) || table.log.isUndone("blank-below-name")) return;
  for (const [at, word] of headings.words.entries())
    if (word !== "") table.log.add("blank-below-name", table.fileRow(rows[at] ?? 0), headings.name, "", word);
  labels.unshift(headings);
}

function onlyWord(table: Table, row: number, taken: ReadonlySet<number>): string | null {
  const words = table.columns.flatMap(({ sink }, column) => {
    const word = sink instanceof TextSink && !taken.has(column) ? (sink.words[sink.codes.get(row)] ?? "") : "";
    return word === "" ? [] : [word];
  });
  return words.length === 1 ? (words[0] ?? null) : null;
}

/**
 * The table with the blanks of its outline filled, where rows of one time can't be told apart without: a region that stands
 * in the first of its rows only.
 */
export function withOutline(table: Table, ms: Float64Column): Table {
  const outlined = table.columns.flatMap(({ sink }, column) =>
    sink instanceof TextSink && !sink.isFreeText && isOutline(sink, table.rows) ? [column] : [],
  );
  if (outlined.length === 0) return table;
  const filled = new Map(outlined.map((column) => [column, filledSink(table.columns[column]?.sink)]));
  const columns = table.columns.map((column, at) => ({ ...column, sink: filled.get(at) ?? column.sink }));
  const share = (of: Table["columns"]): number => distinctShare(of, ms, Math.min(table.rows, provingRows));
  const isNeeded = share(table.columns) < leastDistinct && share(columns) >= leastDistinct;
  if (!isNeeded || table.log.isUndone("blank-below-name")) return table;
  for (const [column, sink] of filled) listFilled(table, column, sink);
  return { ...table, columns };
}

/** Blank below its first name, and for most of the rows. */
function isOutline(sink: TextSink, rows: number): boolean {
  if (sink.blank === 0 || rows < 2 || (sink.words[sink.codes.get(0)] ?? "") === "") return false;
  const checked = Math.min(rows, provingRows);
  let blank = 0;
  for (let row = 0; row < checked; row += 1) if (sink.words[sink.codes.get(row)] === "") blank += 1;
  return blank >= checked * leastBlank;
}

/** Of the first rows, those whose time and words no row before them has. */
function distinctShare(columns: Table["columns"], ms: Float64Column, rows: number): number {
  const sinks = columns.flatMap(({ sink }) => (sink instanceof TextSink && !sink.isFreeText ? [sink] : []));
  const seen = new Set<string>();
  for (let row = 0; row < rows; row += 1)
    seen.add(`${ms.get(row)} ${sinks.map((sink) => sink.codes.get(row)).join(" ")}`);
  return seen.size / rows;
}

function filledSink(from: unknown): TextSink {
  const sink = new TextSink();
  if (!(from instanceof TextSink)) return sink;
  let last = "";
  for (let row = 0; row < from.rows; row += 1) {
    last = from.words[from.codes.get(row)] || last;
    sink.push(last);
  }
  return sink;
}

function listFilled(table: Table, column: number, filled: TextSink): void {
  const { name, sink } = table.columns[column] ?? { name: "", sink: null };
  if (!(sink instanceof TextSink)) return;
  for (let row = 0; row < table.rows; row += 1) {
    const word = filled.words[filled.codes.get(row)] ?? "";
    if (sink.words[sink.codes.get(row)] === "" && word !== "")
      table.log.add("blank-below-name", table.fileRow(row), name, "", word);
  }
}
