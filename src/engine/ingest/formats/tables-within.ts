/** A file with several tables as the source of one of them: the largest, unless another is asked for. */
import { EngineError } from "#domain/errors";
import type { TableChoice } from "#domain/dataset";
import type { RepairLog } from "#engine/ingest/report";
import { csvChunks } from "#engine/ingest/reading";
import type { ByteSource } from "#engine/ingest/request";

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
      if (listed.length > 1) sayOthers(log, table, listed, kind);
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

/** Names are asked for, so no two tables have the same. */
function withOwnNames(tables: readonly FoundTable[]): FoundTable[] {
  const taken = new Set<string>();
  return tables.map((table) => {
    let { name } = table;
    for (let i = 2; taken.has(name); i += 1) name = `${table.name} (${i})`;
    taken.add(name);
    return { ...table, name };
  });
}

function tableNamed(tables: readonly FoundTable[], wanted: string, kind: TableChoice["kind"]): FoundTable {
  const found = tables.find(({ name }) => name === wanted.trim());
  if (found !== undefined) return found;
  throw new EngineError("wrong-arguments", `The file has no ${kind} "${wanted}".`, {
    hint: `It has: ${tables.map(({ name }) => name).join(", ")}.`,
  });
}

function sayOthers(log: RepairLog, chosen: FoundTable, tables: readonly FoundTable[], kind: TableChoice["kind"]): void {
  const shown = tables.slice(0, 8).map(({ name, rows }) => `${name} (${rows} ${rows === 1 ? "row" : "rows"})`);
  const other = tables.find(({ name }) => name !== chosen.name)?.name ?? "";
  log.warn(
    "several-tables",
    `The file holds ${tables.length} ${kind === "sheet" ? "sheets" : "tables"}: ${shown.join(", ")}${tables.length > shown.length ? ", …" : ""}. This is ${chosen.name}; the others were left out. ${kind === "sheet" ? "--sheet" : "--table"} ${JSON.stringify(other)} reads another.`,
  );
}
