/** Columns of words as numbers: for each word a column that is 1 where it stands. */
import { EngineError } from "#domain/errors";
import { columnName, NumberSink, type Table, type TableColumn, TextSink } from "#engine/ingest/columns";
import { columnNamed } from "./time-axis.ts";

/** More words than these say too little each of what they do. */
const maxWords = 12;

/** What the column of a word is called: `weather=rain`. */
function wordColumnName(column: string, word: string): string {
  return `${column}=${word}`;
}

/**
 * The table with such columns in the place of those that are asked for and hold words.
 *
 * @throws EngineError bad-number where all of them hold words, and too many
 */
export function withWordColumns(table: Table): Table {
  const { targetColumns, wordsAsColumns } = table.options;
  if (wordsAsColumns !== true || targetColumns === undefined) return table;
  const worded = new Set(
    targetColumns
      .map((name) => columnNamed(table, name))
      .filter((column) => table.columns[column]?.sink instanceof TextSink),
  );
  if (worded.size === 0) return table;
  const columns: TableColumn[] = table.columns.filter((_, column) => !worded.has(column));
  const targets = targetColumns.filter((name) => !worded.has(columnNamed(table, name)));
  let refusal = "";
  for (const column of worded) {
    const name = columnName(table, column);
    const { sink } = table.columns[column] as TableColumn & { readonly sink: TextSink };
    const codes = codesOf(table, sink);
    const used = new Set(codes);
    used.delete(-1);
    if (sink.isFreeText || used.size > maxWords) {
      const count = sink.isFreeText ? "free text" : `${used.size} different words`;
      refusal = `"${name}" holds ${count}; a column of more than ${maxWords} is not used to explain anything.`;
      table.log.warn("too-many-words", refusal, name);
      continue;
    }
    for (const code of used) {
      const made = new NumberSink(".");
      for (const own of codes) made.pushNumber(own === -1 ? Number.NaN : own === code ? 1 : 0);
      const title = wordColumnName(name, sink.words[code] ?? "");
      columns.push({ name: title, sink: made });
      targets.push(title);
    }
  }
  if (targets.length === 0)
    throw new EngineError("bad-number", refusal === "" ? "The columns hold no words." : refusal, {
      hint: "Choose a column of numbers, or of few words that come again.",
    });
  return { ...table, columns, options: { ...table.options, targetColumns: targets } };
}

/** [rows] −1 where there is no word. */
function codesOf({ rows }: Table, { codes, words }: TextSink): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => {
    const code = codes.get(row);
    return (words[code] ?? "") === "" ? -1 : code;
  });
}
