import {
  type Fitted,
  type FitOptions,
  type Forecaster,
  fillGaps,
  type Needs,
  normalTable,
  numberSet,
  type ParameterSpace,
  recent,
  residualsOf,
  wholeSeason,
} from "#engine/forecasters/base";
import { seasonalNaive } from "./seasonal-naive.ts";

/** Windows that are tried: the longest that people use for steps, and for seasons, which change less often. */
const maxSteps = 8;
const maxSeasons = 4;
const minWindow = 2;
/** Longest window that can be set. */
const maxSet = 10;
/** A deviation from fewer errors would be too uncertain; it is that of a shorter lead then. */
const minErrors = 8;

/**
 * The mean of the last w values, at every step ahead; w between 2 and 8 is the one with the least squared error one step ahead.
 * Where a level wanders and the steps around it are noise, it is a simple smoothing with equal weights (Brown 1963; Hyndman &
 * Athanasopoulos, Forecasting: Principles and Practice, 3.3; statsforecast's `WindowAverage`).
 *
 * The method has no model that would give its variance. The quantiles are normal with the root mean square of its own past
 * errors h steps ahead (Chatfield 1993, Calculating interval forecasts, 4.4: empirically based intervals), which is not let fall
 * as h grows.
 */
export const movingAverage: Forecaster = {
  id: "moving-average",
  name: "Moving average",
  description: "The mean of the last values",
  family: "benchmark",
  version: "1",
  cost: "instant",
  needs: { observations: minWindow + 1, maxSeasonSteps: 1 },
  isByNameOnly: true,
  expectedRatio: 1,
  space: windowSpace("steps"),
  needsWith: ({ window = minWindow }) => ({ observations: Number(window) + 1, maxSeasonSteps: 1 }),
  fit(values, seasonSteps, options) {
    return fitAverage(values, 1, { name: "Moving average", maxWindow: maxSteps, seasonSteps, options });
  },
};

/**
 * The mean of the last w values at the same place of the season; w between 2 and 4 seasons. Otherwise as
 * {@link movingAverage}, with seasons for steps (statsforecast's `SeasonalWindowAverage`).
 */
export const seasonalMovingAverage: Forecaster = {
  id: "seasonal-moving-average",
  name: "Seasonal moving average",
  description: "The mean of the last seasons",
  family: "benchmark",
  version: "1",
  cost: "instant",
  needs: seasonalNeeds(minWindow),
  isByNameOnly: true,
  expectedRatio: 1,
  space: windowSpace("seasons"),
  needsWith: ({ window = minWindow }) => seasonalNeeds(Number(window)),
  fit(values, seasonSteps, options) {
    const season = wholeSeason(seasonSteps);
    return fitAverage(values, season, { name: "Seasonal moving average", maxWindow: maxSeasons, seasonSteps, options });
  },
};

function seasonalNeeds(window: number): Needs {
  return { observations: window + 1, minSeasonSteps: 2, seasons: window + 1 };
}

function windowSpace(unit: string): ParameterSpace {
  const grid = Array.from({ length: maxSet - minWindow + 1 }, (_, index) => minWindow + index);
  const description = `How many ${unit} are averaged`;
  return [{ kind: "number", name: "window", description, min: minWindow, max: maxSet, isWhole: true, grid }];
}

interface About {
  readonly name: string;
  readonly maxWindow: number;
  /** For seasonal naive, to which a series of hardly more than one window is left. */
  readonly seasonSteps: number;
  readonly options: FitOptions | undefined;
}

/** @param season 1 = the average of steps */
function fitAverage(
  given: ArrayLike<number>,
  season: number,
  { name, maxWindow, seasonSteps, options }: About,
): Fitted {
  const { values, trailingSteps } = fillGaps(recent(given, season));
  const count = values.length;
  const set = numberSet(options, "window");
  if (count < ((set ?? minWindow) + 1) * season) return seasonalNaive.fit(given, seasonSteps, options);
  const window = set ?? bestWindow(values, season, Math.min(maxWindow, Math.floor(count / season) - 1));
  const averages = averagesOf(values, season, window);
  const errors = errorsAhead(values, averages, season, 1);
  const sigma = rootMeanSquare(errors);
  return {
    residuals: residualsOf(given, trailingSteps, errors),
    parameters: { method: name, window, ...(season > 1 ? { season } : {}), sigma },
    predict(horizonSteps, levels) {
      const means = new Float64Array(horizonSteps);
      const deviations = new Float64Array(horizonSteps);
      let [deviation, known] = [sigma, 1];
      for (let step = 0; step < horizonSteps; step++) {
        const ahead = step + trailingSteps;
        const seasonsAhead = Math.floor(ahead / season) + 1;
        for (; known < seasonsAhead; known++) {
          const later = errorsAhead(values, averages, season, known + 1);
          if (later.length >= minErrors) deviation = Math.max(deviation, rootMeanSquare(later));
        }
        means[step] = averages[averages.length - season + (ahead % season)] as number;
        deviations[step] = deviation;
      }
      return normalTable(means, deviations, levels);
    },
  };
}

/** The window with the least squared error one season ahead, over the values that all of them can forecast. */
function bestWindow(values: Float64Array, season: number, maxWindow: number): number {
  const targets = values.length - maxWindow * season;
  let [best, least] = [minWindow, Number.POSITIVE_INFINITY];
  for (let window = minWindow; window <= maxWindow; window++) {
    const error = rootMeanSquare(errorsAhead(values, averagesOf(values, season, window), season, 1).slice(-targets));
    if (error < least) [best, least] = [window, error];
  }
  return best;
}

/** [values less (window − 1) seasons] the mean of each of the last values and of those of the window's seasons before it. */
function averagesOf(values: Float64Array, season: number, window: number): Float64Array {
  return values.slice((window - 1) * season).map((value, index) => {
    let sum = value;
    for (let before = 0; before < window - 1; before++) sum += values[index + before * season] as number;
    return sum / window;
  });
}

/** The last values' errors, each forecast from `seasonsAhead` seasons before; empty where no value has so many before it. */
function errorsAhead(values: Float64Array, averages: Float64Array, season: number, seasonsAhead: number): Float64Array {
  const lag = seasonsAhead * season;
  const first = values.length - averages.length + lag;
  return values.slice(first).map((value, index) => value - (averages[index] as number));
}

function rootMeanSquare(errors: Float64Array): number {
  return Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
}
