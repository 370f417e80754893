import type { GrowableFloat64 } from "#engine/ingest/columns";

/** Rows that are looked at; a point in time is never cut, so that a long one may bring more. */
const usualRows = 30_000;
const maxRows = 300_000;
/** Points in time that a sample holds at least, where the file has them. */
const leastTimes = 12;

/**
 * Rows of some points in time, all rows of each, sorted by time: only they show which rows share a time, whether the file
 * is sorted by time, by series or not at all. Short files come whole.
 */
export function rowsOfWholeTimes(ms: GrowableFloat64): Uint32Array {
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

/** By a hash of the time: every `rarity`-th time, wherever its rows stand. */
function sampled(ms: GrowableFloat64, rarity: number): Uint32Array {
  const rows: number[] = [];
  const times = new Set<number>();
  ms.forEach((time, row) => {
    if (rows.length >= maxRows || hashOf(time) % rarity !== 0) return;
    rows.push(row);
    if (times.size < leastTimes) times.add(time);
  });
  if (times.size >= leastTimes) return Uint32Array.from(rows);
  // Few times with many rows each: those of rows from all over the file.
  const wanted = new Set<number>();
  for (let i = 0; i < leastTimes; i += 1) wanted.add(ms.get(Math.floor(((ms.length - 1) * i) / (leastTimes - 1))));
  const found: number[] = [];
  ms.forEach((time, row) => {
    if (found.length < maxRows && wanted.has(time)) found.push(row);
  });
  return Uint32Array.from(found);
}

function hashOf(ms: number): number {
  let hash = Math.imul(Math.floor(ms / 1000) | 0, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
