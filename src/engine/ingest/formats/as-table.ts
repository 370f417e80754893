import { EngineError } from "#domain/errors";
import { formatTimestamp, timeAt } from "#engine/series";
import { parseFrequency, type Frequency } from "#domain/series";
import { type Signal, throwIfAborted } from "#engine/concurrency";
import { TimeReader } from "#engine/ingest/cells";
import type { ByteSource } from "#engine/ingest/request";
import { csvChunks, csvLine, decodeStrictly, detectEncoding, TextStream } from "#engine/ingest/reading";

/** JSON is one value and has to be in memory as a whole. */
const maxJsonBytes = 256 * 1024 * 1024;
const headBytes = 4096;

/**
 * Text formats that are tables in another shape, as CSV: JSON rows and the time series format of the Monash archive.
 * Everything else is returned as it is.
 * @throws EngineError where a file of these formats is broken.
 */
export async function asTable(source: ByteSource, signal: Signal): Promise<ByteSource> {
  if (source.format !== undefined) return source;
  const head = await headText(source);
  if (isTsf(head))
    return { ...source, format: "tsf", chunks: { [Symbol.asyncIterator]: () => csvChunks(tsfLines(source, signal)) } };
  if (/^\s*[[{]/.test(head) && looksLikeJson(head)) {
    const lines = jsonLines(await wholeText(source, signal));
    return { ...source, format: "json", chunks: { [Symbol.asyncIterator]: () => csvChunks(lines) } };
  }
  return source;
}

async function headText(source: ByteSource): Promise<string> {
  for await (const chunk of source.chunks) {
    return decodeStrictly(chunk.subarray(chunk[0] === 0xef ? 3 : 0, headBytes), "utf-8") ?? "";
  }
  return "";
}

function isTsf(head: string): boolean {
  return (
    /^@(?:relation|attribute|frequency)\b/im.test(head) &&
    /^(?:\s*#.*\r?\n|\s*\r?\n)*@/.test(head.replace(/^\uFEFF/, ""))
  );
}

/** A pair of brackets may also begin a CSV; JSON goes on with a quote, a bracket or a number. */
function looksLikeJson(head: string): boolean {
  return /^\s*(?:\[\s*(?:[[{]|$)|\{\s*")/.test(head);
}

async function wholeText(source: ByteSource, signal: Signal): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source.chunks) {
    throwIfAborted(signal);
    length += chunk.length;
    if (length > maxJsonBytes) {
      throw new EngineError("file-too-large", "JSON files are read up to 256 MB.", {
        hint: "Export the data as CSV or Parquet.",
      });
    }
    parts.push(new Uint8Array(chunk));
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const stream = new TextStream(detectEncoding(bytes, () => "windows-1252"));
  return stream.decode(bytes) + stream.end();
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Rows of objects, rows of arrays, columns of arrays, one of these under a key, or one object per line. */
function jsonLines(text: string): string[] {
  const value = parseJson(text);
  const rows = Array.isArray(value) ? value : tableWithin(value);
  if (rows === null || rows.length === 0) {
    throw new EngineError("file-not-a-table", "This JSON file holds no rows.", {
      hint: 'A list of rows is understood, such as [{"time": "2024-01-01", "value": 1}, …].',
    });
  }
  if (rows.every((row) => Array.isArray(row))) return rows.map((row) => csvLine(row as Json[]));
  const names: string[] = [];
  const known = new Set<string>();
  for (const row of rows) {
    if (row === null || typeof row !== "object" || Array.isArray(row)) continue;
    for (const name of Object.keys(row)) {
      if (known.has(name)) continue;
      known.add(name);
      names.push(name);
    }
  }
  return [csvLine(names), ...rows.map((row) => csvLine(names.map((name) => (isRecord(row) ? row[name] : null))))];
}

function isRecord(value: Json): value is { [key: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
    const rows: Json[] = [];
    for (const [index, line] of lines.entries()) {
      try {
        rows.push(JSON.parse(line) as Json);
      } catch {
        if (index === 0)
          throw new EngineError("file-not-a-table", `This JSON file is broken: ${messageOf(cause)}.`, { cause });
        throw new EngineError("file-not-a-table", `Line ${index + 1} is no JSON.`, { row: index + 1, cause });
      }
    }
    return rows;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The longest list inside an object, or its lists as columns. */
function tableWithin(value: Json): Json[] | null {
  if (!isRecord(value)) return null;
  const lists = Object.entries(value).filter((entry): entry is [string, Json[]] => Array.isArray(entry[1]));
  const [first] = lists;
  const areColumns =
    lists.length >= 2 &&
    lists.every(([, list]) => list.length === first?.[1].length && list.every((cell) => !isRecord(cell)));
  if (areColumns)
    return (first?.[1] ?? []).map((_, row) =>
      Object.fromEntries(lists.map(([name, list]) => [name, list[row] ?? null])),
    );
  const longest = lists.sort((a, b) => b[1].length - a[1].length)[0];
  if (longest !== undefined) return longest[1];
  for (const inner of Object.values(value)) {
    const found = tableWithin(inner);
    if (found !== null) return found;
  }
  return null;
}

const tsfFrequencies: Readonly<Record<string, string>> = {
  "4_seconds": "4 second",
  minutely: "minute",
  "10_minutes": "10 minute",
  half_hourly: "30 minute",
  hourly: "hour",
  daily: "day",
  weekly: "week",
  monthly: "month",
  quarterly: "quarter",
  yearly: "year",
};

/** One line per value: series, time, value. The attributes before the values other than the start are the series' name. */
async function* tsfLines(source: ByteSource, signal: Signal): AsyncGenerator<string> {
  const attributes: string[] = [];
  let frequency: Frequency | null = null;
  let row = 0;
  let isData = false;
  yield csvLine(["series", "time", "value"]);
  for await (const raw of textLines(source, signal)) {
    row += 1;
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const [word = "", ...rest] = line.split(/\s+/);
    if (!isData) {
      if (/^@attribute$/i.test(word)) attributes.push(rest[0] ?? "");
      else if (/^@frequency$/i.test(word)) frequency = tsfFrequency(rest[0] ?? "", row);
      else if (/^@data$/i.test(word)) isData = true;
      continue;
    }
    yield* tsfSeries(line, attributes, frequency, row);
  }
}

function tsfFrequency(word: string, row: number): Frequency {
  const known = tsfFrequencies[word.toLowerCase()] ?? word.replace("_", " ").replace(/s$/, "");
  try {
    return parseFrequency(known);
  } catch (cause) {
    throw new EngineError("file-not-a-table", `The frequency "${word}" of this .tsf file is not known.`, {
      row,
      cause,
    });
  }
}

function* tsfSeries(
  line: string,
  attributes: readonly string[],
  frequency: Frequency | null,
  row: number,
): Generator<string> {
  const cells = line.split(":");
  const values = cells.at(-1) ?? "";
  const names: string[] = [];
  let start = Number.NaN;
  // Clocks are written with dashes (1979-01-01 00-00-00), so that colons only divide attributes.
  for (const [index, attribute] of attributes.entries()) {
    const cell = cells[index] ?? "";
    if (/start|date|time/i.test(attribute) && Number.isNaN(start)) {
      start = new TimeReader().read(cell.trim().replace(/^(\S+) (\d\d)-(\d\d)-(\d\d)$/, "$1 $2:$3:$4"));
    } else names.push(cell.trim());
  }
  if (frequency === null || Number.isNaN(start)) {
    throw new EngineError("no-time-column", `The series in line ${row} has no start or the file no frequency.`, {
      row,
      hint: "A .tsf file says both: @frequency, and an attribute start_timestamp.",
    });
  }
  const name = names.join(" / ") || `series ${row}`;
  let step = 0;
  for (const value of values.split(",")) {
    const text = value.trim();
    yield csvLine([name, formatTimestamp(timeAt(start, frequency, step)), text === "?" ? "" : text]);
    step += 1;
  }
}

async function* textLines(source: ByteSource, signal: Signal): AsyncGenerator<string> {
  let stream: TextStream | null = null;
  let rest = "";
  for await (const chunk of source.chunks) {
    throwIfAborted(signal);
    stream ??= new TextStream(detectEncoding(chunk, () => "windows-1252"));
    const lines = (rest + stream.decode(chunk)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  rest += stream?.end() ?? "";
  if (rest !== "") yield rest;
}
