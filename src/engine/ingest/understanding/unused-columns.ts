/** Columns that hold quantities and reach no series. */
import { TextSink, TimeSink, type Table } from "#engine/ingest/columns";
import { isMissingToken } from "#engine/ingest/cells";
import { isIdNumberName, isIdWord } from "./column-names.ts";

/** So many of a column's cells begin with a digit: they were meant as numbers. */
const leastDigits = 0.5;
/** Names and keys are different in nearly every row, or few. */
const maxShownWords = 3;

/** Says which columns look like quantities and are not used. @param used columns with a role */
export function sayUnused(table: Table, used: readonly number[]): void {
  for (const [column, { name, sink }] of table.columns.entries()) {
    if (used.includes(column) || isIdNumberName(name) || isIdWord(name)) continue;
    if (sink instanceof TimeSink) {
      const isClock = sink.shapes().length > 0 && sink.shapes().every((shape) => shape === "clock");
      if (isClock) warn(table, name, "its cells are times of day or durations");
    } else if (sink instanceof TextSink) {
      const example = quantityIn(table, sink);
      if (example !== null)
        warn(
          table,
          name,
          `"${example.text}" in row ${table.fileRow(example.row)} and cells like it are not numbers that can be read`,
        );
    }
  }
}

function warn(table: Table, name: string, because: string): void {
  table.log.warn("unused-column", `Column "${name}" was left out: ${because}.`);
}

function quantityIn(table: Table, sink: TextSink): { row: number; text: string } | null {
  if (sink.isFreeText || sink.words.length < maxShownWords) return null;
  const begins = sink.words.map((word) => /^[-+(<>~≈$€£¥]?\s*\d/.test(word) && !/^0\d/.test(word) && !isCode(word));
  const isBlank = sink.words.map(isMissingToken);
  let present = 0;
  let digits = 0;
  let first = -1;
  for (let row = 0; row < table.rows; row += 1) {
    const code = sink.codes.get(row);
    if (isBlank[code] !== false) continue;
    present += 1;
    if (begins[code] !== true) continue;
    digits += 1;
    if (first < 0) first = row;
  }
  return digits > present * leastDigits ? { row: first, text: sink.words[sink.codes.get(first)] ?? "" } : null;
}

/** `1001-A`, `12_7`: numbers of things. */
function isCode(word: string): boolean {
  return /^\d+[-_/:]\w/.test(word);
}
