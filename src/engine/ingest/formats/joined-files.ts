/**
 * Several files as one table: those of the same columns one below the other, with the file's name in a column of its own.
 * Whether that column tells series apart (a file for each store) or says nothing (a file for each month) is decided like for
 * every other column.
 */
import { EngineError } from "#domain/errors";
import type { Signal } from "#engine/concurrency";
import { csvLine, detectDialect, type Encoding, plainDialect, RowTokenizer } from "#engine/ingest/reading";
import { listed, type RepairLog } from "#engine/ingest/report";
import type { ByteSource } from "#engine/ingest/request";
import { findTable } from "#engine/ingest/understanding";
import { isValueRow, tablesSource } from "./tables-within.ts";
import { textPieces, withEncoding } from "./text.ts";

const sampleCharacters = 256 * 1024;
const sampleRows = 2000;

/** @param files each as its own table; @throws EngineError `file-not-a-table` when none holds one */
export async function joinedSource(
  archive: ByteSource,
  files: readonly ByteSource[],
  signal: Signal,
): Promise<ByteSource> {
  const groups = new Map<string, FileTable[]>();
  const left = new Set((archive.files ?? []).map(({ name }) => name));
  for (const file of files) {
    const table = await surveyFile(file, signal);
    if (table === null) continue;
    left.delete(file.name);
    const key = JSON.stringify(table.names.map((name) => name.toLowerCase()).sort());
    groups.set(key, [...(groups.get(key) ?? []), table]);
  }
  const joined = [...groups.values()].map((group) => new JoinedFiles(group));
  if (joined.length === 0) {
    throw new EngineError("file-not-a-table", "None of the files in this archive holds a table.", {
      hint: "Unpack it and drop the file that you want.",
    });
  }
  return tablesSource(
    { ...archive, encoding: joined[0]?.encoding ?? "utf-8" },
    {
      format: "joined",
      kind: "file",
      tables: joined.map(({ name, rows, valueRows }) => ({ name, rows, valueRows })),
      lines: (table) => joined[table]?.lines(signal) ?? [],
      report: (log, table) => {
        joined[table]?.report(log);
        if (left.size > 0)
          log.warn("files-left-out", `Files of the archive without a table were left out: ${listed([...left])}.`);
      },
    },
  );
}

/** A file and where its table begins. */
interface FileTable {
  readonly source: ByteSource;
  readonly encoding: Encoding;
  readonly dialect: typeof plainDialect;
  readonly names: readonly string[];
  readonly firstDataRow: number;
  /** Lines of the file. */
  readonly lines: number;
  readonly hasValues: boolean;
}

async function surveyFile(source: ByteSource, signal: Signal): Promise<FileTable | null> {
  const { encoding, result } = await withEncoding(source, null, async (found) => {
    let head = "";
    let lines = 0;
    for await (const piece of textPieces(source, found, signal)) {
      if (head.length < sampleCharacters) head += piece;
      for (let at = piece.indexOf("\n"); at >= 0; at = piece.indexOf("\n", at + 1)) lines += 1;
    }
    return { head, lines };
  });
  const dialect = source.format === undefined ? detectDialect(result.head) : plainDialect;
  const tokenizer = new RowTokenizer(dialect);
  const rows = [...tokenizer.push(result.head), ...tokenizer.end()].slice(0, sampleRows);
  const shape = findTable(rows, dialect.delimiter);
  if (shape === null) return null;
  const { columns, firstDataRow } = shape;
  return {
    source,
    encoding,
    dialect,
    names: columns.map(({ name }) => name),
    firstDataRow,
    lines: result.lines,
    hasValues: rows.slice(firstDataRow).filter(isValueRow).length > 1,
  };
}

class JoinedFiles {
  readonly #files: readonly FileTable[];
  readonly #first: FileTable;
  /** The rows that each file became. */
  readonly #rows: { name: string; from: number; to: number }[] = [];

  constructor(files: readonly FileTable[]) {
    const [first] = files;
    if (first === undefined) throw new TypeError("no files");
    this.#files = files;
    this.#first = first;
  }

  get name(): string {
    const { name } = this.#first.source;
    return this.#files.length === 1 ? name : `${name} and ${this.#files.length - 1} more`;
  }

  get rows(): number {
    return this.#files.reduce((sum, { lines, firstDataRow }) => sum + Math.max(0, lines - firstDataRow), 0);
  }

  get valueRows(): number {
    return this.#files.some(({ hasValues }) => hasValues) ? this.rows : 0;
  }

  get encoding(): string {
    return this.#first.encoding.label;
  }

  async *lines(signal: Signal): AsyncGenerator<string> {
    const { names } = this.#first;
    this.#rows.length = 0;
    const isOne = this.#files.length === 1;
    yield csvLine(isOne ? names : [...names, fileColumn(names)]);
    const labels = labelsOf(this.#files);
    let row = 1;
    for (const file of this.#files) {
      const from = row + 1;
      const label = labels.get(file) ?? "";
      const places = names.map((name) => placeOf(name, file.names));
      for await (const rows of rowsOf(file, signal)) {
        row += rows.length;
        yield rows
          .map((cells) => {
            if (cells.every((cell) => cell.trim() === "")) return "\n";
            const own = places.map((place) => cells[place] ?? "");
            // Cells past the last column stay past it, and are reported there.
            return csvLine([...own, ...(isOne ? [] : [label]), ...cells.slice(file.names.length)]);
          })
          .join("");
      }
      this.#rows.push({ name: file.source.name, from, to: row });
    }
  }

  report(log: RepairLog): void {
    for (const { source } of this.#files) source.report?.(log);
    if (this.#rows.length < 2) return;
    const files = this.#rows.map(({ name, from, to }) => `${name} (rows ${from} to ${to})`);
    log.warn(
      "joined-files",
      `${this.#rows.length} files of the same columns were read as one table: ${listed(files)}. Rows are counted through all of them.`,
    );
  }
}

/** The rows of the table, piece by piece. */
async function* rowsOf(file: FileTable, signal: Signal): AsyncGenerator<string[][]> {
  const tokenizer = new RowTokenizer(file.dialect);
  let skip = file.firstDataRow;
  const rest = (rows: string[][]): string[][] => {
    const own = rows.slice(skip);
    skip -= Math.min(skip, rows.length);
    return own;
  };
  for await (const piece of textPieces(file.source, file.encoding, signal)) yield rest(tokenizer.push(piece));
  yield rest(tokenizer.end());
}

function placeOf(name: string, names: readonly string[]): number {
  return names.findIndex((other) => other.toLowerCase() === name.toLowerCase());
}

function fileColumn(names: readonly string[]): string {
  const taken = new Set(names.map((name) => name.toLowerCase()));
  return taken.has("file") ? "file name" : "file";
}

/** Without endings and folders, unless names would be alike or numbers. */
function labelsOf(files: readonly FileTable[]): Map<FileTable, string> {
  const whole = files.map(({ source }) => source.name);
  const bare = whole.map((name) => name.slice(name.lastIndexOf("/") + 1));
  const stems = bare.map((name) => name.replace(/\.[^.]+$/, ""));
  const areApart = (names: readonly string[]): boolean => new Set(names).size === names.length;
  const chosen = areApart(stems) && stems.every((stem) => /\p{L}/u.test(stem)) ? stems : areApart(bare) ? bare : whole;
  return new Map(files.map((file, at) => [file, chosen[at] ?? ""]));
}
