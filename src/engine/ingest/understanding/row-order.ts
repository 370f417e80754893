import { columnName, NumberSink, TextSink, type Table } from "#engine/ingest/columns";
import { isIdWord } from "./column-names.ts";
import type { TimeAxis } from "./time-axis.ts";

const maxIdColumns = 3;
const ownIdName = /^(?:unique_id|series_id|series|id|item_id)$/i;
const maxEvidenceRows = 30_000;
const evidenceStretches = 20;
/** Share of steps back that is left within series. */
const maxBackward = 0.005;
const maxBackwardLeft = 0.05;
/** Below this share of usual steps rows are irregular, from the other one on they are regular. */
const irregularShare = 0.5;
const regularEnough = 0.8;
const stepTolerance = 0.1;
const leastStepsEach = 10;
const maxStepCandidates = 8;

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
 * Text columns whose words put the rows in order: with them rows neither repeat a time nor step back, without them they do.
 * Empty where the rows are in order as they are, or no column helps.
 */
export function findIdsByOrder(table: Table, axis: TimeAxis, candidates: readonly number[]): number[] {
  const rows = evidenceRowsOf(table);
  const alone = orderOf(axis, null, rows);
  if (alone.backward === 0) return [];
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
      const isNamed = isIdWord(columnName(table, column));
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
  if (chosen.length === 0) return findBlockIds(axis, candidates, codesOf, rows, alone);
  // Text that happens to differ between repeated rows (weather, comments) tears one regular series to pieces.
  const tears = best.regularity < alone.regularity - 0.15 && alone.repeated < 0.5;
  // Rows of a day in no order step back less in any smaller heap; series hardly ever do.
  const helps = best.backward <= Math.max(maxBackward, alone.backward * maxBackwardLeft);
  return tears || !helps ? [] : chosen.sort((a, b) => a - b);
}

/**
 * Series whose times never meet, each at steps of its own: the smallest set of columns under which the steps are regular.
 * Empty where the rows are regular as they are, or no set makes them so.
 */
export function findIdsByStep(table: Table, axis: TimeAxis, candidates: readonly number[]): number[] {
  const rows = evidenceRowsOf(table).sort((a, b) => axis.ms.get(a) - axis.ms.get(b) || a - b);
  if (candidates.length === 0 || regularShare(axis, null, rows) >= irregularShare) return [];
  const codesOf = candidates
    .slice(0, maxStepCandidates)
    .map((column) => ({ column, codes: codesIn(table, column, rows) }));
  let sets: { columns: number[]; codes: Int32Array }[] = [];
  for (let size = 1; size <= maxIdColumns; size += 1) {
    sets =
      size === 1
        ? codesOf.map(({ column, codes }) => ({ columns: [column], codes }))
        : sets.flatMap((set) =>
            codesOf
              .filter(({ column }) => column > (set.columns.at(-1) ?? -1))
              .map(({ column, codes }) => ({
                columns: [...set.columns, column],
                codes: combineCodes(set.codes, codes),
              })),
          );
    const found = sets.find(({ codes }) => regularShare(axis, codes, rows) >= regularEnough);
    if (found !== undefined) return found.columns;
  }
  return [];
}

/** Share of the steps within series that are about as long as the series' usual one. */
function regularShare(axis: TimeAxis, codes: Int32Array | null, rows: Uint32Array): number {
  const last = new Map<number, number>();
  const steps = new Map<number, number[]>();
  for (let i = 0; i < rows.length; i += 1) {
    const ms = axis.ms.get(rows[i] ?? 0);
    if (ms !== ms) continue;
    const code = codes?.[i] ?? 0;
    const before = last.get(code);
    last.set(code, ms);
    if (before === undefined) continue;
    const own = steps.get(code);
    if (own === undefined) steps.set(code, [ms - before]);
    else own.push(ms - before);
  }
  let total = 0;
  let usual = 0;
  for (const own of steps.values()) {
    own.sort((a, b) => a - b);
    const median = own[own.length >> 1] ?? 0;
    total += own.length;
    for (const step of own) if (Math.abs(step - median) <= median * stepTolerance) usual += 1;
  }
  // A handful of rows is regular by chance.
  return total < steps.size * leastStepsEach ? 0 : usual / total;
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

/** One series that is named in every row. */
export function constantId(table: Table, candidates: readonly number[]): number[] {
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

/** 0, 1, 2 … or 1, 2, 3 …: the index that a data frame writes. */
export function isRowCounter(sink: NumberSink): boolean {
  const first = sink.values.get(0);
  if ((first !== 0 && first !== 1) || sink.values.length < 3) return false;
  for (let i = 1; i < sink.values.length; i += 1) if (sink.values.get(i) !== first + i) return false;
  return true;
}
