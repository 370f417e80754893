/** Which of several tables of a file is read: records, tables below or beside each other, sheets. */
import type { IngestOptions, TableChoice } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import {
  type DecimalContradiction,
  type Encoding,
  RecordFileFound,
  SeveralTablesFound,
  TableReader,
} from "#engine/ingest/reading";
import { listed, sayOtherTables, tooFewRows, typed, type RepairLog } from "#engine/ingest/report";
import type { ByteSource, IngestPorts } from "#engine/ingest/request";
import { findNamed, largestTable, type Section } from "#engine/ingest/understanding";
import type { RecordTable } from "#engine/ingest/vendors";

/** What readings that had to be given up found out. */
export interface Surprises {
  readonly encoding: Encoding | null;
  readonly decimals: DecimalContradiction["decimals"];
  /** Rows that begin another table were seen. */
  readonly seemsSeveral: boolean;
}

/** One of a file's tables. */
export interface TablePart {
  readonly name: string;
  readonly rows: number;
  readonly record?: RecordTable;
  readonly section?: Section;
}

/** A file that was read up to its header. */
export interface Beginning {
  readonly reader: TableReader;
  readonly shape: string;
  /** The table that is read, where the file is not one as a whole, and all that it has. */
  readonly part: TablePart | null;
  readonly tables: readonly TablePart[];
}

/** Reads up to the header: of one part of the file, or of the whole, which may be known to be one table. */
export type Begin = (source: ByteSource, part: TablePart | null, isOneTable: boolean) => Promise<Beginning>;

export async function beginByEvidence(
  begin: Begin,
  source: ByteSource,
  { encoding, seemsSeveral }: Surprises,
  ports: IngestPorts,
): Promise<Beginning> {
  try {
    if (!seemsSeveral) return await begin(source, null, false);
  } catch (error) {
    if (error instanceof RecordFileFound) return beginRecord(begin, source, { encoding }, ports);
    if (!(error instanceof SeveralTablesFound)) throw error;
  }
  const sections = await new TableReader(source, ports, { encoding }).scanTables();
  const largest = largestTable(sections);
  if (sections.length < 2 || largest === null) return begin(source, null, true);
  const tables = sections.map((section) => ({ name: section.name, rows: section.rows, section }));
  return { ...(await begin(source, tables[sections.indexOf(largest)] ?? null, true)), tables };
}

async function beginRecord(
  begin: Begin,
  source: ByteSource,
  known: { readonly encoding: Encoding | null },
  ports: IngestPorts,
): Promise<Beginning> {
  const scan = await new TableReader(source, ports, known).scanRecords();
  const partOf = (record: RecordTable): TablePart => ({
    name: record.key.replaceAll("|", " "),
    rows: record.rows,
    record,
  });
  const best = scan.best();
  if (best === null) throw tooFewRows("The file has a header and no rows.");
  return { ...(await begin(source, partOf(best), true)), tables: scan.tables().map(partOf) };
}

/**
 * The one of a source's own tables (sheets, tables of a page, files of an archive) that the options name; null where they name
 * none of them: within a sheet there may be tables, too.
 */
export function tableOfSource({ table, tables }: ByteSource, { sheet, recordTable }: IngestOptions): string | null {
  if (table === undefined) return null;
  if (sheet !== undefined || recordTable === undefined || tables?.kind !== "sheet") return sheet ?? recordTable ?? null;
  return tables.tables.some(({ name }) => name === recordTable.trim()) ? recordTable : null;
}

/** What evidence began, unless the user wants another table of the file. */
export async function beginAsChosen(
  { begin, beginEvidence }: { begin: Begin; beginEvidence: (source: ByteSource) => Promise<Beginning> },
  source: ByteSource,
  options: IngestOptions,
  evidence: Beginning | null,
  { seemsSeveral }: Surprises,
): Promise<{ beginning: Beginning; from: ByteSource }> {
  const ofSource = tableOfSource(source, options);
  let from = source;
  let beginning = evidence;
  if (ofSource !== null && source.table !== undefined) {
    await evidence?.reader.close();
    from = source.table(ofSource);
    beginning = await beginEvidence(from);
  }
  if (beginning === null) throw new Error("only a source of several tables can be begun at another place");
  const { recordTable } = options;
  if (recordTable === undefined || recordTable === ofSource) return { beginning, from };
  try {
    // It may lie beyond the first rows.
    if (beginning.tables.length === 0 && !seemsSeveral) throw new SeveralTablesFound();
    const part = tableNamed(beginning, recordTable, from);
    if (part.name === beginning.part?.name) return { beginning, from };
    await beginning.reader.close();
    return { beginning: { ...(await begin(from, part, true)), tables: beginning.tables }, from };
  } catch (error) {
    await beginning.reader.close();
    throw error;
  }
}

function tableNamed({ tables }: Beginning, name: string, { tables: sheets }: ByteSource): TablePart {
  const found = findNamed(tables, name);
  if (found !== undefined) return found;
  const where = sheets === undefined ? "file" : "sheet";
  const others =
    sheets === undefined ? "" : ` --sheet chooses a sheet: ${listed(sheets.tables.map((one) => one.name))}.`;
  throw new EngineError("wrong-arguments", `The ${where} has no table "${name.trim()}".`, {
    hint:
      (tables.length === 0
        ? `The ${where} is one table.`
        : `Its tables are: ${listed(tables.map((one) => one.name))}.`) + others,
  });
}

export function choiceOf({ part, tables }: Beginning): TableChoice | null {
  if (part === null || tables.length < 2) return null;
  return {
    kind: kindOf(part),
    chosen: part.name,
    tables: tables.map(({ name, rows }) => ({ name, rows })),
  };
}

export function sayTables(log: RepairLog, { part, tables }: Beginning): void {
  if (part === null || tables.length < 2) return;
  sayOtherTables(
    log,
    kindOf(part),
    part.name,
    tables.map(({ name, rows, section }) => ({ name, rows, ...placeOf(section) })),
  );
}

function kindOf({ record }: TablePart): TableChoice["kind"] {
  return record === undefined ? "table" : "record";
}

/** Tables beside each other begin in one row. */
function placeOf(section: Section | undefined): { readonly place?: string } {
  if (section === undefined) return {};
  return { place: section.fromColumn > 0 ? `column ${section.fromColumn + 1}` : `row ${section.firstRow}` };
}

/** Sheets of the same columns may be parts of one table. */
export function saySheets(log: RepairLog, { tables, alikeSheets = [] }: ByteSource): void {
  const [other] = alikeSheets;
  if (tables === undefined || other === undefined) return;
  log.warn(
    "similar-sheets",
    `The workbook has ${alikeSheets.length + 1} sheets with the same columns: ${listed([tables.chosen, ...alikeSheets])}. This is ${tables.chosen}; the others were left out. --sheet ${typed(other)} reads another.`,
  );
}
