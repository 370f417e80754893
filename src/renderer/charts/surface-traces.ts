import { type FigureTokens, withOpacity } from "#engine/figure";
import type { ChartOverlay, TimeSpan } from "#renderer/context";
import type { Range } from "./chart-window.ts";

type Trace = Record<string, unknown>;

const common = { type: "scatter", mode: "lines", hoverinfo: "skip", showlegend: false, connectgaps: false };

/** Another forecast: a dashed line, and its range as two thin ones, which can't be taken for the chart's own. */
export function overlayTraces(
  { times, median, lower, upper }: ChartOverlay,
  tokens: FigureTokens,
  plotlyTime: (time: number) => string,
): Trace[] {
  const x = Array.from(times, plotlyTime);
  const row = (values: ArrayLike<number>): (number | null)[] =>
    Array.from(values, (value) => (Number.isFinite(value) ? value : null));
  const line = (values: ArrayLike<number>, width: number, dash: string): Trace => ({
    ...common,
    meta: { role: "overlay" },
    x: [...x],
    y: row(values),
    line: { color: withOpacity(tokens.mutedText, 0.9), width, dash },
  });
  return [
    ...(lower === undefined || upper === undefined ? [] : [line(lower, 1, "1px,3px"), line(upper, 1, "1px,3px")]),
    line(median, 1.8, "6px,3px"),
  ];
}

/** A stretch that is chosen: a column in the accent colour, wide enough to be found. */
export function chosenTraces(
  { from, to }: TimeSpan,
  stepMs: number,
  { times, values, width }: { readonly times: Range; readonly values: Range; readonly width: number },
  tokens: FigureTokens,
  plotlyTime: (time: number) => string,
): Trace[] {
  const perPixel = (times[1] - times[0]) / Math.max(width, 1);
  const middle = (from + to) / 2;
  const half = Math.max((to - from + stepMs) / 2, 3 * perPixel);
  const ends = [Math.max(middle - half, times[0]), Math.min(middle + half, times[1])] as const;
  if (ends[0] >= ends[1]) return [];
  const [low, high] = values;
  return [
    {
      ...common,
      meta: { role: "chosen" },
      x: [ends[0], ends[0], ends[1], ends[1], ends[0]].map(plotlyTime),
      y: [low, high, high, low, low],
      fill: "toself",
      fillcolor: withOpacity(tokens.median, 0.14),
      line: { width: 1, color: withOpacity(tokens.median, 0.7) },
    },
  ];
}
