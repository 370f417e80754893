/** What columns are called: names, groups above them, units below, and no name twice. */
import type { DateHeads } from "./date-heads.ts";
import { isTimeName } from "./column-names.ts";

function isUnitsRow(row: readonly string[]): boolean {
  const cells = row.map((cell) => cell.trim()).filter((cell) => cell !== "");
  const units = cells.filter((cell) => /^[[(].*[\])]$/.test(cell)).length;
  return cells.length > 0 && units >= cells.length * 0.6;
}

interface Names {
  readonly names: string[];
  readonly renamed: { column: number; from: string; to: string }[];
}

interface Header extends Names {
  /** −1 without any. */
  readonly headerRow: number;
}

/** @param time the first column of times, −1 without any */
export function nameColumns(
  rows: readonly (readonly string[])[],
  headerRows: readonly number[],
  width: number,
  time: number,
): Header {
  const bracketed = headerRows.findLast((index) => isUnitsRow(rows[index] ?? []));
  const naming = headerRows.filter((index) => index !== bracketed);
  // The first row that names most columns; rows above it are groups, rows below it units.
  let headerRow = -1;
  let most = -1;
  for (const index of naming) {
    const distinct = countNames(rows[index] ?? []);
    if (distinct > most) {
      most = distinct;
      headerRow = index;
    }
  }
  // "Date" above the dates is the row of names, whatever keys stand above it.
  const timed = naming.findLast((index) => time >= 0 && isTimeName((rows[index]?.[time] ?? "").trim()));
  const isFullest = (index: number): boolean =>
    countNames(rows[index] ?? []) >= most || countFilled(rows[index] ?? []) > countFilled(rows[headerRow] ?? []);
  if (timed !== undefined && isFullest(timed)) headerRow = timed;
  const units = bracketed ?? naming.findLast((index) => index > headerRow);
  const header = headerRow < 0 ? [] : (rows[headerRow] ?? []);
  const groups = naming.filter((index) => index < headerRow && (rows[index]?.length ?? 0) >= width / 2).at(-1);
  const plain = Array.from({ length: width }, (_, column) => tidyName(header[column] ?? ""));
  const counts = new Map<string, number>();
  for (const name of plain) counts.set(name, (counts.get(name) ?? 0) + 1);
  // Units tell columns of one name apart only where they differ.
  const unitOf = (column: number): string => (units === undefined ? "" : tidyName(rows[units]?.[column] ?? ""));
  const groupOf = (column: number): string => (groups === undefined ? "" : tidyName(rows[groups]?.[column] ?? ""));
  // Merged cells are written once, above the first of their columns.
  const merged: string[] = [];
  for (let column = 0, last = ""; column < width && groups !== undefined; column += 1) {
    const cell = rows[groups]?.[column] ?? "";
    if (cell.trim() !== "") last = tidyName(cell);
    merged.push(last);
  }
  const mergedOf = (column: number): string => merged[column] ?? "";
  const [unitsApart, mergedApart] = [namesToldApart(plain, unitOf), namesToldApart(plain, mergedOf)];
  const wanted = plain.map((name, column) => {
    if (name !== "" && (counts.get(name) ?? 0) > 1) {
      const unit = unitOf(column);
      const group = groupOf(column);
      if (unit !== "" && (unitsApart.has(name) || !mergedApart.has(name))) return `${name} ${unit}`;
      if (mergedApart.has(name)) return `${mergedOf(column)} ${name}`;
      if (group !== "" && group !== name) return `${group} ${name}`;
    }
    return name;
  });
  const { names, renamed } = withNamesOfTheirOwn(plain, wanted);
  return { names, headerRow, renamed: headerRow >= 0 ? renamed : [] };
}

/** Names whose columns have words of their own, each another one. */
function namesToldApart(plain: readonly string[], wordOf: (column: number) => string): ReadonlySet<string> {
  const words = new Map<string, Set<string> | null>();
  for (const [column, name] of plain.entries()) {
    const known = words.get(name);
    const word = wordOf(column);
    if (known === null || word === "" || known?.has(word) === true) words.set(name, null);
    else if (known === undefined) words.set(name, new Set([word]));
    else known.add(word);
  }
  return new Set([...words].flatMap(([name, own]) => (own === null ? [] : [name])));
}

/** @param plain as they stand in the file @param wanted as they would be if no two were alike */
function withNamesOfTheirOwn(plain: readonly string[], wanted: readonly string[]): Names {
  const used = new Set<string>();
  /** Of a name, the first number that may be free: thousands of columns may be called the same. */
  const free = new Map<string, number>();
  const renamed: Names["renamed"] = [];
  const names = wanted.map((name, column) => {
    const base = name === "" ? `column ${column + 1}` : name;
    let unique = base;
    let copy = free.get(base) ?? 2;
    for (; used.has(unique); copy += 1) unique = `${base} (${copy})`;
    free.set(base, copy);
    used.add(unique);
    if (unique !== plain[column]) renamed.push({ column, from: plain[column] ?? "", to: unique });
    return unique;
  });
  return { names, renamed };
}

/** The names that rows of dates make. */
export function namesOfHeads({ names, headerRow }: DateHeads, width: number): Header {
  const plain = Array.from({ length: width }, (_, column) => tidyName(names[column] ?? ""));
  return { ...withNamesOfTheirOwn(plain, plain), headerRow };
}

function countFilled(row: readonly string[]): number {
  return row.filter((cell) => cell.trim() !== "").length;
}

/** Distinct names in a row. */
export function countNames(row: readonly string[]): number {
  return new Set(row.map((cell) => cell.trim()).filter((cell) => cell !== "")).size;
}

function tidyName(cell: string): string {
  return cell
    .replace(/^\uFEFF/, "")
    .replace(/\s+/g, " ")
    .trim();
}
