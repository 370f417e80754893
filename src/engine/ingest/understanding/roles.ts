import type { ColumnInfo } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import { dayMs } from "#domain/series";
import { NumberSink, TextSink, GrowableInt32, type Table } from "#engine/ingest/columns";
import { areEpochs, convertNumericTimes } from "./numeric-time.ts";
import { columnNamed, isTimeName, type TimeAxis } from "./time-axis.ts";

/** Which column is what. Indices into the table's columns. */
export interface Roles {
  readonly ids: readonly number[];
  readonly targets: readonly number[];
  readonly covariates: readonly number[];
  /** Which series a row belongs to; all zero without id columns. */
  readonly groups: Groups;
}

export interface Groups {
  readonly codeOf: (row: number) => number;
  /** The codes of the rows from `from` on, as many as fit. */
  readonly copyCodes: (from: number, codes: Int32Array) => void;
  /** [groups] the words of the id columns. */
  readonly labels: readonly string[];
}

const onlyTargetName = /^(?:y|target|value|val|values|wert|werte|valeur|valor|valore|obs_value|observation)$/i;
const idName =
  /(?:^|[\s_.-])(?:id|ids|unique_id|item|sku|series|key|name|code|store|shop|dept|department|station|site|subject|patient|region|zone|meter|sensor|device|symbol|ticker|product|country|state|stadt|ort|kunde|customer|artikel|filiale)(?:$|[\s_.-])|id$/i;
const calendarName =
  /^(?:yr|year|jahr|mnth|month|monat|day|weekday|dayofweek|day_of_week|dow|day_\d|week|weeknum|quarter|hour|minute|season|holiday|is_?holiday|workingday|is_?weekend|weekend)$|^event_type_/i;
const maxIdColumns = 3;
const ownIdName = /^(?:unique_id|series_id|series|id|item_id)$/i;
const maxEvidenceRows = 30_000;
const evidenceStretches = 20;

/**
 * Decides the roles from the whole table, or as asked for.
 * @throws EngineError `no-value-column`, or `wrong-arguments` for a column that does not exist.
 */
export function findRoles(table: Table, axis: TimeAxis): Roles {
  const { options } = table;
  const free = table.columns.flatMap((_, column) => (axis.columns.includes(column) ? [] : [column]));
  const ids =
    options.idColumns === undefined
      ? findIds(table, axis, free)
      : options.idColumns.map((name) => columnNamed(table, name));
  const usable = free.filter((column) => !ids.includes(column) && isUsableNumber(table, axis, column));
  // 1, 2, 3 … beside other numbers is the row's number; alone it is what there is to forecast.
  const uncounted = usable.filter((column) => !isCounterColumn(table, column));
  const numbers = uncounted.length > 0 ? uncounted : usable;
  if (options.targetColumns !== undefined && options.targetColumns.length > 0) {
    const targets = options.targetColumns.map((name) => columnNamed(table, name));
    for (const column of targets) requireNumbers(table, column);
    const covariates = numbers.filter((column) => !targets.includes(column));
    return { ids, targets, covariates, groups: groupRows(table, ids) };
  }
  if (numbers.length === 0) throw noValueColumn(table, axis);
  const { targets, covariates } = splitNumbers(table, numbers);
  return { ids, targets, covariates, groups: groupRows(table, ids) };
}

function noValueColumn(table: Table, axis: TimeAxis): EngineError {
  const time = axis.columns.map((column) => `"${table.columns[column]?.name ?? ""}"`).join(", ");
  const rest = table.columns.flatMap(({ name }, column) => (axis.columns.includes(column) ? [] : [name]));
  return new EngineError(
    "no-value-column",
    rest.length === 0
      ? `The time column ${time} is the only column: there are no values to forecast.`
      : `No column besides the time (${time}) holds numbers. The others are: ${rest.slice(0, 6).join(", ")}.`,
    { hint: "Add a column of numbers, one value per row." },
  );
}

function requireNumbers(table: Table, column: number): void {
  const { name, sink } = table.columns[column] ?? { name: "", sink: null };
  if (sink instanceof NumberSink) return;
  throw new EngineError("bad-number", `Column "${name}" does not hold numbers.`, {
    column: name,
    hint: "Choose a column of numbers as the target.",
  });
}

function isUsableNumber(table: Table, axis: TimeAxis, column: number): boolean {
  const { name, sink } = table.columns[column] ?? { name: "", sink: null };
  if (!(sink instanceof NumberSink)) return false;
  const observed = table.rows - sink.blank - sink.missingTokens - sink.misfitCount - sink.notFinite;
  if (observed <= 0) return false;
  if (sink.misfitCount > observed * 0.5) return false;
  const isNamed = idName.test(name);
  // A billion people or euros is as large as a second of our age: size alone makes no time of it.
  if (areEpochs(sink.values) && (isNamed || isTimeName(name) || /_at$/i.test(name) || followsTime(sink, axis)))
    return false;
  // A number that names the one thing the file is about (a site, a shop) is no measurement.
  return !(isNamed && isConstantInteger(sink));
}

/** Whether epochs are the rows' own times once more, give or take what zones and delays make of them. */
function followsTime({ values }: NumberSink, axis: TimeAxis): boolean {
  const { ms } = convertNumericTimes(values, "epoch");
  for (let row = 0; row < ms.length; row += 1) if (Math.abs(ms.get(row) - axis.ms.get(row)) > 2 * dayMs) return false;
  return true;
}

function isCounterColumn(table: Table, column: number): boolean {
  const sink = table.columns[column]?.sink;
  return sink instanceof NumberSink && isRowCounter(sink);
}

function isConstantInteger(sink: NumberSink): boolean {
  const first = sink.values.get(0);
  if (!Number.isInteger(first)) return false;
  for (let i = 1; i < sink.values.length; i += 1) if (sink.values.get(i) !== first) return false;
  return true;
}

/** 0, 1, 2 … or 1, 2, 3 …: the index that a data frame writes. */
function isRowCounter(sink: NumberSink): boolean {
  const first = sink.values.get(0);
  if ((first !== 0 && first !== 1) || sink.values.length < 3) return false;
  for (let i = 1; i < sink.values.length; i += 1) if (sink.values.get(i) !== first + i) return false;
  return true;
}

function splitNumbers(table: Table, numbers: readonly number[]): { targets: number[]; covariates: number[] } {
  const only = numbers.filter((column) => isOnlyTarget(table, column, numbers));
  if (only.length === 1) return { targets: only, covariates: numbers.filter((column) => column !== only[0]) };
  const covariates = numbers.filter((column) => calendarName.test(table.columns[column]?.name ?? ""));
  if (covariates.length === numbers.length) return { targets: [...numbers], covariates: [] };
  return { targets: numbers.filter((column) => !covariates.includes(column)), covariates };
}

/** "value" or "y" beside other columns means that the others explain it; "y" beside "x" is one of several coordinates. */
function isOnlyTarget(table: Table, column: number, numbers: readonly number[]): boolean {
  const name = table.columns[column]?.name ?? "";
  if (!onlyTargetName.test(name)) return false;
  return !/^y$/i.test(name) || !numbers.some((other) => /^[xz]$/i.test(table.columns[other]?.name ?? ""));
}

/** How well rows follow each other in time within their groups, in the file's order. */
interface Order {
  /** Share of rows whose group already has a row of the same time. */
  readonly repeated: number;
  /** Share of steps against the prevailing direction. */
  readonly backward: number;
  /** Share of the commonest step. */
  readonly regularity: number;
}

/**
 * Text columns whose words make every time unique. Their proof is order: with them rows neither repeat a time nor step
 * back, without them they do.
 */
function findIds(table: Table, axis: TimeAxis, free: readonly number[]): number[] {
  const rows = evidenceRowsOf(table);
  const alone = orderOf(axis, null, rows);
  const candidates = free.filter((column) => isIdCandidate(table, column));
  if (alone.repeated <= 0.005 && alone.backward === 0) return constantId(table, candidates);
  const codesOf = new Map(candidates.map((column) => [column, codesIn(table, column, rows)]));
  let chosen: number[] = [];
  let codes: Int32Array | null = null;
  let best = alone;
  while (chosen.length < maxIdColumns && disorder(best) > 0.005) {
    let next: { column: number; codes: Int32Array; order: Order; worth: number } | null = null;
    for (const column of candidates) {
      const own = codesOf.get(column);
      if (own === undefined || chosen.includes(column)) continue;
      const combined: Int32Array = codes === null ? own : combineCodes(codes, own);
      const order = orderOf(axis, combined, rows);
      const isNamed = idName.test(table.columns[column]?.name ?? "");
      const worth = disorder(best) - disorder(order) + (isNamed ? 0.02 : 0) - column * 1e-4;
      if (disorder(order) < disorder(best) * 0.9 && (next === null || worth > next.worth)) {
        next = { column, codes: combined, order, worth };
      }
    }
    if (next === null) break;
    chosen = [...chosen, next.column];
    codes = next.codes;
    best = next.order;
  }
  if (chosen.length === 0) {
    const block = findBlockIds(axis, candidates, codesOf, rows, alone);
    return block.length > 0 ? block : constantId(table, candidates);
  }
  // Text that happens to differ between repeated rows (weather, comments) tears one regular series to pieces.
  const tears = best.regularity < alone.regularity - 0.15 && alone.repeated < 0.5;
  const helps = best.repeated < alone.repeated * 0.5 || best.backward < alone.backward * 0.5;
  return tears || !helps ? [] : chosen.sort((a, b) => a - b);
}

function disorder(order: Order): number {
  return order.repeated + order.backward;
}

/** One long series after the other, at times that do not overlap: few steps back, and every one where the word changes. */
function findBlockIds(
  axis: TimeAxis,
  candidates: readonly number[],
  codesOf: ReadonlyMap<number, Int32Array>,
  rows: Uint32Array,
  alone: Order,
): number[] {
  if (alone.backward === 0) return [];
  const found = candidates.find((column) => {
    const codes = codesOf.get(column);
    if (codes === undefined) return false;
    const { backward } = orderOf(axis, codes, rows);
    return backward <= alone.backward * 0.1 || (backward <= alone.backward * 0.7 && areBlocks(codes));
  });
  return found === undefined ? [] : [found];
}

/** Every word in one stretch of rows, and none of them short. */
function areBlocks(codes: Int32Array): boolean {
  const seen = new Set<number>();
  let changes = 0;
  for (let i = 0; i < codes.length; i += 1) {
    if (i === 0 || codes[i] !== codes[i - 1]) changes += 1;
    seen.add(codes[i] ?? -1);
  }
  return seen.size > 1 && changes === seen.size && codes.length >= seen.size * 10;
}

/** All rows, or stretches from all over a long file: its first rows may belong to one series only. */
function evidenceRowsOf(table: Table): Uint32Array {
  if (table.rows <= maxEvidenceRows) return Uint32Array.from({ length: table.rows }, (_, row) => row);
  const length = Math.floor(maxEvidenceRows / evidenceStretches);
  const rows = new Uint32Array(length * evidenceStretches);
  for (let stretch = 0; stretch < evidenceStretches; stretch += 1) {
    const from = Math.floor(((table.rows - length) * stretch) / (evidenceStretches - 1));
    for (let i = 0; i < length; i += 1) rows[stretch * length + i] = from + i;
  }
  return rows;
}

function isIdCandidate(table: Table, column: number): boolean {
  const { name, sink } = table.columns[column] ?? { name: "", sink: null };
  if (sink instanceof TextSink) return !sink.isFreeText && sink.words.length <= Math.max(2, table.rows / 2);
  if (!(sink instanceof NumberSink) || !idName.test(name)) return false;
  for (let i = 0; i < Math.min(table.rows, 5000); i += 1) {
    const value = sink.values.get(i);
    if (!Number.isNaN(value) && !Number.isInteger(value)) return false;
  }
  return !isRowCounter(sink);
}

/** One series that is named in every row. */
function constantId(table: Table, candidates: readonly number[]): number[] {
  const named = candidates.find((column) => {
    const { name, sink } = table.columns[column] ?? { name: "", sink: null };
    return sink instanceof TextSink && sink.words.length === 1 && sink.blank === 0 && ownIdName.test(name);
  });
  return named === undefined ? [] : [named];
}

function orderOf(axis: TimeAxis, codes: Int32Array | null, rows: Uint32Array): Order {
  const last = new Map<number, number>();
  const steps = new Map<number, number>();
  const times = new Map<number, number>();
  const seen = new Set<number>();
  let forward = 0;
  let backward = 0;
  let total = 0;
  for (let i = 0; i < rows.length; i += 1) {
    const ms = axis.ms.get(rows[i] ?? 0);
    if (ms !== ms) continue;
    total += 1;
    const code = codes?.[i] ?? 0;
    let time = times.get(ms);
    if (time === undefined) {
      time = times.size;
      times.set(ms, time);
    }
    seen.add(code * 4_194_304 + time);
    const before = last.get(code);
    last.set(code, ms);
    if (before === undefined) continue;
    const step = ms - before;
    if (step > 0) forward += 1;
    else if (step < 0) backward += 1;
    if (step !== 0 && steps.size < 10_000) steps.set(Math.abs(step), (steps.get(Math.abs(step)) ?? 0) + 1);
  }
  let most = 0;
  for (const count of steps.values()) most = Math.max(most, count);
  const moving = forward + backward;
  return {
    repeated: total === 0 ? 0 : 1 - seen.size / total,
    backward: total === 0 ? 0 : Math.min(forward, backward) / total,
    regularity: moving === 0 ? 0 : most / moving,
  };
}

function codesIn(table: Table, column: number, rows: Uint32Array): Int32Array {
  const sink = table.columns[column]?.sink;
  const codes = new Int32Array(rows.length);
  const known = new Map<number, number>();
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i] ?? 0;
    if (sink instanceof TextSink) codes[i] = sink.codes.get(row);
    else if (sink instanceof NumberSink) {
      const value = sink.values.get(row);
      let code = known.get(value);
      if (code === undefined) {
        code = known.size;
        known.set(value, code);
      }
      codes[i] = code;
    }
  }
  return codes;
}

function combineCodes(a: Int32Array, b: Int32Array): Int32Array {
  const codes = new Int32Array(a.length);
  const known = new Map<number, number>();
  for (let i = 0; i < a.length; i += 1) {
    const key = (a[i] ?? 0) * 4_194_304 + (b[i] ?? 0);
    let code = known.get(key);
    if (code === undefined) {
      code = known.size;
      known.set(key, code);
    }
    codes[i] = code;
  }
  return codes;
}

/** Numbers every distinct combination of the id columns in order of appearance. */
export function groupRows(table: Table, ids: readonly number[]): Groups {
  if (ids.length === 0) return { codeOf: () => 0, copyCodes: (_, codes) => codes.fill(0), labels: [""] };
  const labels: string[] = [];
  const label = (row: number): string => ids.map((column) => idText(table, column, row)).join(" / ");
  const only = ids.length === 1 ? table.columns[ids[0] ?? 0]?.sink : undefined;
  if (only instanceof TextSink) {
    // The column's own codes will do: a copy of them would cost four bytes per row.
    const groupOf = new Int32Array(only.words.length + 1).fill(-1);
    for (let row = 0; row < table.rows; row += 1) {
      const word = only.codes.get(row) + 1;
      if ((groupOf[word] ?? 0) >= 0) continue;
      groupOf[word] = labels.length;
      labels.push(label(row));
      if (labels.length >= only.words.length) break;
    }
    return {
      codeOf: (row) => groupOf[only.codes.get(row) + 1] ?? 0,
      copyCodes: (from, codes) => {
        only.codes.copyTo(from, codes);
        for (let i = 0; i < codes.length; i += 1) codes[i] = groupOf[(codes[i] as number) + 1] ?? 0;
      },
      labels,
    };
  }
  const codes = new GrowableInt32();
  const known = new Map<string, number>();
  for (let row = 0; row < table.rows; row += 1) {
    const key = label(row);
    let code = known.get(key);
    if (code === undefined) {
      code = labels.length;
      known.set(key, code);
      labels.push(key);
    }
    codes.push(code);
  }
  return {
    codeOf: (row) => Math.max(0, codes.get(row)),
    copyCodes: (from, target) => codes.copyTo(from, target),
    labels,
  };
}

function idText(table: Table, column: number, row: number): string {
  const sink = table.columns[column]?.sink;
  if (sink instanceof TextSink) return sink.words[sink.codes.get(row)] ?? "";
  if (sink instanceof NumberSink) {
    const value = sink.values.get(row);
    return Number.isNaN(value) ? "" : String(value);
  }
  return "";
}

/** The report's list of columns; all arguments are column names of the file. */
export function describeColumns(
  table: Table,
  named: {
    readonly time: readonly string[];
    readonly ids: readonly string[];
    readonly targets: readonly string[];
    readonly covariates: readonly string[];
  },
): ColumnInfo[] {
  return table.columns.map(({ name, sink }) => {
    const type = sink.type;
    if (named.time.includes(name)) return { name, role: "time", type: "time" };
    if (named.ids.includes(name)) return { name, role: "id", type };
    if (named.targets.includes(name)) return { name, role: "target", type };
    if (named.covariates.includes(name)) return { name, role: "covariate", type };
    return { name, role: "ignored", type };
  });
}
