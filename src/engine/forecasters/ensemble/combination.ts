import { arima } from "#engine/forecasters/arima";
import type { FittedParameters, Forecaster } from "#engine/forecasters/base";
import { ets, theta } from "#engine/forecasters/smoothing";

const members = [ets, theta, arima] as const;

/**
 * The mean of the quantiles of ETS, Theta and ARIMA, level by level. Averaging quantiles (Vincent 1912; Lichtendahl,
 * Grushka-Cockayne & Winkler 2013) keeps the members' width, where averaging densities would widen the bands; errors that point
 * in different directions cancel. So do the residuals, which are the mean of the members'.
 */
export const combination: Forecaster = {
  id: "combination",
  name: "ETS, Theta and ARIMA",
  description: "The mean of these three",
  family: "combination",
  version: members.map((member) => member.version).join("."),
  cost: "slow",
  needs: { observations: Math.max(...members.map(({ needs }) => needs.observations)) },
  expectedRatio: 0.87,
  fit(values, seasonSteps, options, signal) {
    const fits = members.map((member) => member.fit(values, seasonSteps, options, signal));
    const meanAt = (tables: readonly ArrayLike<number>[], index: number): number =>
      tables.reduce((total, table) => total + (table[index] as number), 0) / members.length;
    const residuals = fits.map((fit) => fit.residuals);
    return {
      residuals: Float64Array.from({ length: values.length }, (_, index) => meanAt(residuals, index)),
      parameters: {
        method: `Mean of ${fits.map(({ parameters }) => parameters.method).join(", ")}`,
        ...Object.assign({}, ...fits.map(({ parameters }, index) => prefixed(members[index]?.id ?? "", parameters))),
      },
      predict(horizonSteps, levels) {
        const tables = fits.map((fitted) => fitted.predict(horizonSteps, levels));
        return Float32Array.from({ length: levels.length * horizonSteps }, (_, index) => meanAt(tables, index));
      },
    };
  },
};

/** A member's parameters beside those of others: `ets.alpha`. */
function prefixed(id: string, parameters: FittedParameters): Record<string, number | string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`${id}.${name}`, value]));
}
