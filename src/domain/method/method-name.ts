import type { Method, Transform } from "./method.ts";

/** What a forecaster says of itself, as far as names of its methods need it. */
export interface NamedForecaster {
  readonly name: string;
  /** Its parameters, in the order in which they are said. */
  readonly space?: readonly { readonly name: string; readonly label?: string }[];
}

const ofTransform: Readonly<Record<Transform, string | null>> = {
  none: null,
  log: "of logarithms",
  "box-cox": "of Box-Cox transformed values",
};

/**
 * A method as people read it: "Holt-Winters, additive, α 0.3, β 0.05, of logarithms, season 12". That of a forecaster which is not known
 * has its id.
 */
export function methodName(
  { forecaster, parameters, transform, seasonLength }: Method,
  known: NamedForecaster | undefined,
): string {
  const space = known?.space ?? Object.keys(parameters).map((name) => ({ name, label: name }));
  const set = space
    .filter(({ name }) => parameters[name] !== undefined)
    .map(({ name, label = name }) => `${label} ${parameters[name]}`);
  const season = seasonLength === null ? null : seasonLength === 1 ? "without season" : `season ${seasonLength}`;
  return [known?.name ?? forecaster, ...set, ofTransform[transform], season].filter((part) => part !== null).join(", ");
}
