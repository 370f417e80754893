import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { abortable, type Run } from "#engine/concurrency";
import { QueryCache, type QueryAnswer } from "./query-cache.ts";
import { queryKey, type Query, type QueryPart } from "./query.ts";

const coverage = (level: number, dataset = "d"): Query => ({
  kind: "coverage",
  dataset,
  about: { level, range: [-100, 0] },
});

function createCache(options: { maxBytes?: number; ttlMs?: number } = {}) {
  const clock = { ms: 0 };
  const runs: string[] = [];
  const cache = new QueryCache({ maxBytes: 10_000, ttlMs: 1000, ...options, now: () => clock.ms });
  const run =
    (value: string, more: { bytes?: number; ttlMs?: number; freshMs?: number } = {}) =>
    (): Run<QueryAnswer<string>> => {
      runs.push(value);
      return { promise: Promise.resolve({ value, bytes: 100, ...more }), cancel: () => undefined };
    };
  return { cache, clock, runs, run };
}

describe("a question", () => {
  test("is computed once and answered from then on", async () => {
    const { cache, runs, run } = createCache();
    const both = [cache.ask(coverage(0.8), run("a")), cache.ask(coverage(0.8), run("b"))];
    expect(await Promise.all(both.map(({ promise }) => promise))).toEqual(["a", "a"]);
    expect(await cache.ask(coverage(0.8), run("c")).promise).toBe("a");
    expect(await cache.ask(coverage(0.9), run("d")).promise).toBe("d");
    expect(runs).toEqual(["a", "d"]);
  });

  test("that failed is asked again", async () => {
    const { cache, run } = createCache();
    const failing = cache.ask(coverage(0.8), () => ({
      promise: Promise.reject(new Error("no")),
      cancel: () => undefined,
    }));
    await expect(failing.promise).rejects.toThrow("no");
    expect(await cache.ask(coverage(0.8), run("a")).promise).toBe("a");
  });

  test("may be given up by one who waits; its work stops when the last one has", async () => {
    const { cache } = createCache();
    const asked: string[] = [];
    let stopped: AbortSignal | null = null;
    const work = (signal: AbortSignal): Promise<QueryAnswer<string>> => {
      asked.push("work");
      signal.addEventListener("abort", () => (stopped = signal));
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      });
    };
    const [one, other] = [new AbortController(), new AbortController()];
    const waiting = [one, other].map(({ signal }) => cache.answer(coverage(0.8), work, signal));
    one.abort();
    await expect(waiting[0]).rejects.toMatchObject({ code: "cancelled", reason: "user" });
    expect([asked, stopped]).toEqual([["work"], null]);
    other.abort();
    await expect(waiting[1]).rejects.toMatchObject({ code: "cancelled", reason: "user" });
    expect(stopped).toMatchObject({ aborted: true });
    // Nothing is left of it: the next one is computed, and kept.
    const answer = async (): Promise<QueryAnswer<string>> => ({ value: "a", bytes: 1 });
    await expect(cache.answer(coverage(0.8), answer)).resolves.toBe("a");
    await expect(cache.answer(coverage(0.8), work)).resolves.toBe("a");
    expect(asked).toEqual(["work"]);
  });

  test("is computed again when its own time is over, and not before", async () => {
    const { cache, clock, run } = createCache({ ttlMs: 1000 });
    await cache.ask(coverage(0.8), run("usual")).promise;
    await cache.ask(coverage(0.9), run("short", { ttlMs: 10 })).promise;
    clock.ms = 9;
    expect(await cache.ask(coverage(0.9), run("new")).promise).toBe("short");
    clock.ms = 11;
    expect(await cache.ask(coverage(0.9), run("new")).promise).toBe("new");
    clock.ms = 999;
    expect(await cache.ask(coverage(0.8), run("new")).promise).toBe("usual");
    clock.ms = 1001;
    expect(await cache.ask(coverage(0.8), run("new")).promise).toBe("new");
  });
});

describe("an answer that is no longer fresh", () => {
  const old = { freshMs: 10, ttlMs: 100 };

  test("is given at once, and computed again behind it once", async () => {
    const { cache, clock, runs, run } = createCache();
    await cache.ask(coverage(0.8), run("old", old)).promise;
    clock.ms = 10;
    expect(await cache.ask(coverage(0.8), run("new", old)).promise).toBe("old");
    expect(await cache.ask(coverage(0.8), run("newer", old)).promise).toBe("new");
    expect(runs).toEqual(["old", "new"]);
    expect(cache.counts()["coverage"]).toEqual({ hit: 1, partial: 0, miss: 1, stale: 1, evicted: 0, error: 0 });
  });

  test("stays where its successor fails, until its time is over; then the failure is the answer", async () => {
    const { cache, clock, run } = createCache();
    const failing = (): Run<QueryAnswer<string>> => ({
      promise: Promise.reject(new Error("no")),
      cancel: () => undefined,
    });
    await cache.ask(coverage(0.8), run("old", old)).promise;
    clock.ms = 99;
    expect(await cache.ask(coverage(0.8), failing).promise).toBe("old");
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    clock.ms = 101;
    await expect(cache.ask(coverage(0.8), failing).promise).rejects.toThrow("no");
    expect(cache.counts()["coverage"]).toMatchObject({ miss: 2, stale: 1, evicted: 1, error: 2 });
  });
});

describe("an answer that came with something else", () => {
  test("is found without being a question, and stays in memory", async () => {
    const stored: string[] = [];
    const store = { find: () => null, store: (key: string) => void stored.push(key) };
    const cache = new QueryCache({ maxBytes: 1000, ttlMs: 1000, now: () => 0, store });
    cache.put(coverage(0.8), { value: "came", bytes: 10 });
    expect([cache.peek(coverage(0.8)), cache.peek(coverage(0.9))]).toEqual(["came", undefined]);
    expect([stored, cache.counts()]).toEqual([[], {}]);
    const never = (): never => {
      throw new Error("known");
    };
    expect(await cache.ask(coverage(0.8), never, false).promise).toBe("came");
    const answer = async (): Promise<QueryAnswer<string>> => ({ value: "made", bytes: 1 });
    await cache.ask(coverage(1), () => abortable(answer), false).promise;
    expect(stored).toEqual([]);
    await cache.ask(coverage(2), () => abortable(answer)).promise;
    expect(stored).toEqual([queryKey(coverage(2))]);
  });
});

describe("the room", () => {
  test("is bounded in bytes, and what was used longest ago goes first", async () => {
    const { cache, runs, run } = createCache({ maxBytes: 1000 });
    await cache.ask(coverage(1), run("1", { bytes: 300 })).promise;
    await cache.ask(coverage(2), run("2", { bytes: 300 })).promise;
    await cache.ask(coverage(1), run("1 again")).promise;
    await cache.ask(coverage(3), run("3", { bytes: 300 })).promise;
    expect(cache.stats().bytes).toBeLessThanOrEqual(1000);
    await cache.ask(coverage(1), run("1 again")).promise;
    await cache.ask(coverage(2), run("2 again")).promise;
    expect(runs).toEqual(["1", "2", "3", "2 again"]);
  });

  test("is not given to an answer larger than all of it, which is answered all the same", async () => {
    const { cache, run } = createCache({ maxBytes: 1000 });
    expect(await cache.ask(coverage(1), run("large", { bytes: 5000 })).promise).toBe("large");
    expect(cache.stats()).toMatchObject({ items: 0, bytes: 0 });
  });
});

describe("a dataset that is forgotten", () => {
  test("takes its answers with it and leaves the others", async () => {
    const { cache, runs, run } = createCache();
    await cache.ask(coverage(1, "d"), run("d")).promise;
    await cache.ask(coverage(1, "e"), run("e")).promise;
    cache.forget("d");
    await cache.ask(coverage(1, "e"), run("e again")).promise;
    await cache.ask(coverage(1, "d"), run("d again")).promise;
    expect(runs).toEqual(["d", "e", "d again"]);
  });

  test("releases who waits, stops the run, and what that brings afterwards is not kept", async () => {
    const { cache, run } = createCache();
    const late = Promise.withResolvers<QueryAnswer<string>>();
    let isCancelled = false;
    const ticket = cache.ask(coverage(1), () => ({ promise: late.promise, cancel: () => (isCancelled = true) }));
    cache.forget("d");
    await expect(ticket.promise).rejects.toMatchObject({ code: "cancelled" });
    expect(isCancelled).toBe(true);
    late.resolve({ value: "late", bytes: 1 });
    await Promise.resolve();
    expect(await cache.ask(coverage(1), run("new")).promise).toBe("new");
  });
});

test("one of two who wait may leave; when both have, the run stops", async () => {
  const { cache } = createCache();
  let isCancelled = false;
  const start = (): Run<QueryAnswer<string>> => ({
    promise: new Promise(() => undefined),
    cancel: () => void (isCancelled = true),
  });
  const [first, second] = [cache.ask(coverage(1), start), cache.ask(coverage(1), start)];
  first.cancel("user");
  expect(isCancelled).toBe(false);
  second.cancel("user");
  expect(isCancelled).toBe(true);
  await expect(Promise.all([first.promise, second.promise])).rejects.toMatchObject({ code: "cancelled" });
});

const part: fc.Memo<QueryPart> = fc.memo((depth): fc.Arbitrary<QueryPart> =>
  depth <= 1
    ? fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
    : fc.oneof(
        fc.integer(),
        fc.string(),
        fc.array(part(depth - 1), { maxLength: 3 }),
        fc.dictionary(fc.string(), part(depth - 1), { maxKeys: 3 }),
      ),
);

describe("keys", () => {
  const about = fc.dictionary(fc.string(), part(3), { maxKeys: 5 });
  const keyOf = (of: { readonly [name: string]: QueryPart }): string =>
    queryKey({ kind: "k", dataset: "d", about: of });

  test("do not depend on the order of fields", () => {
    fc.assert(
      fc.property(about, (fields) => {
        const reversed = Object.fromEntries(Object.entries(fields).reverse());
        expect(keyOf(reversed)).toBe(keyOf(fields));
      }),
    );
  });

  test("are equal only for equal questions", () => {
    fc.assert(
      fc.property(about, about, (a, b) => {
        expect(keyOf(a) === keyOf(b)).toBe(JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)));
      }),
    );
  });

  test("take −0 for 0 and undefined for absent, and refuse what is no number", () => {
    expect(keyOf({ a: -0 })).toBe(keyOf({ a: 0, b: undefined }));
    expect(() => keyOf({ a: Number.NaN })).toThrow(RangeError);
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return ["list", ...value.map(sorted)];
  if (Object.is(value, -0)) return 0;
  if (value === null || typeof value !== "object") return value;
  return [
    "fields",
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => [name, sorted(one)]),
  ];
}
