/** Which tables a JSON value holds. Depth, columns and tables are bounded: what lies deeper is left out. */
import { TimeReader } from "#engine/ingest/cells";
import { decimalText } from "#engine/ingest/reading";
import type { Json } from "./json.ts";

export type Cell = string | number | boolean | null;

export interface JsonTable {
  readonly name: string;
  /** null: the first row may hold them. */
  readonly names: readonly string[] | null;
  readonly rows: readonly (readonly Cell[])[];
}

/** How deep tables are looked for, and objects within rows are taken apart. */
const maxDepth = 8;
const maxNesting = 4;
const maxColumns = 2_000;
const maxTables = 200;
/** Keys that are times are looked at this far. */
const maxKeysTried = 50;

interface Record {
  [key: string]: Json;
}

export function findJsonTables(value: Json): JsonTable[] {
  const tables: JsonTable[] = [];
  collect(value, [], tables);
  return tables;
}

function collect(value: Json, path: readonly string[], tables: JsonTable[]): void {
  if (path.length > maxDepth || tables.length >= maxTables || value === null || typeof value !== "object") return;
  const name = path.join(".") || "rows";
  const table = Array.isArray(value) ? tableOfList(value, name) : tableOfObject(value, name);
  if (table !== null) {
    if (table.rows.length > 0) tables.push(table);
    return;
  }
  if (Array.isArray(value)) return;
  for (const [key, inner] of Object.entries(value)) collect(inner, [...path, key], tables);
}

function isRecord(value: Json | undefined): value is Record {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isCell(value: Json | undefined): value is Cell {
  return value === null || typeof value !== "object";
}

/** Rows, or lists of rows (one for each series), that become one. */
function tableOfList(list: readonly Json[], name: string): JsonTable | null {
  if (list.length === 0) return null;
  if (list.every((row) => Array.isArray(row))) {
    const inner = list.flat(1);
    if (inner.length > 0 && inner.every(isRecord)) return tableOfRecords(list.flatMap(withFirstKeys), name);
    return { name, names: null, rows: list.map((row) => (row as Json[]).map(flatCell)) };
  }
  const records = list.filter(isRecord);
  return records.length === 0 ? null : tableOfRecords(records, name);
}

/** Some writers say in the first row of a list only what holds for all of it. */
function withFirstKeys(list: Json): Record[] {
  const rows = Array.isArray(list) ? list.filter(isRecord) : [];
  const [first, second] = rows;
  if (first === undefined || second === undefined) return rows;
  const common = Object.entries(first).filter(
    ([key, value]) => isCell(value) && !rows.slice(1).some((row) => key in row),
  );
  return common.length === 0 ? rows : rows.map((row) => ({ ...Object.fromEntries(common), ...row }));
}

function tableOfObject(value: Record, name: string): JsonTable | null {
  return namedRows(value, name) ?? listColumns(value, name) ?? pairLists(value, name) ?? keyedRows(value, name);
}

/** A list of names beside lists of as many cells: {"columns": ["time", "load"], "data": [[…], …]}. */
function namedRows(value: Record, name: string): JsonTable | null {
  const lists = Object.entries(value).filter((entry): entry is [string, Json[]] => Array.isArray(entry[1]));
  for (const [key, rows] of lists) {
    if (rows.length === 0 || !rows.every((row) => Array.isArray(row))) continue;
    const width = Math.max(...rows.slice(0, 100).map((row) => (row as Json[]).length));
    const names = lists.find(
      ([other, cells]) =>
        other !== key && cells.length === width && cells.every((cell) => typeof cell === "string" || isRecord(cell)),
    )?.[1];
    if (names === undefined) continue;
    const named = names.map((cell) => (isRecord(cell) ? nameIn(cell) : textOf(flatCell(cell))));
    const index = lists.find(
      ([other, cells]) => other === "index" && cells.length === rows.length && cells.every(isCell),
    )?.[1];
    const cells = rows.map((row) => (row as Json[]).map(flatCell));
    return index === undefined
      ? { name, names: named, rows: cells }
      : { name, names: ["index", ...named], rows: cells.map((row, at) => [flatCell(index[at]), ...row]) };
  }
  return null;
}

function nameIn(column: Record): string {
  const found = column["name"] ?? column["id"] ?? column["label"];
  return textOf(flatCell(found));
}

function textOf(cell: Cell): string {
  return cell === null ? "" : String(cell);
}

/** {"time": [ … ], "temperature": [ … ]} */
function listColumns(value: Record, name: string): JsonTable | null {
  const lists = Object.entries(value).filter((entry): entry is [string, Json[]] => Array.isArray(entry[1]));
  const [first] = lists;
  if (first === undefined || lists.length < 2) return null;
  const { length } = first[1];
  if (length === 0 || !lists.every(([, list]) => list.length === length && list.every(isCell))) return null;
  return {
    name,
    names: lists.map(([key]) => key),
    rows: first[1].map((_, row) => lists.map(([, list]) => flatCell(list[row]))),
  };
}

/** {"prices": [[time, value], …], "volumes": [[time, value], …]}: a series each. */
function pairLists(value: Record, name: string): JsonTable | null {
  const series = Object.entries(value).filter(
    (entry): entry is [string, Json[]] => Array.isArray(entry[1]) && isPairs(entry[1]),
  );
  if (series.length < 2) return null;
  return {
    name,
    names: ["series", "time", "value"],
    rows: series.flatMap(([key, pairs]) => pairRows(pairs).map(([time, cell]) => [key, time, cell])),
  };
}

/** {"2024-01-01": {"open": 1}, …}, {"2024-01-01": 1, …}, and columns of these: {"load": {"2024-01-01": 1, …}, …}. */
function keyedRows(value: Record, name: string): JsonTable | null {
  const entries = Object.entries(value);
  if (entries.length > 1 && areTimes(entries.map(([key]) => key))) {
    if (entries.every(([, cell]) => isCell(cell)))
      return { name, names: ["time", "value"], rows: entries.map(([key, cell]) => [key, flatCell(cell)]) };
    return tableOfRecords(
      entries.flatMap(([key, row]) => (isRecord(row) ? [{ time: key, ...row }] : [])),
      name,
    );
  }
  const columns = entries.filter((entry): entry is [string, Record] => isRecord(entry[1]));
  const [first] = columns;
  if (first === undefined || columns.length !== entries.length) return null;
  const keys = Object.keys(first[1]);
  const areColumns =
    keys.length > 1 &&
    (areTimes(keys) || (columns.length > 1 && keys.every((key) => /^\d+$/.test(key)))) &&
    columns.every(
      ([, column]) => Object.keys(column).length === keys.length && keys.every((key) => isCell(column[key])),
    );
  if (!areColumns) return null;
  return {
    name,
    names: ["index", ...columns.map(([key]) => key)],
    rows: keys.map((key) => [key, ...columns.map(([, column]) => flatCell(column[key]))]),
  };
}

function areTimes(keys: readonly string[]): boolean {
  const reader = new TimeReader();
  return keys
    .slice(0, maxKeysTried)
    .every((key) => (/\d{4}/.test(key) && !Number.isNaN(reader.read(key))) || /^1?\d{9}(?:\d{3})?$/.test(key));
}

function tableOfRecords(records: readonly Record[], name: string): JsonTable {
  const rows = rowsOf(records, 0);
  const names: string[] = [];
  const known = new Set<string>();
  for (const row of rows) {
    for (const key of row.keys()) {
      if (known.has(key) || names.length >= maxColumns) continue;
      known.add(key);
      names.push(key);
    }
  }
  return { name, names, rows: rows.map((row) => names.map((key) => row.get(key) ?? null)) };
}

type Row = Map<string, Cell>;

/** Rows with rows inside (a series each, with what describes it beside) become one row per row of it. */
function rowsOf(records: readonly Record[], depth: number): Row[] {
  const list = depth > maxNesting ? null : innerList(records);
  return records.flatMap((record) => {
    const named = namedRows(record, "");
    if (named !== null) return joinedTo(flatten(record), named.names ?? [], named.rows);
    return list === null ? [flatten(record)] : explode(record, list, depth);
  });
}

/** What describes a series gives way to a column of its rows with the same name. */
function joinedTo(outer: Row, names: readonly string[], rows: readonly (readonly Cell[])[]): Row[] {
  return rows.map((cells) => new Map([...outer, ...names.map((key, at) => [key, cells[at] ?? null] as const)]));
}

/** The key whose lists hold most of the values, where rows have such. */
function innerList(records: readonly Record[]): string | null {
  const counts = new Map<string, number>();
  for (const record of records) {
    for (const [key, value] of Object.entries(record)) {
      if (!Array.isArray(value) || !(isPairs(value) || (value.length > 0 && value.every(isRecord)))) continue;
      const rows = value.reduce<number>((sum, item) => sum + rowCountOf(item), 0);
      counts.set(key, (counts.get(key) ?? 0) + rows);
    }
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  return best !== undefined && best[1] > records.length ? best[0] : null;
}

/** Of an item of a list: those that it holds under names of their own, else itself. */
function rowCountOf(item: Json): number {
  return isRecord(item) ? (namedRows(item, "")?.rows.length ?? 1) : 1;
}

function explode(record: Record, list: string, depth: number): Row[] {
  const outer = flatten(record, list);
  const items = record[list];
  if (!Array.isArray(items)) return [];
  if (!isPairs(items)) return rowsOf(items.filter(isRecord), depth + 1).map((row) => new Map([...outer, ...row]));
  const value = outer.has("value") ? list : "value";
  const time = outer.has("time") ? `${list}.time` : "time";
  return pairRows(items).map(([at, cell]) => new Map([...outer, [time, at], [value, cell]]));
}

function isPairs(list: readonly Json[]): list is [Cell, Cell][] {
  return (
    list.length > 0 &&
    list.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every((cell) => isCell(cell)))
  );
}

/** Time first, whichever of the two it is. */
function pairRows(pairs: readonly Json[]): (readonly [Cell, Cell])[] {
  const rows = pairs as readonly [Cell, Cell][];
  const seconds = rows.map(([, second]) => String(second));
  const isSwapped = !areTimes(rows.map(([first]) => String(first))) && areTimes(seconds);
  return rows.map(([first, second]) => (isSwapped ? [second, flatCell(first)] : [first, flatCell(second)]));
}

/** Nested objects as columns with dots in their names; lists and what lies deeper are no cells. */
function flatten(record: Record, without?: string): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  const take = (value: Record, prefix: string, depth: number): void => {
    for (const [key, inner] of Object.entries(value)) {
      if (cells.size >= maxColumns) return;
      if (depth === 0 && key === without) continue;
      if (isCell(inner)) cells.set(prefix + key, flatCell(inner));
      else if (isRecord(inner) && depth < maxNesting) take(inner, `${prefix}${key}.`, depth + 1);
    }
  };
  take(record, "", 0);
  return cells;
}

function flatCell(value: Json | undefined): Cell {
  if (value === undefined || !isCell(value)) return null;
  return typeof value === "string" ? decimalText(value) : value;
}
