import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  Bitmap,
  ByteCache,
  ChunkLayout,
  forecastColumnKey,
  ForecastStore,
  type EvictionReason,
  type ForecastChunk,
} from "./index.ts";

describe("Bitmap", () => {
  test("agrees with a set after any operations, and finds the next clear bit both ways", () => {
    const operation = fc.record({ set: fc.boolean(), at: fc.nat(99) });
    fc.assert(
      fc.property(fc.array(operation), fc.nat(99), fc.nat(99), (operations, from, to) => {
        const bitmap = new Bitmap(100);
        const model = new Set<number>();
        for (const { set, at } of operations) {
          expect(set ? bitmap.set(at) : bitmap.clear(at)).toBe(set ? !model.has(at) : model.has(at));
          if (set) model.add(at);
          else model.delete(at);
        }
        expect(bitmap.count).toBe(model.size);
        let expected: number | null = null;
        const step = from <= to ? 1 : -1;
        for (let at = from; step > 0 ? at <= to : at >= to; at += step) {
          if (model.has(at)) continue;
          expected = at;
          break;
        }
        expect(bitmap.nextClear(from, to)).toBe(expected);
      }),
    );
  });

  test("crosses full words", () => {
    const bitmap = new Bitmap(1000);
    for (let at = 0; at < 1000; at += 1) if (at !== 3 && at !== 970) bitmap.set(at);
    expect(bitmap.nextClear(4, 999)).toBe(970);
    expect(bitmap.nextClear(969, 0)).toBe(3);
    expect(bitmap.nextClear(971, 999)).toBeNull();
  });
});

describe("ByteCache", () => {
  function cacheOf(maxBytes: number) {
    const clock = { ms: 0 };
    const gone: [string, string, EvictionReason][] = [];
    const cache = new ByteCache<string, string>({
      maxBytes,
      maxItems: 100,
      now: () => clock.ms,
      onEvict: (key, value, reason) => gone.push([key, value, reason]),
    });
    return { cache, clock, gone };
  }

  test("evicts the least recently used until the new entry fits", () => {
    const { cache, gone } = cacheOf(10);
    cache.set("a", "A", 4);
    cache.set("b", "B", 4);
    cache.get("a");
    cache.set("c", "C", 5);
    expect(gone).toEqual([["b", "B", "budget"]]);
    expect(cache.bytes).toBe(9);
  });

  test("accounts exactly when an entry is replaced, and says why each value left", () => {
    const { cache, clock, gone } = cacheOf(10);
    cache.set("a", "A1", 8);
    cache.set("a", "A2", 3);
    expect(cache.bytes).toBe(3);
    cache.set("b", "B", 2, 50);
    cache.delete("a");
    clock.ms = 51;
    expect(cache.get("b")).toBeUndefined();
    expect(gone).toEqual([
      ["a", "A1", "replaced"],
      ["a", "A2", "deleted"],
      ["b", "B", "expired"],
    ]);
    expect(cache.stats()).toMatchObject({
      items: 0,
      bytes: 0,
      hits: 0,
      misses: 1,
      evictions: { budget: 0, replaced: 1, deleted: 1, expired: 1 },
    });
  });

  test("honours each entry's own time to live, even one set when the clock said 0", () => {
    const { cache, clock } = cacheOf(10);
    cache.set("short", "s", 1, 10);
    cache.set("long", "l", 1, 1000);
    cache.set("forever", "f", 1);
    clock.ms = 11;
    expect([cache.get("short"), cache.get("long"), cache.get("forever")]).toEqual([undefined, "l", "f"]);
    clock.ms = 1_000_000;
    expect([cache.get("long"), cache.get("forever")]).toEqual([undefined, "f"]);
  });

  test("does not keep a value larger than the whole budget, nor an older one under its key", () => {
    const { cache } = cacheOf(10);
    cache.set("a", "old", 1);
    expect(cache.set("a", "huge", 11)).toBe(false);
    expect(cache.get("a")).toBeUndefined();
    expect(cache.bytes).toBe(0);
  });

  test("never holds more than the budget, and bytes is always the sum of what is held", () => {
    const operation = fc.record({
      key: fc.constantFrom(..."abcdefgh"),
      bytes: fc.integer({ min: 1, max: 30 }),
      remove: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(operation), (operations) => {
        const { cache } = cacheOf(64);
        const sizes = new Map<string, number>();
        for (const { key, bytes, remove } of operations) {
          if (remove) cache.delete(key);
          else {
            cache.set(key, key, bytes);
            sizes.set(key, bytes);
          }
          const held = [...cache.keys()].reduce((sum, one) => sum + (sizes.get(one) ?? 0), 0);
          expect(cache.bytes).toBe(held);
          expect(held).toBeLessThanOrEqual(64);
        }
      }),
    );
  });
});

test("a chunk layout is a partition: every origin has one place, and origin 0 a chunk of its own", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 300 }), (forecasts, originCount) => {
      const layout = new ChunkLayout(forecasts);
      const seen = new Set<string>();
      for (let at = 0; at < originCount; at += 1) {
        const [index, row] = [layout.indexOf(-at), layout.rowOf(-at)];
        expect(layout.firstOf(index) + row).toBe(at);
        expect(row).toBeLessThan(layout.rowsIn(index, originCount));
        seen.add(`${index}/${row}`);
      }
      expect(seen.size).toBe(originCount);
      expect(layout.rowsIn(0, originCount)).toBe(1);
    }),
  );
});

describe("ForecastStore", () => {
  const shape = { valuesPerForecast: 6, originCount: 1000 };
  const forecast = (origin: number) => new Float32Array(6).map((_, index) => origin * 10 + index);

  test("returns what was written and knows what is missing", () => {
    const store = new ForecastStore({ maxBytes: 1e6, now: () => 0 });
    for (const origin of [0, -1, -3, -64, -999]) expect(store.write("c", shape, origin, forecast(origin))).toBe(true);
    expect(store.write("c", shape, -3, forecast(-3))).toBe(false);
    expect(store.read("c", -64)).toEqual(forecast(-64));
    expect(store.read("c", -2)).toBeNull();
    expect(store.read("other", 0)).toBeNull();
    expect(store.knownCount("c")).toBe(5);
    expect(store.nextMissing("c", 0, -999)).toBe(-2);
    expect(store.nextMissing("c", -999, 0)).toBe(-998);
    expect(store.nextMissing("unknown", -5, 0)).toBe(-5);
    expect(store.stats()).toMatchObject({ columns: 1, forecasts: 5, hits: 1, misses: 2 });
  });

  test("a copy handed out never changes what is kept", () => {
    const store = new ForecastStore({ maxBytes: 1e6, now: () => 0 });
    store.write("c", shape, 0, forecast(0));
    store.read("c", 0)?.fill(-1);
    expect(store.read("c", 0)).toEqual(forecast(0));
    expect(store.read("c", 0)?.buffer.byteLength).toBe(24);
  });

  test("a full column costs at most a tenth more than its numbers, a few origins only their chunk", () => {
    const large = { valuesPerForecast: 19 * 24, originCount: 20_001 };
    const store = new ForecastStore({ maxBytes: 1e9, now: () => 0 });
    const values = new Float32Array(large.valuesPerForecast);
    store.write("c", large, 0, values);
    expect(store.bytes).toBeLessThan(64 * values.byteLength + 3000);
    for (let origin = 0; origin < large.originCount; origin += 1) store.write("c", large, -origin, values);
    const raw = large.originCount * values.byteLength;
    expect(store.bytes / raw).toBeLessThanOrEqual(1.1);
  });

  test("makes room by dropping the chunks used longest ago, and counts their origins as missing again", () => {
    const evicted: number[] = [];
    const store = new ForecastStore({
      maxBytes: 3 * (10 * 24 + 4),
      now: () => 0,
      layout: new ChunkLayout(10),
      onEvict: ({ index }) => {
        evicted.push(index);
        return false;
      },
    });
    for (const origin of [0, -10, -20]) store.write("c", shape, origin, forecast(origin));
    store.read("c", 0);
    store.write("c", shape, -30, forecast(-30));
    expect(evicted).toEqual([1]);
    expect(store.has("c", -10)).toBe(false);
    expect(store.read("c", -10)).toBeNull();
    expect(store.read("c", 0)).toEqual(forecast(0));
    expect(store.stats().forecasts).toBe(3);
  });

  test("what is kept elsewhere stays known when it leaves memory, and can be brought back", () => {
    const kept: ForecastChunk[] = [];
    const store = new ForecastStore({
      maxBytes: 2 * (10 * 24 + 4),
      now: () => 0,
      layout: new ChunkLayout(10),
      onEvict: (chunk) => kept.push(chunk) > 0,
    });
    store.write("c", shape, -1, forecast(-1));
    kept.push(...store.takeDirty());
    expect(store.hasDirty(() => true)).toBe(false);
    for (const origin of [-11, -12, -21]) store.write("c", shape, origin, forecast(origin));
    expect(kept).toHaveLength(1);
    expect(store.locate("c", -1)).toBe("cold");
    expect([store.has("c", -1), store.read("c", -1), store.nextMissing("c", -1, -5)]).toEqual([true, null, -2]);
    store.warm(kept[0] as ForecastChunk);
    expect(store.locate("c", -1)).toBe("memory");
    expect(store.read("c", -1)).toEqual(forecast(-1));
    // What is in memory stays as it is.
    store.warm({ ...(kept[0] as ForecastChunk), values: new Float32Array((kept[0] as ForecastChunk).values.length) });
    expect(store.read("c", -1)).toEqual(forecast(-1));
    // The chunk that had to make room was handed over: nothing was lost.
    expect(kept.at(-1)).toMatchObject({ index: 2 });
    expect(store.locate("c", -12)).toBe("cold");
    expect(store.stats().forecasts).toBe(4);
  });

  test("hands over what is new of the wanted columns, and leaves that of others new", () => {
    const store = new ForecastStore({ maxBytes: 1e6, now: () => 0, layout: new ChunkLayout(10) });
    for (const key of ["a", "b"]) store.write(key, shape, 0, forecast(0));
    const isA = (key: string): boolean => key === "a";
    expect(store.takeDirty(isA).map(({ columnKey }) => columnKey)).toEqual(["a"]);
    expect([store.hasDirty(isA), store.hasDirty((key) => key === "b")]).toEqual([false, true]);
    expect(store.takeDirty().map(({ columnKey }) => columnKey)).toEqual(["b"]);
    expect(store.takeDirty()).toEqual([]);
  });

  test("a restored column knows its forecasts before it has their numbers, and forgets them when they turn out lost", () => {
    const store = new ForecastStore({ maxBytes: 1e6, now: () => 0, layout: new ChunkLayout(10) });
    const present = new Bitmap(10);
    for (const row of [0, 3, 4]) present.set(row);
    store.restore("c", shape, 2, present);
    expect(store.knownCount("c")).toBe(3);
    expect(store.locate("c", -14)).toBe("cold");
    expect(store.write("c", shape, -14, forecast(-14))).toBe(false);
    store.write("c", shape, -12, forecast(-12));
    store.takeDirty();
    store.forgetCold("c", 2);
    expect(store.knownCount("c")).toBe(1);
    expect(store.locate("c", -12)).toBe("memory");
    // The forecast in memory is the only one left and has to be kept again.
    expect(store.takeDirty()).toHaveLength(1);
  });

  test("agrees with a map of arrays, apart from what was evicted for room", () => {
    const operation = fc.record({
      type: fc.constantFrom("write", "read", "delete"),
      column: fc.constantFrom("a", "b"),
      origin: fc.integer({ min: -99, max: 0 }),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 120 }), (operations) => {
        const store = new ForecastStore({ maxBytes: 4 * (10 * 24 + 4), now: () => 0, layout: new ChunkLayout(10) });
        const model = new Map<string, Float32Array>();
        for (const { type, column, origin } of operations) {
          if (type === "write") {
            store.write(column, { ...shape, originCount: 100 }, origin, forecast(origin));
            model.set(`${column}${origin}`, forecast(origin));
          } else if (type === "delete") {
            store.delete(column);
            for (const key of model.keys()) if (key.startsWith(column)) model.delete(key);
          }
          const isThere = type === "read" && store.has(column, origin);
          const read = type === "read" ? store.read(column, origin) : null;
          expect(read).toEqual(isThere ? model.get(`${column}${origin}`) : null);
          const { forecasts, bytes } = store.stats();
          expect(forecasts).toBe(store.knownCount("a") + store.knownCount("b"));
          expect(bytes).toBeLessThanOrEqual(4 * (10 * 24 + 4) + 2 * 16);
        }
      }),
    );
  });
});

test("column keys differ when any part differs, and parts can't run into each other", () => {
  const base = {
    content: "c",
    modelSha256: "m",
    preprocessing: "1",
    executionProvider: "cpu",
    horizonSteps: 12,
  };
  const keys = [
    base,
    { ...base, content: 'c","m' },
    { ...base, modelSha256: "n" },
    { ...base, preprocessing: "2" },
    { ...base, executionProvider: "webgpu" },
    { ...base, horizonSteps: 1 },
  ].map(forecastColumnKey);
  expect(new Set(keys).size).toBe(keys.length);
});
