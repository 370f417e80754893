import type { FigureTokens } from "#engine/figure";
import type { FlagFrame } from "./flag-marks.ts";

/** Steps of a series to mark, counted from its first. */
export interface MarkedEvents {
  readonly changepoints: readonly { readonly step: number }[];
  readonly anomalies: readonly { readonly step: number }[];
}

/** Changepoints as lines from top to bottom, anomalies as open shapes on their values; those in sight alone. */
export function eventTraces(
  { changepoints, anomalies }: MarkedEvents,
  { times, values }: { readonly times: Float64Array; readonly values: Float64Array },
  frame: FlagFrame,
  tokens: FigureTokens,
  plotlyTime: (time: number) => string,
): Record<string, unknown>[] {
  const inSight = (events: MarkedEvents["anomalies"]): readonly { readonly step: number; readonly time: number }[] =>
    events
      .map(({ step }) => ({ step, time: times[step] ?? Number.NaN }))
      .filter(({ time }) => time >= frame.times[0] && time <= frame.times[1]);
  const [low, high] = frame.values;
  const lines = inSight(changepoints).map(({ time }) => plotlyTime(time));
  const marks = inSight(anomalies);
  const common = { type: "scatter", hoverinfo: "skip", showlegend: false };
  return [
    ...(lines.length === 0
      ? []
      : [
          {
            ...common,
            mode: "lines",
            meta: { role: "changepoint" },
            x: lines.flatMap((time) => [time, time, null]),
            y: lines.flatMap(() => [low, high, null]),
            line: { color: tokens.flag, width: 1.4, dash: "dashdot" },
          },
        ]),
    ...(marks.length === 0
      ? []
      : [
          {
            ...common,
            mode: "markers",
            meta: { role: "anomaly" },
            x: marks.map(({ time }) => plotlyTime(time)),
            // What the axis leaves out is marked at its edge.
            y: marks.map(({ step }) => Math.min(Math.max(values[step] ?? Number.NaN, low), high)),
            cliponaxis: false,
            marker: { symbol: "hexagram-open", size: 13, color: tokens.flag, line: { width: 1.6, color: tokens.flag } },
          },
        ]),
  ];
}
