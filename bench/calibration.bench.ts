/** Calibrated bands beside the model's own, on the development sets and on glucose of people: how far coverage is off, and what the bands cost. */
import type { PastScore } from "#domain/score";
import { calibrationEnds, type PastForecast, needsOtherSeries } from "#engine/evaluation";
import { geometricMean, scoreOrigin, type Scores, summarise } from "#engine/metrics";
import { maxOthers, originsPerOtherSeries } from "../src/main/evaluation/calibration.ts";
import { answer } from "../src/worker/evaluate/work.ts";
import { type DataSet, dataSets, glucoseSets } from "./accuracy-sets.ts";
import { evenly, type Window, windowsOf } from "./accuracy-windows.ts";
import type { BenchContext } from "./lib.ts";
import { forecastsAt, loadDefault, type PastMaker } from "./past-forecasts.ts";

export const describe =
  "coverage, quantile loss and interval scores of calibrated bands against the model's own (data: FANTAIL_DATA)";

const maxWindows = { full: 40, quick: 6 } as const;
const shares = ["0.5", "0.8", "0.95"] as const;

interface OtherWindow {
  readonly window: Window;
  readonly past: readonly PastForecast[];
}

interface Row {
  readonly name: string;
  readonly native: Scores;
  readonly calibrated: Scores;
  /** Each window in units of its own scale, so that large series don't decide. */
  readonly wqlRatio: number;
  readonly winklerRatio: Readonly<Record<(typeof shares)[number], number>>;
}

export async function run({ quick, figure, note }: BenchContext): Promise<void> {
  const folder = process.env["FANTAIL_DATA"];
  if (folder === undefined || folder === "") {
    note(
      "Nothing was scored: set FANTAIL_DATA to the folder of the benchmark data (bench/README.md says what lies in it).",
    );
    return;
  }
  const maker = await loadDefault();
  const rows: Row[] = [];
  for (const set of [...dataSets.filter(({ half }) => half === "development"), ...glucoseSets]) {
    const windows = evenly(windowsOf(set, set.read(folder)), quick ? maxWindows.quick : maxWindows.full);
    const row = await scoreSet(set, windows, maker);
    rows.push(row);
    const percent = (scores: Scores): string =>
      shares.map((share) => (100 * scores.coverage[share]).toFixed(0)).join(" / ");
    note(
      `${set.name.padEnd(20)} inside 50 / 80 / 95 %: ${percent(row.native)} native, ${percent(row.calibrated)} calibrated; WQL × ${row.wqlRatio.toFixed(3)}`,
    );
  }
  const runs = rows.length;
  for (const share of shares) {
    const off = (pick: (row: Row) => Scores): number =>
      rows.reduce((sum, row) => sum + Math.abs(pick(row).coverage[share] - Number(share)), 0) / runs;
    const native = off((row) => row.native);
    const value = off((row) => row.calibrated);
    figure({ id: `coverage-error-${share}`, value, unit: "of steps", baseline: native, target: `<= ${native}`, runs });
    figure({
      id: `winkler-ratio-${share}`,
      value: geometricMean(rows.map((row) => row.winklerRatio[share])),
      unit: "of native",
      target: "<= 1.01",
      runs,
    });
  }
  figure({
    id: "wql-ratio",
    value: geometricMean(rows.map(({ wqlRatio }) => wqlRatio)),
    unit: "of native",
    target: "<= 1.01",
    runs,
  });
}

async function scoreSet(set: DataSet, windows: readonly Window[], maker: PastMaker): Promise<Row> {
  const { horizon, season } = set;
  const { levels } = maker.manifest.output;
  const minContext = Math.max(8, Math.min(2 * season, 24));
  // Several windows of one series would know of each other what is still to come.
  const others: OtherWindow[] = [];
  for (const window of set.origins === 1 ? windows : []) {
    const ends = calibrationEnds(window.history.length - horizon, horizon, minContext);
    others.push({ window, past: await forecastsAt(maker, horizon, window, evenly(ends, originsPerOtherSeries)) });
  }
  const pairs: (readonly [PastScore, PastScore])[] = [];
  for (const window of windows) {
    const { history, actuals } = window;
    const end = history.length;
    const ends = [...calibrationEnds(end, horizon, minContext), end];
    const forecasts = await forecastsAt(maker, horizon, window, ends);
    const pooled = needsOtherSeries(end - (ends[0] ?? end))
      ? evenly(
          others.filter((other) => other.window !== window),
          maxOthers,
        )
      : [];
    const reply = answer(
      {
        type: "calibrate",
        id: 0,
        series: { values: history, usualSeasons: [season] },
        horizon,
        levels,
        past: forecasts.slice(0, -1),
        pastOrigins: ends.length,
        others: pooled.map(({ window: { history: values }, past }) => ({ values, past, seen: [values.length] })),
        forecasts: forecasts.slice(-1),
      },
      () => 0,
    );
    if (reply.type !== "calibrated") throw new Error("A calibration was asked for.");
    const score = (quantiles: Float32Array | undefined): PastScore =>
      scoreOrigin({
        levels,
        quantiles: quantiles ?? new Float32Array(),
        actuals,
        context: history,
        seasonSteps: season,
      });
    pairs.push([score(forecasts.at(-1)?.quantiles), score(reply.forecasts[0]?.quantiles)]);
  }
  const [native, calibrated] = [summarise(pairs.map(([one]) => one)), summarise(pairs.map(([, one]) => one))];
  const scaled = (part: (score: PastScore) => number): number => {
    const usable = pairs.filter(([one]) => one.absoluteActualSum > 0);
    const total = (which: 0 | 1): number =>
      usable.reduce((sum, pair) => sum + part(pair[which]) / pair[0].absoluteActualSum, 0);
    return total(1) / total(0);
  };
  return {
    name: set.name,
    native,
    calibrated,
    wqlRatio: scaled(({ pinballSum }) => pinballSum),
    winklerRatio: {
      "0.5": scaled(({ winklerSum }) => winklerSum["0.5"]),
      "0.8": scaled(({ winklerSum }) => winklerSum["0.8"]),
      "0.95": scaled(({ winklerSum }) => winklerSum["0.95"]),
    },
  };
}
