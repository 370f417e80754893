import { addDecimalEvidence, noDecimalEvidence, isMissingToken, TimeReader } from "#engine/ingest/cells";
import { RowTokenizer, type Dialect } from "./row-tokenizer.ts";

/** As `csvLine` writes. */
export const plainDialect: Dialect = {
  delimiter: ",",
  newline: "\n",
  hasRuns: false,
  ignoresQuotes: false,
  hasLoneReturns: false,
};

const candidates = [",", ";", "\t", "|", " "] as const;
const sampleRows = 400;
const dividedShare = 0.95;

/**
 * Decides the delimiter by what the cells become under it: the right one gives rows of equal length whose cells are numbers,
 * times and blanks. Counting characters alone fails on decimal commas.
 * @param text whole lines from the beginning of the file.
 */
export function detectDialect(text: string): Dialect {
  const newline = text.includes("\n") ? "\n" : text.includes("\r") ? "\r" : "\n";
  const sample = firstLines(text, newline, sampleRows);
  const hasLoneReturns = newline === "\n" && /\r(?!\n)/.test(text.replace(/"[^"]*"/g, "").replace(/\r$/, ""));
  let best: Dialect = { delimiter: ",", newline, hasRuns: false, ignoresQuotes: false, hasLoneReturns };
  let bestScore = -1;
  let divided: Division | null = null;
  for (const delimiter of candidates) {
    if (!sample.includes(delimiter)) continue;
    const dialect: Dialect = { delimiter, newline, hasRuns: delimiter === " ", ignoresQuotes: false, hasLoneReturns };
    const { score, division } = scoreOf(dialect, sample);
    if (delimiter === " " && divided !== null && !dividesBetter(division, divided)) continue;
    if (delimiter !== " " && shareOf(division, division.titles) >= dividedShare) divided ??= division;
    if (score > bestScore) {
      bestScore = score;
      best = dialect;
    }
  }
  return best;
}

function firstLines(text: string, newline: string, count: number): string {
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    const next = text.indexOf(newline, at);
    if (next < 0) return text;
    at = next + 1;
  }
  return text.slice(0, at);
}

/** How a delimiter divides the rows that are not blank. */
interface Division {
  /** [rows] how many cells each has. */
  readonly lengths: readonly number[];
  /** The usual number of cells, two at least; 0 where no row is divided. */
  readonly width: number;
  /** Rows above the first one that is divided. */
  readonly titles: number;
}

/** Share of the rows from one on that have the usual number of cells. */
function shareOf({ lengths, width }: Division, from: number): number {
  const rows = lengths.slice(from);
  return width === 0 ? 0 : rows.filter((length) => length === width).length / Math.max(1, rows.length);
}

/**
 * Blanks stand inside of cells, too: they divide them only where nothing else does. A header that is divided by blanks alone
 * stands above rows whose commas are decimal marks.
 */
function dividesBetter(blanks: Division, other: Division): boolean {
  const header = Math.max(0, other.titles - 1);
  return shareOf(blanks, header) > shareOf(other, header);
}

function scoreOf(dialect: Dialect, sample: string): { readonly score: number; readonly division: Division } {
  const tokenizer = new RowTokenizer(dialect);
  const rows = [...tokenizer.push(sample), ...tokenizer.end()].filter((row) => row.some((cell) => cell.trim() !== ""));
  const undivided = { score: 0, division: { lengths: rows.map(() => 1), width: 0, titles: 0 } };
  const lengths = new Map<number, number>();
  for (const row of rows) lengths.set(row.length, (lengths.get(row.length) ?? 0) + 1);
  let width = 1;
  let widthCount = 0;
  for (const [length, count] of lengths) {
    if (length > 1 && (count > widthCount || (count === widthCount && length > width))) {
      width = length;
      widthCount = count;
    }
  }
  if (width < 2) return undivided;
  const reader = new TimeReader();
  const evidence = noDecimalEvidence();
  let understood = 0;
  let cells = 0;
  for (const row of rows) {
    if (row.length !== width) continue;
    for (const raw of row) {
      const cell = raw.trim();
      cells += 1;
      if (cell === "") understood += 0.5;
      else if (isMissingToken(cell) || addDecimalEvidence(evidence, cell) || !Number.isNaN(reader.read(cell)))
        understood += 1;
    }
  }
  const consistency = widthCount / rows.length;
  const meaning = cells === 0 ? 0 : understood / cells;
  // Blanks separate words in ordinary text, so columns of blanks must be nearly perfect to be believed.
  const doubt = dialect.delimiter === " " ? 0.8 : 1;
  return {
    score: consistency * (0.15 + meaning) * doubt + Math.min(width, 20) * 1e-4,
    division: { lengths: rows.map((row) => row.length), width, titles: rows.findIndex((row) => row.length > 1) },
  };
}
