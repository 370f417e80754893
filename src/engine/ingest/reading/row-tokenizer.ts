import Papa from "papaparse";
import { EngineError } from "#domain/errors";

/** PapaParse's own synchronous parser, which its typings leave out: it says how far it came, so chunks can be fed to it. */
interface PapaParser {
  parse(input: string, baseIndex: number, ignoreLastRow: boolean): { data: string[][]; meta: { cursor: number } };
}
const Parser = (Papa as unknown as { Parser: new (config: object) => PapaParser }).Parser;

/** A quoted cell longer than this is a stray quotation mark, not a cell. */
const maxCellLength = 1 << 20;

/** Characters of a line, and cells of a row: more is no table that anybody made, and would be held in memory as a whole. */
const maxLineLength = 1 << 25;
const maxCells = 100_000;

const minWait = 8192;

export interface Dialect {
  readonly delimiter: string;
  readonly newline: "\n" | "\r";
  /** Columns are aligned with runs of blanks; each run is one delimiter. */
  readonly hasRuns: boolean;
  /** Quotation marks are ordinary characters. */
  readonly ignoresQuotes: boolean;
  /** Beside line feeds, carriage returns alone end lines too: pieces from several systems. */
  readonly hasLoneReturns: boolean;
}

/**
 * Cuts text into rows of cells, chunk by chunk. The caller feeds a chunk, takes its rows and only then reads the next one:
 * that is the back-pressure. Cells come untrimmed, except for the carriage return of Windows line ends.
 */
export class RowTokenizer {
  readonly #dialect: Dialect;
  #parser: PapaParser;
  #rest = "";
  #triedLength = 0;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
    this.#parser = makeParser(dialect, dialect.ignoresQuotes);
  }

  /**
   * The complete rows so far; the unfinished last row waits for more text.
   *
   * @throws EngineError file-too-large for a line or a row beyond all measure
   */
  push(text: string): string[][] {
    if (text === "") return [];
    let input = this.#collapse(this.#rest + text);
    if (this.#dialect.hasLoneReturns) input = input.replace(/\r(?!\n|$)/g, "\n");
    // A long cell without its closing quote is looked at again only when it has doubled, or small chunks would cost squares.
    if (input.length > minWait && input.length < this.#triedLength * 2) {
      this.#rest = input;
      return [];
    }
    const parsed = this.#parser.parse(input, 0, true);
    let data = parsed.data;
    this.#rest = input.slice(parsed.meta.cursor);
    this.#triedLength = this.#rest.length;
    if (this.#rest.length > maxCellLength) {
      // An opening quote without an end would swallow the file: from here on quotes are ordinary characters.
      this.#parser = makeParser(this.#dialect, true);
      const again = this.#parser.parse(this.#rest, 0, true);
      data = [...data, ...again.data];
      this.#rest = this.#rest.slice(again.meta.cursor);
      if (this.#rest.length > maxLineLength)
        throw tooLarge(`A line of the file has more than ${maxLineLength >> 20} million characters.`);
    }
    return strip(data);
  }

  /** The last row, which has no line end. */
  end(): string[][] {
    if (this.#dialect.hasLoneReturns) this.#rest = this.#rest.replace(/\r$/, "");
    if (this.#rest === "") return [];
    let { data } = this.#parser.parse(this.#rest, 0, false);
    this.#triedLength = 0;
    if (data.length > 0 && (data.at(-1) ?? []).some((cell) => cell.includes("\n")) && !this.#rest.endsWith('"')) {
      data = makeParser(this.#dialect, true).parse(this.#rest, 0, false).data;
    }
    this.#rest = "";
    return strip(data);
  }

  /** What {@link end} would return now. */
  unfinished(): string[][] {
    return this.#rest === "" ? [] : strip(this.#parser.parse(this.#rest, 0, false).data);
  }

  /** Inside a quoted cell, perhaps: its end may be chunks away. */
  get hasOpenQuote(): boolean {
    return this.#rest.includes('"');
  }

  #collapse(text: string): string {
    return this.#dialect.hasRuns ? text.replace(/^ +| +(?=\r?\n)/gm, "").replace(/ {2,}/g, " ") : text;
  }
}

function makeParser(dialect: Dialect, ignoresQuotes: boolean): PapaParser {
  return new Parser({
    delimiter: dialect.delimiter,
    newline: dialect.newline,
    // A character that no text holds, because the decoder drops it.
    ...(ignoresQuotes ? { quoteChar: "\0", escapeChar: "\0" } : {}),
  });
}

function tooLarge(message: string): EngineError {
  return new EngineError("file-too-large", message, { hint: "Check that its lines end where its rows do." });
}

function strip(rows: string[][]): string[][] {
  for (const row of rows) {
    if (row.length > maxCells)
      throw tooLarge(
        `A row of the file has ${row.length.toLocaleString("en")} cells, and at most ${maxCells.toLocaleString("en")} are read.`,
      );
    const last = row.length - 1;
    const cell = row[last];
    if (cell !== undefined && cell.charCodeAt(cell.length - 1) === 13) row[last] = cell.slice(0, -1);
  }
  return rows;
}
