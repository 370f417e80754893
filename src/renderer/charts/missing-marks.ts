import type { FigureTokens } from "#engine/figure";
import type { MissingSpan } from "./missing.ts";
import type { Range } from "./chart-window.ts";

/** Nothing narrower could be seen. */
const narrowest = 3;

/**
 * Stretches without a value: a faint column over the whole height and a firm line at its foot. Neighbours that would touch
 * on screen become one, so that there are never more shapes than pixels.
 */
export function missingTraces(
  spans: readonly MissingSpan[],
  stepMs: number,
  tokens: FigureTokens,
  { times, values, width }: { readonly times: Range; readonly values: Range; readonly width: number },
  plotlyTime: (time: number) => string,
): Record<string, unknown>[] {
  const perPixel = (times[1] - times[0]) / Math.max(width, 1);
  const bars: [number, number][] = [];
  for (const { fromTime, toTime } of spans) {
    const middle = (fromTime + toTime) / 2;
    const half = Math.max((toTime - fromTime + stepMs) / 2, (narrowest / 2) * perPixel);
    const [from, to] = [Math.max(middle - half, times[0]), Math.min(middle + half, times[1])];
    if (from >= to) continue;
    const last = bars.at(-1);
    if (last !== undefined && from - last[1] < perPixel) last[1] = Math.max(last[1], to);
    else bars.push([from, to]);
  }
  if (bars.length === 0) return [];
  const outline = (bottom: number, top: number): { x: (string | null)[]; y: (number | null)[] } => ({
    x: bars.flatMap(([from, to]) => [plotlyTime(from), plotlyTime(from), plotlyTime(to), plotlyTime(to), null]),
    y: bars.flatMap(() => [bottom, top, top, bottom, null]),
  });
  const common = {
    type: "scatter",
    mode: "lines",
    meta: { role: "missing" },
    fill: "toself",
    hoverinfo: "skip",
    showlegend: false,
    line: { width: 0 },
  };
  const [low, high] = values;
  return [
    { ...common, ...outline(low, high), fillcolor: `${tokens.mutedText}1a` },
    { ...common, ...outline(low, low + (high - low) * 0.014), fillcolor: tokens.mutedText },
  ];
}
