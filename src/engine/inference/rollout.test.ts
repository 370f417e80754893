import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CancelledError } from "#domain/errors";
import { normalQuantile } from "#engine/numerics";
import { forecastWindows } from "./rollout.ts";
import type { InferenceRuntime, ModelShape } from "./runtime.ts";

const levels = [0.025, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.975];
const shape: ModelShape = { contextSteps: 512, nativeHorizonSteps: 64, levels };

/** A model that is a formula: mean and standard deviation of each step ahead, given the context. */
function normalModel(predict: (context: Float32Array, ahead: number) => [mean: number, deviation: number]) {
  const runtime: InferenceRuntime & { runs: number } = {
    runs: 0,
    run: async (_, windows, items) => {
      runtime.runs += 1;
      const { contextSteps, nativeHorizonSteps } = shape;
      const output = new Float32Array(items * levels.length * nativeHorizonSteps);
      for (let item = 0; item < items; item += 1) {
        const context = windows.subarray(item * contextSteps, (item + 1) * contextSteps);
        for (let step = 0; step < nativeHorizonSteps; step += 1) {
          const [mean, deviation] = predict(context, step + 1);
          levels.forEach((level, l) => {
            output[(item * levels.length + l) * nativeHorizonSteps + step] = mean + deviation * normalQuantile(level);
          });
        }
      }
      return output;
    },
  };
  return runtime;
}

const randomWalk = normalModel((context, ahead) => [context.at(-1) ?? 0, Math.sqrt(ahead)]);
const season = 24;
/** Last season again, with noise that does not grow within one season and grows by the season. */
const seasonal = normalModel((context, ahead) => {
  const seasons = Math.ceil(ahead / season);
  return [context.at(((ahead - 1) % season) - season) ?? 0, Math.sqrt(seasons)];
});
/** Noise around a level that never moves. */
const stationary = normalModel(() => [10, 2]);

function contextOf(value: (index: number) => number): Float32Array {
  return Float32Array.from({ length: shape.contextSteps }, (_, index) => value(index));
}

async function forecast(runtime: InferenceRuntime, horizon: number, windows: Float32Array): Promise<Float32Array> {
  const items = windows.length / shape.contextSteps;
  return forecastWindows(runtime, { model: "formula", shape, horizon, windows, items });
}

/** [horizon] width of the central band between two levels of the first item. */
function widths(quantiles: Float32Array, horizon: number, low: number, high: number): number[] {
  const at = (level: number, step: number): number => quantiles[levels.indexOf(level) * horizon + step] ?? Number.NaN;
  return Array.from({ length: horizon }, (_, step) => at(high, step) - at(low, step));
}

describe("forecastWindows", () => {
  it("gives the model's own numbers within the native horizon", async () => {
    const windows = contextOf(() => 5);
    const whole = await randomWalk.run("formula", windows, 1);
    expect(await forecast(randomWalk, 64, windows)).toEqual(whole);
    const short = await forecast(randomWalk, 10, windows);
    levels.forEach((_, level) => {
      expect(short.subarray(level * 10, level * 10 + 10)).toEqual(whole.subarray(level * 64, level * 64 + 10));
    });
  });

  it.each([
    ["a random walk", randomWalk, contextOf(() => 0), (ahead: number) => Math.sqrt(ahead)],
    [
      "a seasonal series",
      seasonal,
      contextOf((index) => 10 * Math.sin((2 * Math.PI * index) / season)),
      (ahead: number) => Math.sqrt(Math.ceil(ahead / season)),
    ],
    ["stationary noise", stationary, contextOf(() => 10), () => 2],
  ])("neither collapses nor has seams: %s over 16 blocks", async (_, runtime, windows, deviation) => {
    const horizon = 1024;
    const quantiles = await forecast(runtime, horizon, windows);
    for (const [low, high] of [
      [0.025, 0.975],
      [0.1, 0.9],
      [0.25, 0.75],
    ] as const) {
      // 1 where the band is as wide as theory says: random walks by the square root of time, seasons by the season.
      const relative = widths(quantiles, horizon, low, high).map(
        (width, step) => width / ((normalQuantile(high) - normalQuantile(low)) * deviation(step + 1)),
      );
      relative.forEach((width, step) => {
        expect(Math.abs(width - 1), `band ${low} to ${high} at step ${step + 1}`).toBeLessThan(0.06);
      });
      for (let seam = 64; seam < horizon; seam += 64) {
        const jump = (relative[seam] ?? Number.NaN) / (relative[seam - 1] ?? Number.NaN);
        expect(Math.abs(jump - 1), `band ${low} to ${high} at seam ${seam}`).toBeLessThan(0.025);
      }
    }
  });

  /** Takes a context that ends in a forecast for a calm series: surer of what it forecast itself. */
  const surer = (share: number, pattern: (ahead: number) => number) =>
    normalModel((context, ahead) => {
      const recent = context.subarray(-32);
      const moves = recent.reduce((sum, value, at) => sum + Math.abs(value - (recent[at - 1] ?? value)), 0) / 31;
      return [context.at(-1) ?? 0, (share * moves + 0.01) * pattern(ahead)];
    });
  const noise = contextOf((index) => 10 * Math.sin(index * index));

  it("never narrows at a seam, however sure the model is of what it forecast itself", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0.1, max: 3, noNaN: true }),
        fc.constantFrom(0, 0.25, 0.5, 1),
        async (share, growth) => {
          const horizon = 320;
          const model = surer(share, (ahead) => ahead ** growth);
          const quantiles = await forecast(model, horizon, noise);
          for (const [low, high] of [
            [0.025, 0.975],
            [0.1, 0.9],
            [0.25, 0.75],
          ] as const) {
            const band = widths(quantiles, horizon, low, high);
            for (let seam = 64; seam < horizon; seam += 64)
              for (let step = seam; step < seam + 64; step += 1)
                expect(band[step], `step ${step}`).toBeGreaterThanOrEqual((1 - 1e-4) * (band[seam - 1] ?? 0));
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  it("lets calm hours stay calm beyond a seam", async () => {
    const horizon = 256;
    const isNight = (step: number): boolean => step % 24 < 10;
    // The pattern is in the context: a night where it was one a day before.
    const daily = normalModel((context, ahead) => {
      const before = context.at(((ahead - 1) % 24) - 24) ?? 0;
      return [before, Math.abs(before) < 1 ? 0.01 : 5];
    });
    const days = contextOf((index) => (isNight(index - 512 + 24 * 22) ? 0 : 100));
    const band = widths(await forecast(daily, horizon, days), horizon, 0.1, 0.9);
    for (let step = 0; step < horizon; step += 1)
      expect(isNight(step + 24 * 22) ? (band[step] ?? 0) < 1 : (band[step] ?? 0) > 10, `step ${step}`).toBe(true);
  });

  it("gives the same steps the same numbers at every horizon", async () => {
    const long = await forecast(randomWalk, 200, noise);
    const short = await forecast(randomWalk, 130, noise);
    levels.forEach((_, level) => {
      expect(short.subarray(level * 130, level * 130 + 130)).toEqual(long.subarray(level * 200, level * 200 + 130));
    });
  });

  it("keeps a stationary band at its width to the last step", async () => {
    const horizon = 1024;
    const band = widths(
      await forecast(
        stationary,
        horizon,
        contextOf(() => 10),
      ),
      horizon,
      0.1,
      0.9,
    );
    const exact = 2 * (normalQuantile(0.9) - normalQuantile(0.1));
    for (const width of band) expect(width / exact).toBeCloseTo(1, 2);
  });

  it("rises with the level at every step of every horizon", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), fc.integer(), async (horizon, seed) => {
        let state = seed;
        const noise = (): number => {
          state = (Math.imul(state, 1664525) + 1013904223) | 0;
          return state / 2 ** 31;
        };
        const quantiles = await forecast(randomWalk, horizon, contextOf(noise));
        for (let level = 1; level < levels.length; level += 1) {
          for (let step = 0; step < horizon; step += 1) {
            const here = quantiles[level * horizon + step] ?? Number.NaN;
            expect(here).toBeGreaterThanOrEqual(quantiles[(level - 1) * horizon + step] ?? Number.NaN);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it("answers a window alone bit for bit as in a batch", async () => {
    const horizon = 150;
    const windows = Float32Array.from({ length: 5 * 512 }, (_, index) => Math.sin(index) * (1 + index / 512));
    const together = await forecast(seasonal, horizon, windows);
    const perItem = levels.length * horizon;
    for (let item = 0; item < 5; item += 1) {
      const alone = await forecast(seasonal, horizon, windows.slice(item * 512, (item + 1) * 512));
      expect(together.subarray(item * perItem, (item + 1) * perItem)).toEqual(alone);
    }
  });

  it("continues the context with the path and drops the oldest steps", async () => {
    const seen: Float32Array[] = [];
    const counting = normalModel((context, ahead) => [(context.at(-1) ?? 0) + ahead, 0]);
    const recording: InferenceRuntime = {
      run: (model, windows, items) => {
        seen.push(windows.slice());
        return counting.run(model, windows, items);
      },
    };
    await forecast(
      recording,
      65,
      contextOf((index) => index),
    );
    expect([...(seen[1]?.subarray(0, 512) ?? [])]).toEqual(Array.from({ length: 512 }, (_, index) => index + 64));
  });

  it("treats a number beyond float32's range as missing, and leaves the caller's window alone", async () => {
    const seen: Float32Array[] = [];
    const recording: InferenceRuntime = {
      run: (model, windows, items) => {
        seen.push(windows.slice());
        return stationary.run(model, windows, items);
      },
    };
    const window = contextOf((index) => (index === 100 ? Infinity : index === 200 ? -Infinity : index));
    await forecast(recording, 10, window);
    expect([seen[0]?.[99], seen[0]?.[100], seen[0]?.[200]]).toEqual([99, Number.NaN, Number.NaN]);
    expect(window[100]).toBe(Infinity);
  });

  it("stops before the next run once it is cancelled", async () => {
    const runtime = normalModel((context) => [context.at(-1) ?? 0, 1]);
    const request = {
      model: "formula",
      shape,
      horizon: 1024,
      windows: contextOf(() => 0),
      items: 1,
      cancelReason: () => (runtime.runs >= 3 ? ("superseded" as const) : null),
    };
    await expect(forecastWindows(runtime, request)).rejects.toEqual(new CancelledError("superseded"));
    expect(runtime.runs).toBe(3);
  });

  it("refuses a model that answers another shape than its manifest says", async () => {
    const runtime: InferenceRuntime = { run: async () => new Float32Array(3) };
    await expect(
      forecast(
        runtime,
        10,
        contextOf(() => 0),
      ),
    ).rejects.toMatchObject({ code: "model-refused" });
  });

  it("refuses a horizon that is not a whole number of steps", async () => {
    await expect(
      forecast(
        randomWalk,
        0,
        contextOf(() => 0),
      ),
    ).rejects.toMatchObject({ code: "horizon-out-of-range" });
  });
});
