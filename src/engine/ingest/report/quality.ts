import { formatTimestamp } from "#engine/series";
import type { RepairLog } from "./repair-log.ts";

const maxOutlierShare = 0.005;
const outlierDistance = 12;
const maxOutlierSteps = 20_000;
const sampledDistances = 2000;

/** Says where a series lacks steps: how many stretches, and the longest. Missing steps stay missing. */
export function noteGaps(log: RepairLog, id: string, times: Float64Array, values: Float64Array): void {
  let gaps = 0;
  let missing = 0;
  let run = 0;
  let longest = 0;
  let longestAt = 0;
  for (let step = 0; step <= values.length; step += 1) {
    if (step < values.length && Number.isNaN(values[step])) {
      run += 1;
      missing += 1;
      continue;
    }
    if (run > 0) {
      gaps += 1;
      if (run > longest) {
        longest = run;
        longestAt = step - run;
      }
    }
    run = 0;
  }
  if (gaps === 0) return;
  const where = formatTimestamp(times[longestAt] ?? 0).replace("T", " ");
  log.warn(
    "gaps",
    gaps === 1
      ? `"${id}" lacks ${count(missing, "step")}, from ${where} on.`
      : `"${id}" lacks ${count(missing, "step")} in ${gaps} places; the longest, ${count(longest, "step")}, begins at ${where}.`,
    id,
  );
}

/**
 * Flags single values that stand far apart from their neighbours; nothing is removed. A series that does so all the time
 * (prices, rare demand) has no outliers but a nature.
 * @returns their steps
 */
export function noteOutliers(log: RepairLog, id: string, times: Float64Array, values: Float64Array): readonly number[] {
  const from = Math.max(2, values.length - maxOutlierSteps);
  const distances = new Float64Array(Math.max(0, values.length - 2 - from));
  let observed = 0;
  for (let i = 0; i < distances.length; i += 1) {
    const step = from + i;
    const value = values[step] ?? Number.NaN;
    // The nearest of four neighbours: at a shift of the level one side is always near.
    const distance = Math.min(
      Math.abs(value - (values[step - 2] ?? Number.NaN)),
      Math.abs(value - (values[step - 1] ?? Number.NaN)),
      Math.abs(value - (values[step + 1] ?? Number.NaN)),
      Math.abs(value - (values[step + 2] ?? Number.NaN)),
    );
    distances[i] = distance;
    if (distance === distance) observed += 1;
  }
  if (observed < 30) return [];
  const stride = Math.ceil(distances.length / sampledDistances);
  const sample = distances.filter((distance, i) => i % stride === 0 && distance === distance).sort();
  const usual = sample[Math.floor(sample.length * 0.9)] ?? 0;
  if (usual === 0) return [];
  const far: number[] = [];
  for (let i = 0; i < distances.length; i += 1) if ((distances[i] ?? 0) > usual * outlierDistance) far.push(from + i);
  const [first] = far;
  if (first === undefined || far.length > Math.max(3, observed * maxOutlierShare)) return [];
  const example = `${formatTimestamp(times[first] ?? 0).replace("T", " ")} (${values[first] ?? 0})`;
  log.warn(
    "outliers",
    far.length === 1
      ? `"${id}" has one value far from its neighbours: ${example}. It was kept.`
      : `"${id}" has ${far.length} values far from their neighbours, the first at ${example}. They were kept.`,
    id,
  );
  return far;
}

function count(number: number, noun: string): string {
  return number === 1 ? `one ${noun}` : `${number} ${noun}s`;
}
