/** What a stretch of the horizon adds up to, for one series or several: quantiles of sums are no sums of quantiles. */
import { EngineError } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import type { ForecastTotals, PathAdjustment, SummedStretch, SumStretch, TotalStatistic } from "#domain/totals";
import { stretchesOf } from "#engine/paths";
import { horizonTimes, visibleSteps } from "#main/forecasts";
import type { JointPaths } from "./joint-paths.ts";
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
}

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
  async of(
    forecasts: readonly Forecast[],
    { stretch, statistic = "sum", levels, adjustments }: WantedTotals,
    signal: AbortSignal,
  ): Promise<ForecastTotals> {
    const [first] = forecasts;
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
    const { nodes, origins } = await paths.of([{ parent: null, forecasts, totals }], { levels, adjustmentOf }, signal);
    const ranges = nodes[0] ?? [];
    return {
      origins: origins[0] ?? 0,
      totals: stretches.map((one, index) => ({
        ...one,
        quantiles: ranges[index]?.quantiles ?? [],
        mean: ranges[index]?.mean ?? Number.NaN,
        actual: actualOf(forecasts, one, statistic),
      })),
    };
  }
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
