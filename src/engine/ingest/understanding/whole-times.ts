import { TiledColumn, type Float64Column } from "#engine/ingest/columns";

/** Rows that are looked at; a point in time is never cut, so that a long one may bring more. */
const usualRows = 30_000;
const maxRows = 300_000;
/** Points in time that a sample holds at least, where the file has them. */
const leastTimes = 12;

/**
 * Rows of some points in time, all rows of each, sorted by time: only they show which rows share a time, whether the file
 * is sorted by time, by series or not at all. Short files come whole.
 */
export function rowsOfWholeTimes(ms: Float64Column): Uint32Array {
  const known = samples.get(ms);
  if (known !== undefined) return known;
  const sample = sampleOf(ms);
  samples.set(ms, sample);
  return sample;
}

/** The search for ids and that for events ask the same of the same times. */
const samples = new WeakMap<Float64Column, Uint32Array>();

function sampleOf(ms: Float64Column): Uint32Array {
  if (ms instanceof TiledColumn && ms.length > usualRows) return rowsOfTimes(ms);
  const rows = ms.length;
  const rarity = Math.ceil(rows / usualRows);
  const chosen = rarity <= 1 ? everyRow(rows) : sampled(ms, rarity);
  const times = ms.gather(chosen);
  const readable = Uint32Array.from({ length: chosen.length }, (_, i) => i).filter((i) => !Number.isNaN(times[i]));
  if (!isAscending(times, readable)) readable.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  return readable.map((i) => chosen[i] ?? 0);
}

function everyRow(rows: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row);
}

function isAscending(times: Float64Array, order: Uint32Array): boolean {
  for (let i = 1; i < order.length; i += 1)
    if ((times[order[i] ?? 0] ?? 0) < (times[order[i - 1] ?? 0] ?? 0)) return false;
  return true;
}

/** Of a table that was turned: a dozen of its times from all over it, with a row in each tile. */
function rowsOfTimes({ tile, length }: TiledColumn): Uint32Array {
  const tiles = Math.min(length / tile.length, Math.floor(maxRows / leastTimes));
  const step = Math.max(1, Math.floor(tile.length / leastTimes));
  const places = Array.from(tile.keys()).filter((place) => place % step === 0 && !Number.isNaN(tile[place]));
  places.sort((a, b) => (tile[a] ?? 0) - (tile[b] ?? 0));
  return Uint32Array.from(
    places.flatMap((place) => Array.from({ length: tiles }, (_, at) => at * tile.length + place)),
  );
}

/** By a hash of the time: every `rarity`-th time, wherever its rows stand. */
function sampled(ms: Float64Column, rarity: number): Uint32Array {
  const highest = 0xffffffff / rarity;
  const rows = rowsWhere(ms, (time) => hashOf(time) <= highest);
  const times = new Set<number>();
  for (let i = 0; i < rows.length && times.size < leastTimes; i += 1) times.add(ms.get(rows[i] ?? 0));
  if (times.size >= leastTimes) return rows;
  // Few times with many rows each: those of rows from all over the file.
  const wanted = new Set<number>();
  for (let i = 0; i < leastTimes; i += 1) wanted.add(ms.get(Math.floor(((ms.length - 1) * i) / (leastTimes - 1))));
  return rowsWhere(ms, (time) => wanted.has(time));
}

/** The first `maxRows` rows with a wanted time. */
function rowsWhere(ms: Float64Column, isWanted: (time: number) => boolean): Uint32Array {
  const rows: number[] = [];
  let row = 0;
  for (const times of ms.stretches()) {
    addRows(rows, times, row, isWanted);
    if (rows.length >= maxRows) break;
    row += times.length;
  }
  return Uint32Array.from(rows.slice(0, maxRows));
}

/** Of neighbours with one time only the first is asked for. */
function addRows(rows: number[], times: Float64Array, first: number, isWanted: (time: number) => boolean): void {
  let before = Number.NaN;
  let isOne = false;
  for (let i = 0; i < times.length; i += 1) {
    const time = times[i] as number;
    if (time !== before) {
      isOne = isWanted(time);
      before = time;
    }
    if (isOne) rows.push(first + i);
  }
}

function hashOf(ms: number): number {
  let hash = Math.imul((ms / 1000) | 0, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
