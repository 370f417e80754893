/** The statistical forecasters beside R's forecast package and statsforecast: forecasts, likelihoods, intervals, time. */
import { execFileSync } from "node:child_process";
import path from "node:path";
import { forecasters } from "#engine/forecasters/catalogue";
import { type BenchContext, median } from "./lib.ts";
import { compare, type Comparison, type Pair } from "./classics-compare.ts";
import { likelihoods } from "./classics-likelihood.ts";
import { isDemand, type Packages, readSeries, referencesOf, type Series } from "./classics-series.ts";

export const describe =
  "forecasts, likelihoods and intervals of the statistical forecasters against R and statsforecast";

type Part = "forecasts" | "likelihoods" | "times";
const parts: readonly Part[] = ["forecasts", "likelihoods", "times"];

/** What each forecaster is measured by: R's package where it has the method. */
const comparisons: readonly Comparison[] = [
  { id: "naive", package: "r" },
  { id: "seasonal-naive", package: "r" },
  { id: "drift", package: "r" },
  { id: "moving-average", package: "statsforecast" },
  { id: "seasonal-moving-average", package: "statsforecast" },
  { id: "linear-trend", package: "r" },
  { id: "fourier-regression", package: "r" },
  { id: "ses", package: "r" },
  { id: "holt", package: "r" },
  { id: "holt-damped", package: "r" },
  { id: "holt-winters-additive", package: "r" },
  { id: "holt-winters-multiplicative", package: "r" },
  { id: "ets", package: "r" },
  { id: "theta", package: "r" },
  { id: "theta-optimised", package: "statsforecast" },
  { id: "theta-dynamic", package: "statsforecast" },
  { id: "theta-dynamic-optimised", package: "statsforecast" },
  { id: "arima", package: "r" },
  { id: "mstl", package: "r" },
  { id: "combination", package: "r" },
  { id: "croston-classic", package: "r", key: "croston" },
  { id: "croston", package: "statsforecast" },
  { id: "tsb", package: "statsforecast" },
];
const names = { r: "R's", statsforecast: "statsforecast's" } as const;
/** Forecasts that are to be no worse than this, as a ratio of mean MASE. */
const tolerance = 1.01;

export async function run(context: BenchContext): Promise<void> {
  const { quick, args, note } = context;
  const unknown = args.find((word) => !parts.includes(word as Part));
  if (unknown !== undefined) throw new Error(`no part is called "${unknown}"; there are ${parts.join(", ")}`);
  const isWanted = (part: Part): boolean => args.length === 0 || args.includes(part);
  const series = readSeries().filter((_, index) => !quick || index % 10 === 0);
  const references = referencesOf(series);
  note(
    `${series.length} series; R's forecast ${references.versions.r}, statsforecast ${references.versions.statsforecast}.`,
  );
  if (isWanted("forecasts"))
    for (const comparison of comparisons) forecasts(comparison, series, references.packages, context);
  if (isWanted("likelihoods")) likelihoods(series, references.packages.r, context);
  if (isWanted("times")) times(series, context);
}

function forecasts(
  comparison: Comparison,
  series: readonly Series[],
  packages: Packages,
  { figure, note }: BenchContext,
): void {
  const { id } = comparison;
  const { pairs, gaveWay } = compare(comparison, series, packages);
  if (gaveWay.length > 0) note(`${id} gave way to seasonal naive for ${gaveWay.join(", ")}: not compared.`);
  if (pairs.length === 0) return;
  const mean = (of: (pair: Pair) => number): number => pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const runs = pairs.length;
  const whose = names[comparison.package];
  figure({
    id: `mase-ratio/${id}`,
    value: mean(({ ours }) => ours.mase) / mean(({ theirs }) => theirs.mase),
    unit: `of ${whose}`,
    target: `<= ${tolerance}`,
    runs,
  });
  // A perfect forecast of theirs has no ratio.
  const ratios = pairs.filter(({ theirs }) => theirs.mase > 0).map(({ ours, theirs }) => ours.mase / theirs.mase);
  const away = ratios.map((ratio) => Math.abs(ratio - 1));
  figure({
    id: `mase-away/${id}`,
    value: (100 * away.reduce((sum, one) => sum + one, 0)) / away.length,
    unit: `% from ${whose}, mean`,
    runs: away.length,
  });
  figure({
    id: `within-1-percent/${id}`,
    value: (100 * away.filter((one) => one <= 0.01).length) / away.length,
    unit: "% of series",
    runs: away.length,
  });
  const banded = pairs.filter(({ theirs }) => theirs.bands !== null);
  if (banded.length === 0) return;
  for (const level of [80, 95] as const) {
    const steps = banded.reduce((sum, { horizon }) => sum + horizon, 0);
    const covered = (side: "ours" | "theirs"): number =>
      (100 * banded.reduce((sum, pair) => sum + (pair[side].bands?.[level].inside ?? 0), 0)) / steps;
    figure({
      id: `coverage${level}/${id}`,
      value: covered("ours"),
      unit: "% of steps",
      baseline: covered("theirs"),
      runs: banded.length,
    });
  }
  const widths = banded.flatMap(({ ours, theirs }) => {
    const [own, other] = [ours.bands?.[80].width ?? Number.NaN, theirs.bands?.[80].width ?? Number.NaN];
    return other > 0 ? [own / other] : [];
  });
  figure({ id: `width80-ratio/${id}`, value: median(widths), unit: `of ${whose}, median`, runs: widths.length });
}

/** Forecasts with bands of the same series on one thread, processor time; both sides warm. */
function times(series: readonly Series[], { quick, figure, note }: BenchContext): void {
  const used = series.filter(({ season, history }) => season <= 14 && !isDemand(history));
  const ids = ["ets", "theta", "theta-optimised", "theta-dynamic", "theta-dynamic-optimised", "arima"] as const;
  const theirs = quick ? null : statsforecastSeconds();
  if (theirs === null)
    note("No statsforecast to time (FANTAIL_PYTHON names a python3 that has it): our own times alone.");
  for (const id of ids) {
    const forecaster = forecasters.get(id);
    const forecast = ({ season, history, actuals }: Series): unknown =>
      forecaster.fit(history, season).predict(actuals.length, [0.025, 0.1, 0.5, 0.9, 0.975]);
    used.slice(0, 20).forEach(forecast);
    const started = process.cpuUsage();
    used.forEach(forecast);
    const { user, system } = process.cpuUsage(started);
    const baseline = theirs?.[id];
    figure({
      id: `ms-a-series/${id}`,
      value: (user + system) / 1000 / used.length,
      unit: "ms",
      ...(baseline === undefined ? {} : { baseline: (1000 * baseline) / used.length }),
      runs: used.length,
    });
    if (baseline !== undefined)
      figure({
        id: `time-ratio/${id}`,
        value: (user + system) / 1e6 / baseline,
        unit: "of statsforecast's",
        target: "<= 1",
        runs: used.length,
      });
  }
}

/** Null where there is no Python with statsforecast. */
function statsforecastSeconds(): Record<string, number> | null {
  const folder = path.join(import.meta.dirname, "classics");
  try {
    const answer = execFileSync(
      process.env["FANTAIL_PYTHON"] ?? "python3",
      [path.join(folder, "reference.py"), "--time", path.join(folder, "series.txt")],
      { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
    );
    return JSON.parse(answer) as Record<string, number>;
  } catch {
    return null;
  }
}
