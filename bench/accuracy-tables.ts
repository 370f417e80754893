/** The shapes in which the benchmark data lies, each read into series: values in time order, NaN where one is missing. */
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import Papa from "papaparse";

/** @throws Error that names the file: a set left out in silence would change every mean over the sets. */
export function readText(folder: string, file: string): string {
  const whole = path.join(folder, file);
  if (!fs.existsSync(whole)) throw new Error(`The folder in FANTAIL_DATA lacks ${file}.`);
  const bytes = fs.readFileSync(whole);
  return new TextDecoder().decode(file.endsWith(".gz") ? zlib.gunzipSync(bytes) : bytes);
}

/** One row per series, the values in columns named V1, V2 …; `frequency` keeps the rows that have it in that column. */
export function wideSeries(text: string, frequency?: string): Map<string, Float64Array> {
  const [header, rows] = table(text);
  // The first column is the series' name, even where it is called V1 itself.
  const first = header.findIndex((name, column) => column > 0 && /^V\d+$/.test(name));
  if (first < 0) throw new Error("A wide table has its values in columns named V1, V2 …");
  const filter = frequency === undefined ? -1 : columnOf(header, "frequency");
  return new Map(
    rows
      .filter((row) => filter < 0 || row[filter] === frequency)
      .map((row) => [row[0] ?? "", trimmed(row.slice(first).map(number))]),
  );
}

/** One series per named column, a row per step. */
export function columnSeries(text: string, ...names: readonly string[]): Float64Array[] {
  const [header, rows] = table(text);
  return names.map((name) => {
    const column = columnOf(header, name);
    return trimmed(rows.map((row) => number(row[column])));
  });
}

/** A row per step of one of many series, told apart by the `keys` columns; series may be interleaved. */
export function longSeries(text: string, value: string, ...keys: readonly string[]): Float64Array[] {
  const [header, rows] = table(text);
  const valueColumn = columnOf(header, value);
  const keyColumns = keys.map((key) => columnOf(header, key));
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    const key = JSON.stringify(keyColumns.map((column) => row[column]));
    const group = groups.get(key) ?? [];
    group.push(number(row[valueColumn]));
    groups.set(key, group);
  }
  return [...groups.values()].map(trimmed);
}

/**
 * As {@link longSeries}, of values that were read at times of their own: each takes the nearest step of a regular grid, and steps
 * without one are gaps.
 */
export function gridSeries(text: string, value: string, time: string, stepMs: number, key: string): Float64Array[] {
  const [header, rows] = table(text);
  const [valueColumn, timeColumn, keyColumn] = [value, time, key].map((name) => columnOf(header, name));
  const groups = new Map<string, Map<number, number>>();
  for (const row of rows) {
    const id = row[keyColumn as number] ?? "";
    const step = Math.round(Date.parse(`${(row[timeColumn as number] ?? "").replace(" ", "T")}Z`) / stepMs);
    const group = groups.get(id) ?? new Map<number, number>();
    if (Number.isFinite(step)) group.set(step, number(row[valueColumn as number]));
    groups.set(id, group);
  }
  return [...groups.values()].map((group) => {
    const first = Math.min(...group.keys());
    const last = Math.max(...group.keys());
    return trimmed(Array.from({ length: last - first + 1 }, (_, index) => group.get(first + index) ?? Number.NaN));
  });
}

/** Competition data comes in two files: what the entrants saw, and what came after. */
export function joined(before: Map<string, Float64Array>, after: Map<string, Float64Array>): Float64Array[] {
  return [...before].map(([id, values]) => {
    const rest = after.get(id);
    if (rest === undefined) throw new Error(`Series ${id} has no test part.`);
    return Float64Array.from([...values, ...rest]);
  });
}

function table(text: string): [string[], string[][]] {
  const [header, ...rows] = Papa.parse<string[]>(text, { skipEmptyLines: true }).data;
  if (header === undefined) throw new Error("A table has a header.");
  return [header, rows];
}

function columnOf(header: readonly string[], name: string): number {
  const column = header.indexOf(name);
  if (column < 0) throw new Error(`There is no column "${name}".`);
  return column;
}

function number(cell: string | undefined): number {
  // Number("") is 0, which would turn every gap into an observation.
  const value = cell === undefined || cell.trim() === "" ? Number.NaN : Number(cell);
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Without the missing values at both ends, which are padding; those inside are gaps and stay. */
function trimmed(values: readonly number[]): Float64Array {
  const first = values.findIndex((value) => !Number.isNaN(value));
  const last = values.findLastIndex((value) => !Number.isNaN(value));
  return Float64Array.from(first < 0 ? [] : values.slice(first, last + 1));
}
