import type { WindowToFinish } from "#domain/forecast";
import { describe, expect, test } from "vitest";
import { checkedOfBatch, type FinishBatch, type FromDensity } from "#contract/worker";
import { checksum } from "#engine/checksum";
import { answer, densityPoints, finishBatch } from "./work.ts";

const levels = [0.1, 0.5, 0.9];
/** Two windows of [3 levels × 2 steps]; the first crosses at step 1 and dips below zero at step 0. */
const quantiles = Float32Array.of(-1, 5, 1, 4, 2, 6, -1, 10, 0, 11, 1, 12);
const items: WindowToFinish[] = [
  { index: 3, isNonNegative: true, wantsDensity: false },
  { index: 0, isNonNegative: false, wantsDensity: true },
];
const batch: FinishBatch = {
  type: "finish",
  level: "user",
  id: 7,
  horizon: 2,
  levels,
  items,
  quantiles,
  checksum: checksum(...checkedOfBatch(2, items, quantiles)),
};

/** The same batch with other numbers, properly sent. */
function withQuantiles(changed: Float32Array): FinishBatch {
  return { ...batch, quantiles: changed, checksum: checksum(...checkedOfBatch(2, items, changed)) };
}

function finished(message: FromDensity): Extract<FromDensity, { type: "finished" }> {
  if (message.type !== "finished") throw new Error(message.type);
  return message;
}

describe("a finished batch", () => {
  test("keeps its id and each item's index, in order and within bounds", () => {
    const { id, items } = finished(finishBatch(batch, "silverman"));
    expect(id).toBe(7);
    expect(items.map((item) => item.index)).toEqual([3, 0]);
    expect([...(items[0]?.quantiles ?? [])]).toEqual([0, 4, 1, 5, 2, 6]);
    expect([...(items[1]?.quantiles ?? [])]).toEqual([-1, 10, 0, 11, 1, 12]);
  });

  test("has a density only where one was asked for", () => {
    const { items } = finished(finishBatch(batch, "silverman"));
    expect(items[0]?.density).toBeNull();
    expect(items[1]?.density?.values).toHaveLength(2 * densityPoints);
  });

  test("shares no memory with what arrived: each answer is sent by itself", () => {
    const { items } = finished(finishBatch(batch, "silverman"));
    expect(items[1]?.quantiles.buffer.byteLength).toBe(levels.length * batch.horizon * 4);
  });

  test("leaves out a window whose numbers are not finite, and keeps its neighbours", () => {
    const poisoned = withQuantiles(
      Float32Array.from(batch.quantiles, (value, index) => (index === 8 ? Number.NaN : value)),
    );
    const { items, failures } = finished(finishBatch(poisoned, "silverman"));
    expect(items.map((item) => item.index)).toEqual([3]);
    expect(failures?.map((failure) => [failure.index, failure.error.code])).toEqual([[0, "input-poisonous"]]);
  });

  test("names every window with a sentence when none can be shown", () => {
    const { items: shown, failures } = finished(
      finishBatch(withQuantiles(batch.quantiles.map(() => Number.NaN)), "silverman"),
    );
    expect(shown).toEqual([]);
    expect(failures?.map(({ index, error }) => [index, error.code])).toEqual(
      items.map(({ index }) => [index, "input-poisonous"]),
    );
    expect(failures?.[0]?.error.message).toMatch(/not finite/);
  });

  test("is refused when its numbers are not those that were sent", () => {
    const damaged = batch.quantiles.slice();
    damaged[3] = 4.000_001;
    const swapped = items.toReversed();
    for (const other of [
      { ...batch, quantiles: damaged },
      { ...batch, items: swapped },
      { ...batch, horizon: 1 },
    ]) {
      expect(() => finishBatch(other, "silverman")).toThrowError(
        expect.objectContaining({ code: "damaged-in-transit" }),
      );
    }
  });
});

test("other levels and densities of numbers at hand come back under their id", () => {
  const given = {
    horizon: 2,
    levels,
    quantiles: batch.quantiles.slice(6),
    checksum: checksum(batch.quantiles.slice(6)),
    isNonNegative: false,
  };
  const other = answer({ type: "requantile", id: 1, wantedLevels: [0.5, 0.95], ...given }, "silverman");
  expect(other.type === "requantiled" && [...other.quantiles.slice(0, 2)]).toEqual([0, 11]);
  const density = answer({ type: "density", id: 2, ...given }, "silverman");
  expect(density.type === "density" && density.density.points).toBe(densityPoints);
  const damaged = { ...given, quantiles: given.quantiles.map((value, index) => (index === 1 ? value + 0.001 : value)) };
  for (const request of [
    { type: "requantile", id: 3, wantedLevels: [0.5], ...damaged },
    { type: "density", id: 4, ...damaged },
  ] as const) {
    expect(() => answer(request, "silverman")).toThrowError(expect.objectContaining({ code: "damaged-in-transit" }));
  }
});

describe("samples", () => {
  const rows = { count: 3, hasDeviations: true } as const;
  /** Two windows of [(3 samples + 3 deviations) × 2 steps]. */
  const sampled = Float32Array.of(1, 5, 2, 6, 4, 9, 0.5, 1, 0.5, 1, 0.5, 1, -1, 0, 0, 0, 1, 0, 2, 0, 2, 0, 2, 0);
  const ofSamples: FinishBatch = {
    ...batch,
    samples: rows,
    quantiles: sampled,
    checksum: checksum(...checkedOfBatch(2, items, sampled)),
  };

  test("become quantiles at the levels of the batch, and stay with them", () => {
    const message = finished(finishBatch(ofSamples, "silverman"));
    const [first, second] = message.items;
    expect(first?.quantiles).toHaveLength(levels.length * 2);
    expect([...(first?.samples ?? [])]).toEqual([...sampled.subarray(0, 12)]);
    // The claimed deviation alone is 0.5, the samples' spread comes on top.
    const [low = 0, , middle = 0, , high = 0] = first?.quantiles ?? [];
    expect(middle).toBeGreaterThan(1);
    expect(high - low).toBeGreaterThan(2 * 1.2816 * 1.2);
    // Where nothing varies and nothing is claimed there is one value.
    expect([1, 3, 5].map((place) => second?.quantiles[place])).toEqual([0, 0, 0]);
    expect(second?.density?.values).toHaveLength(2 * densityPoints);
  });

  test("answer for other levels and densities as when they came", () => {
    const [item] = finished(finishBatch(ofSamples, "silverman")).items;
    const quantiles = item?.samples ?? new Float32Array();
    const request = {
      id: 1,
      horizon: 2,
      levels,
      samples: rows,
      quantiles,
      checksum: checksum(quantiles),
      isNonNegative: true,
    } as const;
    const other = answer({ ...request, type: "requantile", wantedLevels: [0.1, 0.123, 0.5, 0.9] }, "silverman");
    if (other.type !== "requantiled") throw new Error(other.type);
    expect([...other.quantiles.subarray(0, 2), ...other.quantiles.subarray(4)]).toEqual([...(item?.quantiles ?? [])]);
    const density = answer({ ...request, type: "density" }, "silverman");
    if (density.type !== "density") throw new Error(density.type);
    const wanting = items.map((one) => ({ ...one, wantsDensity: true }));
    const withDensity = { ...ofSamples, items: wanting, checksum: checksum(...checkedOfBatch(2, wanting, sampled)) };
    const [wanted] = finished(finishBatch(withDensity, "silverman")).items;
    expect(density.density).toEqual(wanted?.density);
  });

  test("that are not finite cost their own window only", () => {
    const poisoned = sampled.slice();
    poisoned[9] = Number.NaN;
    const message = finished(
      finishBatch(
        { ...ofSamples, quantiles: poisoned, checksum: checksum(...checkedOfBatch(2, items, poisoned)) },
        "silverman",
      ),
    );
    expect(message.items.map((item) => item.index)).toEqual([0]);
    expect(message.failures?.map((failure) => failure.error.code)).toEqual(["input-poisonous"]);
  });
});
