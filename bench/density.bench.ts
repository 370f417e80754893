/** Kernel densities and quantile functions: how exact, how fast. Compared with scipy where a python3 with scipy is found. */
import { execFileSync } from "node:child_process";
import path from "node:path";
import { finishQuantiles, kernelDensity, stepDensities } from "#engine/density";
import { normalQuantile } from "#engine/numerics";
import { type BenchContext, measure, median } from "./lib.ts";

export const describe = "kernel densities and quantile functions, exact and fast, against scipy";

const points = 512;

/** Two modes and a long tail from evenly spread levels in a fixed shuffled order: the same samples on every machine. */
function samplesOf(count: number): Float64Array {
  // A multiplier that shares no factor with the count visits every level once.
  let stride = Math.floor(count * 0.618);
  while (greatestCommonDivisor(stride, count) !== 1) stride++;
  return Float64Array.from({ length: count }, (_, index) => {
    const z = normalQuantile((((index * stride) % count) + 0.5) / count);
    return index % 3 === 0 ? Math.exp(z) + 6 : z;
  });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

interface ScipyAnswer {
  readonly seconds: number;
  readonly width: number;
  readonly values: readonly number[];
}

/** Null where there is no python3 with scipy. */
function scipy(samples: Float64Array, from: number, to: number): ScipyAnswer | null {
  try {
    const script = path.join(import.meta.dirname, "density-reference.py");
    const input = JSON.stringify({ samples: Array.from(samples), from, to });
    const answer = execFileSync("python3", [script, "--time", String(points)], {
      input,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      stdio: ["pipe", "pipe", "ignore"],
    });
    return JSON.parse(answer) as ScipyAnswer;
  } catch {
    return null;
  }
}

async function kernels({ quick, figure, note }: BenchContext): Promise<void> {
  const counts = quick ? [1_000, 10_000] : [1_000, 10_000, 100_000];
  for (const count of counts) {
    const samples = samplesOf(count);
    const runs = count >= 100_000 ? 3 : 5;
    const exact = kernelDensity(samples, { mode: "exact", bandwidth: "silverman", points });
    const fast = kernelDensity(samples, { mode: "fast", bandwidth: "silverman", points });
    const exactMs = median(
      await measure(() => kernelDensity(samples, { mode: "exact", bandwidth: "silverman", points }), { runs }),
    );
    const fastMs = median(
      await measure(() => kernelDensity(samples, { mode: "fast", bandwidth: "silverman", points }), {
        runs: 50,
        warmups: 50,
      }),
    );
    const peak = Math.max(...exact.values);
    const worst = Math.max(...exact.values.map((value, index) => Math.abs(value - (fast.values[index] ?? 0))));
    figure({ id: `kernel-fast-ms-n${count}`, value: fastMs, unit: "ms", baseline: exactMs, runs: 50 });
    figure({ id: `kernel-speed-up-n${count}`, value: exactMs / fastMs, unit: "x", target: ">= 20", runs });
    figure({ id: `kernel-fast-error-n${count}`, value: worst / peak, unit: "of peak", target: "<= 1e-3" });
    const answer = scipy(samples, exact.from, exact.from + exact.step * (points - 1));
    if (answer === null) {
      note("No python3 with scipy here: nothing to compare the exact densities with.");
      continue;
    }
    const largest = Math.max(...answer.values.map((value, index) => Math.abs((exact.values[index] ?? 0) / value - 1)));
    figure({ id: `kernel-exact-against-scipy-n${count}`, value: largest, unit: "relative", target: "<= 1e-9" });
    figure({ id: `scipy-over-fast-n${count}`, value: (answer.seconds * 1000) / fastMs, unit: "x", runs: 3 });
  }
  if (quick) return;
  const million = samplesOf(1_000_000);
  const ms = median(await measure(() => kernelDensity(million, { bandwidth: "silverman", points }), { runs: 5 }));
  figure({ id: "kernel-fast-ms-n1000000", value: ms, unit: "ms", runs: 5 });
  const isj = median(
    await measure(() => kernelDensity(million.subarray(0, 10_000), { bandwidth: "isj", points }), { runs: 10 }),
  );
  figure({ id: "kernel-fast-isj-ms-n10000", value: isj, unit: "ms", runs: 10 });
}

async function fans({ quick, figure }: BenchContext): Promise<void> {
  const runs = quick ? 3 : 10;
  const samples = samplesOf(1_000);
  const sampleFan = median(
    await measure(
      () => {
        for (let step = 0; step < 512; step++) kernelDensity(samples, { bandwidth: "silverman", points: 128 });
      },
      { runs },
    ),
  );
  figure({ id: "sample-fan-512-steps-1000-samples", value: sampleFan, unit: "ms", target: "<= 300", runs });

  const levels = [0.025, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.975];
  const horizon = 64;
  const values = Float32Array.from(
    levels.flatMap((level) => Array.from({ length: horizon }, (_, step) => 50 + normalQuantile(level) * (step + 1))),
  );
  const table = { levels, horizon, values };
  const densities = median(await measure(() => stepDensities(table, true, 64), { runs: runs * 5, warmups: 5 }));
  figure({ id: "quantile-fan-density-64-steps", value: densities, unit: "ms", target: "<= 10", runs: runs * 5 });
  const finish = median(
    await measure(
      () => {
        for (let window = 0; window < 64; window++) finishQuantiles(table, true);
      },
      { runs: runs * 5, warmups: 5 },
    ),
  );
  figure({ id: "finish-64-windows-of-64-steps", value: finish, unit: "ms", target: "<= 10", runs: runs * 5 });
}

export async function run(context: BenchContext): Promise<void> {
  await kernels(context);
  await fans(context);
}
