/** Validation of forecast requests: pure functions that throw what is wrong. */
import { type IngestedSeries, minContextSteps, oldestOrigin } from "#domain/series";
import { EngineError } from "#domain/errors";
import { suitsFrequency } from "#domain/model";
import type { ServiceModel } from "./forecast-model.ts";
import { anchorAt, visibleSteps } from "./forecast-window.ts";

/** @throws EngineError model-refused, horizon-out-of-range, origin-out-of-range or series-too-short */
export function checkRequest(
  { horizon, origin }: { readonly horizon: number; readonly origin: number },
  series: IngestedSeries,
  model: ServiceModel,
): void {
  checkFrequency(series, model);
  checkHorizon(horizon, model);
  checkOrigin(origin, series);
}

/** @throws EngineError model-refused: forecasts of steps that a model was not made for would be meaningless */
function checkFrequency({ frequency }: IngestedSeries, { id, frequencies = "any" }: ServiceModel): void {
  if (frequencies === "any" || suitsFrequency(frequencies, frequency)) return;
  throw new EngineError(
    "model-refused",
    `The model ${id} is made for steps of ${frequencies.map(inWords).join(" or ")}; this series has steps of ${inWords(`${frequency.count} ${frequency.unit}`)}.`,
    { hint: "Choose another model." },
  );
}

/** "5 minute" as "5 minutes", "hour" as "1 hour". */
function inWords(frequency: string): string {
  const [count = "1", unit = count] = frequency.split(" ");
  if (unit === count) return `1 ${unit}`;
  return count === "1" ? frequency : `${frequency}s`;
}

/** @throws EngineError horizon-out-of-range */
export function checkHorizon(horizonSteps: number, model: ServiceModel): void {
  if (Number.isInteger(horizonSteps) && horizonSteps >= 1 && horizonSteps <= model.maxHorizonSteps) return;
  throw new EngineError(
    "horizon-out-of-range",
    `This model forecasts 1 to ${model.maxHorizonSteps} steps ahead, not ${horizonSteps}.`,
  );
}

/** @throws EngineError origin-out-of-range or series-too-short */
export function checkOrigin(origin: number, series: IngestedSeries): void {
  const oldest = oldestOrigin(series.values.length);
  if (!Number.isInteger(origin) || origin > 0 || origin < oldest) {
    throw new EngineError(
      "origin-out-of-range",
      `The origin ${origin} is outside this series: it goes from ${oldest} to 0.`,
    );
  }
  if (visibleSteps(series, origin) < minContextSteps) {
    throw new EngineError("series-too-short", `A forecast needs at least ${minContextSteps} steps of history.`);
  }
}

/**
 * The last observed step at or before the origin.
 * @throws EngineError series-too-short where everything up to it is missing
 */
export function requireAnchor(series: IngestedSeries, origin: number): { time: number; value: number } {
  const anchor = anchorAt(series, origin);
  if (anchor !== null) return anchor;
  throw new EngineError("series-too-short", "The series has no values up to this origin.", {
    hint: "Choose a later origin.",
  });
}
