/** A file with several tables as the source of one of them: the largest, unless another is asked for. */
import { EngineError } from "#domain/errors";
import type { TableChoice } from "#domain/dataset";
import { listed as namesListed, sayOtherTables, type RepairLog } from "#engine/ingest/report";
import { csvChunks } from "#engine/ingest/reading";
import type { ByteSource } from "#engine/ingest/request";
import { findNamed, withOwnNames } from "#engine/ingest/understanding";

/** What a table holds, counted on a first pass. */
export interface FoundTable {
  readonly name: string;
  readonly rows: number;
  /** Rows with two numbers or dates at least. */
  readonly valueRows: number;
}

export interface TablesWithin {
  readonly format: NonNullable<ByteSource["format"]>;
  readonly kind: TableChoice["kind"];
  readonly tables: readonly FoundTable[];
  /** Lines of CSV of a table, by its place in `tables`. */
  readonly lines: (table: number) => Iterable<string> | AsyncIterable<string>;
  /** Said once the table was read. */
  readonly report?: (log: RepairLog, table: number) => void;
}

/** Longer lists are of no use to anybody. */
const maxListed = 200;

export function tablesSource(source: ByteSource, within: TablesWithin): ByteSource {
  const { format, kind, lines } = within;
  const tables = withOwnNames(within.tables);
  const held = tables.filter(({ valueRows }) => valueRows > 1);
  const worth = ({ valueRows, rows }: FoundTable): number => valueRows * 1e6 + Math.min(rows, 1e6 - 1);
  const listed = (held.length > 0 ? held : tables.filter(({ rows }) => rows > 1)).slice(0, maxListed);
  const sourceOf = (table: FoundTable): ByteSource => ({
    ...source,
    format,
    chunks: { [Symbol.asyncIterator]: () => csvChunks(lines(tables.indexOf(table))) },
    ...(listed.length < 2
      ? {}
      : {
          tables: { kind, chosen: table.name, tables: listed.map(({ name, rows }) => ({ name, rows })) },
          table: (wanted) => sourceOf(tableNamed(listed, wanted, kind)),
        }),
    report: (log) => {
      if (listed.length > 1) sayOtherTables(log, kind, table.name, listed);
      within.report?.(log, tables.indexOf(table));
    },
  });
  const choice = listed.length > 0 ? listed : tables;
  // Sheets have an order that means something: the first is taken, as from every other workbook.
  const best = kind === "sheet" && held.length > 0 ? held[0] : [...choice].sort((a, b) => worth(b) - worth(a))[0];
  if (best === undefined) throw new TypeError("a file without any table is refused by whoever reads it");
  return sourceOf(best);
}

/** A row of two numbers or dates, whatever else stands in it. */
export function isValueRow(cells: readonly string[]): boolean {
  let values = 0;
  for (const cell of cells) if (/^[+\-−(]?[$€£]?\s?[.,]?\p{Nd}|\b\d{4}\b/u.test(cell)) values += 1;
  return values > 1;
}

function tableNamed(tables: readonly FoundTable[], wanted: string, kind: TableChoice["kind"]): FoundTable {
  const found = findNamed(tables, wanted);
  if (found !== undefined) return found;
  throw new EngineError("wrong-arguments", `The file has no ${kind} "${wanted}".`, {
    hint: `Its ${kind === "sheet" ? "sheets" : "tables"} are: ${namesListed(tables.map(({ name }) => name))}.`,
  });
}
