/** Where one file holds several tables below each other. */
import { addDecimalEvidence, isMissingToken, noDecimalEvidence, parseNumber, TimeReader } from "#engine/ingest/cells";
import { isBlankRow, isRuleRow } from "./table-shape.ts";
import { isTimeName } from "./column-names.ts";

const sampleRows = 2000;
/** More rows of words than this are no titles and names of columns. */
const maxPending = 30;
const leastTimesAcross = 3;
const maxNameLength = 80;

/** A table below or above others, with all rows that belong to it. */
export interface RowSection {
  /** File rows from 0, `to` is past the last one. */
  readonly from: number;
  readonly to: number;
  /** What stands above its names; empty without any. */
  readonly title: string;
  /** Names of its columns; null without any. */
  readonly header: readonly string[] | null;
  readonly dataRows: number;
  /** Its first rows, from `from` on. */
  readonly sample: readonly (readonly string[])[];
  /** Per column how many of the data rows have a cell. */
  readonly filled: readonly number[];
}

interface OpenSection {
  from: number;
  to: number;
  title: string;
  header: readonly string[] | null;
  dataRows: number;
  readonly sample: (readonly string[])[];
  readonly filled: number[];
  /** Where its times stand, −1 where none were found. */
  keyColumn: number;
  first: readonly string[];
  last: readonly string[];
}

/** Rows since the last row of data. */
interface Pending {
  readonly row: readonly string[];
  readonly kind: "blank" | "title" | "names";
}

/**
 * Cuts rows into tables. A table begins behind a blank row with a title, with names of its own, or both; names without a
 * blank row begin one where the name of the times stands among them. Repeated names go on with the table above, unless a
 * title of their own stands over times that begin anew. Rows are looked at closely only there.
 */
export class SectionScan {
  readonly #done: OpenSection[] = [];
  #open: OpenSection | null = null;
  #pending: Pending[] = [];
  #at = 0;
  readonly #reader = new TimeReader();

  take(rows: readonly (readonly string[])[]): void {
    for (const row of rows) {
      this.#takeRow(row);
      this.#at += 1;
    }
  }

  /** So far. */
  sections(): RowSection[] {
    return this.#open === null ? this.#done : [...this.#done, { ...this.#open, to: this.#at }];
  }

  #takeRow(row: readonly string[]): void {
    if (isBlankRow(row)) {
      this.#pending.push({ row, kind: "blank" });
      if (this.#pending.length > maxPending) this.#flush();
      return;
    }
    const kind =
      this.#pending.length > 0 || this.#open === null ? this.#kindOf(row) : this.#kindWithin(row, this.#open);
    if (kind === "data") this.#takeData(row);
    else {
      this.#pending.push({ row, kind });
      if (this.#pending.length > maxPending) this.#flush();
    }
  }

  /** Directly below data, only the names of columns and the titles above such names are looked for. */
  #kindWithin(row: readonly string[], { header }: OpenSection): Pending["kind"] | "data" {
    let at = -1;
    let filled = 0;
    let hasDigits = false;
    for (let column = 0; column < row.length; column += 1) {
      const text = row[column] ?? "";
      let code = text.charCodeAt(0);
      if (code <= 32) code = text.trim().charCodeAt(0);
      if (code !== code) continue;
      if (at < 0) at = column;
      filled += 1;
      hasDigits ||= code >= 48 && code <= 57;
      // Nearly every row ends here.
      if (hasDigits && filled > 1) return "data";
    }
    const cell = (row[at] ?? "").trim();
    if (filled === 1) return this.#isTitle(cell) && (header?.length ?? row.length) > 1 ? "title" : "data";
    return isSameName(cell, header?.[at]) || isTimeName(cell) ? this.#kindOf(row) : "data";
  }

  #kindOf(row: readonly string[]): Pending["kind"] | "data" {
    // Rules are drawn between names and rows.
    if (isRuleRow(row)) return "title";
    const cells = row.map((cell) => cell.trim()).filter((cell) => cell !== "");
    if (cells.length === 1 && cells[0]?.startsWith("#") === true) return "title";
    if (cells.length === 1) return this.#isTitle(cells[0] ?? "", row.length) ? "title" : "data";
    if (cells.every((cell) => this.#isWord(cell))) return "names";
    // Dates from cell to cell are names, too.
    const [first = "", ...rest] = (row[0] ?? "").trim() === "" ? ["", ...cells] : cells;
    const isAcross = rest.length >= leastTimesAcross && new Set(rest).size === rest.length;
    return isAcross && (first === "" || this.#isWord(first)) && rest.every((cell) => this.#namesTime(cell))
      ? "names"
      : "data";
  }

  /** Words, and "January 2024" where nothing stands beside it. */
  #isTitle(cell: string, width = 2): boolean {
    return this.#isWord(cell) || (width > 1 && /\p{L}{3}/u.test(cell) && !Number.isNaN(this.#reader.read(cell)));
  }

  #isWord(cell: string): boolean {
    return (
      /\p{L}/u.test(cell) &&
      !isMissingToken(cell) &&
      !addDecimalEvidence(noDecimalEvidence(), cell) &&
      Number.isNaN(this.#reader.read(cell))
    );
  }

  #namesTime(cell: string): boolean {
    return /^(?:19|20)\d\d$/.test(cell) || (!Number.isNaN(this.#reader.read(cell)) && !/^\d+$/.test(cell));
  }

  #takeData(row: readonly string[]): void {
    const open = this.#open;
    if (this.#pending.length > 0 || open === null) {
      const names = this.#namesAt();
      const title = this.#titleAbove(names);
      if (open === null) this.#begin(0, title, names, row);
      else if (this.#beginsTable(open, row, title, names)) {
        open.to = this.#at - this.#pending.length;
        this.#done.push(open);
        this.#begin(open.to, title, names, row);
      } else this.#flush();
    }
    this.#add(row);
  }

  /** Of the rows of names the fullest, the last of several: others above it are titles of two cells. */
  #namesAt(): number {
    let best = -1;
    let most = 0;
    for (const [at, { row, kind }] of this.#pending.entries()) {
      if (kind !== "names") continue;
      const count = row.filter((cell) => cell.trim() !== "").length;
      if (count < most) continue;
      best = at;
      most = count;
    }
    return best;
  }

  #titleAbove(names: number): string {
    // Words directly below the table above belong to that.
    const gap = this.#open === null ? -1 : this.#pending.findIndex(({ kind }) => kind === "blank");
    const above = this.#pending.slice(gap + 1, names < 0 ? undefined : names);
    const below = names < 0 ? [] : this.#pending.slice(names + 1).filter(({ kind }) => kind === "title");
    for (const { row } of [...above.toReversed(), ...below]) {
      const text = row
        .map((cell) => cell.trim())
        .filter((cell) => cell !== "")
        .join(" ")
        .replace(/^[#\s]+/, "");
      if (/\p{L}/u.test(text)) return text.length > maxNameLength ? `${text.slice(0, maxNameLength - 1)}…` : text;
    }
    return "";
  }

  #beginsTable(open: OpenSection, row: readonly string[], title: string, names: number): boolean {
    const header = names < 0 ? null : (this.#pending[names]?.row ?? []);
    const isApart = this.#pending.some(({ kind }, at) => kind === "blank" && (names < 0 || at < names));
    if (header !== null) {
      if (!isSameHeader(header, open.header)) {
        const first = header.findIndex((cell) => cell.trim() !== "");
        const namesTimes =
          isSameName(header[first] ?? "", open.header?.[first]) || isTimeName((header[first] ?? "").trim());
        // A note between the rows of one table may have commas in it.
        return namesTimes || (isApart && this.#beginsAnew(open, row));
      }
      return title !== "" && plainTitle(title) !== plainTitle(open.title) && this.#beginsAnew(open, row);
    }
    // Without a gap only times that begin anew tell a group's name from a note.
    const isTable = (isApart || (open.keyColumn >= 0 && this.#isTimed(open, row))) && !this.#isOutline(open, row);
    return isTable && title !== "" && plainTitle(title) !== plainTitle(open.title) && this.#beginsAnew(open, row);
  }

  /** A name that stands once above blank cells of its own column is the id of the rows below. */
  #isOutline({ header }: OpenSection, row: readonly string[]): boolean {
    const title = this.#pending.findLast(({ kind }) => kind === "title")?.row ?? [];
    const at = title.findIndex((cell) => cell.trim() !== "");
    return (header?.[at] ?? "").trim() !== "" && (row[at] ?? "").trim() === "";
  }

  /** Whether the row's time is not beyond the last one; without times, rows are of another table. */
  #beginsAnew({ keyColumn, first, last }: OpenSection, row: readonly string[]): boolean {
    if (keyColumn < 0) return true;
    const [from, to, next] = [first, last, row].map((of) => this.#keyOf(of[keyColumn] ?? ""));
    if (from === undefined || to === undefined || next === undefined || Number.isNaN(next)) return true;
    return to >= from ? next <= to : next >= to;
  }

  #isTimed({ keyColumn, last }: OpenSection, row: readonly string[]): boolean {
    return [last, row].every((of) => !Number.isNaN(this.#keyOf(of[keyColumn] ?? "")));
  }

  #keyOf(cell: string): number {
    const ms = this.#reader.read(cell.trim());
    return ms === ms ? ms : parseNumber(cell, ".");
  }

  #begin(from: number, title: string, names: number, row: readonly string[]): void {
    const rows = this.#pending.map((pending) => pending.row);
    const own = names < 0 ? null : (rows[names] ?? []);
    // Names that stand over the table above take the place of a blank row or title here, so that rows keep their numbers.
    const inherited = own === null && from > 0 ? (this.#open?.header ?? null) : null;
    if (inherited !== null) rows[0] = inherited;
    const timed = row.findIndex((cell) => !Number.isNaN(this.#reader.read(cell.trim())));
    const named = (own ?? inherited)?.findIndex((cell) => isTimeName(cell.trim())) ?? -1;
    this.#open = {
      from,
      to: from,
      title,
      header: own ?? inherited,
      dataRows: 0,
      sample: rows,
      filled: [],
      keyColumn: timed >= 0 ? timed : named,
      first: row,
      last: row,
    };
    this.#pending = [];
  }

  #add(row: readonly string[]): void {
    const open = this.#open;
    if (open === null) return;
    open.dataRows += 1;
    open.last = row;
    if (open.sample.length < sampleRows) open.sample.push(row);
    for (let column = 0; column < row.length; column += 1)
      if (row[column] !== "") open.filled[column] = (open.filled[column] ?? 0) + 1;
  }

  /** What stood between two rows of one table belongs to it. */
  #flush(): void {
    const open = this.#open;
    if (open !== null) {
      for (const { row } of this.#pending) if (open.sample.length < sampleRows) open.sample.push(row);
      this.#pending = [];
    }
  }
}

function isSameHeader(a: readonly string[], b: readonly string[] | null): boolean {
  if (b === null) return false;
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at += 1) if (namePart(a[at]) !== namePart(b[at])) return false;
  return true;
}

function isSameName(a: string, b: string | undefined): boolean {
  return namePart(b) !== "" && namePart(a) === namePart(b);
}

function namePart(cell: string | undefined): string {
  return (cell ?? "").trim().toLowerCase();
}

/** Numbers of pages and dates of print differ from page to page. */
function plainTitle(title: string): string {
  return title.replace(/\d+/g, "").trim().toLowerCase();
}
