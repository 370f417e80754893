import type { Method, Transform } from "#domain/method";
import type { ForecasterInfo } from "#engine/forecasters/base";

const ofTransform: Readonly<Record<Transform, string | null>> = {
  none: null,
  log: "of logarithms",
  "box-cox": "of Box-Cox transformed values",
};

/** A method as people read it; parameters in the order of the space. A model that is not in the catalogue has its id. */
export function nameOf(
  { forecaster, parameters, transform, seasonLength }: Method,
  info: Pick<ForecasterInfo, "name" | "space"> | undefined,
): string {
  const space = info?.space ?? Object.keys(parameters).map((name) => ({ name, label: name }));
  const set = space
    .filter(({ name }) => parameters[name] !== undefined)
    .map(({ name, label = name }) => `${label} ${parameters[name]}`);
  const season = seasonLength === null ? null : seasonLength === 1 ? "without season" : `season ${seasonLength}`;
  return [info?.name ?? forecaster, ...set, ofTransform[transform], season].filter((part) => part !== null).join(", ");
}
