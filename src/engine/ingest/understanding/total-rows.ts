/** Rows that add up the others: they are no series of their own. */
import { formatCount } from "#engine/format";
import { NumberSink, type Table } from "#engine/ingest/columns";
import { areDistinct, type Labels } from "./row-labels.ts";
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
 * @param headings places of rows that are known to be sums
 */
export function totalRows(
  table: Table,
  rows: readonly number[],
  labels: readonly Labels[],
  columns: readonly number[],
  headings: ReadonlySet<number>,
): ReadonlySet<number> {
  const nameAt = rows.map((_, at) => labels.find(({ words }) => isTotalName(words[at] ?? ""))?.words[at] ?? "");
  const candidates = nameAt.flatMap((name, at) => (name === "" ? [] : [at]));
  if (candidates.length === 0 || candidates.length > rows.length * maxShare) return new Set();
  const sums = new Sums(table, rows, sampleOf(columns));
  const plain = nameAt.flatMap((name, at) => (name === "" && !headings.has(at) ? [at] : []));
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
    `${found.length === 1 ? "1 row is the sum of others and was" : `${formatCount(found.length)} rows are sums of others and were`} left out: "${nameAt[first] ?? ""}" in row ${table.fileRow(rows[first] ?? 0)}. --undo total-row keeps ${found.length === 1 ? "it" : "them"}.`,
  );
  return new Set(found.map((at) => rows[at] ?? 0));
}

/**
 * Rows that are the sum of those below them up to the next of their kind, as pivots write them: where the rows' names are
 * not their own without, the names of the sums come before them. Lists them; changes the labels.
 * @returns places of the sums; empty where the table is not made of them, and where the user wants them kept
 */
export function takeSubtotals(
  table: Table,
  rows: readonly number[],
  labels: Labels[],
  columns: readonly number[],
): ReadonlySet<number> {
  const own = rows.flatMap((_, at) => (labels.some(({ words }) => isTotalName(words[at] ?? "")) ? [] : [at]));
  const [names, more] = labels;
  if (names === undefined || more !== undefined || areDistinct(labels, own)) return new Set();
  const groups = groupsBelowSums(new Sums(table, rows, sampleOf(columns)), own) ?? [];
  // A row that is written twice is no part of itself.
  const areOthers = groups.every(({ heading, members }) =>
    members.every((at) => names.words[at] !== names.words[heading]),
  );
  if (groups.length === 0 || !areOthers) return new Set();
  const words = rows.map(() => "");
  for (const { heading, members } of groups) for (const at of members) words[at] = names.words[heading] ?? "";
  const made = [{ name: "group", words }, names];
  const members = groups.flatMap((group) => group.members);
  if (!areDistinct(made, members) || table.log.isUndone("total-row")) return new Set();
  for (const { heading } of groups)
    table.log.add("total-row", table.fileRow(rows[heading] ?? 0), names.name, names.words[heading], "row left out");
  const first = groups[0]?.heading ?? 0;
  table.log.warn(
    "total-row",
    `${formatCount(groups.length)} rows are sums of the rows below them and were left out; their names come before those of their parts: "${names.words[first] ?? ""}" in row ${table.fileRow(rows[first] ?? 0)}. --undo total-row keeps them.`,
  );
  labels.splice(0, 1, ...made);
  return new Set(groups.map(({ heading }) => heading));
}

interface SumGroup {
  readonly heading: number;
  readonly members: readonly number[];
}

/** Null where the rows do not fall into sums and their parts without a rest. */
function groupsBelowSums(sums: Sums, own: readonly number[]): SumGroup[] | null {
  const groups: SumGroup[] = [];
  for (let from = 0; from < own.length;) {
    const length = sums.partsBelow(own, from);
    if (length === 0) return null;
    groups.push({ heading: own[from] ?? 0, members: own.slice(from + 1, from + 1 + length) });
    from += 1 + length;
  }
  return groups.length > 1 ? groups : null;
}

function sayKept(table: Table, kept: readonly { readonly row: number; readonly name: string }[]): void {
  const [first] = kept;
  if (first === undefined || table.rows < 3) return;
  table.log.warn(
    "total-kept",
    `"${first.name}" in row ${table.fileRow(first.row)} is called a total but is not the sum of other rows: it was kept as a series.`,
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

  /** How many of the next rows add up to this one; 0 where none do. */
  partsBelow(rows: readonly number[], from: number): number {
    const check = new SumCheck(this.#columns.map((column) => this.#valueAt(column, rows[from] ?? 0)));
    const sums = new Float64Array(this.#columns.length);
    for (let next = from + 1; next < rows.length; next += 1) {
      for (const [i, column] of this.#columns.entries())
        sums[i] = (sums[i] ?? 0) + (this.#valueAt(column, rows[next] ?? 0) || 0);
      if (check.fitting((i) => sums[i] ?? 0) >= leastFittingShare) return next - from;
    }
    return 0;
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
