import { metricById } from "#domain/score";
import { formatShare, missingText } from "#renderer/format";

export interface MetricWords {
  readonly id: string;
  /** In lists, with its abbreviation for those who look for it. */
  readonly label: string;
  /** What it says, in a line. */
  readonly detail: string;
}

/** Of the metrics there are, those that tell an analyst something on any series; the usual one first. */
export const metrics: readonly MetricWords[] = [
  {
    id: "MASE",
    label: "Typical error (MASE)",
    detail:
      "Error in units of the usual change from one season to the next: lower is better. Fair between series of any size.",
  },
  {
    id: "RMSSE",
    label: "Large misses (RMSSE)",
    detail: "The same with large misses counting more. For when one bad month hurts more than several small errors.",
  },
  {
    id: "WQL",
    label: "Middle and ranges (WQL)",
    detail: "Rewards a good middle and ranges of the right width. For decisions that use the ranges.",
  },
  {
    id: "WAPE",
    label: "Error as a share (WAPE)",
    detail: "All errors as a share of all values. Easy to tell others; large series count more.",
  },
];

/** A score as people read it, fine enough to tell neighbours apart. */
export function scoreText(metric: string, value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return missingText;
  if (metric.startsWith("coverage")) return formatShare(value);
  if (metricById(metric)?.unit === "fraction") return `${(value * 100).toFixed(1)}\u00A0%`;
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 3);
}

/** "38 % lower than repeating the last season"; null where the two can't be compared. */
export function gainText(score: number | null, baseline: number | null): string | null {
  if (score === null || baseline === null || baseline <= 0) return null;
  const gain = 1 - score / baseline;
  if (Math.abs(gain) < 0.005) return "as high as repeating the last season";
  return `${formatShare(Math.abs(gain))} ${gain > 0 ? "lower" : "higher"} than repeating the last season`;
}

/** The name in lists, without its abbreviation; that of a metric which is not offered is its id. */
export function metricName(id: string): string {
  return metrics.find((metric) => metric.id === id)?.label ?? id;
}
