/** The same models of exponential smoothing and ARIMA fitted by us and by R: whose likelihood is larger. */
import { fitArima } from "#engine/forecasters/arima";
import { forecasters } from "#engine/forecasters/catalogue";
import { type EtsForm, fitEts } from "#engine/forecasters/smoothing";
import { type BenchContext, median, quantile } from "./lib.ts";
import type { Answers, Series } from "./classics-series.ts";

export function likelihoods(series: readonly Series[], answers: Answers, context: BenchContext): void {
  report(
    "ets",
    series.flatMap((each) => etsDifferences(each, answers)),
    context,
  );
  report(
    "arima",
    series.flatMap((each) => arimaDifferences(each, answers)),
    context,
  );
  choices(series, answers, context);
}

/** @param differences our log-likelihood less R's; −∞ where R fitted what we could not */
function report(id: string, differences: readonly number[], { figure, note }: BenchContext): void {
  const fitted = differences.filter((difference) => difference !== Number.NEGATIVE_INFINITY);
  const failed = differences.length - fitted.length;
  if (failed > 0) note(`${id}: ${failed} of R's ${differences.length} fits have none of ours beside them.`);
  const runs = fitted.length;
  figure({ id: `likelihood-median-away/${id}`, value: median(fitted.map(Math.abs)), unit: "of log L", runs });
  figure({ id: `likelihood-lowest/${id}`, value: quantile(fitted, 0.01), unit: "of log L, 1 % lowest", runs });
  figure({
    id: `likelihood-no-lower/${id}`,
    value: (100 * differences.filter((difference) => difference > -0.01).length) / differences.length,
    unit: "% of fits",
    target: ">= 99",
    runs: differences.length,
  });
}

function etsDifferences({ name, season, history }: Series, answers: Answers): number[] {
  return Object.entries(answers.get(name)?.forms ?? {}).flatMap(([form, theirs]) => {
    const [, error, trend, seasonal] = /^(.)(.d?)(.)$/.exec(form) ?? [];
    if (theirs === null) return [];
    const fit = fitEts(history, { error, trend, season: seasonal } as EtsForm, season);
    return [(fit?.logLikelihood ?? Number.NEGATIVE_INFINITY) - theirs];
  });
}

function arimaDifferences({ name, season, history }: Series, answers: Answers): number[] {
  return (answers.get(name)?.orders ?? []).map(({ order, constant, loglik }) => {
    const [p = 0, d = 0, q = 0, P = 0, D = 0, Q = 0] = order;
    const fit = fitArima(history, { p, d, q, P, D, Q, season, hasConstant: constant });
    return (fit?.logLikelihood ?? Number.NEGATIVE_INFINITY) - loglik;
  });
}

/** How often the automatic choice is R's own, and how its AICc compares where it isn't. */
function choices(series: readonly Series[], answers: Answers, { figure }: BenchContext): void {
  for (const id of ["ets", "arima"] as const) {
    const both = series.flatMap(({ name, season, history }) => {
      const theirs = answers.get(name)?.methods[id];
      if (theirs?.aicc === undefined) return [];
      const { parameters } = forecasters.get(id).fit(history, season);
      const [p, d, q, P, D, Q] = theirs.order ?? [];
      const wanted = theirs.method ?? `ARIMA(${p},${d},${q})${P || D || Q ? `(${P},${D},${Q})[${season}]` : ""}`;
      const isSame = parameters.method.replace(/ with .*$/, "") === wanted;
      return [{ isSame, higher: Number(parameters["aicc"]) - theirs.aicc }];
    });
    const runs = both.length;
    figure({
      id: `same-model/${id}`,
      value: (100 * both.filter(({ isSame }) => isSame).length) / runs,
      unit: "% of series",
      runs,
    });
    figure({
      id: `aicc-no-higher/${id}`,
      value: (100 * both.filter(({ higher }) => higher < 0.02).length) / runs,
      unit: "% of series",
      runs,
    });
  }
}
