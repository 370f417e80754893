import { recordRank } from "./vendor-profile.ts";

const sampleRows = 500;

/** One table of a record file: lines that begin with D, under the line with I that names their columns. */
export interface RecordTable {
  /** Table, subtable and version: `DISPATCH|PRICE|4`. */
  readonly key: string;
  readonly header: readonly string[];
  readonly sample: readonly (readonly string[])[];
  readonly rows: number;
}

/** Comment, information and data records, as the Australian market operator writes them. */
export function isRecordFile(rows: readonly (readonly string[])[]): boolean {
  const filled = rows.filter((row) => row.some((cell) => cell.trim() !== "")).slice(0, 200);
  if (filled.length < 2 || !filled.some((row) => row[0] === "I" && row.length > 4)) return false;
  return filled.every((row) => row[0] === "C" || row[0] === "I" || row[0] === "D");
}

export function recordKey(header: readonly string[]): string {
  return header.slice(1, 4).join("|");
}

/** Counts the tables of a record file on a first pass through it. */
export class RecordScan {
  readonly #tables = new Map<string, { header: string[]; sample: string[][]; rows: number }>();
  #current = "";

  take(rows: readonly string[][]): void {
    for (const row of rows) {
      if (row[0] === "I") {
        this.#current = recordKey(row);
        if (!this.#tables.has(this.#current)) this.#tables.set(this.#current, { header: row, sample: [], rows: 0 });
      } else if (row[0] === "D") {
        const table = this.#tables.get(this.#current);
        if (table === undefined) continue;
        table.rows += 1;
        if (table.sample.length < sampleRows) table.sample.push(row);
      }
    }
  }

  tables(): RecordTable[] {
    return [...this.#tables].map(([key, table]) => ({ key, ...table })).filter(({ rows }) => rows > 0);
  }

  /** The table that most people want: prices and demand first, else the longest. */
  best(): RecordTable | null {
    const worth = (table: RecordTable): number => (hasHistory(table) ? 1 : 0);
    const sorted = this.tables().sort(
      (a, b) => worth(b) - worth(a) || recordRank(twoPart(a.key)) - recordRank(twoPart(b.key)) || b.rows - a.rows,
    );
    return sorted[0] ?? null;
  }
}

/** Table and subtable, without the version. */
export function twoPart(key: string): string {
  return key.split("|").slice(0, 2).join("|");
}

/** A single interval is no series. */
function hasHistory({ header, sample }: RecordTable): boolean {
  const time = header.findIndex((name) => /DATE/i.test(name));
  return time >= 0 && new Set(sample.map((row) => row[time])).size > 1;
}
