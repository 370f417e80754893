/** Thresholds of sums of series for files: the same for the window's exports, for the command line's and for those that are made again. */
import type { ExportedSumThreshold } from "#domain/export";
import type { Bands } from "#domain/forecast";
import { areCounts, type IngestedSeries } from "#domain/series";
import { concerns, type Threshold } from "#domain/threshold";
import { formatTimestamps } from "#engine/series";
import type { OpenData, SummedForecasts, ThresholdChances } from "#main/evaluation";
import { horizonTimes, visibleSteps } from "#main/forecasts";

export interface ExportedSumsPorts {
  readonly datasets: OpenData;
  readonly chances: Pick<ThresholdChances, "sums">;
}

export interface WantedSums {
  readonly members: SummedForecasts;
  readonly thresholds: readonly Threshold[];
  readonly horizon: number;
  readonly origin: number;
  readonly bands: Bands;
  /** Whether to look at how such chances did in the past, where it can be. */
  readonly isJudged: boolean;
}

/** In the order of the thresholds; one that can't be said says why. @throws CancelledError */
export async function exportedSums(
  { datasets, chances }: ExportedSumsPorts,
  { members, thresholds, horizon, origin, bands, isJudged }: WantedSums,
  signal: AbortSignal,
): Promise<readonly ExportedSumThreshold[]> {
  const { dataset } = datasets.get(members.dataset);
  const answered = await chances.sums(members, thresholds, { bands, isJudged }, signal);
  return answered.flatMap(({ series, ...one }): readonly ExportedSumThreshold[] => {
    const asked = dataset.series.filter(({ id }) => concerns(one.threshold, dataset, id));
    const [first] = asked.filter(({ id }) => series.length === 0 || series.includes(id));
    // Of a group that the file does not have there is nothing to say.
    if (first === undefined) return [];
    const times = horizonTimes(first, origin, horizon, dataset.zone);
    const seen = first.times.subarray(0, visibleSteps(first, origin));
    return [
      {
        ...one,
        members: series.length,
        frequency: first.frequency,
        times: [...times],
        timestamps: formatTimestamps(times, dataset.zone, seen),
        isCount: asked.every(({ values }: IngestedSeries) => areCounts(values)),
      },
    ];
  });
}
