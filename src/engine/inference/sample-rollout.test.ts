import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CancelledError } from "#domain/errors";
import { normalQuantile } from "#engine/numerics";
import { forecastWindows } from "./rollout.ts";
import { answerRows, type InferenceRuntime, type ModelShape } from "./runtime.ts";
import { pathPlan } from "./sample-rollout.ts";

const native = 12;

function shapeOf(count: number, hasDeviations: boolean): ModelShape {
  return { contextSteps: 96, nativeHorizonSteps: native, levels: [0.1, 0.5, 0.9], samples: { count, hasDeviations } };
}

/**
 * A random walk: from the last value, with a spread that grows with the root of the steps. `claimed` of the variance is claimed as
 * such, the rest lies in the samples.
 */
function randomWalk(shape: ModelShape, claimed: number): InferenceRuntime & { windows: number } {
  const { count = 0, hasDeviations = false } = shape.samples ?? {};
  const rows = answerRows(shape);
  const scores = Array.from({ length: count }, (_, index) => normalQuantile((index + 0.5) / count));
  const size = Math.sqrt(scores.reduce((sum, score) => sum + score * score, 0) / count);
  const runtime = {
    windows: 0,
    run: async (_: string, windows: Float32Array, items: number) => {
      runtime.windows += items;
      const output = new Float32Array(items * rows * native);
      for (let item = 0; item < items; item += 1) {
        const last = windows[(item + 1) * shape.contextSteps - 1] ?? Number.NaN;
        for (let sample = 0; sample < count; sample += 1) {
          for (let step = 0; step < native; step += 1) {
            const at = (item * rows + sample) * native + step;
            output[at] = last + Math.sqrt((1 - claimed) * (step + 1)) * ((scores[sample] ?? 0) / size);
            if (hasDeviations) output[at + count * native] = Math.sqrt(claimed * (step + 1));
          }
        }
      }
      return output;
    },
  };
  return runtime;
}

/** [horizon] standard deviation of the mixture that the rows of one forecast stand for. */
function spreads(forecast: Float32Array, { samples }: ModelShape, horizon: number): number[] {
  const { count, hasDeviations } = samples ?? { count: 0, hasDeviations: false };
  return Array.from({ length: horizon }, (_, step) => {
    const values = Array.from({ length: count }, (__, sample) => forecast[sample * horizon + step] ?? Number.NaN);
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    let variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    for (let sample = 0; hasDeviations && sample < count; sample += 1) {
      variance += (forecast[(count + sample) * horizon + step] ?? Number.NaN) ** 2 / count;
    }
    return Math.sqrt(variance);
  });
}

function contextOf(): Float32Array {
  return Float32Array.from({ length: 96 }, (_, index) => 100 + Math.sin(index));
}

async function forecast(
  runtime: InferenceRuntime,
  shape: ModelShape,
  horizon: number,
  windows = contextOf(),
): Promise<Float32Array> {
  return forecastWindows(runtime, {
    model: "walk",
    shape,
    horizon,
    windows,
    items: windows.length / shape.contextSteps,
  });
}

describe("forecasts of a model that gives samples", () => {
  it("are the model's own numbers within the native horizon, cut to the one asked for", async () => {
    const shape = shapeOf(4, true);
    const runtime = randomWalk(shape, 0.5);
    const whole = await runtime.run("walk", contextOf(), 1);
    expect([...(await forecast(runtime, shape, native))]).toEqual([...whole]);
    const short = await forecast(runtime, shape, 5);
    expect(short).toHaveLength(8 * 5);
    for (let row = 0; row < 8; row += 1) expect(short[row * 5 + 4]).toBe(whole[row * native + 4]);
  });

  it.each([
    [10, true, 1],
    [10, true, 0.5],
    [10, false, 0],
    [100, true, 0.8],
    [100, false, 0],
  ])(
    "widen like a random walk beyond it (%d samples, claimed variance: %s, %d of it)",
    async (count, hasDeviations, claimed) => {
      const shape = shapeOf(count, hasDeviations);
      const horizon = 8 * native;
      const widths = spreads(await forecast(randomWalk(shape, claimed), shape, horizon), shape, horizon);
      widths.forEach((width, step) => {
        const expected = Math.sqrt(step + 1);
        expect(Math.abs(width / expected - 1), `step ${step + 1}: ${width} for ${expected}`).toBeLessThan(0.15);
      });
      for (let seam = native; seam < horizon; seam += native) {
        expect(widths[seam], `after the seam at ${seam}`).toBeGreaterThan((1 - 1e-5) * (widths[seam - 1] ?? 0));
      }
    },
  );

  it("never narrow because the model is surer of what it forecast itself", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.boolean(),
        async (claimed, surer, hasDeviations) => {
          const shape = shapeOf(10, hasDeviations);
          const horizon = 5 * native;
          const walk = randomWalk(shape, hasDeviations ? claimed : 0);
          // Each run of the model after the first is surer by this factor.
          let runs = 0;
          const runtime: InferenceRuntime = {
            run: async (model, windows, items) => {
              const answer = await walk.run(model, windows, items);
              const factor = runs++ === 0 ? 1 : surer;
              return answer.map((value, at) => {
                const row = Math.floor(at / native) % answerRows(shape);
                const last = windows[(Math.floor(at / native / answerRows(shape)) + 1) * shape.contextSteps - 1] ?? 0;
                return row < 10 ? last + (value - last) * factor : value * factor;
              });
            },
          };
          const widths = spreads(await forecast(runtime, shape, horizon), shape, horizon);
          for (let seam = native; seam < horizon; seam += native)
            for (let step = seam; step < seam + native; step += 1)
              expect(widths[step]).toBeGreaterThanOrEqual((1 - 1e-4) * (widths[seam - 1] ?? 0));
        },
      ),
      { numRuns: 30 },
    );
  });

  it("are the same for the same window, alone or among others", async () => {
    const shape = shapeOf(10, true);
    const runtime = randomWalk(shape, 0.5);
    const horizon = 30;
    const other = contextOf().map((value) => value * 3);
    const both = await forecast(runtime, shape, horizon, Float32Array.of(...other, ...contextOf()));
    const alone = await forecast(runtime, shape, horizon);
    expect([...both.subarray(both.length / 2)]).toEqual([...alone]);
  });

  it.each([
    [10, 50],
    [100, 100],
  ])("of %d samples cost %d windows per further block", async (count, paths) => {
    const shape = shapeOf(count, true);
    const runtime = randomWalk(shape, 0.5);
    await forecast(runtime, shape, 3 * native);
    expect(runtime.windows).toBe(1 + 2 * paths);
  });

  it("stop between two runs when they are cancelled", async () => {
    const shape = shapeOf(10, true);
    const runtime = randomWalk(shape, 0.5);
    const request = { model: "walk", shape, horizon: 96, windows: contextOf(), items: 1 };
    const run = forecastWindows(runtime, { ...request, cancelReason: () => (runtime.windows > 11 ? "user" : null) });
    await expect(run).rejects.toBeInstanceOf(CancelledError);
    expect(runtime.windows).toBeLessThan(1 + 50);
  });
});

it("the noise of paths has mean 0 and variance 1 in each block, and every sample is used as often as every other", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 64 }), fc.integer({ min: 1, max: 12 }), (count, blocks) => {
      const { paths, noise, chosen } = pathPlan(count, blocks);
      expect(noise).toHaveLength(blocks);
      for (const scores of noise) {
        expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(0, 8);
        expect(scores.reduce((sum, score) => sum + score * score, 0) / paths).toBeCloseTo(1, 8);
      }
      for (const places of chosen) {
        const used = places.toSorted((a, b) => a - b);
        expect(used).toEqual(used.map((_, index) => Math.floor((index * count) / paths)));
      }
    }),
  );
});
