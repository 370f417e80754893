import { plural } from "#engine/format";
import type { FileInfo, IngestedDataset, Preview, Understood, IngestOptions, TableChoice } from "#domain/dataset";
import { CancelledError, EngineError } from "#domain/errors";
import { throwIfAborted } from "#engine/concurrency";
import { zoneNamed } from "#engine/series";
import { columnName, NumberSink, type Table } from "#engine/ingest/columns";
import { asTable } from "#engine/ingest/formats";
import {
  DecimalContradiction,
  EncodingContradiction,
  guessLegacyEncoding,
  SeveralTablesFound,
  TableReader,
  type ReadTable,
} from "#engine/ingest/reading";
import {
  clockAxis,
  countedRows,
  makePreview,
  type Understanding,
  describeColumns,
  describeGroups,
  findRoles,
  findTimeAxis,
  noTimeColumn,
  monthsWithoutYear,
  noValueColumn,
  sayUnused,
  statedRows,
  type TimeAxis,
  unpivot,
  unpivotDates,
  type Unpivoted,
  withoutLeftOutRows,
  withOutline,
  withoutOutlyingInSeries,
  withWordColumns,
  isSummaryText,
} from "#engine/ingest/understanding";
import { IngestError, RepairLog, tooFewRows } from "#engine/ingest/report";
import type { ByteSource, IngestPorts } from "#engine/ingest/request";
import { findProfile, type VendorProfile, nameHeaderless, vendorRows, withProfile } from "#engine/ingest/vendors";
import { buildSeries, carryStates, findMissingCodes, collectEvents } from "#engine/ingest/regularising";
import { noteNumbers } from "./cell-notes.ts";
import { contentHash, shapeHash } from "./content-hash.ts";
import {
  type Begin,
  type Beginning,
  beginAsChosen,
  beginByEvidence,
  choiceOf,
  saySheets,
  sayTables,
  type Surprises,
  tableOfSource,
} from "./table-choice.ts";

/** More unreadable times than this share of the rows mean that the column is misunderstood, not that rows are broken. */
const maxUnreadableShare = 0.1;

/** Options, or what finds them for files of a shape: it is asked as soon as the header is read, and the file goes on from there. */
export type OptionsOrFinder = IngestOptions | ((shape: string) => IngestOptions);

/**
 * Reads one file into regular series and says everything that it changed on the way. The file itself is never touched.
 *
 * @throws EngineError with a code, a sentence, and row and column where there is one; CancelledError after the signal.
 */
export async function ingest(file: ByteSource, options: OptionsOrFinder, ports: IngestPorts): Promise<IngestedDataset> {
  const stage: Stage = { tables: null };
  try {
    return await ingestStaged(file, options, ports, stage);
  } catch (error) {
    if (!(error instanceof EngineError) || error instanceof CancelledError) throw error;
    const understood = understoodOf(stage);
    throw understood === null ? error : new IngestError(error, understood);
  }
}

/** How far an import has come, for the case that it comes no further. */
interface Stage {
  tables: TableChoice | null;
  reader?: TableReader;
  file?: FileInfo;
  understanding?: Understanding;
  /** Once it has been made. */
  preview?: Preview;
}

function understoodOf({ tables, reader, file, understanding, preview }: Stage): Understood | null {
  if (reader === undefined || reader.preview.rows.length === 0) return null;
  const columns = understanding?.table.columns ?? reader.columns;
  return {
    file: file ?? null,
    columns: columns.map(({ name, sink }) => ({ name, role: "ignored", type: sink.type })),
    preview: preview ?? makePreview(reader.preview, understanding ?? null),
    tables,
  };
}

async function ingestStaged(
  file: ByteSource,
  options: OptionsOrFinder,
  ports: IngestPorts,
  stage: Stage,
): Promise<IngestedDataset> {
  const source = await asTable(file, ports);
  stage.tables = source.tables ?? null;
  const { read, shape, log } = await readTable(source, options, ports, stage);
  const pause = async (): Promise<void> => {
    throwIfAborted(ports.signal);
    await ports.yield?.();
    throwIfAborted(ports.signal);
  };
  const named = nameHeaderless(read.table);
  const profile = findProfile(
    named.columns.map(({ name }) => name),
    read.record,
  );
  const table = withProfile(named, profile);
  stage.understanding = { table, axis: null };
  stage.file = {
    encoding: encodingOf(source, read.encoding),
    delimiter: source.format === undefined ? read.delimiter : "",
    decimal: table.decimal,
    layout: read.record === null ? "wide" : "records",
    vendor: profile?.id ?? null,
    dataRows: table.rows,
    dateOrder: null,
  };
  if (table.rows === 0) throw noHistory(table);
  ports.onProgress({ phase: "regularising", bytes: source.sizeBytes, totalBytes: source.sizeBytes, rows: table.rows });
  const dated = arrangeDatesAcross(table);
  const own = dated === null && table.rows > 1 ? (findTimeAxis(table) ?? clockAxis(table)) : null;
  const found = own === null ? null : withoutLeftOutRows(table, own);
  stage.understanding = { table, axis: found };
  await pause();
  const arranged = dated ?? arrange(table, found, profile);
  const { timezone } = table.options;
  // Looked up even where no time has an offset: a misspelt zone must not pass in silence.
  const zone = timezone === undefined ? (found?.zone ?? null) : zoneNamed(timezone);
  const outlined = arranged.ids === null ? withOutline(arranged.table, arranged.axis.ms) : arranged.table;
  const whole = { ...arranged, table: withWordColumns(outlined), axis: { ...arranged.axis, zone } };
  const roles = findRoles(whole.table, whole.axis, whole.ids);
  const plan = { ...whole, axis: withoutOutlyingInSeries(whole.table, whole.axis, roles.groups) };
  await pause();
  if (plan.valueColumns === null) {
    noteNumbers(plan.table, plan.axis, roles.targets, plan.leftOut);
    sayUnused(plan.table, [...plan.axis.columns, ...roles.ids, ...roles.targets, ...roles.covariates]);
  } else noteNumbers(plan.source, found, plan.valueColumns, plan.leftOut);
  const missingCodes = new Map(
    roles.targets.map((column) => [column, findMissingCodes(plan.table, plan.axis, column)]),
  );
  await pause();
  const about = describeGroups(plan.table, roles.groups, [
    ...plan.axis.columns,
    ...roles.ids,
    ...roles.targets,
    ...roles.covariates,
  ]);
  await pause();
  // From here on columns are taken apart.
  const preview = makePreview(read.preview, {
    table,
    axis: found,
    ...(plan.valueColumns === null ? { missingCodes, ...(plan.table === table ? {} : { kept: plan.table }) } : {}),
  });
  stage.preview = preview;
  // A vendor's rows are measurements, however they lie in time.
  const events =
    profile === null
      ? await collectEvents(plan.table, plan.axis, roles, missingCodes, pause)
      : profile.holdsStates === true && !plan.table.log.isUndone("carried-state")
        ? await carryStates(plan.table, plan.axis, roles, pause)
        : null;
  if (events === null && roles.targets.length === 0) throw noValueColumn(plan.table, plan.axis);
  const made = events ?? { table: plan.table, axis: plan.axis, roles };
  const codes = events === null ? missingCodes : new Map();
  const { series, otherSeries } = await buildSeries(
    made.table,
    made.axis,
    made.roles,
    codes,
    about,
    profile !== null,
    pause,
  );
  ports.onProgress({ phase: "hashing", bytes: source.sizeBytes, totalBytes: source.sizeBytes, rows: table.rows });
  const handle = await contentHash(series, ports.sha256, pause);
  const nameIn = (of: Table) => (column: number) => of.columns[column]?.name ?? "";
  return {
    handle,
    zone,
    file: {
      ...stage.file,
      layout: read.record !== null ? "records" : roles.ids.length > 0 && plan.valueColumns === null ? "long" : "wide",
      dataRows: plan.dataRows,
      dateOrder: (found ?? plan.axis).dateOrder ?? null,
    },
    columns: describeColumns(table, {
      time: (found?.columns ?? []).map(nameIn(table)),
      ids: roles.ids.map(nameIn(plan.table)),
      targets:
        plan.valueColumns === null ? roles.targets.map(nameIn(plan.table)) : plan.valueColumns.map(nameIn(table)),
      covariates: roles.covariates.map(nameIn(plan.table)),
    }),
    series,
    otherSeries,
    repairs: log.repairs(),
    undone: log.undone(),
    warnings: log.warnings(),
    preview,
    tables: stage.tables,
    shape,
  };
}

/** Of a binary format its name: it has no encoding. */
function encodingOf({ format, encoding: own }: ByteSource, encoding: string): string {
  if (own !== undefined) return own;
  return format === "xlsx" || format === "ods" || format === "parquet" || format === "arrow" || format === "sqlite"
    ? format
    : encoding;
}

/** The table as series are made from it: the vendor's rows only, and one row per value. */
interface Plan {
  readonly table: Table;
  readonly axis: TimeAxis;
  /** Rows of the file that are data. */
  readonly dataRows: number;
  /** Columns of `source` that became one; null where none did. */
  readonly valueColumns: readonly number[] | null;
  /** The table before its columns became one. */
  readonly source: Table;
  /** Ids that the layout settles. */
  readonly ids: readonly number[] | null;
  /** Its rows that reached no series. */
  readonly leftOut: ReadonlySet<number>;
}

/** Series × dates, before a column of times is looked for. */
function arrangeDatesAcross(table: Table): Plan | null {
  return table.options.timeColumn === undefined ? planOf(table, unpivotDates(table)) : null;
}

function planOf(table: Table, melted: Unpivoted | null): Plan | null {
  return melted === null ? null : { ...melted, source: table };
}

function arrange(table: Table, found: TimeAxis | null, profile: VendorProfile | null): Plan {
  const stated = planOf(table, statedRows(table, found));
  if (stated !== null) return stated;
  if (found === null) return arrangeUntimed(table);
  const filtered = vendorRows(table, found, profile);
  if (filtered.table.rows < 2) throw noHistory(filtered.table);
  const footerRows = settleUnreadable(filtered.table, filtered.axis);
  const dataRows = filtered.table.rows - footerRows;
  const melted = hasChosenColumns(table.options) ? null : unpivot(filtered.table, filtered.axis);
  const source = filtered.table;
  return melted === null
    ? { ...filtered, dataRows, valueColumns: null, ids: null, leftOut: new Set(), source }
    : { ...melted, dataRows, source };
}

/** A table without a column of times, as far as its names or the user say something else. */
function arrangeUntimed(table: Table): Plan {
  const melted = planOf(table, unpivotDates(table, { allowsWords: true }) ?? monthsWithoutYear(table));
  if (melted !== null) return melted;
  if (table.rows < 2) throw noHistory(table);
  const counted = countedRows(table);
  if (counted === null) throw noTimeColumn(table);
  return { dataRows: table.rows, valueColumns: null, ids: null, leftOut: new Set(), ...counted, source: table };
}

function hasChosenColumns({ targetColumns, idColumns }: IngestOptions): boolean {
  return targetColumns !== undefined || idColumns !== undefined;
}

interface ReadFile {
  readonly read: ReadTable;
  readonly shape: string;
  readonly log: RepairLog;
}

async function readTable(
  source: ByteSource,
  options: OptionsOrFinder,
  ports: IngestPorts,
  stage: Stage,
): Promise<ReadFile> {
  let known: Surprises = { encoding: null, decimals: new Map(), seemsSeveral: false };
  // Each surprise adds to what is known when the file is read again: the encoding once, decimal marks by column.
  for (;;) {
    try {
      return await readTableAs(known, source, options, ports, stage);
    } catch (error) {
      // It is no UTF-8, even where the piece at hand happens to be valid: everything in it may be called otherwise.
      if (error instanceof EncodingContradiction && known.encoding === null)
        known = { ...known, encoding: { label: guessLegacyEncoding(error.evidence), bomLength: 0 } };
      else if (error instanceof DecimalContradiction && error.decimals.size > known.decimals.size)
        known = { ...known, decimals: error.decimals };
      else if (error instanceof SeveralTablesFound && !known.seemsSeveral) known = { ...known, seemsSeveral: true };
      else throw error;
    }
  }
}

async function readTableAs(
  known: Surprises,
  source: ByteSource,
  options: OptionsOrFinder,
  ports: IngestPorts,
  stage: Stage,
): Promise<ReadFile> {
  const begin: Begin = async (from, part, isOneTable) => {
    const reader = new TableReader(from, ports, {
      ...known,
      record: part?.record ?? null,
      section: part?.section ?? null,
      isOneTable,
    });
    stage.reader = reader;
    return { reader, shape: shapeHash(await reader.begin(), ports.sha256), part, tables: [] };
  };
  const beginEvidence = (from: ByteSource): Promise<Beginning> => beginByEvidence(begin, from, known, ports);
  const wantsOther = typeof options !== "function" && tableOfSource(source, options) !== null;
  const evidence = await beginEvidence(source).catch((error: unknown) => {
    // The first sheet need not hold a table where another one is asked for.
    if (!wantsOther || !(error instanceof EngineError) || error instanceof CancelledError) throw error;
    return null;
  });
  const chosen = typeof options === "function" ? options(evidence?.shape ?? "") : options;
  const { beginning, from } = await beginAsChosen({ begin, beginEvidence }, source, chosen, evidence, known);
  stage.tables = from.tables ?? choiceOf(beginning);
  const log = new RepairLog(chosen.undo);
  const read = await beginning.reader.read(chosen, log);
  sayTables(log, beginning);
  saySheets(log, from);
  from.report?.(log);
  return { read, shape: (evidence ?? beginning).shape, log };
}

/** Of a table with one row of data, or none. */
function noHistory(table: Table): EngineError {
  return table.rows === 0
    ? tooFewRows("The file has a header and no rows.")
    : tooFewRows("The file has only one row of data; a forecast needs a history.", { row: table.fileRow(0) });
}

/**
 * Rows without a readable time: those at the end are a footer, a few in between are left out and reported.
 * @returns how many rows are footer.
 */
function settleUnreadable(table: Table, axis: TimeAxis): number {
  const { setAside } = axis;
  if (axis.ms.extent().missing === 0) return 0;
  const column = columnName(table, axis.columns[0] ?? 0);
  const texts = new Map(axis.unreadable.map(({ index, text }) => [index, text]));
  const numbers = numbersOf(table, axis);
  let end = table.rows;
  while (end > 0 && Number.isNaN(axis.ms.get(end - 1)) && setAside?.has(end - 1) !== true) end -= 1;
  let unreadable = 0;
  let first = -1;
  for (let row = 0; row < end; row += 1) {
    if (!Number.isNaN(axis.ms.get(row)) || setAside?.has(row) === true) continue;
    // Names and titles of pages are no rows whose time is misread.
    const text = texts.get(row);
    if (text !== undefined && (isSameText(text, column) || (numbers.length > 0 && !holdNumber(numbers, row)))) continue;
    if (first < 0) first = row;
    unreadable += 1;
  }
  const isFooter = table.rows - end <= Math.max(10, table.rows * maxUnreadableShare);
  if (unreadable > end * maxUnreadableShare || end === 0 || !isFooter) {
    const row = first < 0 ? end : first;
    const text = texts.get(row) ?? "";
    throw new EngineError(
      "bad-timestamp",
      text === ""
        ? `${plural(unreadable + table.rows - end, "row has", "rows have")} no time in column "${column}", such as row ${table.fileRow(row)}.`
        : `"${text}" in row ${table.fileRow(row)} is not a date or time that can be read.`,
      {
        row: table.fileRow(row),
        column,
        hint: "Write times as 2024-01-31 13:45 or 31.01.2024 13:45, all rows alike, or name another column: --time COLUMN; in the window: its role.",
      },
    );
  }
  const lost: { row: number; text: string }[] = [];
  for (let row = 0; row < table.rows; row += 1) {
    if (!Number.isNaN(axis.ms.get(row))) continue;
    const aside = setAside?.get(row);
    if (aside !== undefined) {
      table.log.add(aside.code, table.fileRow(row), column, aside.text, "row left out");
      continue;
    }
    const text = texts.get(row);
    const isHeader = text !== undefined && isSameText(text, column);
    const code = isHeader
      ? "repeated-header"
      : row >= end && !holdsValues(numbers, row, text)
        ? "footer-row"
        : text === undefined
          ? "missing-timestamp"
          : "unreadable-timestamp";
    table.log.add(code, table.fileRow(row), column, text ?? "", "row left out");
    if (row >= end && code === "unreadable-timestamp") lost.push({ row, text: text ?? "" });
  }
  const [example] = lost;
  if (example !== undefined)
    table.log.warn(
      "unreadable-timestamp",
      `${lost.length === 1 ? "The last row has values but no time that can be read, and was" : `The last ${lost.length} rows have values but no times that can be read, and were`} left out: "${example.text}" in row ${table.fileRow(example.row)}.`,
    );
  return table.rows - end;
}

/** A footer has no values, or totals of them. */
function holdsValues(numbers: readonly NumberSink[], row: number, text: string | undefined): boolean {
  return text !== undefined && !isSummaryText(text) && holdNumber(numbers, row);
}

function holdNumber(numbers: readonly NumberSink[], row: number): boolean {
  return numbers.some((sink) => !Number.isNaN(sink.values.get(row)));
}

function numbersOf({ columns }: Table, axis: TimeAxis): NumberSink[] {
  return columns.flatMap(({ sink }, column) =>
    sink instanceof NumberSink && !axis.columns.includes(column) ? [sink] : [],
  );
}

function isSameText(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
