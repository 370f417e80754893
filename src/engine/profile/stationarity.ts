import {
  stationarityVerdicts,
  type Stationarity,
  type StationarityTest,
  type StationarityVerdict,
} from "#domain/profile";
import { LeastSquares, normalCdf } from "#engine/numerics";

export type Around = "level" | "trend";

/** Fewer values than this are no evidence. */
export const fewestTested = 20;
/** Strict, because a label stands for whole datasets of series; the p-values are shown beside it. */
const significance = 0.01;

/**
 * The two tests against a level and against a line, and what they say together. KPSS' null hypothesis is that values are stationary,
 * ADF's that they are not.
 *
 * @param values at least {@link fewestTested}, not all equal, none missing
 */
export function testStationarity(values: Float64Array): Stationarity {
  const tests = {
    kpssLevel: kpss(values, "level"),
    kpssTrend: kpss(values, "trend"),
    adfLevel: adf(values, "level"),
    adfTrend: adf(values, "trend"),
  };
  const verdict = verdictOf(tests);
  return { ...tests, verdict, words: wordsOf(verdict, tests) };
}

type Tests = Omit<Stationarity, "verdict" | "words">;

function verdictOf({ kpssLevel, kpssTrend, adfLevel, adfTrend }: Tests): StationarityVerdict {
  const [leavesLevel, leavesLine] = [kpssLevel.p <= significance, kpssTrend.p <= significance];
  const [returnsToLevel, returnsToLine] = [adfLevel.p <= significance, adfTrend.p <= significance];
  if (!leavesLevel && returnsToLevel) return "stationary";
  if (leavesLevel && !leavesLine && returnsToLine) return "trend-stationary";
  if (!leavesLevel && !returnsToLevel) return leavesLine && !returnsToLine ? "wandering" : "undecided";
  return returnsToLevel || returnsToLine ? "disagree" : "wandering";
}

function wordsOf(verdict: StationarityVerdict, tests: Tests): string {
  const line = verdict === "trend-stationary";
  const [one, other] = line ? [tests.kpssTrend, tests.adfTrend] : [tests.kpssLevel, tests.adfLevel];
  const around = line ? "a line" : "a level";
  return `${stationarityVerdicts[verdict].words} Around ${around}, KPSS is ${one.statistic.toFixed(3)} (${pText(one)}) and ADF ${other.statistic.toFixed(2).replace("-", "−")} (${pText(other)}).`;
}

function pText({ p, pIs }: StationarityTest): string {
  if (p < 0.001) return "p < 0.001";
  return `p ${{ exact: "=", "at-most": "≤", "at-least": "≥" }[pIs]} ${p.toFixed(p < 0.1 ? 3 : 2)}`;
}

const kpssLimits = { level: [0.347, 0.463, 0.574, 0.739], trend: [0.119, 0.146, 0.176, 0.216] } as const;
const kpssPs = [0.1, 0.05, 0.025, 0.01] as const;

/**
 * Kwiatkowski, Phillips, Schmidt & Shin (1992), with lags by Hobijn, Franses & Ooms (2004); the same as statsmodels' `kpss` with
 * automatic lags. p by their table, which ends at 0.01 and 0.1.
 */
export function kpss(values: Float64Array, around: Around): StationarityTest {
  const count = values.length;
  const regression = new LeastSquares(values);
  regression.add(new Float64Array(count).fill(1));
  if (around === "trend") regression.add(Float64Array.from(values, (_, at) => at));
  const { errors } = regression.solve();
  const lags = Math.min(kpssLags(errors), count - 1);
  let longRun = products(errors, 0);
  for (let lag = 1; lag <= lags; lag++) longRun += 2 * products(errors, lag) * (1 - lag / (lags + 1));
  let [walked, sum] = [0, 0];
  for (const error of errors) {
    walked += error;
    sum += walked * walked;
  }
  const statistic = longRun > 0 ? sum / count / longRun : 0;
  return { statistic, lags, ...kpssP(statistic, kpssLimits[around]) };
}

function kpssLags(errors: Float64Array): number {
  const count = errors.length;
  let total = products(errors, 0) / count;
  let weighted = 0;
  for (let lag = 1; lag <= Math.trunc(count ** (2 / 9)); lag++) {
    const product = products(errors, lag) / (count / 2);
    total += product;
    weighted += lag * product;
  }
  return total === 0 ? 0 : Math.trunc(1.1447 * ((weighted / total) ** 2) ** (1 / 3) * count ** (1 / 3));
}

function products(errors: Float64Array, lag: number): number {
  let sum = 0;
  for (let at = lag; at < errors.length; at++) sum += (errors[at] as number) * (errors[at - lag] as number);
  return sum;
}

function kpssP(statistic: number, limits: readonly number[]): Pick<StationarityTest, "p" | "pIs"> {
  if (statistic <= (limits[0] as number)) return { p: kpssPs[0], pIs: "at-least" };
  const next = limits.findIndex((limit) => statistic < limit);
  if (next < 0) return { p: kpssPs[3], pIs: "at-most" };
  const [low, high] = [limits[next - 1] as number, limits[next] as number];
  const [above, below] = [kpssPs[next - 1] as number, kpssPs[next] as number];
  return { p: above + ((below - above) * (statistic - low)) / (high - low), pIs: "exact" };
}

/**
 * The test of Said & Dickey (1984): the change is regressed on the value before, a constant (and a line), and as many earlier changes as
 * Akaike's criterion takes of Schwert's (1989) 12 (n / 100)^¼; the same as statsmodels' `adfuller`. p by MacKinnon's (1994) surface.
 */
export function adf(values: Float64Array, around: Around): StationarityTest {
  const rows = values.length - 1;
  const fixed = around === "trend" ? 2 : 1;
  const most = Math.max(
    0,
    Math.min(Math.ceil(12 * (values.length / 100) ** 0.25), Math.floor(values.length / 2) - fixed - 1),
  );
  const changes = Float64Array.from({ length: rows }, (_, at) => (values[at + 1] as number) - (values[at] as number));
  // All candidates see the same steps, or their criteria could not be compared.
  const shared = rows - most;
  const nested = regressionOn(values, changes, most, around, shared);
  let lags = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let lag = 0; lag <= most; lag++) {
    const isNew = lag === 0 || nested.add(changes.subarray(most - lag, most - lag + shared));
    const criterion = shared * Math.log(nested.sumOfSquares / shared) + 2 * (fixed + 1 + lag);
    if (isNew && criterion < least) [lags, least] = [lag, criterion];
  }
  const kept = rows - lags;
  const regression = new LeastSquares(changes.slice(lags));
  addFixed(regression, around, kept);
  for (let lag = 1; lag <= lags; lag++) regression.add(changes.subarray(lags - lag, lags - lag + kept));
  const without = regression.sumOfSquares;
  // Last, so that what it adds is its own: t² is what it saves over the variance that is left.
  const isNew = regression.add(values.subarray(lags, lags + kept));
  const { coefficients, sumOfSquares } = regression.solve();
  const freedom = kept - fixed - lags - 1;
  const left = sumOfSquares / freedom;
  const size = isNew && left > 0 ? Math.sqrt(Math.max(0, without - sumOfSquares) / left) : 0;
  const statistic = (coefficients.at(-1) ?? 0) < 0 ? -Math.min(size, largestT) : Math.min(size, largestT);
  return { statistic, lags, p: mackinnonP(statistic, around), pIs: "exact" };
}

/** Of values without any noise. */
const largestT = 1e6;

function regressionOn(
  values: Float64Array,
  changes: Float64Array,
  skipped: number,
  around: Around,
  rows: number,
): LeastSquares {
  const regression = new LeastSquares(changes.slice(skipped));
  addFixed(regression, around, rows);
  regression.add(values.subarray(skipped, skipped + rows));
  return regression;
}

function addFixed(regression: LeastSquares, around: Around, rows: number): void {
  regression.add(new Float64Array(rows).fill(1));
  if (around === "trend") regression.add(Float64Array.from({ length: rows }, (_, at) => at + 1));
}

/** Of one series, with a constant, and with a constant and a line (MacKinnon 1994, tables 3 and 4). */
const surfaces = {
  level: {
    least: -18.83,
    most: 2.74,
    seam: -1.61,
    below: [2.1659, 1.4412, 0.038269],
    above: [1.7339, 0.93202, -0.12745, -0.010368],
  },
  trend: {
    least: -16.18,
    most: 0.7,
    seam: -2.89,
    below: [3.2512, 1.6047, 0.049588],
    above: [2.5261, 0.61654, -0.37956, -0.060285],
  },
} as const;

function mackinnonP(statistic: number, around: Around): number {
  const { least, most, seam, below, above } = surfaces[around];
  if (statistic > most) return 1;
  if (statistic < least) return 0;
  const polynomial: readonly number[] = statistic <= seam ? below : above;
  return normalCdf(polynomial.reduceRight((sum, coefficient) => sum * statistic + coefficient, 0));
}
