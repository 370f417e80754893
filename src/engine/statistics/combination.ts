import { ets } from "./ets.ts";
import type { Forecaster } from "./forecaster.ts";
import { theta } from "./theta.ts";

/**
 * The mean of the quantiles of ETS and Theta, level by level. Averaging quantiles (Vincent 1912; Lichtendahl, Grushka-Cockayne
 * & Winkler 2013) keeps the members' width, where averaging densities would widen the bands; errors of the two that point in
 * different directions cancel.
 */
export const combination: Forecaster = {
  id: "combination",
  name: "ETS and Theta",
  version: `${ets.version}.${theta.version}`,
  forecast(values, seasonSteps, horizonSteps, levels) {
    const one = ets.forecast(values, seasonSteps, horizonSteps, levels);
    const other = theta.forecast(values, seasonSteps, horizonSteps, levels);
    return one.map((value, index) => (value + (other[index] as number)) / 2);
  },
};
