/** Parts of one run, for several machines: each series is in one of them, the same one in every run. */
import { EngineError } from "#domain/errors";
import { exportEnding } from "#engine/export";

/** The `index`-th, from 1, of `count` parts. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

const maxParts = 100_000;
/** Of files that can be joined again. */
const mergeableEndings: readonly string[] = [".csv", ".parquet", ".json"];

/** @throws EngineError wrong-arguments unless the text is `i/n` with 1 ≤ i ≤ n */
export function parseShard(text: string): Shard {
  const [, index = 0, count = 0] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (index >= 1 && index <= count && count <= maxParts) return { index, count };
  throw new EngineError(
    "wrong-arguments",
    `--shard must be i/n, the i-th of n parts with i from 1 to n, not "${text}".`,
    { hint: "For example --shard 3/8. Schedulers that count from 0 need 1 added." },
  );
}

export function shardText({ index, count }: Shard): string {
  return `${index}/${count}`;
}

/**
 * The part, from 1 to `count`, that a series is in. It follows from the id alone: 32-bit FNV-1a over its UTF-8 bytes, with the final
 * mixing of MurmurHash3, because the low bits of FNV-1a of similar names are alike.
 */
export function partOf(series: string, count: number): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(series)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (((hash ^ (hash >>> 16)) >>> 0) % count) + 1;
}

/** What needs all series at once, and so no part of them has. */
const wholeOptions = ["sum", "total", "stat", "reconcile", "of"] as const;

/** @throws EngineError wrong-arguments where what is asked for can't be made in parts, or not be joined again */
export function requireShardable(args: { has(name: string): boolean }, outs: readonly string[]): void {
  const whole = wholeOptions.find((name) => args.has(name));
  if (whole !== undefined)
    throw new EngineError("wrong-arguments", `--${whole} needs all series at once, and --shard has a part of them.`);
  const other = outs.find((path) => !mergeableEndings.includes(exportEnding(path)));
  if (other !== undefined)
    throw new EngineError(
      "wrong-arguments",
      `A part can't be written as ${exportEnding(other)}: it could not be joined.`,
      {
        hint: `Use one of ${mergeableEndings.join(", ")}.`,
      },
    );
}
