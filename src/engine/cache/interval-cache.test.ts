import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AnswerStore, CachedAnswer } from "./answer-tiers.ts";
import { positionsWithin, type QueryPiece } from "./interval-cache.ts";
import { QueryCache } from "./query-cache.ts";
import { queryKey, type Query } from "./query.ts";

const usage = (dataset = "d"): Query => ({ kind: "usage", dataset, about: { series: "s" } });
const range = (from: number, to: number): number[] => positionsWithin(from, to, 1);

/** A disk that gives back what JSON makes of what it was given, and knows how long that lay there. */
function diskOf(now: () => number) {
  const rows = new Map<string, CachedAnswer & { readonly writtenMs: number; readonly text: string }>();
  const store: AnswerStore = {
    find: (key) => {
      const row = rows.get(key);
      if (row === undefined) return null;
      const ageMs = now() - row.writtenMs;
      return { value: JSON.parse(row.text), bytes: row.bytes, ttlMs: row.ttlMs - ageMs };
    },
    store: (key, _dataset, answer) =>
      void rows.set(key, { ...answer, writtenMs: now(), text: JSON.stringify(answer.value) }),
  };
  return { rows, store };
}

function createCache({ maxBytes = 100_000, ttlMs = 1000, hasDisk = false } = {}) {
  const clock = { ms: 0 };
  const now = (): number => clock.ms;
  const disk = diskOf(now);
  const create = (): QueryCache => new QueryCache({ maxBytes, ttlMs, now, ...(hasDisk ? { store: disk.store } : {}) });
  /** What was computed, each time it was asked for. */
  const computed: (readonly number[])[] = [];
  const work =
    (more: { readonly ttlMs?: number; readonly freshMs?: number } = {}) =>
    async (missing: readonly number[]): Promise<QueryPiece<string>[]> => {
      computed.push(missing);
      return missing.map((position) => ({ value: `p${position}`, bytes: 10, ...more }));
    };
  return { cache: create(), create, clock, computed, work, disk };
}

describe("a range", () => {
  test("inside of a known one is answered without any work, and only the rest of a wider one is computed", async () => {
    const { cache, computed, work } = createCache();
    await cache.intervals.answer(usage(), range(-30, 0), work());
    expect(await cache.intervals.answer(usage(), range(-7, 0), work())).toEqual(range(-7, 0).map((at) => `p${at}`));
    await cache.intervals.answer(usage(), range(-33, 2), work());
    expect(computed).toEqual([range(-30, 0), [-33, -32, -31, 0, 1]]);
    expect(cache.counts()["usage"]).toEqual({ hit: 1, partial: 1, miss: 1, stale: 0, evicted: 0, error: 0 });
  });

  test("is another one for another question or dataset", async () => {
    const { cache, computed, work } = createCache();
    await cache.intervals.answer(usage(), [1], work());
    await cache.intervals.answer(usage("other"), [1], work());
    await cache.intervals.answer({ ...usage(), about: { series: "t" } }, [1], work());
    expect(computed).toEqual([[1], [1], [1]]);
  });

  test("that is being computed is joined, and what it lacks is computed beside it", async () => {
    const { cache, computed } = createCache();
    const ends: (() => void)[] = [];
    const slowly = (missing: readonly number[]): Promise<QueryPiece<number>[]> => {
      computed.push(missing);
      return new Promise((resolve) =>
        ends.push(() => resolve(missing.map((position) => ({ value: position, bytes: 1 })))),
      );
    };
    const narrow = cache.intervals.answer(usage(), range(3, 6), slowly);
    const wide = cache.intervals.answer(usage(), range(0, 8), slowly);
    const within = cache.intervals.answer(usage(), range(2, 5), slowly);
    expect(computed).toEqual([
      [3, 4, 5],
      [0, 1, 2, 6, 7],
    ]);
    for (const end of ends) end();
    expect(await Promise.all([narrow, wide, within])).toEqual([range(3, 6), range(0, 8), range(2, 5)]);
    expect(await cache.intervals.answer(usage(), range(0, 8), slowly)).toEqual(range(0, 8));
    expect(computed).toHaveLength(2);
  });

  test("whose work fails is a failure for all who wait, and is asked for again", async () => {
    const { cache, work, computed } = createCache();
    await cache.intervals.answer(usage(), [1], work());
    const failing = async (): Promise<never> => Promise.reject(new Error("no"));
    const both = [range(0, 3), range(2, 3)].map((positions) => cache.intervals.answer(usage(), positions, failing));
    expect(await Promise.allSettled(both)).toEqual([
      { status: "rejected", reason: new Error("no") },
      { status: "rejected", reason: new Error("no") },
    ]);
    expect(await cache.intervals.answer(usage(), range(0, 3), work())).toEqual(["p0", "p1", "p2"]);
    expect(computed).toEqual([[1], [0, 2]]);
    expect(cache.counts()["usage"]).toMatchObject({ error: 1, partial: 2, miss: 2 });
  });

  test("with fewer pieces than positions is a bug, and not an answer with a hole", async () => {
    const { cache, work } = createCache();
    await expect(cache.intervals.answer(usage(), [1, 2], async () => [{ value: 1, bytes: 1 }])).rejects.toThrow(
      RangeError,
    );
    await expect(cache.intervals.answer(usage(), [0.5], work())).rejects.toThrow(RangeError);
  });

  test("may be given up by one who waits; its work stops when the last one has", async () => {
    const { cache, work, computed } = createCache();
    let stopped: unknown = null;
    const never = (_: readonly number[], signal: AbortSignal): Promise<never> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          stopped = signal.reason;
          reject(signal.reason as Error);
        });
      });
    const [one, other] = [new AbortController(), new AbortController()];
    const waiting = [one, other].map(({ signal }) => cache.intervals.answer(usage(), [1, 2], never, signal));
    one.abort();
    await expect(waiting[0]).rejects.toMatchObject({ code: "cancelled", reason: "user" });
    expect(stopped).toBeNull();
    other.abort();
    await expect(waiting[1]).rejects.toMatchObject({ code: "cancelled", reason: "user" });
    expect(stopped).toMatchObject({ code: "cancelled" });
    await cache.intervals.answer(usage(), [1, 2], work());
    expect(computed).toEqual([[1, 2]]);
    expect(cache.counts()["usage"]).toMatchObject({ error: 0 });
  });

  test("of a dataset that is forgotten meanwhile is given to nobody and not kept", async () => {
    const { cache, computed, work } = createCache();
    const later = Promise.withResolvers<readonly QueryPiece<string>[]>();
    const waiting = cache.intervals.answer(usage(), [1], () => later.promise);
    const other = cache.intervals.answer(usage("other"), [1], () => later.promise);
    cache.forget("d");
    later.resolve([{ value: "late", bytes: 1 }]);
    await expect(waiting).rejects.toMatchObject({ code: "cancelled", reason: "dataset-deleted" });
    expect(await other).toEqual(["late"]);
    expect(await cache.intervals.answer(usage(), [1], work())).toEqual(["p1"]);
    expect(computed).toEqual([[1]]);
  });
});

describe("the time of a piece", () => {
  test("is its own", async () => {
    const { cache, clock, computed, work } = createCache();
    await cache.intervals.answer(usage(), [1], work({ ttlMs: 10 }));
    await cache.intervals.answer(usage(), [2], work({ ttlMs: 100 }));
    await cache.intervals.answer(usage(), [3], work({ ttlMs: 0 }));
    clock.ms = 9;
    await cache.intervals.answer(usage(), [1, 2], work());
    clock.ms = 10;
    await cache.intervals.answer(usage(), [1, 2, 3], work());
    expect(computed).toEqual([[1], [2], [3], [1, 3]]);
  });

  test("that is no longer fresh is given at once and computed again behind it, once", async () => {
    const { cache, clock, computed, work } = createCache();
    await cache.intervals.answer(usage(), [1, 2], work({ ttlMs: 100, freshMs: 10 }));
    clock.ms = 10;
    const newer = async (missing: readonly number[]): Promise<QueryPiece<string>[]> => {
      computed.push(missing);
      return missing.map((position) => ({ value: `new ${position}`, bytes: 10 }));
    };
    const both = [1, 2].map(() => cache.intervals.answer(usage(), [2, 1], newer));
    expect(await Promise.all(both)).toEqual([
      ["p2", "p1"],
      ["p2", "p1"],
    ]);
    expect(await cache.intervals.answer(usage(), [1, 2], newer)).toEqual(["new 1", "new 2"]);
    expect(computed).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(cache.counts()["usage"]).toMatchObject({ miss: 1, stale: 2, hit: 1 });
  });

  test("goes on on disk", async () => {
    const { create, cache, clock, computed, work } = createCache({ hasDisk: true });
    await cache.intervals.answer(usage(), range(-3, 3), work({ ttlMs: 100, freshMs: 50 }));
    await cache.intervals.answer(usage(), [3], work({ ttlMs: 1000 }));
    clock.ms = 40;
    const second = create();
    expect(await second.intervals.answer(usage(), range(-3, 4), work())).toHaveLength(7);
    expect(second.counts()["usage"]).toMatchObject({ hit: 1 });
    clock.ms = 60;
    const third = create();
    await third.intervals.answer(usage(), [0], work());
    expect(third.counts()["usage"]).toMatchObject({ stale: 1 });
    clock.ms = 101;
    const fourth = create();
    await fourth.intervals.answer(usage(), [1, 3], work());
    expect(computed).toEqual([range(-3, 3), [3], [0], [1]]);
  });
});

test("a range is widened to whole pieces", () => {
  expect(positionsWithin(-7, 13, 6)).toEqual([-2, -1, 0, 1, 2]);
  expect(positionsWithin(0, 12, 6)).toEqual([0, 1]);
  expect(positionsWithin(5, 5, 6)).toEqual([]);
  expect(() => positionsWithin(0, 1, 0)).toThrow(RangeError);
});

const position = fc.integer({ min: -600, max: 600 });
const request = fc.record({
  from: position,
  steps: fc.integer({ min: 0, max: 80 }),
  stride: fc.integer({ min: 1, max: 40 }),
  about: fc.integer({ min: 0, max: 2 }),
  waitMs: fc.integer({ min: 0, max: 120 }),
  ttlMs: fc.integer({ min: 0, max: 400 }),
  isRestarted: fc.boolean(),
});

test("whatever was asked, evicted, expired or written before, a merged answer is the cold one", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(request, { minLength: 1, maxLength: 25 }),
      fc.constantFrom(600, 5000, 1e6),
      fc.boolean(),
      async (requests, maxBytes, hasDisk) => {
        const { create, clock } = createCache({ maxBytes, hasDisk });
        let cache = create();
        const answerOf = (about: number, at: number): string => `${about}:${at}`;
        for (const { from, steps, stride, about, waitMs, ttlMs, isRestarted } of requests) {
          if (isRestarted) cache = create();
          clock.ms += waitMs;
          const positions = range(0, steps).map((step) => from + step * stride);
          const missed: number[] = [];
          const question = { kind: "usage", dataset: "d", about: { about } };
          const answer = await cache.intervals.answer(question, positions, async (missing) => {
            missed.push(...missing);
            return missing.map((at) => ({ value: answerOf(about, at), bytes: 1 + (Math.abs(at) % 50), ttlMs }));
          });
          expect(answer).toEqual(positions.map((at) => answerOf(about, at)));
          expect(missed.every((at) => positions.includes(at))).toBe(true);
          expect(new Set(missed).size).toBe(missed.length);
          expect(cache.stats().bytes).toBeLessThanOrEqual(maxBytes);
        }
      },
    ),
  );
});

test("what is known is never computed again, and bytes are exact", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 20 }), async (requests) => {
      const { cache } = createCache({ maxBytes: 1e9, ttlMs: 1e9 });
      /** Of each question the positions that are known, as a model of what the cache should hold. */
      const known = new Map<number, Set<number>>();
      const bytesOf = (at: number): number => 1 + (Math.abs(at) % 50);
      for (const { from, steps, stride, about } of requests) {
        const positions = range(0, steps).map((step) => from + step * stride);
        const own = known.get(about) ?? new Set();
        const missed: number[] = [];
        await cache.intervals.answer({ kind: "usage", dataset: "d", about: { about } }, positions, async (missing) => {
          missed.push(...missing);
          return missing.map((at) => ({ value: at, bytes: bytesOf(at) - 0.5 }));
        });
        expect(missed).toEqual(positions.filter((at) => !own.has(at)));
        for (const at of positions) own.add(at);
        known.set(about, own);
        const blocks = [...known].flatMap(([one, all]) => {
          const key = queryKey({ kind: "usage", dataset: "d", about: { about: one } });
          return [...new Set([...all].map((at) => Math.floor(at / 32)))].map((block) => `${key}#32:${block}`);
        });
        const pieces = [...known.values()].flatMap((all) => [...all].map(bytesOf));
        const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);
        expect(cache.stats()).toMatchObject({
          items: blocks.length,
          bytes: sum(pieces) + sum(blocks.map((key) => 2 * key.length)),
        });
      }
      cache.forget("d");
      expect(cache.stats()).toMatchObject({ items: 0, bytes: 0 });
    }),
  );
});
