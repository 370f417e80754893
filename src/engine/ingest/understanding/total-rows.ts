/** Rows that add up the others: they are no series of their own. */
import { NumberSink, type Table } from "#engine/ingest/columns";
import type { Labels } from "./row-labels.ts";
import { isPlainTotalName, isTotalName, totalOf } from "./total-names.ts";

/** Half a percent, or one unit of the last digit: parts are rounded on their own. */
const tolerance = 0.005;
/** Of the cells in which there is a total. */
export const leastFittingShare = 0.9;
/** A sum is proved by so many columns. */
const provingColumns = 64;
/** Where more rows are called totals, it is a kind of thing ("Total assets"). */
const maxShare = 0.5;

/**
 * Which of the rows are called a total and are the sum of others: of all, of those above or below it up to the next total, or of
 * those that have a word with it in common. Lists them; empty where the user wants them kept.
 * @param rows of the table, as the labels name them
 * @param columns of values
 */
export function totalRows(
  table: Table,
  rows: readonly number[],
  labels: readonly Labels[],
  columns: readonly number[],
): ReadonlySet<number> {
  const nameAt = rows.map((_, at) => labels.find(({ words }) => isTotalName(words[at] ?? ""))?.words[at] ?? "");
  const candidates = nameAt.flatMap((name, at) => (name === "" ? [] : [at]));
  if (candidates.length === 0 || candidates.length > rows.length * maxShare) return new Set();
  const sums = new Sums(table, rows, sampleOf(columns));
  const plain = nameAt.flatMap((name, at) => (name === "" ? [at] : []));
  const found: number[] = [];
  const kept: number[] = [];
  for (const at of candidates) {
    if (addendsOf(at, nameAt, plain, labels).some(({ key, of }) => sums.fits(at, key, of))) found.push(at);
    else if (isPlainTotalName(nameAt[at] ?? "")) kept.push(at);
  }
  sayKept(
    table,
    kept.map((at) => ({ row: rows[at] ?? 0, name: nameAt[at] ?? "" })),
  );
  if (found.length === 0 || table.log.isUndone("total-row")) return new Set();
  for (const at of found)
    table.log.add("total-row", table.fileRow(rows[at] ?? 0), labels[0]?.name ?? "", nameAt[at], "row left out");
  const first = found[0] ?? 0;
  table.log.warn(
    "total-row",
    `${found.length === 1 ? "One row is" : `${found.length} rows are`} the sum of others and left out: "${nameAt[first] ?? ""}" in row ${table.fileRow(rows[first] ?? 0)}. --undo total-row keeps ${found.length === 1 ? "it" : "them"}.`,
  );
  return new Set(found.map((at) => rows[at] ?? 0));
}

function sayKept(table: Table, kept: readonly { readonly row: number; readonly name: string }[]): void {
  const [first] = kept;
  if (first === undefined || table.rows < 3) return;
  table.log.warn(
    "total-kept",
    `"${first.name}" in row ${table.fileRow(first.row)} is called a total and is not the sum of other rows: it is kept as a series.`,
  );
}

interface Addends {
  readonly key: string;
  readonly of: () => readonly number[];
}

/** What a row may be the sum of. */
function addendsOf(
  at: number,
  names: readonly string[],
  plain: readonly number[],
  labels: readonly Labels[],
): Addends[] {
  const all: Addends = { key: "all", of: () => plain };
  const above: Addends = { key: `above ${at}`, of: () => run(at, -1, names) };
  const below: Addends = { key: `below ${at}`, of: () => run(at, 1, names) };
  const own = labels.flatMap(({ words }, column) => {
    const word = words[at] ?? "";
    return word === "" || isTotalName(word) ? [] : [sharing(word, [column], plain, labels)];
  });
  const named = totalOf(names[at] ?? "");
  const everywhere = labels.map((_, column) => column);
  return [...(named === null ? [] : [sharing(named, everywhere, plain, labels)]), ...own, above, below, all];
}

function sharing(
  word: string,
  columns: readonly number[],
  plain: readonly number[],
  labels: readonly Labels[],
): Addends {
  return {
    key: `${columns.join(",")} ${word}`,
    of: () => plain.filter((row) => columns.some((column) => labels[column]?.words[row] === word)),
  };
}

/** The rows on one side, up to the next total. */
function run(at: number, step: 1 | -1, names: readonly string[]): number[] {
  const found: number[] = [];
  for (let next = at + step; names[next] === ""; next += step) found.push(next);
  return found;
}

function sampleOf(columns: readonly number[]): number[] {
  const stride = Math.max(1, Math.ceil(columns.length / provingColumns));
  return columns.filter((_, at) => at % stride === 0);
}

/** Sums of rows in some columns, each set of rows added up once. */
class Sums {
  readonly #table: Table;
  readonly #rows: readonly number[];
  readonly #columns: readonly number[];
  readonly #known = new Map<string, { readonly sums: Float64Array; readonly count: number }>();

  constructor(table: Table, rows: readonly number[], columns: readonly number[]) {
    this.#table = table;
    this.#rows = rows;
    this.#columns = columns;
  }

  fits(at: number, key: string, addends: () => readonly number[]): boolean {
    const known = this.#known.get(key) ?? this.#add(addends());
    this.#known.set(key, known);
    if (known.count === 0) return false;
    const check = new SumCheck(this.#columns.map((column) => this.#valueAt(column, at)));
    return check.fitting((i) => known.sums[i] ?? 0) >= leastFittingShare;
  }

  #valueAt(column: number, at: number): number {
    const sink = this.#table.columns[column]?.sink;
    return sink instanceof NumberSink ? sink.values.get(this.#rows[at] ?? 0) : Number.NaN;
  }

  #add(addends: readonly number[]): { sums: Float64Array; count: number } {
    const sums = new Float64Array(this.#columns.length);
    for (const at of addends)
      for (const [i, column] of this.#columns.entries()) {
        const value = this.#valueAt(column, at);
        if (value === value) sums[i] = (sums[i] ?? 0) + value;
      }
    return { sums, count: addends.length };
  }
}

/** Whether totals are sums, give or take what rounding makes of them. */
export class SumCheck {
  readonly #totals: readonly number[];
  readonly #unit: number;

  constructor(totals: readonly number[]) {
    this.#totals = totals;
    this.#unit = unitOf(totals);
  }

  /** Share of the totals that are their sum; 0 where nothing is added up. */
  fitting(sumOf: (at: number) => number): number {
    let present = 0;
    let fitting = 0;
    let isZero = true;
    for (const [at, total] of this.#totals.entries()) {
      if (total !== total) continue;
      const sum = sumOf(at);
      const largest = Math.max(Math.abs(total), Math.abs(sum));
      present += 1;
      if (largest > 0) isZero = false;
      if (Math.abs(total - sum) <= Math.max(tolerance * largest, this.#unit)) fitting += 1;
    }
    return isZero ? 0 : fitting / present;
  }
}

/** Of the last digit that any of the totals has; whole numbers are counts, and counts are not rounded. */
function unitOf(values: readonly number[]): number {
  let digits = 0;
  for (const value of values)
    while (digits < 6 && value === value && Math.abs(value * 10 ** digits - Math.round(value * 10 ** digits)) > 1e-6)
      digits += 1;
  return digits === 0 ? 0.5 : 1.01 * 10 ** -digits;
}
