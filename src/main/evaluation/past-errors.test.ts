import { expect, test } from "vitest";
import type { Forecast } from "#domain/forecast";
import { levels, modelOf, nothingAdopted, openData, seriesOf } from "./evaluation-fixtures.ts";
import { PastErrors } from "./past-errors.ts";

const { signal } = new AbortController();
const key = { dataset: "d", series: "s", model: "n", horizon: 2, bands: "native" } as const;
const oldest = -52;

/** Ranges of ± 1 around a median that is off by as much as the forecast is old. The values are 0, 1, 2 … */
function quantilesAt(origin: number, steps = 60): Float32Array {
  const medians = [0, 1].map((step) => steps + origin + step - origin);
  return Float32Array.of(...medians.map((value) => value - 1), ...medians, ...medians.map((value) => value + 1));
}

function setUp({ steps = 60, known = new Set<number>() }: { steps?: number; known?: Set<number> } = {}) {
  const series = seriesOf(steps);
  const read: number[] = [];
  const shown: string[] = [];
  const errors = new PastErrors({
    datasets: openData(series),
    models: { list: () => [modelOf("n")] },
    columns: { columnKey: ({ model, horizon }) => `${model} ${horizon}` },
    computed: {
      known: (_key, origins) => origins.filter((origin) => known.has(origin)),
      computed: async (_key, origins) => {
        read.push(...origins);
        return { executionProvider: "cpu", found: new Map(origins.map((at) => [at, quantilesAt(at, steps)])) };
      },
    },
    coverage: {
      shown: async ({ model, bands }) => {
        shown.push(`${model} ${bands}`);
        const quantiles = Float32Array.of(0, 0, 50, 50, 100, 100);
        return [{ origin: -2, levels, quantiles } as unknown as Forecast];
      },
    },
    adopted: nothingAdopted,
  });
  return { errors, known, read, shown };
}

test("what is known fills in as forecasts come, and each is read once", async () => {
  const { errors, known, read } = setUp({ known: new Set([-1, -4]) });
  const first = await errors.known(key, signal);
  expect(first).toMatchObject({ level: 0.8, oldest, hasMore: false, byStep: { forecasts: 2 } });
  const at = (origin: number, numbers: Float64Array | undefined): number | undefined => numbers?.[origin - oldest];
  expect([-1, -4, -3].map((origin) => at(origin, first?.errors))).toEqual([1, 4, Number.NaN]);
  expect([-1, -4, -3].map((origin) => at(origin, first?.inside))).toEqual([1, 0, Number.NaN]);
  known.add(-3);
  const second = await errors.known(key, signal);
  expect(at(-3, second?.errors)).toBe(3);
  expect(read).toEqual([-1, -4, -3]);
});

test("two that ask at once have one answer", async () => {
  const { errors, read } = setUp({ known: new Set([-1]) });
  const [one, other] = await Promise.all([errors.known(key, signal), errors.known(key, signal)]);
  expect(one).toEqual(other);
  expect(read).toEqual([-1]);
});

test("a long past comes in parts, the newest first", async () => {
  const steps = 5000;
  const known = new Set(Array.from({ length: steps }, (_, index) => -1 - index));
  const { errors } = setUp({ steps, known });
  const counted: (number | undefined)[] = [];
  let part = await errors.known(key, signal);
  while (part?.hasMore) {
    counted.push(part.byStep.forecasts);
    part = await errors.known(key, signal);
  }
  expect(counted).toEqual([2048, 4096]);
  expect(part?.byStep.forecasts).toBe(4992);
});

test("of corrected ranges the share inside is theirs, where it is known; the error of the median is the same", async () => {
  const { errors, shown } = setUp({ known: new Set([-2, -3]) });
  const native = await errors.known(key, signal);
  expect(shown).toEqual([]);
  const corrected = await errors.known({ ...key, bands: "calibrated" }, signal);
  expect(corrected?.errors).toEqual(native?.errors);
  expect([corrected?.inside[-2 - oldest], corrected?.inside[-3 - oldest]]).toEqual([1, Number.NaN]);
  expect(shown).toEqual(["n calibrated"]);
});

test("of a model without a file those that the evidence has made are known", async () => {
  const { errors, read } = setUp({ known: new Set([-1]) });
  const past = await errors.known({ ...key, model: "theta" }, signal);
  expect(past).toMatchObject({ hasMore: false, byStep: { forecasts: 1 } });
  expect(past?.errors[-2 - oldest]).toBe(8.5);
  expect(read).toEqual([]);
});

test("a series that is too short to go back in has none", async () => {
  expect(await setUp({ steps: 8 }).errors.known(key, signal)).toBeNull();
});
