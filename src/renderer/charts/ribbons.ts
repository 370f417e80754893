import type { FigureTokens } from "#engine/figure";
import type { Forecast } from "#domain/forecast";

/** Below this many pixels per step, outlines of single steps run into each other and say nothing. */
export const narrowestOutline = 14;

/**
 * The distribution as a continuous shade, for steps too narrow to draw an outline each: every pair of levels is a layer of
 * the same opacity, so the shade deepens towards the middle, where the distribution is dense.
 */
export function ribbonTraces(
  forecast: Forecast,
  tokens: FigureTokens,
  plotlyTime: (time: number) => string,
): Record<string, unknown>[] {
  const { levels, quantiles, horizon, anchor, times } = forecast;
  const half = Math.floor(levels.length / 2);
  const x = [anchor.time, ...times].map(plotlyTime);
  const row = (index: number): number[] => [
    anchor.value,
    ...quantiles.subarray(index * horizon, (index + 1) * horizon),
  ];
  // Pairs from the outside in. Each layer lies on the ones before, so that the middle is the darkest.
  return Array.from({ length: half }, (_, depth) => {
    const line = { width: 0, color: tokens.band };
    const common = { type: "scatter", mode: "lines", x, hoverinfo: "skip", showlegend: false, line };
    return [
      { ...common, meta: { role: "density" }, y: row(depth) },
      {
        ...common,
        meta: { role: "density" },
        y: row(levels.length - 1 - depth),
        fill: "tonexty",
        fillcolor: shade(tokens, half),
      },
    ];
  }).flat();
}

/** One layer's share of a shade that reaches two thirds when all layers lie on each other. */
function shade({ band }: FigureTokens, layers: number): string {
  const opacity = 1 - (1 - 2 / 3) ** (1 / layers);
  const channel = (at: number): number => Number.parseInt(band.slice(at, at + 2), 16);
  return `rgba(${channel(1)},${channel(3)},${channel(5)},${opacity.toFixed(3)})`;
}
