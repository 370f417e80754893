/** One of our forecasters and its counterpart on the same series. */
import type { Fitted } from "#engine/forecasters/base";
import { forecasters } from "#engine/forecasters/catalogue";
import { seasonalScale } from "#engine/metrics";
import type { Answer, Answers, Packages, Series } from "./classics-series.ts";

export interface Comparison {
  readonly id: string;
  readonly package: keyof Packages;
  /** Its name in the reference, where that is another. */
  readonly key?: string;
}

interface Band {
  /** Mean over the horizon. */
  readonly width: number;
  /** Steps within. */
  readonly inside: number;
}

interface Scores {
  readonly mase: number;
  readonly bands: Readonly<Record<80 | 95, Band>> | null;
}

export interface Pair {
  readonly name: string;
  readonly horizon: number;
  readonly ours: Scores;
  readonly theirs: Scores;
}

/**
 * Every series that the other package has an answer for, but for those with a season that the method does not follow; apart those
 * for which ours gave way to seasonal naive.
 */
export function compare(
  { id, package: source, key = id }: Comparison,
  series: readonly Series[],
  packages: Packages,
): { readonly pairs: readonly Pair[]; readonly gaveWay: readonly string[] } {
  const pairs: Pair[] = [];
  const gaveWay: string[] = [];
  const forecaster = forecasters.get(id);
  for (const each of series) {
    const { name, season, history, actuals } = each;
    const answer = key === "combination" ? meanOf(packages.r, name) : packages[source].get(name)?.methods[key];
    if (answer === undefined || (season > 1 && forecaster.needs.maxSeasonSteps === 1)) continue;
    const fitted = forecaster.fit(history, season, season === 24 ? { seasons: [24, 168] } : {});
    if (id !== "seasonal-naive" && fitted.parameters.method === "Seasonal naive") {
      gaveWay.push(name);
      continue;
    }
    const theirMeans = answer.mean ?? windowMeans(answer, fitted, season, actuals.length);
    const scale = seasonalScale(history, season);
    pairs.push({
      name,
      horizon: actuals.length,
      ours: { mase: absoluteError(meansOf(fitted, actuals.length), actuals) / scale, bands: bandsOf(fitted, actuals) },
      theirs: {
        mase: absoluteError(theirMeans, actuals) / scale,
        bands:
          answer.width80 === undefined
            ? null
            : {
                80: { width: answer.width80, inside: answer.in80 ?? Number.NaN },
                95: { width: answer.width95 ?? Number.NaN, inside: answer.in95 ?? Number.NaN },
              },
      },
    });
  }
  return { pairs, gaveWay };
}

/** The combination's counterpart: the mean of R's three forecasts. */
function meanOf(answers: Answers, name: string): Answer | undefined {
  const members = ["ets", "theta", "arima"].map((method) => answers.get(name)?.methods[method]?.mean);
  if (members.includes(undefined)) return undefined;
  return {
    mean: (members[0] ?? []).map((_, step) =>
      members.reduce((sum, member) => sum + (member?.[step] ?? Number.NaN) / members.length, 0),
    ),
  };
}

/** Of the window that ours chose. */
function windowMeans({ windows = [] }: Answer, { parameters }: Fitted, season: number, horizon: number): number[] {
  const found = windows[Number(parameters["window"]) - 2];
  if (found === undefined) throw new Error(`no window of ${parameters["window"]} in the reference`);
  return Array.from({ length: horizon }, (_, step) =>
    typeof found === "number" ? found : (found[step % season] ?? Number.NaN),
  );
}

/** The median is the mean for all but intermittent demand, of which it is nothing. */
function meansOf({ parameters, predict }: Fitted, horizon: number): ArrayLike<number> {
  const { size, probability } = parameters;
  if (size === undefined || probability === undefined) return predict(horizon, [0.5]);
  return new Float64Array(horizon).fill(Number(size) * Number(probability));
}

function bandsOf(fitted: Fitted, actuals: Float64Array): Readonly<Record<80 | 95, Band>> {
  const horizon = actuals.length;
  const table = fitted.predict(horizon, [0.025, 0.1, 0.9, 0.975]);
  const row = (index: number): Float32Array => table.subarray(index * horizon, (index + 1) * horizon);
  const band = (low: Float32Array, high: Float32Array): Band => ({
    width: low.reduce((sum, value, step) => sum + (high[step] as number) - value, 0) / horizon,
    inside: actuals.filter((value, step) => value >= (low[step] as number) && value <= (high[step] as number)).length,
  });
  return { 80: band(row(1), row(2)), 95: band(row(0), row(3)) };
}

function absoluteError(means: ArrayLike<number>, actuals: Float64Array): number {
  return actuals.reduce((sum, value, step) => sum + Math.abs(value - (means[step] as number)), 0) / actuals.length;
}
