import { EngineError } from "#domain/errors";
import { type Signal, throwIfAborted } from "#engine/concurrency";
import { csvChunks, type Encoding } from "#engine/ingest/reading";
import type { ByteSource, IngestPorts } from "#engine/ingest/request";
import { isHomeAssistant, stateLines, StatesSurvey } from "./home-assistant.ts";
import { htmlSource, isHtml } from "./html.ts";
import { isJson, jsonSource } from "./json.ts";
import { joinedSource } from "./joined-files.ts";
import { isNem12, Nem12Survey, nem12Lines, refuseNem13 } from "./nem12.ts";
import { isOpenDocument, isSpreadsheetXml, openDocumentSource, spreadsheetXmlSource } from "./sheets.ts";
import { headText, textLines, textPieces, withEncoding } from "./text.ts";
import { RowMap } from "./row-map.ts";
import { isTsf, tsfLines } from "./tsf.ts";
import { isXml, xmlSource } from "./xml-rows.ts";

type TablePorts = Pick<IngestPorts, "signal" | "onProgress" | "yield">;

/**
 * Text formats that are tables in another shape, as CSV: JSON, web pages, XML, interval meters, Home Assistant's states, and the
 * time series format of the Monash archive. Everything else is returned as it is.
 * @throws EngineError where a file of these formats is broken or holds no table.
 */
export async function asTable(file: ByteSource, ports: TablePorts): Promise<ByteSource> {
  if (file.format !== undefined) return file;
  const { signal } = ports;
  if (file.files !== undefined) return joinedSource(file, await tablesAmong(file.files, ports), signal);
  const source = watched(file, ports);
  const head = await headText(source);
  if (isTsf(head)) return tsfSource(source, signal);
  if (isJson(head)) return jsonSource(source, signal);
  refuseNem13(head);
  if (isNem12(head)) return nem12Source(source, signal);
  if (isHomeAssistant(head)) return statesSource(source, signal);
  if (isHtml(head)) return htmlSource(source, head, signal);
  if (isMimeHtml(head)) {
    throw new EngineError("file-not-a-table", "This is a web page in one file (MHTML), not a table.", {
      hint: "Open it in a spreadsheet and save it as .xlsx or CSV.",
    });
  }
  // Whoever reads it as it is watches over it, too.
  if (!isXml(head)) return file;
  if (isSpreadsheetXml(head)) return spreadsheetXmlSource(source, signal);
  return isOpenDocument(head) ? openDocumentSource(source, signal) : xmlSource(source, head, signal);
}

/** Says how far each pass through the file has come, and ends it when it is cancelled. */
function watched(file: ByteSource, ports: TablePorts): ByteSource {
  let bytes = 0;
  const positionBytes = file.positionBytes ?? ((): number => bytes);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    bytes = 0;
    for await (const chunk of file.chunks) {
      ports.onProgress({ phase: "reading", bytes: positionBytes(), totalBytes: file.sizeBytes, rows: 0 });
      await ports.yield?.();
      throwIfAborted(ports.signal);
      bytes += chunk.length;
      yield chunk;
    }
  }
  return { ...file, chunks: { [Symbol.asyncIterator]: chunks }, positionBytes };
}

/** Of the files in an archive those that could be tables; what is none stands there beside them. */
async function tablesAmong(files: readonly ByteSource[], ports: TablePorts): Promise<ByteSource[]> {
  const tables: ByteSource[] = [];
  for (const file of files) {
    try {
      tables.push(await asTable(file, ports));
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== "file-not-a-table") throw error;
    }
  }
  return tables;
}

async function nem12Source(source: ByteSource, signal: Signal): Promise<ByteSource> {
  const linesAs = (found: Encoding): AsyncIterable<string> => textLines(textPieces(source, found, signal));
  const { encoding, result: survey } = await withEncoding(source, null, async (found) => {
    const days = new Nem12Survey();
    await days.read(linesAs(found));
    return days;
  });
  let rows = new RowMap(0);
  return {
    ...source,
    format: "nem12",
    encoding: encoding.label,
    chunks: {
      [Symbol.asyncIterator]: () => csvChunks(nem12Lines(linesAs(encoding), survey, (rows = new RowMap(0)))),
    },
    fileRow: (row) => rows.fileRow(row),
    report: (log) => survey.report(log),
  };
}

async function statesSource(source: ByteSource, signal: Signal): Promise<ByteSource> {
  const { encoding, result: survey } = await withEncoding(source, null, async (found) => {
    const states = new StatesSurvey();
    await states.read(textPieces(source, found, signal));
    return states;
  });
  survey.requireNumbers();
  let rows = new RowMap(1);
  return {
    ...source,
    format: "states",
    encoding: encoding.label,
    chunks: {
      [Symbol.asyncIterator]: () =>
        csvChunks(stateLines(textPieces(source, encoding, signal), survey, (rows = new RowMap(1)))),
    },
    fileRow: (row) => rows.fileRow(row),
    report: (log) => survey.report(log),
  };
}

async function tsfSource(source: ByteSource, signal: Signal): Promise<ByteSource> {
  const { encoding } = await withEncoding(source, null, async (found) => {
    for await (const piece of textPieces(source, found, signal)) void piece;
  });
  const lines = (): AsyncIterable<string> => tsfLines(textLines(textPieces(source, encoding, signal)));
  return {
    ...source,
    format: "tsf",
    encoding: encoding.label,
    chunks: { [Symbol.asyncIterator]: () => csvChunks(lines()) },
  };
}

function isMimeHtml(head: string): boolean {
  return /^\s*MIME-Version:/i.test(head) && /Content-Type:\s*multipart\/related/i.test(head);
}
