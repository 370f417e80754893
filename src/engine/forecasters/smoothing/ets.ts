import { fillGaps, type Forecaster, normalTable, recent } from "#engine/forecasters/base";
import { seasonalNaive } from "#engine/forecasters/baseline";
import { longestModelledSeason } from "#engine/forecasters/decomposition";
import { etsMomentsOf } from "./ets-choice.ts";
import { multiSeasonal } from "./multi-seasonal.ts";

/**
 * Exponential smoothing with the model chosen by AICc among up to 15 (see `candidateForms`), normal quantiles. The choice and
 * the likelihood are those of R's `ets`; the search for the maximum is a different one and often ends a little higher. Seasons
 * longer than {@link longestModelledSeason} are taken out before.
 */
export const ets: Forecaster = {
  id: "ets",
  name: "ETS",
  version: "2",
  forecast(given, seasonSteps, horizonSteps, levels) {
    const season = Math.max(1, Math.floor(seasonSteps));
    const { values, trailingSteps } = fillGaps(recent(given, season));
    if (season > longestModelledSeason) return multiSeasonal([]).forecast(given, season, horizonSteps, levels);
    const moments = etsMomentsOf(values, season, horizonSteps + trailingSteps);
    if (moments === null) return seasonalNaive.forecast(given, seasonSteps, horizonSteps, levels);
    return normalTable(moments.means.slice(trailingSteps), moments.deviations.slice(trailingSteps), levels);
  },
};
