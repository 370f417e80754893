import type { Method, ParameterValue } from "#domain/method";
import type { Forecaster, ParameterDimension } from "#engine/forecasters/base";

/** What is wrong with a method of this forecaster, in a sentence for people; null where nothing is. */
export function whyWrong(forecaster: Forecaster, { parameters }: Method): string | null {
  const { id, name, space = [] } = forecaster;
  for (const [key, value] of Object.entries(parameters)) {
    const dimension = space.find((one) => one.name === key);
    if (dimension === undefined) {
      const known = space.map((one) => one.name).join(", ");
      return `${name} (${id}) has no parameter "${key}"; ${known === "" ? "it has none" : `it has ${known}`}.`;
    }
    if (!isWithin(dimension, value)) return `${key} of ${name} (${id}) has to be ${allowed(dimension)}, not ${value}.`;
  }
  return forecaster.conflictIn?.(parameters) ?? null;
}

function isWithin(dimension: ParameterDimension, value: ParameterValue): boolean {
  if (dimension.kind === "choice") return dimension.values.includes(String(value));
  if (typeof value !== "number" || !(value >= dimension.min && value <= dimension.max)) return false;
  return dimension.isWhole !== true || Number.isInteger(value);
}

function allowed(dimension: ParameterDimension): string {
  if (dimension.kind === "choice") return `one of ${dimension.values.join(", ")}`;
  return `a ${dimension.isWhole === true ? "whole number" : "number"} from ${dimension.min} to ${dimension.max}`;
}
