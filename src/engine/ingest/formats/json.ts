/** JSON as tables: rows of objects or lists, columns of lists, tables within objects, series of pairs. */
import { EngineError } from "#domain/errors";
import type { Signal } from "#engine/concurrency";
import { csvLine } from "#engine/ingest/reading";
import type { ByteSource } from "#engine/ingest/request";
import { findJsonTables } from "./json-tables.ts";
import { isValueRow, tablesSource } from "./tables-within.ts";
import { wholeText } from "./text.ts";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** JSON is one value and has to be in memory as a whole. */
const limit = { maxBytes: 256 * 1024 * 1024, tooLarge: "JSON files are read up to 256 MB." };

/** A pair of brackets may also begin a CSV; JSON goes on with a quote, a bracket or a number. */
export function isJson(head: string): boolean {
  return /^\uFEFF?\s*(?:\[\s*(?:[[{]|$)|\{\s*")/.test(head);
}

/** @throws EngineError `file-not-a-table`, `file-too-large` */
export async function jsonSource(source: ByteSource, signal: Signal): Promise<ByteSource> {
  const tables = findJsonTables(parseJson(await wholeText(source, signal, limit)));
  if (tables.length === 0) {
    throw new EngineError("file-not-a-table", "This JSON file holds no rows.", {
      hint: 'A list of rows is understood, such as [{"time": "2024-01-01", "value": 1}, …].',
    });
  }
  const found = tables.map(({ name, rows }) => ({
    name,
    rows: rows.length,
    valueRows: rows.filter((row) => isValueRow(row.map(String))).length,
  }));
  return tablesSource(source, {
    format: "json",
    kind: "table",
    tables: found,
    *lines(table) {
      const { names = null, rows = [] } = tables[table] ?? {};
      if (names !== null) yield csvLine(names);
      for (const row of rows) yield csvLine(row);
    },
  });
}

function parseJson(text: string): Json {
  const whole = parsed(text);
  if (!(whole instanceof Error)) return whole;
  const rows: Json[] = [];
  let number = 0;
  let isFirst = true;
  for (const line of text.split(/\r?\n/)) {
    number += 1;
    if (line.trim() === "") continue;
    const row = parsed(line);
    if (!(row instanceof Error)) rows.push(row);
    else if (isFirst) throw broken(text, whole);
    else
      throw new EngineError("file-not-a-table", `Line ${number} is not JSON.`, {
        row: number,
        hint: "Each line of such a file is a JSON object of its own.",
        cause: row,
      });
    isFirst = false;
  }
  return rows;
}

/** Not every writer knows that JSON has no word for what is no number. */
function parsed(text: string): Json | Error {
  try {
    return JSON.parse(text) as Json;
  } catch (first) {
    const error = first instanceof Error ? first : new Error(String(first));
    if (!/\b(?:NaN|Infinity)\b/.test(text)) return error;
    try {
      return JSON.parse(
        text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (word) => (word.startsWith('"') ? word : "null")),
      ) as Json;
    } catch {
      return error;
    }
  }
}

function broken(text: string, error: Error): EngineError {
  // Without a position it is the end that came too early.
  const at = /position (\d+)/.exec(error.message)?.[1];
  const row = text.slice(0, at === undefined ? text.length : Number(at)).split("\n").length;
  return new EngineError("file-not-a-table", `This JSON file is broken: ${error.message}.`, {
    row,
    hint: "It may not have been saved completely.",
    cause: error,
  });
}
