import fc from "fast-check";
import { expect, test } from "vitest";
import type { FromSearch, Trial } from "#contract/worker";
import type { Catalogue } from "#engine/forecasters/catalogue";
import { summarise } from "#engine/metrics";
import { SearchWork } from "./work.ts";

/** Ten years of months with a season and a trend. */
const monthly = Float64Array.from({ length: 120 }, (_, step) => 100 + step + 20 * Math.sin((step * Math.PI) / 6));

const trial: Trial = { id: 1, method: "theta", origins: [-24, -12], horizon: 12, fitLimitMs: 60_000, byStep: false };

function workOn(values: Float64Array, now: () => number = () => 0): SearchWork {
  const work = new SearchWork(now);
  work.hold("s", { values, usualSeasons: [12] });
  return work;
}

function finished(message: ReturnType<SearchWork["compute"]>): Extract<FromSearch, { type: "finished" }> {
  if (message.type !== "finished") throw new Error(`it failed: ${message.error.message}`);
  return message;
}

test("a trial has a score for each origin, in their order, and the parameters of its newest fit", () => {
  let ms = 0;
  const work = workOn(monthly, () => (ms += 10));
  const both = finished(work.compute("s", trial));
  const each = trial.origins.map((origin) => finished(work.compute("s", { ...trial, origins: [origin] })));
  expect(both.past).toEqual(each.flatMap(({ past }) => past));
  expect(both.past.map(({ steps, byStep }) => [steps, byStep])).toEqual([
    [12, undefined],
    [12, undefined],
  ]);
  expect(both.parameters).toEqual(each[1]?.parameters);
  expect(both.parameters).toHaveProperty("method");
  expect(both.seconds).toBeGreaterThan(0);
  // Better than repeating the last season: there is a trend, too.
  expect(summarise(both.past).MASE).toBeLessThan(0.7);
});

test("losses by step come where they are asked for", () => {
  const { past } = finished(workOn(monthly).compute("s", { ...trial, byStep: true }));
  expect(past.map(({ byStep }) => byStep?.error.length)).toEqual([12, 12]);
});

test("nothing after an origin's horizon has any influence on its score", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 12, maxLength: 12 }),
      (later) => {
        const changed = Float64Array.from(monthly);
        changed.set(later, 108);
        const at = { ...trial, origins: [-24] };
        const [before, after] = [monthly, changed].map((values) => finished(workOn(values).compute("s", at)));
        expect(after?.past).toEqual(before?.past);
        expect(after?.parameters).toEqual(before?.parameters);
      },
    ),
    { numRuns: 20 },
  );
});

test("forecasts that came with the trial are only scored", () => {
  const exact = trial.origins.map((origin) => {
    const actuals = monthly.subarray(120 + origin, 120 + origin + 12);
    return Float32Array.from([...actuals, ...actuals, ...actuals]);
  });
  const given = { model: "m", levels: [0.1, 0.5, 0.9], quantiles: exact };
  const { past, parameters } = finished(workOn(monthly).compute("s", { ...trial, method: "m", given }));
  expect(summarise(past).MASE).toBeCloseTo(0, 6);
  expect(parameters).toBeNull();
  const short = { ...given, quantiles: exact.slice(1) };
  expect(workOn(monthly).compute("s", { ...trial, method: "m", given: short })).toMatchObject({
    type: "failed",
    error: { code: "internal" },
  });
});

test("a fit that takes longer than it may is cut off, and told from other failures", () => {
  let ms = 0;
  // Every look at the clock is a second later.
  const work = workOn(monthly, () => (ms += 1_000));
  const late = work.compute("s", { ...trial, method: "ets", fitLimitMs: 500 });
  expect(late).toMatchObject({ type: "failed", id: 1, isTimeout: true, error: { code: "timed-out" } });
  expect(work.compute("s", { ...trial, method: "nobody" })).toMatchObject({
    type: "failed",
    isTimeout: false,
    error: { code: "model-not-found" },
  });
});

test("whatever a forecaster throws is an answer", () => {
  const broken = {
    get: () => ({
      name: "Broken",
      fit: () => {
        throw new TypeError("not a function");
      },
    }),
  } as unknown as Catalogue;
  const work = new SearchWork(() => 0, broken);
  work.hold("s", { values: monthly, usualSeasons: [12] });
  expect(work.compute("s", trial)).toMatchObject({ type: "failed", isTimeout: false, error: { code: "internal" } });
});

test("a series is there until it is dropped", () => {
  const work = workOn(monthly);
  work.drop("s");
  expect(work.compute("s", trial)).toMatchObject({ type: "failed", error: { code: "internal" } });
});
