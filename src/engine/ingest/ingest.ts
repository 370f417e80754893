import { CancelledError, EngineError } from "#engine/errors";
import { NumberSink, TextSink } from "./column-sink.ts";
import { contentHash } from "./content-hash.ts";
import { detectEncoding, EncodingContradiction } from "./encoding.ts";
import type { Encoding } from "./encoding.ts";
import { guessLegacyEncoding } from "./encoding-guess.ts";
import { RepairLog } from "./repair-log.ts";
import { describeColumns, findRoles } from "./roles.ts";
import { buildSeries } from "./series-builder.ts";
import { TableReader } from "./table-reader.ts";
import type { ReadTable } from "./table-reader.ts";
import type { Table } from "./table.ts";
import { findTimeAxis } from "./time-axis.ts";
import type { TimeAxis } from "./time-axis.ts";
import type { ByteSource, IngestedDataset, IngestOptions, IngestPorts } from "./types.ts";

/** More unreadable times than this share of the rows mean that the column is misunderstood, not that rows are broken. */
const maxUnreadableShare = 0.1;

/**
 * Reads one file into regular series and says everything that it changed on the way. The file itself is never touched.
 *
 * @throws EngineError with a code, a sentence, and row and column where there is one; CancelledError after the signal.
 */
export async function ingest(source: ByteSource, options: IngestOptions, ports: IngestPorts): Promise<IngestedDataset> {
  const { read, log } = await readTable(source, options, ports);
  const pause = async (): Promise<void> => {
    if (ports.signal.aborted) throw new CancelledError("user");
    await ports.yield?.();
    if (ports.signal.aborted) throw new CancelledError("user");
  };
  const { table } = read;
  if (table.rows < 2) throw tooFewRows(table);
  ports.onProgress({ phase: "regularising", bytes: source.sizeBytes, totalBytes: source.sizeBytes, rows: table.rows });
  const axis = findTimeAxis(table);
  await pause();
  const footerRows = settleUnreadable(table, axis);
  const roles = findRoles(table, axis);
  await pause();
  noteNumbers(table, roles.targets);
  const series = await buildSeries(table, axis, roles, pause);
  ports.onProgress({ phase: "hashing", bytes: source.sizeBytes, totalBytes: source.sizeBytes, rows: table.rows });
  const handle = await contentHash(series, ports.sha256, pause);
  return {
    handle,
    file: {
      encoding: read.encoding,
      delimiter: read.delimiter,
      decimal: table.decimal,
      layout: roles.ids.length > 0 ? "long" : "wide",
      vendor: null,
      dataRows: table.rows - footerRows,
    },
    columns: describeColumns(table, axis, roles),
    series,
    repairs: log.repairs(),
    warnings: log.warnings(),
  };
}

async function readTable(
  source: ByteSource,
  options: IngestOptions,
  ports: IngestPorts,
): Promise<{ read: ReadTable; log: RepairLog }> {
  let encoding: Encoding | null = null;
  for (let attempt = 0; ; attempt += 1) {
    const log = new RepairLog();
    try {
      return { read: await new TableReader(source, options, ports, log, encoding).read(), log };
    } catch (error) {
      if (!(error instanceof EncodingContradiction) || attempt > 0) throw error;
      encoding = detectEncoding(error.evidence, guessLegacyEncoding);
    }
  }
}

function tooFewRows(table: Table): EngineError {
  return new EngineError(
    "too-few-rows",
    table.rows === 0 ? "The file has a header and no rows." : "The file has only one row of data; a forecast needs a history.",
    {
      ...(table.rows === 0 ? {} : { row: table.fileRow(0) }),
      hint: "Two seasons of history make a useful forecast: 24 months, two weeks of hours.",
    },
  );
}

/**
 * Rows without a readable time: those at the end are a footer, a few in between are left out and reported.
 * @returns how many rows are footer.
 */
function settleUnreadable(table: Table, axis: TimeAxis): number {
  const column = table.columns[axis.columns[0] ?? 0]?.name ?? "";
  const texts = new Map(axis.unreadable.map(({ index, text }) => [index, text]));
  let end = table.rows;
  while (end > 0 && Number.isNaN(axis.ms.get(end - 1))) end -= 1;
  let unreadable = 0;
  let first = -1;
  for (let row = 0; row < end; row += 1) {
    if (!Number.isNaN(axis.ms.get(row))) continue;
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
        ? `Row ${table.fileRow(row)} has no time in column "${column}", and so have ${unreadable + table.rows - end} rows in all.`
        : `"${text}" in row ${table.fileRow(row)} is not a date or time that can be read.`,
      {
        row: table.fileRow(row),
        column,
        hint: "Write times as 2024-01-31 13:45 or 31.01.2024 13:45, all rows alike, or choose another time column.",
      },
    );
  }
  for (let row = 0; row < table.rows; row += 1) {
    if (!Number.isNaN(axis.ms.get(row))) continue;
    const code = row >= end ? "footer-row" : texts.has(row) ? "unreadable-timestamp" : "missing-timestamp";
    table.log.add(code, table.fileRow(row), column, texts.get(row) ?? "", "row left out");
  }
  return table.rows - end;
}

/** What was done to the cells of the value columns. */
function noteNumbers(table: Table, targets: readonly number[]): void {
  for (const column of targets) {
    const { name, sink } = table.columns[column] ?? { name: "", sink: null };
    if (!(sink instanceof NumberSink)) continue;
    const kinds = [
      ["not-a-number", sink.misfits, sink.misfitCount, "missing"],
      ["missing-value-word", sink.tokenExamples, sink.missingTokens, "missing"],
      ["not-finite", sink.notFiniteExamples, sink.notFinite, "missing"],
    ] as const;
    for (const [code, examples, count, to] of kinds) {
      const shown = examples.slice(0, 5);
      for (const [at, { index, text }] of shown.entries()) {
        table.log.add(code, table.fileRow(index), name, text, to, at === shown.length - 1 ? count - shown.length + 1 : 1);
      }
    }
    for (const [at, { index, text }] of sink.writtenExamples.entries()) {
      const rest = at === sink.writtenExamples.length - 1 ? sink.written - sink.writtenExamples.length + 1 : 1;
      table.log.add("written-number", table.fileRow(index), name, text, sink.values.get(index), rest);
    }
  }
  for (const { name, sink } of table.columns) {
    if (sink instanceof NumberSink && sink.blank + sink.missingTokens === table.rows) {
      table.log.warn("empty-column", `Column "${name}" is empty.`);
    } else if (sink instanceof TextSink && sink.isFreeText) {
      table.log.warn("free-text", `Column "${name}" holds free text and was ignored.`);
    }
  }
}
