import type { Histogram } from "#domain/score";
import type { PlainFigure } from "./plain-chart.ts";

/** A bar for each bin, at its middle. `format` writes its values. */
export function histogramBars(
  { edges, counts }: Histogram,
  {
    value,
    bars,
    format,
  }: { readonly value: string; readonly bars: string; readonly format: (value: number) => string },
): PlainFigure {
  return {
    x: { kind: "number", title: value, format },
    y: { kind: "number", title: "Steps", format: (count) => String(Math.round(count)) },
    hover: "one",
    traces: [
      {
        kind: "bars",
        id: "",
        name: bars,
        look: 0,
        x: counts.map((_, bin) => ((edges[bin] ?? 0) + (edges[bin + 1] ?? 0)) / 2),
        y: counts,
        isMarked: counts.map(() => false),
      },
    ],
  };
}
