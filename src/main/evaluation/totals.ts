/** What a stretch of the horizon adds up to, for one series or several: quantiles of sums are no sums of quantiles. */
import { EngineError } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import type { ForecastTotals, PathAdjustment, SummedStretch, SumStretch, TotalStatistic } from "#domain/totals";
import { stretchesOf } from "#engine/paths";
import { horizonTimes, visibleSteps } from "#main/forecasts";
import type { JointNode, JointPaths } from "./joint-paths.ts";
import type { OpenData } from "./ports.ts";

export interface TotalsPorts {
  readonly paths: Pick<JointPaths, "of">;
  readonly datasets: OpenData;
}

export interface WantedTotals {
  readonly stretch: SumStretch;
  readonly statistic?: TotalStatistic;
  /** Of the sums, ascending. */
  readonly levels: readonly number[];
  /** By series, what is made of its paths. */
  readonly adjustments?: ReadonlyMap<string, PathAdjustment>;
  /** Is told of each series whose past is there. */
  readonly onSource?: () => void;
}

/** A series, or several that are summed. */
export type SummedNode = Omit<JointNode, "totals">;

export class Totals {
  readonly #ports: TotalsPorts;

  constructor(ports: TotalsPorts) {
    this.#ports = ports;
  }

  /**
   * Totals of each stretch, of the sum of the series at each step.
   *
   * @param forecasts of one dataset and of the same steps, each with the bands that are to be summed; one for each series
   * @throws EngineError wrong-arguments where they are of different steps, or of steps longer than the stretch
   */
  async of(forecasts: readonly Forecast[], wanted: WantedTotals, signal: AbortSignal): Promise<ForecastTotals> {
    const [only] = await this.ofTree([{ parent: null, forecasts }], wanted, signal);
    return only as ForecastTotals;
  }

  /**
   * The same of every node of a tree, from one draw, so that each sum is that of its parts.
   *
   * @returns by node
   * @throws EngineError as {@link of}
   */
  async ofTree(
    tree: readonly SummedNode[],
    { stretch, statistic = "sum", levels, adjustments, onSource }: WantedTotals,
    signal: AbortSignal,
  ): Promise<readonly ForecastTotals[]> {
    const [first] = tree.flatMap(({ forecasts }) => forecasts);
    if (first === undefined) throw new EngineError("wrong-arguments", "There is no forecast to sum.");
    const { datasets, paths } = this.#ports;
    const { dataset, horizon, origin } = first;
    const series = datasets.series(dataset, first.series);
    // One step before the horizon and one after it say whether its first and last periods are whole.
    const { zone } = datasets.get(dataset).dataset;
    const times = [series.times[visibleSteps(series, origin) - 1] ?? Number.NaN];
    times.push(...horizonTimes(series, origin, horizon + 1, zone));
    const stretches = stretchesOf(times, series.frequency, stretch);
    const totals = stretches.map(({ from, to }) => ({ from, to, statistic, observed: null }));
    const adjustmentOf = (one: Forecast): PathAdjustment | null => adjustments?.get(one.series) ?? null;
    const { nodes, origins } = await paths.of(
      tree.map((node) => ({ ...node, totals })),
      { levels, adjustmentOf, ...(onSource === undefined ? {} : { onSource }) },
      signal,
    );
    const members = membersOf(tree);
    return tree.map((_, node) => ({
      origins: origins[node] ?? 0,
      totals: stretches.map((one, index) => ({
        ...one,
        quantiles: nodes[node]?.[index]?.quantiles ?? [],
        mean: nodes[node]?.[index]?.mean ?? Number.NaN,
        actual: actualOf(members[node] ?? [], one, statistic),
      })),
    }));
  }
}

/** By node: its own forecasts, and those of all that belong to it. */
function membersOf(tree: readonly SummedNode[]): readonly (readonly Forecast[])[] {
  const members = tree.map(({ forecasts }) => [...forecasts]);
  for (let node = tree.length - 1; node >= 0; node--) {
    const parent = tree[node]?.parent ?? null;
    if (parent !== null) members[parent]?.unshift(...(members[node] ?? []));
  }
  return members;
}

/** What happened over all steps of the stretch and all series. */
function actualOf(
  forecasts: readonly Forecast[],
  { from, to }: SummedStretch,
  statistic: TotalStatistic,
): number | null {
  const steps: number[] = [];
  for (let step = from; step < to; step++)
    steps.push(forecasts.reduce((sum, { actuals }) => sum + (actuals?.[step] ?? Number.NaN), 0));
  const sum = steps.reduce((all, value) => all + value, 0);
  if (Number.isNaN(sum)) return null;
  return { sum, mean: sum / steps.length, peak: Math.max(...steps), low: Math.min(...steps) }[statistic];
}
