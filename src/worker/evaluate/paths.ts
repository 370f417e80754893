/** Joint paths of forecasts, and totals of them, from paths that are drawn and summed one series after the other. */
import type { FromEvaluate, PathNode, PathSource, ToEvaluate, TotalRange } from "#contract/worker";
import type { PathAdjustment } from "#domain/totals";
import {
  commonShare,
  type ErrorPast,
  errorScores,
  errorsOf,
  fitDependence,
  judgeReconciliation,
  pastWeight,
  PathDraw,
  type Paths,
  quantilesOf,
  reconciledShifts,
  reconciliationGain,
  sumTree,
  totalOf,
  usualDependence,
} from "#engine/paths";
import { nonNegativeSteps } from "#engine/series";

type Request<T extends ToEvaluate["type"]> = Extract<ToEvaluate, { type: T }>;
type Answer<T extends FromEvaluate["type"]> = Omit<Extract<FromEvaluate, { type: T }>, "type" | "id">;

/** The ends of a 95 % range then lie within about 2.4 ± 0.5 % of what they claim. */
const paths = 1000;

export function scoresOf({ series, horizon, levels, past, times }: Request<"error-scores">): Answer<"error-scores"> {
  const isNonNegative = nonNegativeSteps(series.values) === series.values.length;
  const { scores } = errorScores(past, series.values, times, { levels, horizon, isNonNegative });
  return { scores, isNonNegative };
}

export function pathsOf({ horizon, sources, nodes, levels, seed }: Request<"paths">): TotalRange[][] {
  const answers: TotalRange[][] = nodes.map(() => []);
  const parents = nodes.map(({ parent }) => parent);
  drawPaths({ horizon, sources, parents, seed }, (node, drawn) => {
    answers[node] = (nodes[node] as PathNode).totals.map(({ statistic, observed, ...stretch }) =>
      rangeOf(totalOf(drawn, stretch, statistic, observed), levels),
    );
  });
  return answers;
}

export function reconciled({
  members,
  series,
  past,
  medians,
}: Request<"reconcile">): Omit<Extract<FromEvaluate, { type: "reconciled" }>, "type" | "id"> {
  const hierarchy = { members, series };
  const judged = judgeReconciliation(hierarchy, past);
  const gain = reconciliationGain(hierarchy, errorsOf(past), past.steps);
  return { ...judged, shifts: reconciledShifts(hierarchy, gain, medians, past.steps) };
}

export interface DrawnSources extends Pick<Request<"paths">, "horizon" | "sources" | "seed"> {
  /** By node: the one that it is summed in, as {@link PathNode} says. */
  readonly parents: readonly (number | null)[];
}

/** @param visit is given the paths of each node, children before parents; they are good until it returns */
export function drawPaths(
  { horizon, sources, parents, seed }: DrawnSources,
  visit: (node: number, drawn: Paths) => void,
): void {
  const common = commonShare(sources.map(({ errors }) => errors));
  const draw = new PathDraw({ paths, origins: sources.flatMap(({ errors }) => [...errors.origins]), seed });
  sumTree(
    { paths, horizon, parents, nodes: sources.map(({ node }) => node) },
    (index, into) => {
      const { errors, strideSteps, chance, adjustment, node: _node, ...forecast } = sources[index] as PathSource;
      const past: ErrorPast = { errors, strideSteps };
      const hasPast = errors.origins.length > 0;
      const source = {
        ...forecast,
        horizon,
        errors: hasPast ? errors : null,
        dependence: hasPast ? fitDependence([past], horizon) : usualDependence,
        weight: hasPast ? pastWeight(past) : 0,
        common,
      };
      draw.draw(source, chance, into);
      if (adjustment !== null) adjust(into, adjustment);
    },
    (node, values) => visit(node, { paths, horizon, values }),
  );
}

function rangeOf(total: Float64Array, levels: readonly number[]): TotalRange {
  return { quantiles: quantilesOf(total, levels), mean: total.reduce((all, value) => all + value, 0) / total.length };
}

function adjust(values: Float32Array, { shift, spread, bound }: PathAdjustment): void {
  for (const [step, factor] of spread.entries())
    for (let at = step * paths; at < (step + 1) * paths; at++)
      values[at] = Math.max(bound, (values[at] as number) * factor + (shift[step] as number));
}
