import {
  choiceSet,
  type Forecaster,
  fillGaps,
  type FitOptions,
  type Needs,
  normalTable,
  recent,
  residualsOf,
  wholeSeason,
} from "#engine/forecasters/base";
import { seasonalNaive } from "#engine/forecasters/baseline";
import { longestModelledSeason } from "#engine/forecasters/decomposition";
import { chooseEts, etsParameters, minEtsValues } from "./ets-choice.ts";
import type { SetForm } from "./ets-form.ts";
import { multiSeasonal } from "./multi-seasonal.ts";

// Every step of a season is one more parameter to search for: beyond a dozen the time is better spent on MSTL.
const needs: Needs = { observations: minEtsValues, maxSeasonSteps: 12 };

/**
 * Exponential smoothing with the model chosen by AICc among up to 15 (see `candidateForms`), normal quantiles. The choice and
 * the likelihood are those of R's `ets`; the search for the maximum is a different one and often ends a little higher. Seasons
 * longer than {@link longestModelledSeason} are taken out before, unless a kind of season is set.
 */
export const ets: Forecaster = {
  id: "ets",
  name: "ETS",
  description: "Level, trend and season, smoothed exponentially",
  family: "smoothing",
  version: "3",
  cost: "quick",
  needs,
  expectedRatio: 0.95,
  gainsFromTransform: true,
  space: [
    { kind: "choice", name: "error", description: "Errors that are added, or factors", values: ["A", "M"] },
    { kind: "choice", name: "trend", description: "No trend, a trend, a damped one", values: ["N", "A", "Ad"] },
    { kind: "choice", name: "season", description: "No season, an added one, factors", values: ["N", "A", "M"] },
  ],
  needsWith({ error, season }) {
    const isPositive = error === "M" || season === "M" ? ({ isPositive: true } as const) : {};
    if (season === undefined) return { ...needs, ...isPositive };
    if (season === "N") return { observations: needs.observations, ...isPositive };
    return { ...needs, ...isPositive, minSeasonSteps: 2, maxSeasonSteps: longestModelledSeason, seasons: 2 };
  },
  conflictIn: ({ error, season }) =>
    error === "A" && season === "M" ? "Added errors and a season of factors have no variance that is defined." : null,
  fit(given, seasonSteps, options, signal) {
    const set = formSet(options);
    const season = set.season === "N" ? 1 : wholeSeason(seasonSteps);
    if (season > longestModelledSeason && set.season === undefined)
      return multiSeasonal.fit(
        given,
        season,
        options?.parameters === undefined ? {} : { parameters: options.parameters },
        signal,
      );
    const { values, trailingSteps } = fillGaps(recent(given, season));
    const naive = seasonalNaive.fit(given, seasonSteps, options);
    const chosen = season > longestModelledSeason ? null : chooseEts(values, season, signal, set);
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

function formSet(options: FitOptions | undefined): SetForm {
  return {
    error: choiceSet(options, "error"),
    trend: choiceSet(options, "trend"),
    season: choiceSet(options, "season"),
  };
}
