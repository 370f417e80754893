import type { OutlierSuggestion } from "#domain/correction";
import type { IngestedSeries } from "#domain/series";
import { anomaliesOf } from "#engine/profile";

/** The profile's anomalies, the furthest first, and how many there are: what stands out there is what is suggested here. */
export function suggestOutliers(series: Pick<IngestedSeries, "id" | "frequency" | "times" | "values">): {
  readonly suggestions: readonly OutlierSuggestion[];
  readonly total: number;
} {
  const anomalies = anomaliesOf(series);
  if (anomalies === null) return { suggestions: [], total: 0 };
  return {
    suggestions: anomalies.list.map(({ step, value, expected, score, kind }) => ({
      time: series.times[step] as number,
      value,
      expected,
      score: kind === "low" ? -score : score,
    })),
    total: anomalies.total,
  };
}
