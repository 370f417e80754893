import { type Forecaster, fillGaps, normalTable, recent, residualsOf, wholeSeason } from "#engine/forecasters/base";
import { seasonalNaive } from "#engine/forecasters/baseline";
import { longestModelledSeason } from "#engine/forecasters/decomposition";
import { chooseEts, etsParameters, minEtsValues } from "./ets-choice.ts";
import { multiSeasonal } from "./multi-seasonal.ts";

/**
 * Exponential smoothing with the model chosen by AICc among up to 15 (see `candidateForms`), normal quantiles. The choice and
 * the likelihood are those of R's `ets`; the search for the maximum is a different one and often ends a little higher. Seasons
 * longer than {@link longestModelledSeason} are taken out before.
 */
export const ets: Forecaster = {
  id: "ets",
  name: "ETS",
  description: "Level, trend and season, smoothed exponentially",
  version: "3",
  cost: "quick",
  // Every step of a season is one more parameter to search for: beyond a dozen the time is better spent on MSTL.
  needs: { observations: minEtsValues, maxSeasonSteps: 12 },
  expectedRatio: 0.95,
  fit(given, seasonSteps, options, signal) {
    const season = wholeSeason(seasonSteps);
    if (season > longestModelledSeason) return multiSeasonal.fit(given, season, {}, signal);
    const { values, trailingSteps } = fillGaps(recent(given, season));
    const naive = seasonalNaive.fit(given, seasonSteps, options);
    const chosen = chooseEts(values, season, signal);
    if (chosen === null) return naive;
    return {
      residuals: residualsOf(given, trailingSteps, chosen.best.errors),
      parameters: etsParameters(chosen.best),
      predict(horizonSteps, levels) {
        const moments = chosen.moments(horizonSteps + trailingSteps);
        if (moments === null) return naive.predict(horizonSteps, levels);
        return normalTable(moments.means.slice(trailingSteps), moments.deviations.slice(trailingSteps), levels);
      },
    };
  },
};
