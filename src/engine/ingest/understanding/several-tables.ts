/** Tables below and beside each other in one file, as the user can choose between them. */
import { parseNumber, TimeReader } from "#engine/ingest/cells";
import type { RowSection } from "./sections.ts";
import { findTable, isBlankRow, type TableShape } from "./table-shape.ts";
import { isTimeName } from "./column-names.ts";

const leastRows = 2;
const leastRowsWithoutNumbers = 5;
const comparedRows = 500;
const leastCompared = 3;
/** Two columns of times run apart when their distance changes by more than this share of what they span. */
const apartShare = 0.25;

/** One of the tables of a file: a rectangle of its cells. */
export interface Section {
  readonly name: string;
  /** File rows from 0, `to` is past the last one. */
  readonly from: number;
  readonly to: number;
  /** The file's row that its first words or cells stand in, from 1. */
  readonly firstRow: number;
  readonly fromColumn: number;
  readonly toColumn: number;
  /** Rows at the top of the file that describe it and are of no table. */
  readonly preambleRows: number;
  /** Rows of data. */
  readonly rows: number;
  /** Its first rows, from `from` on, with its own columns only. */
  readonly sample: readonly (readonly string[])[];
  /** Whether it holds times: those that do are read first. */
  readonly hasTimes: boolean;
}

/** The file's tables, those without times above the first with times left out; fewer than two where the file is one table. */
export function tablesOf(sections: readonly RowSection[], delimiter: string): Section[] {
  const found = sections.map((section) => ({ section, shape: findTable(section.sample, delimiter) }));
  const areTimed = found.map(({ section, shape }) => shape !== null && holdsHistory(section, shape));
  // What stands above the first table describes the file.
  const first = Math.max(0, areTimed.indexOf(true));
  const preambleRows = sections[first]?.from ?? 0;
  const tables = found
    .slice(first)
    .flatMap(({ section, shape }, at) => (shape === null ? [] : split(section, shape, areTimed[first + at] === true)));
  return withOwnNames(tables.map((table) => ({ ...table, preambleRows })));
}

/** The one to read when nobody chose: of those with times the longest, the first of equals. */
export function largestTable(tables: readonly Section[]): Section | null {
  const worth = ({ hasTimes, rows }: Section): number => (hasTimes ? 1e12 : 0) + rows;
  return tables.reduce<Section | null>(
    (best, table) => (best === null || worth(table) > worth(best) ? table : best),
    null,
  );
}

/** Times, and numbers beside them. */
function holdsHistory({ dataRows }: RowSection, { columns }: TableShape): boolean {
  const hasNumbers = columns.some(({ kind }) => kind === "number");
  const reader = new TimeReader();
  const across = columns.filter(({ name, kind }) => kind === "number" && !Number.isNaN(reader.read(name))).length;
  if (across >= leastCompared) return true;
  const hasTimes = columns.some(
    ({ name, kind }) => kind === "time" || kind === "clock" || (kind === "number" && isTimeName(name)),
  );
  return hasTimes && dataRows >= (hasNumbers ? leastRows : leastRowsWithoutNumbers);
}

function split(own: RowSection, shape: TableShape, hasTimes: boolean): Omit<Section, "preambleRows">[] {
  const { from, to, title, header, dataRows, sample, filled } = own;
  const groups = sideBySide(shape, own.sample);
  const firstRow = from + own.sample.findIndex((row) => !isBlankRow(row)) + 1;
  if (groups.length < 2) {
    const end = lastFilled(own) + 1;
    const names = (header ?? [])
      .map((name) => name.trim())
      .filter((name) => name !== "")
      .slice(1);
    const name = title !== "" ? title : names.slice(0, 2).join(", ");
    return [
      { name, from, to, firstRow, fromColumn: 0, toColumn: end, rows: dataRows, sample: cut(sample, 0, end), hasTimes },
    ];
  }
  return groups.map(([first, end]) => {
    const time = shape.columns.findIndex((_, at) => at >= first && at < end && mayBeTimes(shape, at));
    const value = shape.columns.find(({ kind }, at) => at > time && at < end && kind === "number");
    return {
      name: titleOver(shape, sample, first, end) ?? value?.name ?? "",
      from,
      to,
      firstRow,
      fromColumn: first,
      toColumn: end,
      rows: filled[time] ?? 0,
      sample: cut(sample, first, end),
      hasTimes,
    };
  });
}

/** The one word that stands over the names of some columns. */
function titleOver({ headerRow }: TableShape, sample: RowSection["sample"], from: number, to: number): string | null {
  const above = (sample[headerRow - 1] ?? []).slice(from, to).filter((cell) => cell.trim() !== "");
  return above.length === 1 ? (above[0]?.trim() ?? null) : null;
}

/** Spreadsheets fill the rows of a narrow table up to the width of the widest. */
function lastFilled({ sample, filled }: RowSection): number {
  return Math.max(
    filled.length - 1,
    ...sample.slice(0, 50).map((row) => row.findLastIndex((cell) => cell.trim() !== "")),
  );
}

function cut(rows: readonly (readonly string[])[], from: number, to: number): readonly (readonly string[])[] {
  return rows.map((row) => row.slice(from, to));
}

/** A name of its own for each table, because tables are asked for by their names. */
export function withOwnNames<T extends { readonly name: string }>(tables: readonly T[]): T[] {
  const used = new Set<string>();
  return tables.map((table, at) => {
    const base = table.name === "" ? `table ${at + 1}` : table.name;
    let name = base;
    for (let copy = 2; used.has(name); copy += 1) name = `${base} (${copy})`;
    used.add(name);
    return { ...table, name };
  });
}

/**
 * Tables beside each other, each with times of its own: behind an empty column, where the name of the times is repeated, or
 * where a second column of times goes another way than the first. Order and payment dates of one row are none.
 * @returns columns from, and up to but without, of each; empty where the columns are one table
 */
export function sideBySide(shape: TableShape, sample: readonly (readonly string[])[]): (readonly [number, number])[] {
  // Most tables have one column of times and no gap.
  const candidates = shape.columns.flatMap((_, at) => (mayBeTimes(shape, at) ? [at] : []));
  if (candidates.length < 2) return [];
  const rows = sample.slice(shape.firstDataRow, shape.firstDataRow + comparedRows);
  const times = candidates.filter((at) => shape.columns[at]?.kind === "time" || areYears(rows, at));
  const written = times.filter((at) => shape.columns[at]?.kind === "time");
  for (const starts of [behindGaps(shape), atRepeatedNames(shape, times), written]) {
    const groups = starts.map(
      (start, at) => [at === 0 ? 0 : start, filledEnd(shape, start, starts[at + 1] ?? shape.width)] as const,
    );
    const [first, ...others] = groups.map((group) => timesOf(shape, times, group, rows));
    if (first === undefined || first === null || others.length === 0) continue;
    const areApart = starts === written ? runApart : differ;
    if (others.every((other) => other !== null && areApart(first, other))) return groups;
  }
  return [];
}

function mayBeTimes({ columns }: TableShape, column: number): boolean {
  const { name = "", kind } = columns[column] ?? {};
  return kind === "time" || (kind === "number" && isTimeName(name));
}

/** As it stands in the file. */
function nameIn({ renamed, columns }: TableShape, column: number): string {
  return renamed.find((one) => one.column === column)?.from ?? columns[column]?.name ?? "";
}

/** 1990, or 19900131. */
function areYears(rows: readonly (readonly string[])[], column: number): boolean {
  const cells = rows.map((row) => (row[column] ?? "").trim()).filter((cell) => cell !== "");
  return cells.length >= leastCompared && cells.every((cell) => /^(?:1[5-9]|20|21)\d\d(?:\d{4})?$/.test(cell));
}

function filledEnd({ columns }: TableShape, from: number, to: number): number {
  let end = to;
  while (end > from + 1 && columns[end - 1]?.kind === "empty") end -= 1;
  return end;
}

function behindGaps({ columns }: TableShape): number[] {
  return columns.flatMap(({ kind }, at) =>
    kind !== "empty" && (at === 0 || columns[at - 1]?.kind === "empty") ? [at] : [],
  );
}

/** Starts of the stretches of columns that begin with the same name. */
function atRepeatedNames(shape: TableShape, times: readonly number[]): number[] {
  const name = nameIn(shape, times[0] ?? 0).toLowerCase();
  return times.filter((column) => nameIn(shape, column).toLowerCase() === name);
}

/** The times of a group that has numbers, NaN where there are none; null where it is no table. */
function timesOf(
  { columns }: TableShape,
  times: readonly number[],
  [from, to]: readonly [number, number],
  rows: readonly (readonly string[])[],
): Float64Array | null {
  const time = times.find((column) => column >= from && column < to);
  if (time === undefined) return null;
  if (!columns.some(({ kind }, at) => at >= from && at < to && at !== time && kind === "number")) return null;
  const reader = new TimeReader();
  const isNumber = columns[time]?.kind === "number";
  return Float64Array.from(rows, (row) => {
    const cell = (row[time] ?? "").trim();
    return isNumber ? parseNumber(cell, ".") : reader.read(cell);
  });
}

/** The same times again, and fewer of them, are no times of their own. */
function differ(first: Float64Array, other: Float64Array): boolean {
  return other.some((ms, row) => ms === ms && ms !== first[row]);
}

/** Both without repeats in one direction, and farther and farther from each other. */
function runApart(a: Float64Array, b: Float64Array): boolean {
  const both = [...a.keys()].filter((row) => a[row] === a[row] && b[row] === b[row]);
  if (both.length < leastCompared) return false;
  const [first = 0] = both;
  const last = both.at(-1) ?? 0;
  const spanOf = (times: Float64Array): number => (times[last] ?? 0) - (times[first] ?? 0);
  const isSteady = (times: Float64Array): boolean =>
    both.every(
      (row, at) =>
        at === 0 || Math.sign((times[row] ?? 0) - (times[both[at - 1] ?? 0] ?? 0)) === Math.sign(spanOf(times)),
    );
  const drift = Math.abs(spanOf(a) - spanOf(b));
  return isSteady(a) && isSteady(b) && drift > apartShare * Math.min(Math.abs(spanOf(a)), Math.abs(spanOf(b)));
}
