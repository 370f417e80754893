import {
  type Forecaster,
  type ForecasterInfo,
  fillGaps,
  normalTable,
  residualsOf,
  wholeSeason,
} from "#engine/forecasters/base";
import { seasonalNaive } from "#engine/forecasters/baseline";
import { fitTheta, minThetaValues, type ThetaForm, thetaMoments } from "./theta-model.ts";
import { withoutSeason } from "./theta-parts.ts";

/**
 * The models of {@link fitTheta} beside {@link theta}, with its treatment of seasons. The bands are normal with the variance
 * that the recursion itself has, σ² with as many degrees of freedom as there are errors beyond the parameters.
 */
function thetaForm(info: Pick<ForecasterInfo, "id" | "name" | "description">, form: ThetaForm): Forecaster {
  return {
    ...info,
    family: "smoothing",
    version: "1",
    cost: "instant",
    needs: { observations: minThetaValues },
    isByNameOnly: true,
    expectedRatio: 0.9,
    fit(given, seasonSteps, options) {
      const { values, trailingSteps } = fillGaps(given);
      if (values.length < minThetaValues) return seasonalNaive.fit(given, seasonSteps, options);
      const { adjusted, kind, factorAt, withSeason } = withoutSeason(values, wholeSeason(seasonSteps));
      const fit = fitTheta(adjusted, form);
      return {
        residuals: residualsOf(
          given,
          trailingSteps,
          fit.errors.map((error, at) => error * factorAt(at)),
        ),
        parameters: {
          method: info.name,
          alpha: fit.alpha,
          theta: fit.theta,
          level: fit.state.level,
          slope: fit.state.slope,
          season: kind,
          sigma: Math.sqrt(fit.variance),
        },
        predict(horizonSteps, levels) {
          const { means, deviations } = thetaMoments(fit, horizonSteps + trailingSteps);
          const place = (ahead: number): number => values.length + ahead;
          return normalTable(
            means.map((mean, ahead) => withSeason(mean, place(ahead))).slice(trailingSteps),
            deviations.map((deviation, ahead) => deviation * factorAt(place(ahead))).slice(trailingSteps),
            levels,
          );
        },
      };
    },
  };
}

/** θ estimated with the level's smoothing, and the line through all values. */
export const optimisedTheta = thetaForm(
  { id: "theta-optimised", name: "Optimised Theta", description: "Theta with its weight of the trend estimated" },
  { isDynamic: false, isOptimised: true },
);

/** θ = 2, and a line that is brought up to date with every value. */
export const dynamicTheta = thetaForm(
  { id: "theta-dynamic", name: "Dynamic Theta", description: "Theta with a trend that follows the series" },
  { isDynamic: true, isOptimised: false },
);

/** Both: the model that did best in the M3 competition's data. */
export const dynamicOptimisedTheta = thetaForm(
  {
    id: "theta-dynamic-optimised",
    name: "Dynamic optimised Theta",
    description: "Theta with a trend that follows the series, its weight estimated",
  },
  { isDynamic: true, isOptimised: true },
);
