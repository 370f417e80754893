import { type Signal, throwIfAborted } from "#engine/concurrency";
import {
  type FittedParameters,
  type Forecaster,
  fillGaps,
  type FitOptions,
  type Needs,
  normalTable,
  numberSet,
  type ParameterDimension,
  recent,
  residualsOf,
  wholeSeason,
} from "#engine/forecasters/base";
import { seasonalNaive } from "#engine/forecasters/baseline";
import { longestModelledSeason, removeSeasons, seasonsPrefix } from "#engine/forecasters/decomposition";
import { neededDifferences } from "./arima-differences.ts";
import { type ArimaFit, fitArima, isSound } from "./arima-fit.ts";
import { arimaMoments } from "./arima-forecast.ts";
import { type ArimaOrder, constantName, differencing, filter, orderName, type Polynomial } from "./arima-order.ts";

const minValues = 10;
const maxLags = 5;
const maxSeasonalLags = 2;
/** Above either, orders are compared by conditional least squares, and the chosen one alone is fitted with care (as in R). */
const exactValues = 150;
const exactSeason = 12;
/** The search tries dozens of orders; more values than this change the choice little and its time a lot. */
const searchedValues = 600;
const searchedSeasons = 12;
/** The stepwise search ends by itself long before; this bounds a pathological one. */
const maxModels = 94;

const needs: Needs = { observations: minValues };
const orderNames = ["p", "d", "q", "P", "D", "Q"] as const;
type OrderName = (typeof orderNames)[number];
/** Parts of an order that are not to be chosen. */
type SetOrder = Readonly<Partial<Record<OrderName, number>>>;

/**
 * ARIMA with the order chosen by AICc in the stepwise search of Hyndman & Khandakar (2008), after as many differences as the
 * KPSS test and the seasonal strength ask for; full maximum likelihood and normal quantiles. The orders, their sequence and what
 * is refused are those of R's `auto.arima`. It differs where it says so: at most two differences in all, the order of a long
 * series from its last stretch, seasons longer than {@link longestModelledSeason} by multiple STL.
 *
 * Parts of the order that are set are kept, and the others chosen beside them; whether there is a constant is chosen in any case. A
 * seasonal part of a season longer than {@link longestModelledSeason} leaves the series to seasonal naive, as does an order
 * whose roots come too close to the unit circle.
 */
export const arima: Forecaster = {
  id: "arima",
  name: "ARIMA",
  description: "Differences, past values and past errors",
  family: "regression",
  version: "6",
  cost: "slow",
  needs,
  expectedRatio: 0.9,
  gainsFromTransform: true,
  space: [
    orderDimension("p", "Past values", maxLags),
    orderDimension("d", "Differences", 2),
    orderDimension("q", "Past errors", maxLags),
    orderDimension("P", "Values of past seasons", maxSeasonalLags),
    orderDimension("D", "Differences of seasons", 1),
    orderDimension("Q", "Errors of past seasons", maxSeasonalLags),
  ],
  needsWith(parameters) {
    const count = orderNames.reduce((sum, name) => sum + Number(parameters[name] ?? 0), 0);
    const observations = Math.max(minValues, count + 4);
    const isSeasonal = ["P", "D", "Q"].some((name) => Number(parameters[name] ?? 0) > 0);
    return isSeasonal
      ? { observations, minSeasonSteps: 2, maxSeasonSteps: longestModelledSeason, seasons: 3 }
      : { ...needs, observations };
  },
  fit(given, seasonSteps, options, signal) {
    const season = wholeSeason(seasonSteps);
    const { values, trailingSteps } = fillGaps(recent(given, season));
    if (values.length < minValues) return seasonalNaive.fit(given, seasonSteps, options);
    const isLong = season > longestModelledSeason;
    const { rest, seasons, seasonalAhead } = removeSeasons(values, isLong ? season : 1, [], signal);
    const fit = fitBest(rest, isLong ? 1 : season, signal, orderSet(options));
    if (fit === null) return seasonalNaive.fit(given, seasonSteps, options);
    const parameters = arimaParameters(fit);
    return {
      residuals: residualsOf(given, trailingSteps, fit.errors),
      parameters: { ...parameters, method: `${seasonsPrefix(seasons)}${parameters.method}` },
      predict(horizonSteps, levels) {
        const moments = arimaMoments(fit, rest, horizonSteps + trailingSteps);
        const means = moments.means.map((mean, ahead) => mean + seasonalAhead(ahead));
        return normalTable(means.slice(trailingSteps), moments.deviations.slice(trailingSteps), levels);
      },
    };
  },
};

function orderDimension(name: OrderName, description: string, max: number): ParameterDimension {
  const grid = Array.from({ length: Math.min(max, 2) + 1 }, (_, index) => index);
  return { kind: "number", name, description, min: 0, max, isWhole: true, grid };
}

function orderSet(options: FitOptions | undefined): SetOrder {
  const set = orderNames.map((name) => [name, numberSet(options, name)] as const);
  return Object.fromEntries(set.filter(([, number]) => number !== undefined));
}

/** With the signs of R: ŷ = … + ar1·y(t − 1) + … + ma1·e(t − 1) + …. */
function arimaParameters({ order, factors, mean, variance, aicc }: ArimaFit): FittedParameters {
  const named = (name: string, polynomial: Polynomial, sign: 1 | -1): Record<string, number> =>
    Object.fromEntries([...polynomial.slice(1)].map((coefficient, lag) => [`${name}${lag + 1}`, sign * coefficient]));
  return {
    method: orderName(order),
    ...named("ar", factors.ar, -1),
    ...named("ma", factors.ma, 1),
    ...named("sar", factors.seasonalAr, -1),
    ...named("sma", factors.seasonalMa, 1),
    ...(order.hasConstant ? { [constantName(order)]: mean } : {}),
    sigma: Math.sqrt(variance),
    aicc,
  };
}

/** The order comes from the last stretch of a long series, the coefficients from all of it. */
function fitBest(values: Float64Array, season: number, signal: Signal | undefined, set: SetOrder): ArimaFit | null {
  const stretch = Math.max(searchedValues, searchedSeasons * season);
  const found = searchArima(values.slice(-stretch), season, signal, set);
  return found === null || values.length <= stretch ? found : fitArima(values, found.order, { signal });
}

/** The best model of a stepwise search; null where none can be fitted. */
export function searchArima(
  values: Float64Array,
  season: number,
  signal?: Signal,
  set: SetOrder = {},
): ArimaFit | null {
  const { d, D } = { ...neededDifferences(values, season, set.D), ...set };
  const base = { d, D, season: Math.max(1, season) };
  // After two differences a constant would be a quadratic trend.
  const mayDrift = d + D < 2;
  const differenced = filter(values, differencing(d, D, season));
  if (differenced.every((value) => value === differenced[0]))
    return fitArima(values, { ...base, p: 0, q: 0, P: 0, Q: 0, hasConstant: mayDrift });
  const isApproximate = values.length > exactValues || season > exactSeason;
  const hasSeason = season > 1;
  const [mostLags, mostSeasonal] = hasSeason ? [Math.min(maxLags, season - 1), maxSeasonalLags] : [maxLags, 0];
  const tried = new Map<string, ArimaFit | null>();
  let best: ArimaFit | null = null;
  const attempt = (wanted: ArimaOrder): boolean => {
    const order = { ...wanted, ...set };
    const { p, q, P, Q, hasConstant } = order;
    // What is set may lie beyond what the search would try by itself.
    const isWithin = (name: OrderName, most: number): boolean =>
      order[name] >= 0 && (set[name] !== undefined || order[name] <= most);
    if (!isWithin("p", mostLags) || !isWithin("q", mostLags)) return false;
    if (!isWithin("P", mostSeasonal) || !isWithin("Q", mostSeasonal)) return false;
    if ((hasConstant && !mayDrift) || (!hasSeason && P + (set.D ?? 0) + Q > 0)) return false;
    const key = [p, q, P, Q, hasConstant].join();
    if (tried.has(key) || tried.size >= maxModels) return false;
    throwIfAborted(signal);
    const found = fitArima(values, order, { isApproximate, signal });
    const fit = found !== null && isSound(found) ? found : null;
    tried.set(key, fit);
    if (fit === null || (best !== null && fit.aicc >= best.aicc)) return false;
    best = fit;
    return true;
  };
  const seasonal = hasSeason ? 1 : 0;
  const [two, one] = values.length < 10 ? [1, 1] : [Math.min(2, mostLags), 1];
  attempt({ ...base, p: two, q: two, P: seasonal, Q: seasonal, hasConstant: mayDrift });
  attempt({ ...base, p: 0, q: 0, P: 0, Q: 0, hasConstant: mayDrift });
  attempt({ ...base, p: one, q: 0, P: seasonal, Q: 0, hasConstant: mayDrift });
  attempt({ ...base, p: 0, q: one, P: 0, Q: seasonal, hasConstant: mayDrift });
  attempt({ ...base, p: 0, q: 0, P: 0, Q: 0, hasConstant: false });
  for (let improved = true; improved && best !== null;) {
    const { order } = best as ArimaFit;
    improved = steps.some((step) =>
      attempt({
        ...order,
        p: order.p + (step.p ?? 0),
        q: order.q + (step.q ?? 0),
        P: order.P + (step.P ?? 0),
        Q: order.Q + (step.Q ?? 0),
        hasConstant: step.constant === true ? !order.hasConstant : order.hasConstant,
      }),
    );
  }
  return isApproximate ? mostLikely([...tried.values()], values, signal) : best;
}

/** The first, in order of AICc, that full likelihood doesn't refuse. */
function mostLikely(
  fits: readonly (ArimaFit | null)[],
  values: Float64Array,
  signal: Signal | undefined,
): ArimaFit | null {
  for (const { order } of fits.filter((fit) => fit !== null).sort((left, right) => left.aicc - right.aicc)) {
    const fit = fitArima(values, order, { signal });
    if (fit !== null && isSound(fit)) return fit;
  }
  return null;
}

/** What the search changes about the best order so far, one at a time and in pairs; in the order of R's `auto.arima`. */
const steps: readonly {
  readonly p?: number;
  readonly q?: number;
  readonly P?: number;
  readonly Q?: number;
  readonly constant?: true;
}[] = [
  { P: -1 },
  { Q: -1 },
  { P: 1 },
  { Q: 1 },
  { P: -1, Q: -1 },
  { P: -1, Q: 1 },
  { P: 1, Q: -1 },
  { P: 1, Q: 1 },
  { p: -1 },
  { q: -1 },
  { p: 1 },
  { q: 1 },
  { p: -1, q: -1 },
  { p: -1, q: 1 },
  { p: 1, q: -1 },
  { p: 1, q: 1 },
  { constant: true },
];
