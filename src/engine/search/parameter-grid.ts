import type { Method, Parameters } from "#domain/method";
import type { ParameterDimension, ParameterSpace } from "#engine/forecasters/base";

type Dimension = Extract<ParameterDimension, { kind: "number" }>;

const coarseValues = 3;

/**
 * A few values of one parameter at a time, with the others estimated: all pairs and triples would be hundreds of fits, most of
 * them for nothing.
 */
export function coarseGrid(space: ParameterSpace): Parameters[] {
  return space.flatMap((dimension) => {
    const values = dimension.kind === "choice" ? dimension.values : coarse(dimension);
    return values.map((value) => ({ [dimension.name]: value }));
  });
}

/** Of nine values the second, the middle and the last but one. */
function coarse({ grid }: Dimension): readonly number[] {
  if (grid.length <= coarseValues) return grid;
  const margin = Math.floor(grid.length / 6);
  return [margin, Math.floor((grid.length - 1) / 2), grid.length - 1 - margin].map((place) => grid[place] as number);
}

/**
 * A method's neighbours: each number that is set, a step lower and higher. The step is half the coarse grid's in the first round and
 * a quarter in the second.
 */
export function neighbours(method: Method, space: ParameterSpace, round: number): Method[] {
  return space.flatMap((dimension) => {
    const value = method.parameters[dimension.name];
    if (dimension.kind !== "number" || typeof value !== "number") return [];
    const values = coarse(dimension);
    const spacing = ((values.at(-1) ?? 0) - (values[0] ?? 0)) / Math.max(1, values.length - 1);
    const step = dimension.isWhole === true ? Math.max(1, Math.round(spacing / 2 ** round)) : spacing / 2 ** round;
    return [value - step, value + step]
      .map((near) => readable(Math.min(dimension.max, Math.max(dimension.min, near))))
      .filter((near) => near !== value)
      .map((near) => ({ ...method, parameters: { ...method.parameters, [dimension.name]: near } }));
  });
}

/** 0.30000000000000004 → 0.3: the number is part of the method's id. */
function readable(value: number): number {
  return Number(value.toPrecision(4));
}
