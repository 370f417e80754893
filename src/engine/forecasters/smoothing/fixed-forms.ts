import {
  type Forecaster,
  type ForecasterInfo,
  fillGaps,
  normalTable,
  recent,
  residualsOf,
  wholeSeason,
} from "#engine/forecasters/base";
import { seasonalNaive } from "#engine/forecasters/baseline";
import { longestModelledSeason } from "#engine/forecasters/decomposition";
import { etsParameters, minEtsValues, saneMoments } from "./ets-choice.ts";
import { fitEts } from "./ets-fit.ts";
import { etsMoments } from "./ets-forecast.ts";
import type { EtsForm } from "./ets-form.ts";

/**
 * The classics of exponential smoothing, each as the one model of the taxonomy whose point forecasts are its own, fitted by
 * maximum likelihood with the quantiles of its theory (Hyndman, Koehler, Ord & Snyder 2008, chapters 2 and 6; R's `ses`, `holt`
 * and `hw`). `ets` chooses among them and others.
 */
function fixedForm(info: Omit<ForecasterInfo, "version" | "isByNameOnly">, form: EtsForm): Forecaster {
  return {
    ...info,
    version: "1",
    isByNameOnly: true,
    fit(given, seasonSteps, options, signal) {
      const season = wholeSeason(seasonSteps);
      const naive = seasonalNaive.fit(given, seasonSteps, options);
      const { values, trailingSteps } = fillGaps(recent(given, season));
      if (!isDefined(form, values, season)) return naive;
      const fit = fitEts(values, form, season, { signal });
      if (fit === null) return naive;
      return {
        residuals: residualsOf(given, trailingSteps, fit.errors),
        parameters: etsParameters(fit),
        predict(horizonSteps, levels) {
          const horizon = horizonSteps + trailingSteps;
          // The closed-form variances of relative errors can explode over long horizons (see `chooseEts`).
          const moments = form.error === "A" ? etsMoments(fit, horizon) : saneMoments([fit], values, horizon);
          if (moments === null) return naive.predict(horizonSteps, levels);
          return normalTable(moments.means.slice(trailingSteps), moments.deviations.slice(trailingSteps), levels);
        },
      };
    },
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
