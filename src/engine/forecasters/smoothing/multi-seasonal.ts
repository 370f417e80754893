import {
  choiceSet,
  type Forecaster,
  fillGaps,
  normalTable,
  recent,
  residualsOf,
  wholeSeason,
} from "#engine/forecasters/base";
import { seasonalNaive } from "#engine/forecasters/baseline";
import { removeSeasons, seasonsPrefix } from "#engine/forecasters/decomposition";
import { chooseEts, etsParameters, minEtsValues } from "./ets-choice.ts";

/**
 * For series with long or several seasons (hours of the day and of the week): the seasons are taken out by multiple STL, the
 * rest is forecast by exponential smoothing without season, and each season repeats its last cycle, as in R's `stlf` and
 * `forecast.mstl`. The bands are those of the rest.
 */
export const multiSeasonal: Forecaster = {
  id: "mstl",
  name: "MSTL and ETS",
  description: "Several seasons removed, then ETS",
  family: "smoothing",
  version: "5",
  cost: "quick",
  // Shorter ones are better left to ETS, and rarely have seasons within seasons.
  needs: { observations: minEtsValues, minSeasonSteps: 13 },
  expectedRatio: 0.92,
  gainsFromTransform: true,
  space: [{ kind: "choice", name: "trend", description: "No trend, a trend, a damped one", values: ["N", "A", "Ad"] }],
  fit(given, seasonSteps, options = {}, signal) {
    const season = wholeSeason(seasonSteps);
    const others = options.seasons ?? [];
    const { values, trailingSteps } = fillGaps(recent(given, Math.max(season, ...others)));
    const { rest, seasons, seasonalAhead } = removeSeasons(values, season, others, signal);
    const naive = seasonalNaive.fit(given, seasonSteps, options);
    const chosen = chooseEts(rest, 1, signal, {
      error: choiceSet(options, "error"),
      trend: choiceSet(options, "trend"),
    });
    if (chosen === null) return naive;
    const parameters = etsParameters(chosen.best);
    return {
      residuals: residualsOf(given, trailingSteps, chosen.best.errors),
      parameters: { ...parameters, method: `${seasonsPrefix(seasons)}${parameters.method}` },
      predict(horizonSteps, levels) {
        const moments = chosen.moments(horizonSteps + trailingSteps);
        if (moments === null) return naive.predict(horizonSteps, levels);
        const means = moments.means.map((mean, ahead) => mean + seasonalAhead(ahead));
        return normalTable(means.slice(trailingSteps), moments.deviations.slice(trailingSteps), levels);
      },
    };
  },
};
