/** Joint sample paths: what ranges of totals hold, over steps and over series, beside summed quantiles; and how long drawing takes. */
import { geometricMean } from "#engine/metrics";
import {
  commonShare,
  type ErrorPast,
  type ErrorScores,
  errorScores,
  fitDependence,
  pastWeight,
  PathDraw,
  quantilesOf,
  totalOf,
  usualDependence,
} from "#engine/paths";
import { type DataSet, dataSets, halves } from "./accuracy-sets.ts";
import { evenly, type Window, windowOf, windowsOf } from "./accuracy-windows.ts";
import { type BenchContext, measure, median } from "./lib.ts";
import { judge, type JudgedWindow, loadDefault, type PastMaker } from "./past-forecasts.ts";

export const describe =
  "coverage of ranges of sums over steps and over series, by paths and by summed quantiles; time of 1,000 paths of 1,000 series (coverage: FANTAIL_DATA)";

const paths = 1000;
const maxWindows = { full: 60, quick: 8 } as const;
/** Series that are summed, and origins that they are summed at, of sets whose series run side by side. */
const maxSummed = 30;
const maxSummedOrigins = { full: 20, quick: 3 } as const;
const sideBySide = [
  "aus_retail_monthly",
  "ercot_hourly",
  "epf_prices_hourly",
  "aus_livestock_monthly",
  "pjm_zones_hourly",
];
const shares = [0.5, 0.8, 0.95] as const;
const ends = [0.025, 0.1, 0.25, 0.75, 0.9, 0.975] as const;

/** How one range of a sum did. */
interface Judged {
  /** By share: whether it held. */
  readonly held: readonly boolean[];
  /** Interval score of the 80 % range (Gneiting & Raftery 2007). */
  readonly score: number;
}

interface Row {
  readonly name: string;
  readonly byPaths: readonly Judged[];
  readonly byQuantiles: readonly Judged[];
  /** Of single steps: share within 50, 80 and 95 %. */
  readonly steps: readonly number[];
}

/** `npm run bench -- paths time` measures the time only, `… coverage` what the ranges hold. */
export async function run(context: BenchContext): Promise<void> {
  const wants = (part: string): boolean => context.args.length === 0 || context.args.includes(part);
  if (wants("time")) await measureTime(context);
  if (wants("coverage")) await measureCoverage(context);
}

async function measureCoverage(context: BenchContext): Promise<void> {
  const folder = process.env["FANTAIL_DATA"];
  if (folder === undefined || folder === "") {
    context.note("No coverage was measured: set FANTAIL_DATA to the folder of the benchmark data (bench/README.md).");
    return;
  }
  const maker = await loadDefault();
  for (const half of halves) {
    const sets = dataSets.filter((set) => set.half === half);
    const rows: Row[] = [];
    for (const set of sets) rows.push(report(context, await overSteps(maker, set, set.read(folder), context.quick)));
    summarise(context, `${half}/over-steps`, rows);
    const summed: Row[] = [];
    for (const set of sets.filter(({ name }) => sideBySide.includes(name)))
      summed.push(report(context, await overSeries(maker, set, set.read(folder), context.quick)));
    summarise(context, `${half}/over-series`, summed);
  }
}

async function measureTime({ quick, figure }: BenchContext): Promise<void> {
  const [horizon, series] = [64, quick ? 100 : 1000];
  const levels = Array.from({ length: 13 }, (_, index) => (index + 1) / 14);
  const quantiles = Float32Array.from(
    { length: levels.length * horizon },
    (_, index) => Math.floor(index / horizon) + (index % 7),
  );
  const origins = Array.from({ length: 40 }, (_, index) => index);
  const scores = Float32Array.from({ length: origins.length * horizon }, (_, index) => Math.sin(index * 12.9898));
  const source = {
    levels,
    quantiles,
    horizon,
    isNonNegative: false,
    errors: { horizon, origins: Float64Array.from(origins), scores },
    dependence: usualDependence,
    weight: 0.7,
    common: 0.2,
  };
  const into = new Float32Array(horizon * paths);
  const runs = quick ? 2 : 5;
  const times = await measure(
    () => {
      const draw = new PathDraw({ paths, origins, seed: 1 });
      for (let one = 0; one < series; one++) draw.draw(source, one, into);
    },
    { runs },
  );
  figure({
    id: `draw-${series}-series-of-64-steps`,
    value: median(times),
    unit: "ms",
    target: `<= ${2 * series}`,
    runs,
  });
}

/** Sums over the whole horizon and over its first half. */
async function overSteps(maker: PastMaker, set: DataSet, series: Float64Array[], quick: boolean): Promise<Row> {
  const windows = evenly(windowsOf(set, series), quick ? maxWindows.quick : maxWindows.full).filter(({ actuals }) =>
    actuals.every((value) => !Number.isNaN(value)),
  );
  const row = emptyRow(set.name);
  for (const [index, window] of windows.entries()) {
    const judged = await judge(maker, set, window);
    const { drawn } = drawAll(maker, set, [judged], index);
    for (const to of new Set([set.horizon, Math.ceil(set.horizon / 2)])) {
      const stretch = { from: 0, to };
      const [actual, levels] = [sumOf(window.actuals.subarray(0, to)), maker.manifest.output.levels];
      row.byPaths.push(judgeRanges(quantilesOf(totalOf(drawn[0] as never, stretch, "sum"), [...ends]), actual));
      row.byQuantiles.push(judgeRanges(summedQuantiles([judged], levels, set.horizon, to), actual));
    }
    row.stepHits.push(...stepHits(judged, maker.manifest.output.levels, set.horizon));
  }
  return finished(row);
}

/** Sums of all series that are equally long, over the whole horizon, at origins a horizon apart. */
async function overSeries(maker: PastMaker, set: DataSet, all: Float64Array[], quick: boolean): Promise<Row> {
  const longest = Math.max(...all.map(({ length }) => length));
  const series = evenly(
    all.filter((values) => values.length === longest),
    maxSummed,
  );
  const row = emptyRow(`${set.name}, ${series.length} series`);
  const origins = quick ? maxSummedOrigins.quick : maxSummedOrigins.full;
  for (let back = 1; back <= origins; back++) {
    const end = longest - back * set.horizon;
    if (end < longest / 2) break;
    const judged: JudgedWindow[] = [];
    for (const values of series) judged.push(await judge(maker, set, cut(values, end, set.horizon)));
    if (judged.some(({ window }) => window.actuals.some(Number.isNaN))) continue;
    const { drawn } = drawAll(maker, set, judged, back);
    const stretch = { from: 0, to: set.horizon };
    const total = new Float64Array(paths);
    for (const one of drawn) totalOf(one, stretch, "sum").forEach((value, path) => (total[path]! += value));
    const actual = judged.reduce((sum, { window }) => sum + sumOf(window.actuals), 0);
    row.byPaths.push(judgeRanges(quantilesOf(total, [...ends]), actual));
    row.byQuantiles.push(
      judgeRanges(summedQuantiles(judged, maker.manifest.output.levels, set.horizon, set.horizon), actual),
    );
    for (const one of judged) row.stepHits.push(...stepHits(one, maker.manifest.output.levels, set.horizon));
  }
  return finished(row);
}

const cut = (values: Float64Array, end: number, horizon: number): Window =>
  windowOf(values.subarray(0, end), values.subarray(end, end + horizon));

/** Paths of windows that end together, as the application draws them. */
function drawAll(maker: PastMaker, { horizon }: DataSet, judged: readonly JudgedWindow[], seed: number) {
  const { levels } = maker.manifest.output;
  const strideSteps = Math.max(1, Math.ceil(horizon / 4));
  const pasts: ErrorPast[] = judged.map(({ past, window: { history, isNonNegative } }) => ({
    errors: errorScores(
      past,
      history,
      past.map(({ end }) => end),
      { levels, horizon, isNonNegative },
    ),
    strideSteps,
  }));
  const common = commonShare(pasts.map(({ errors }) => errors));
  const draw = new PathDraw({ paths, origins: pasts.flatMap(({ errors }) => [...errors.origins]), seed });
  const drawn = judged.map(({ quantiles, window: { isNonNegative } }, index) => {
    const past = pasts[index] as ErrorPast;
    const errors: ErrorScores | null = past.errors.origins.length > 0 ? past.errors : null;
    return {
      paths,
      horizon,
      values: draw.draw(
        {
          levels,
          quantiles,
          horizon,
          isNonNegative,
          errors,
          dependence: fitDependence([past], horizon),
          weight: pastWeight(past),
          common,
        },
        index,
      ),
    };
  });
  return { drawn };
}

/** What people do with a spreadsheet: each end of the range is the sum of the steps' ends. */
function summedQuantiles(
  judged: readonly JudgedWindow[],
  levels: readonly number[],
  horizon: number,
  to: number,
): number[] {
  const even = new PathDraw({ paths, origins: [], seed: 0 });
  const sorted = new Float64Array(paths);
  for (const { quantiles, window } of judged) {
    const source = {
      levels,
      quantiles,
      horizon,
      isNonNegative: window.isNonNegative,
      errors: null,
      weight: 0,
      common: 0,
    };
    const values = even.draw({ ...source, dependence: usualDependence }, 0);
    for (let step = 0; step < to; step++)
      values
        .slice(step * paths, (step + 1) * paths)
        .sort()
        .forEach((value, path) => (sorted[path]! += value));
  }
  return quantilesOf(sorted, [...ends]);
}

function judgeRanges(quantiles: readonly number[], actual: number): Judged {
  const of = (index: number): readonly [number, number] => [quantiles[index] as number, quantiles[5 - index] as number];
  const [low, high] = of(1);
  const missed = Math.max(low - actual, 0) + Math.max(actual - high, 0);
  return {
    held: [2, 1, 0].map((index) => of(index)[0] <= actual && actual <= of(index)[1]),
    score: high - low + (2 / 0.2) * missed,
  };
}

function stepHits({ quantiles, window }: JudgedWindow, levels: readonly number[], horizon: number): boolean[][] {
  return [...window.actuals].flatMap((actual, step) => {
    if (Number.isNaN(actual)) return [];
    const at = (wanted: number): number => {
      const nearest = levels.reduce(
        (best, level, index) => (Math.abs(level - wanted) < Math.abs((levels[best] as number) - wanted) ? index : best),
        0,
      );
      return quantiles[nearest * horizon + step] as number;
    };
    return [shares.map((share) => at((1 - share) / 2) <= actual && actual <= at((1 + share) / 2))];
  });
}

function emptyRow(name: string) {
  return { name, byPaths: [] as Judged[], byQuantiles: [] as Judged[], stepHits: [] as boolean[][] };
}

function finished({ stepHits: hits, ...row }: ReturnType<typeof emptyRow>): Row {
  return { ...row, steps: shares.map((_, index) => shareOf(hits.map((hit) => hit[index] === true))) };
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
const shareOf = (all: readonly boolean[]): number => all.filter(Boolean).length / all.length;
const coverage = (judged: readonly Judged[]): number[] =>
  shares.map((_, index) => shareOf(judged.map(({ held }) => held[index] === true)));
const scoreOf = (judged: readonly Judged[]): number => judged.reduce((sum, { score }) => sum + score, 0);

function report({ note }: BenchContext, row: Row): Row {
  const percent = (all: readonly number[]): string => all.map((one) => (100 * one).toFixed(0)).join(" / ");
  note(
    `${row.name.padEnd(36)} ${String(row.byPaths.length).padStart(4)} sums inside 50 / 80 / 95 %: ${percent(coverage(row.byPaths))} by paths, ${percent(coverage(row.byQuantiles))} by summed quantiles; steps ${percent(row.steps)}`,
  );
  return row;
}

function summarise({ figure }: BenchContext, name: string, rows: readonly Row[]): void {
  const runs = rows.length;
  const mean = (of: (row: Row) => number): number => rows.reduce((sum, row) => sum + of(row), 0) / runs;
  shares.forEach((share, index) => {
    const away = (judged: readonly Judged[]): number => (coverage(judged)[index] as number) - share;
    const value = mean((row) => away(row.byPaths));
    figure({
      id: `${name}/coverage-${share}`,
      value: share + value,
      unit: "of sums",
      baseline: share + mean((row) => away(row.byQuantiles)),
      runs,
    });
    figure({
      id: `${name}/coverage-${share}-away`,
      value: Math.abs(value),
      unit: "from what they claim",
      target: "<= 0.04",
      baseline: Math.abs(mean((row) => away(row.byQuantiles))),
      runs,
    });
    figure({
      id: `${name}/coverage-${share}-away-from-steps`,
      value: mean((row) => Math.abs((coverage(row.byPaths)[index] as number) - (row.steps[index] as number))),
      unit: "of sums",
      baseline: mean((row) => Math.abs((coverage(row.byQuantiles)[index] as number) - (row.steps[index] as number))),
      runs,
    });
  });
  figure({
    id: `${name}/interval-score-80`,
    value: geometricMean(rows.map((row) => scoreOf(row.byPaths) / scoreOf(row.byQuantiles))),
    unit: "of summed quantiles'",
    target: "< 1",
    runs,
  });
}
