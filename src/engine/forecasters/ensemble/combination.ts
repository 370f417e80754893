import { arima } from "#engine/forecasters/arima";
import type { Forecaster } from "#engine/forecasters/base";
import { ets, theta } from "#engine/forecasters/smoothing";

const members = [ets, theta, arima] as const;

/**
 * The mean of the quantiles of ETS, Theta and ARIMA, level by level. Averaging quantiles (Vincent 1912; Lichtendahl,
 * Grushka-Cockayne & Winkler 2013) keeps the members' width, where averaging densities would widen the bands; errors that point
 * in different directions cancel.
 */
export const combination: Forecaster = {
  id: "combination",
  name: "ETS, Theta and ARIMA",
  version: members.map((member) => member.version).join("."),
  forecast(values, seasonSteps, horizonSteps, levels) {
    const tables = members.map((member) => member.forecast(values, seasonSteps, horizonSteps, levels));
    return Float32Array.from({ length: levels.length * horizonSteps }, (_, index) => {
      const sum = tables.reduce((total, table) => total + (table[index] as number), 0);
      return sum / members.length;
    });
  },
};
