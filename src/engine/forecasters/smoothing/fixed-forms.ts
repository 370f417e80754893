import {
  type Fitted,
  type FittedParameters,
  type Forecaster,
  type ForecasterInfo,
  fillGaps,
  normalTable,
  numberSet,
  type ParameterDimension,
  type ParameterSpace,
  recent,
  residualsOf,
  smoothingDimension,
  wholeSeason,
} from "#engine/forecasters/base";
import { seasonalNaive } from "#engine/forecasters/baseline";
import { longestModelledSeason } from "#engine/forecasters/decomposition";
import { etsParameters, minEtsValues, saneMoments } from "./ets-choice.ts";
import { type EtsFit, fitEts, type SetWeights } from "./ets-fit.ts";
import { etsMoments } from "./ets-forecast.ts";
import type { EtsForm } from "./ets-form.ts";

/**
 * The classics of exponential smoothing, each as the one model of the taxonomy whose point forecasts are its own, fitted by
 * maximum likelihood with the quantiles of its theory (Hyndman, Koehler, Ord & Snyder 2008, chapters 2 and 6; R's `ses`, `holt`
 * and `hw`). `ets` chooses among them and others.
 *
 * Smoothing parameters that are set, and those that are given back, are those of Holt and Winters, as R's `HoltWinters` has them: β is
 * the share of the newest change of level that the slope takes over, γ the share of the newest distance from the level that an
 * index takes over. In the terms of the taxonomy they are β/α and γ/(1 − α); for factors this holds to the first order. With all of them set a fit takes a fraction of a
 * millisecond. Each index belongs to its place in the season counted from the series' beginning, wherever the series ends.
 */
function fixedForm(
  info: Omit<ForecasterInfo, "family" | "version" | "isByNameOnly" | "space">,
  form: EtsForm,
): Forecaster {
  return {
    ...info,
    family: "smoothing",
    version: "1",
    isByNameOnly: true,
    space: spaceOf(form),
    fit(given, seasonSteps, options, signal) {
      const season = wholeSeason(seasonSteps);
      const naive = (): Fitted => seasonalNaive.fit(given, seasonSteps, options);
      const { values, trailingSteps } = fillGaps(recent(given, season));
      if (!isDefined(form, values, season)) return naive();
      const set = {
        alpha: numberSet(options, "alpha"),
        beta: numberSet(options, "beta"),
        gamma: numberSet(options, "gamma"),
        phi: numberSet(options, "phi"),
      };
      const fit = fitEts(values, form, season, { signal, set });
      if (fit === null) return naive();
      return {
        residuals: residualsOf(given, trailingSteps, fit.errors),
        parameters: classicParameters(fit, set),
        predict(horizonSteps, levels) {
          const horizon = horizonSteps + trailingSteps;
          // The closed-form variances of relative errors can explode over long horizons (see `chooseEts`).
          const moments = form.error === "A" ? etsMoments(fit, horizon) : saneMoments([fit], values, horizon);
          if (moments === null) return naive().predict(horizonSteps, levels);
          return normalTable(moments.means.slice(trailingSteps), moments.deviations.slice(trailingSteps), levels);
        },
      };
    },
  };
}

const weightGrid = [0.01, 0.05, 0.1, 0.15, 0.2];
const damping: ParameterDimension = {
  kind: "number",
  name: "phi",
  label: "φ",
  description: "Share of the slope that is left a step later",
  min: 0.5,
  max: 1,
  grid: [0.8, 0.85, 0.9, 0.95, 0.98],
};

function spaceOf({ trend, season }: EtsForm): ParameterSpace {
  return [
    smoothingDimension("alpha", "α", "level"),
    ...(trend === "N" ? [] : [smoothingDimension("beta", "β", "slope", weightGrid)]),
    ...(season === "N" ? [] : [smoothingDimension("gamma", "γ", "season", weightGrid)]),
    ...(trend === "Ad" ? [damping] : []),
  ];
}

/** Rounding may make a share a little more than whole. */
function classicParameters(fit: EtsFit, set: SetWeights): FittedParameters {
  const { alpha, beta, gamma } = fit.smoothing;
  return {
    ...etsParameters(fit),
    ...(fit.form.trend === "N" ? {} : { beta: set.beta ?? Math.min(1, beta / alpha) }),
    ...(fit.form.season === "N" ? {} : { gamma: set.gamma ?? Math.min(1, gamma / (1 - alpha)) }),
  };
}

function isDefined(form: EtsForm, values: Float64Array, season: number): boolean {
  if (values.length < minEtsValues) return false;
  if (form.season !== "N" && (season < 2 || season > longestModelledSeason || values.length < 2 * season)) return false;
  return form.error === "A" || values.every((value) => value > 0);
}

const withoutSeason = { observations: minEtsValues, maxSeasonSteps: 1 };
const withSeason = { observations: minEtsValues, minSeasonSteps: 2, maxSeasonSteps: longestModelledSeason, seasons: 2 };

/** A level that follows the series: l(t) = l(t − 1) + α·e(t). ETS(A,N,N). */
export const simpleSmoothing = fixedForm(
  {
    id: "ses",
    name: "Simple exponential smoothing",
    description: "A level that follows the series",
    cost: "quick",
    needs: withoutSeason,
    expectedRatio: 1,
  },
  { error: "A", trend: "N", season: "N" },
);

/** Level and slope (Holt 1957). ETS(A,A,N). */
export const holt = fixedForm(
  {
    id: "holt",
    name: "Holt",
    description: "Level and trend, smoothed exponentially",
    cost: "quick",
    needs: withoutSeason,
    expectedRatio: 1,
    gainsFromTransform: true,
  },
  { error: "A", trend: "A", season: "N" },
);

/** Level and a slope that dies away by φ a step (Gardner & McKenzie 1985). ETS(A,Ad,N). */
export const dampedHolt = fixedForm(
  {
    id: "holt-damped",
    name: "Damped Holt",
    description: "Level and a trend that levels off",
    cost: "quick",
    needs: withoutSeason,
    expectedRatio: 1,
    gainsFromTransform: true,
  },
  { error: "A", trend: "Ad", season: "N" },
);

/** Level, slope and indices that are added (Winters 1960). ETS(A,A,A). */
export const additiveHoltWinters = fixedForm(
  {
    id: "holt-winters-additive",
    name: "Holt-Winters, additive",
    description: "Holt with a season of constant size",
    cost: "quick",
    needs: withSeason,
    expectedRatio: 1,
    gainsFromTransform: true,
  },
  { error: "A", trend: "A", season: "A" },
);

/** Level, slope and indices that are factors (Winters 1960), with relative errors as R's `hw` has them. ETS(M,A,M). */
export const multiplicativeHoltWinters = fixedForm(
  {
    id: "holt-winters-multiplicative",
    name: "Holt-Winters, multiplicative",
    description: "Holt with a season that grows with the level",
    cost: "quick",
    needs: { ...withSeason, isPositive: true },
    expectedRatio: 1,
  },
  { error: "M", trend: "A", season: "M" },
);
