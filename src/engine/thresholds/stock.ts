import { EngineError } from "#domain/errors";
import { serviceLevel, type StockAnswer, type StockRule } from "#domain/threshold";
import { sampleQuantile } from "#engine/numerics";
import { type Paths, totalOf } from "#engine/paths";

/**
 * The order-up-to level of a lead time: the quantile of what its steps come to together, on joint paths, since quantiles of sums are no
 * sums of quantiles. With costs the level is the critical ratio of the newsvendor, at which their expectation is least (Arrow, Harris &
 * Marschak 1951).
 *
 * @throws EngineError wrong-arguments where the lead time is longer than the horizon
 */
export function stockAnswer(paths: Paths, { service, leadSteps }: StockRule): StockAnswer {
  if (leadSteps > paths.horizon)
    throw new EngineError(
      "wrong-arguments",
      `The lead time has ${leadSteps} steps, but the forecast only ${paths.horizon}.`,
      { hint: "Forecast at least as far as the lead time." },
    );
  const demand = totalOf(paths, { from: 0, to: leadSteps }, "sum").sort();
  const level = serviceLevel(service);
  const order = sampleQuantile(demand, level);
  const { short, left } = expectedMisses(demand, order);
  const mean = demand.reduce((sum, value) => sum + value, 0) / demand.length;
  return {
    level,
    leadSteps,
    order,
    mean,
    short,
    left,
    fillRate: mean > 0 ? 1 - short / mean : null,
    cost: service.by === "cost" ? service.under * short + service.over * left : null,
  };
}

/** What is missing and what is left over, on average, where `order` is there and each sample of the demand is as likely as any other. */
export function expectedMisses(demand: Float64Array, order: number): { readonly short: number; readonly left: number } {
  let [short, left] = [0, 0];
  for (const value of demand) {
    if (value > order) short += value - order;
    else left += order - value;
  }
  return { short: short / demand.length, left: left / demand.length };
}
