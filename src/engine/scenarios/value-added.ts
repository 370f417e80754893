import {
  type Adjustment,
  linesOf,
  adjustQuantiles,
  shareAt,
  type ValueAdded,
  type ValueAddedReport,
} from "#domain/scenario";
import { type Frequency, isSameFrequency } from "#domain/series";
import { studentTails } from "#engine/numerics";

/** A series as it is known now. */
export interface JudgedSeries {
  readonly id: string;
  readonly frequency: Frequency;
  readonly times: Float64Array;
  readonly values: ArrayLike<number>;
  readonly seasonLengths: readonly number[];
}

/** A forecast that was shown. */
export interface ShownForecast {
  /** Wall-clock milliseconds of the last step that it knew of. */
  readonly seen: number;
  /** Milliseconds since 1970. */
  readonly madeMs: number;
  readonly levels: readonly number[];
  readonly times: Float64Array;
  /** [levels × horizon], row-major. */
  readonly quantiles: Float32Array;
}

/** One adjusted step that was observed since: absolute errors. */
interface JudgedStep {
  readonly occasion: string;
  readonly actual: number;
  readonly adjusted: number;
  readonly model: number;
  readonly naive: number;
}

/** As few say nothing. */
const fewestOccasions = 8;
const significance = 0.05;

/**
 * Forecast value added (Gilliland 2010): errors of the adjusted forecast against those of the model's own and of seasonal naive, at the same
 * steps, each as it was known when the adjustment was made. Whether the difference is clear is a t test over the means of each occasion.
 */
export function valueAdded(
  all: readonly {
    readonly series: JudgedSeries;
    readonly adjustments: readonly Adjustment[];
    readonly shown: readonly ShownForecast[];
  }[],
): ValueAddedReport {
  let [waiting, unrecorded] = [0, 0];
  const judged = all.map(({ series, adjustments, shown }) => {
    const steps: JudgedStep[] = [];
    const own = adjustments.filter(({ frequency }) => isSameFrequency(frequency, series.frequency));
    for (const [seen, made] of Map.groupBy(own, (one) => one.seen)) {
      const due = made.filter((one) => series.times.some((time, step) => isJudged(one, time, series.values[step])));
      waiting += made.length - due.length;
      if (due.length === 0) continue;
      const forecast = shownAt(shown, seen);
      if (forecast === null) unrecorded += due.length;
      else
        steps.push(
          ...judgedSteps(
            series,
            forecast,
            own.filter((one) => one.seen <= seen),
            due,
          ),
        );
    }
    return { series: series.id, steps };
  });
  return {
    total: summed(judged.flatMap(({ steps }) => steps)),
    series: judged.flatMap(({ series, steps }) => (steps.length === 0 ? [] : [{ series, added: summed(steps) }])),
    ...{ waiting, unrecorded },
  };
}

function isJudged(one: Adjustment, time: number, value: number | undefined): boolean {
  return time > one.seen && shareAt(one, time) > 0 && value !== undefined && !Number.isNaN(value);
}

/** The one that was shown last before anything newer was known; the nearest before it where there is none of that time. */
function shownAt(shown: readonly ShownForecast[], seen: number): ShownForecast | null {
  const known = shown.filter((one) => one.seen <= seen);
  return known.reduce<ShownForecast | null>((best, one) => {
    if (best === null || one.seen > best.seen) return one;
    return one.seen === best.seen && one.madeMs > best.madeMs ? one : best;
  }, null);
}

function judgedSteps(
  { id, times, values, seasonLengths }: JudgedSeries,
  shown: ShownForecast,
  adjustments: readonly Adjustment[],
  due: readonly Adjustment[],
): JudgedStep[] {
  const horizon = shown.times.length;
  const last = times.indexOf(shown.seen);
  const middle = shown.levels.indexOf(0.5);
  if (last < 0 || middle < 0) return [];
  const isNonNegative = Array.from({ length: last + 1 }, (_, step) => values[step]).every(
    (value) => !((value ?? Number.NaN) < 0),
  );
  const lines = linesOf({ ...shown, horizon }, adjustments, { isNonNegative });
  const adjusted = lines === null ? shown.quantiles : adjustQuantiles(shown.quantiles, lines);
  const season = seasonLengths[0] ?? 1;
  return Array.from(shown.times, (time, step) => ({ time, step })).flatMap(({ time, step }) => {
    const place = times.indexOf(time);
    const actual = place < 0 ? Number.NaN : (values[place] ?? Number.NaN);
    const by = due.find((one) => isJudged(one, time, actual));
    if (by === undefined) return [];
    const naive = values[last + 1 - season + (step % season)] ?? Number.NaN;
    const error = (value: number | undefined): number => Math.abs((value ?? Number.NaN) - actual);
    return [
      {
        occasion: `${id} ${by.madeMs}`,
        actual: Math.abs(actual),
        adjusted: error(adjusted[middle * horizon + step]),
        model: error(shown.quantiles[middle * horizon + step]),
        naive: error(naive),
      },
    ];
  });
}

function summed(steps: readonly JudgedStep[]): ValueAdded {
  const scale = steps.reduce((sum, { actual }) => sum + actual, 0);
  const share = (part: "adjusted" | "model" | "naive"): number | null => {
    const found = steps.reduce((sum, one) => sum + one[part], 0) / scale;
    return steps.length === 0 || !Number.isFinite(found) ? null : found;
  };
  const occasions = [...Map.groupBy(steps, ({ occasion }) => occasion).values()].map((ones) => {
    return ones.reduce((sum, { model, adjusted }) => sum + model - adjusted, 0) / ones.length;
  });
  return {
    ...{ steps: steps.length, occasions: occasions.length },
    ...{ adjusted: share("adjusted"), model: share("model"), naive: share("naive") },
    verdict: verdictOf(occasions),
  };
}

/** @param saved by occasion: how much smaller the error became */
function verdictOf(saved: readonly number[]): ValueAdded["verdict"] {
  const count = saved.length;
  if (count < fewestOccasions) return "too-few";
  const mean = saved.reduce((sum, one) => sum + one, 0) / count;
  const variance = saved.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (count - 1);
  if (mean === 0 || studentTails(mean / Math.sqrt(variance / count), count - 1) > significance)
    return "no-clear-difference";
  return mean > 0 ? "helped" : "hurt";
}
