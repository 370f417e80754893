import { fillGaps, type Forecaster, normalTable, recent } from "#engine/forecasters/base";
import { seasonalNaive } from "#engine/forecasters/baseline";
import { removeSeasons } from "#engine/forecasters/decomposition";
import { etsMomentsOf } from "./ets-choice.ts";

/**
 * For series with long or several seasons (hours of the day and of the week): the seasons are taken out by multiple STL, the
 * rest is forecast by exponential smoothing without season, and each season repeats its last cycle, as in R's `stlf` and
 * `forecast.mstl`. The bands are those of the rest.
 *
 * @param seasons all season lengths of the series; `seasonSteps` of the call counts as well
 */
export function multiSeasonal(seasons: readonly number[]): Forecaster {
  return {
    id: "mstl",
    name: "MSTL and ETS",
    version: "2",
    forecast(given, seasonSteps, horizonSteps, levels) {
      const lengths = [...seasons, Math.floor(seasonSteps)];
      const { values, trailingSteps } = fillGaps(recent(given, Math.max(...lengths)));
      const { rest, seasonalAhead } = removeSeasons(values, lengths);
      const moments = etsMomentsOf(rest, 1, horizonSteps + trailingSteps);
      if (moments === null) return seasonalNaive.forecast(given, seasonSteps, horizonSteps, levels);
      const means = moments.means.map((mean, ahead) => mean + seasonalAhead(ahead));
      return normalTable(means.slice(trailingSteps), moments.deviations.slice(trailingSteps), levels);
    },
  };
}
