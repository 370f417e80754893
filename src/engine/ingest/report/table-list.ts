import type { TableChoice } from "#domain/dataset";
import { plural } from "#engine/format";
import type { RepairLog } from "./repair-log.ts";
import { listed, typed } from "./words.ts";

const maxListed = 8;

/** A table as a warning lists it. */
export interface ListedTable {
  readonly name: string;
  readonly rows: number;
  /** Where it begins: "row 12". */
  readonly place?: string;
}

/** Says which of several tables, sheets or records was read, and how another one is. */
export function sayOtherTables(
  log: RepairLog,
  kind: TableChoice["kind"],
  chosen: string,
  tables: readonly ListedTable[],
): void {
  const isSheets = kind === "sheet";
  const all = tables.map(
    ({ name, rows, place }) =>
      `${name} (${plural(rows, "row", "rows")}${place === undefined ? "" : `, from ${place}`})`,
  );
  const other = tables.find(({ name }) => name !== chosen)?.name ?? "";
  log.warn(
    kind === "record" ? "record-tables" : "several-tables",
    `The file holds ${plural(tables.length, isSheets ? "sheet" : "table", isSheets ? "sheets" : "tables")}: ${listed(all, maxListed)}. This is ${chosen}; the others were left out. ${isSheets ? "--sheet" : "--table"} ${typed(other)} reads another.`,
  );
}
