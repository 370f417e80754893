/** The profile of a series: what it costs by length, and how many of its labels are right where the truth is known. */
import { correlate, profileSeries, summarise } from "#engine/profile";
import { normalQuantile, randomFrom } from "#engine/numerics";
import { parseFrequency } from "#domain/series";
import { type LabelledSeries, madeSeries } from "../src/engine/profile/made-series-fixtures.ts";
import { knownLabels, wrongLabels } from "../src/engine/profile/labels-fixtures.ts";
import { type BenchContext, median } from "./lib.ts";
import { realSeries } from "./profile-real.ts";

export const describe = "cost of a series' profile by its length, and its labels on series whose truth is known";

/** Seeds from here on were not looked at while limits were set. */
const heldOut = 201;

const hour = parseFrequency("hour");

/** The processor's time, because wall time is the machine's other work, too. Milliseconds a run. */
function cpuMs(work: () => unknown, runs: number): number {
  work();
  const times = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return median(times);
}

/** Hours with a day, a week and noise. */
function hoursOf(seed: number, steps: number): Float64Array {
  const uniform = randomFrom(seed);
  return Float64Array.from({ length: steps }, (_, step) => {
    const day = 20 * Math.sin((2 * Math.PI * step) / 24) + (step % 168 < 120 ? 8 : -8);
    return 100 + day + 5 * normalQuantile(Math.max(1e-12, uniform()));
  });
}

const parts = ["costs", "labels"] as const;

export function run({ quick, args, figure, note }: BenchContext): Promise<void> {
  const unknown = args.find((word) => !parts.some((part) => part === word));
  if (unknown !== undefined) throw new Error(`no part is called "${unknown}"; there are ${parts.join(", ")}`);
  const isWanted = (part: (typeof parts)[number]): boolean => args.length === 0 || args.includes(part);
  if (isWanted("costs")) costs(quick, figure);
  if (!isWanted("labels")) return Promise.resolve();
  labels(
    "made",
    Array.from({ length: quick ? 2 : 20 }, (_, index) => madeSeries(heldOut + index)).flat(),
    figure,
    note,
  );
  const folder = process.env["FANTAIL_DATA"];
  if (folder === undefined) note("FANTAIL_DATA is not set: real series are those of the repository alone.");
  labels("real", realSeries(folder), figure, note);
  return Promise.resolve();
}

function costs(quick: boolean, figure: BenchContext["figure"]): void {
  const unit = "ms of CPU time";
  for (const [steps, target] of [
    [100, "<= 10"],
    [1_000, "<= 50"],
    [10_000, "<= 500"],
    [100_000, "<= 5000"],
    [1_000_000, "<= 5000"],
  ] as const) {
    if (quick && steps > 10_000) continue;
    const values = hoursOf(1, steps);
    const runs = steps <= 1_000 ? 30 : steps <= 10_000 ? 5 : 3;
    figure({ id: `summary/${steps}-steps`, value: cpuMs(() => summarise(values), runs), unit, runs });
    figure({
      id: `profile/${steps}-steps`,
      value: cpuMs(() => profileSeries({ id: "x", frequency: hour, values }), runs),
      unit,
      target,
      runs,
    });
  }
  const count = quick ? 100 : 1_000;
  const many = Array.from({ length: count }, (_, index) => hoursOf(index + 1, 100));
  const all = (): void => {
    for (const [index, values] of many.entries()) profileSeries({ id: String(index), frequency: hour, values });
  };
  figure({ id: `profile/${count}-series-of-100`, value: cpuMs(all, 1) / 1000, unit: "s of CPU time", target: "<= 10" });
  const pairs = many.slice(0, quick ? 20 : 200).map((_, index) => {
    const values = hoursOf(index + 1, 1_000);
    return { id: String(index), frequency: hour, times: values.map((_, at) => at * 3_600_000), values };
  });
  figure({
    id: `correlate/${pairs.length}-series-of-1000`,
    value: cpuMs(() => correlate(pairs), 1) / 1000,
    unit: "s of CPU time",
  });
}

function labels(
  name: string,
  series: readonly LabelledSeries[],
  figure: BenchContext["figure"],
  note: BenchContext["note"],
): void {
  let [known, wrong, right] = [0, 0, 0];
  const misses = new Map<string, number>();
  for (const { name: id, frequency, values, truth } of series) {
    const found = wrongLabels(profileSeries({ id, frequency, values }), truth);
    known += knownLabels(truth);
    wrong += found.length;
    if (found.length === 0) right++;
    for (const miss of found) {
      const what = `${id}, ${miss.slice(0, miss.indexOf(":"))}`;
      misses.set(what, (misses.get(what) ?? 0) + 1);
    }
  }
  const shown = [...misses].map(([what, times]) => (times === 1 ? what : `${what} (${times} times)`));
  note(
    `${name}: ${right} of ${series.length} series, ${known - wrong} of ${known} labels right. Wrong: ${shown.join("; ") || "none"}.`,
  );
  figure({
    id: `labels-right/${name}`,
    value: (100 * (known - wrong)) / known,
    unit: "%",
    target: ">= 99",
    runs: known,
  });
  figure({
    id: `all-right/${name}`,
    value: (100 * right) / series.length,
    unit: "% of series",
    target: ">= 95",
    runs: series.length,
  });
}
