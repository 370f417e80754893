import { boundaryLabel } from "./boundary-label.ts";
import type { FanInput } from "./fan-input.ts";
import { type FanPoint, isolated, thinned } from "./fan-points.ts";
import { fanShape, type FanShape, formatOf, laterLine } from "./fan-shape.ts";
import { plotlyStepFormat, plotlyTime } from "./plotly-time.ts";
import type { NumberFormat } from "#engine/format";
import { timeTickFormats } from "./time-ticks.ts";
import { type FigureTokens, intervalColours, opacityOf, withOpacity } from "./tokens.ts";

/** Plain data for `Plotly.react`; nothing in it is shared with another figure, because Plotly writes into what it gets. */
export interface PlotlyFigure {
  readonly data: PlotlyTrace[];
  readonly layout: Record<string, unknown>;
}

/** What a trace stands for; tests and readers find it by `meta.role` and not by its place in the list. */
export type TraceRole = "history" | "later" | "lower" | "upper" | "key" | "median" | "actual" | "density";

export interface PlotlyTrace {
  readonly type: "scatter";
  readonly meta: { readonly role: TraceRole; readonly share?: number };
  readonly name: string;
  /** ISO 8601 wall clock without offset. */
  readonly x: (string | null)[];
  readonly y: (number | null)[];
  [option: string]: unknown;
}

export interface PlotlyOptions {
  /** Width of the plot in pixels; the history is thinned to what it can show. */
  readonly width: number;
  /** Keeps the user's zoom from one figure to the next while it stays the same. */
  readonly revision?: string;
  /** How much larger than usual the type will be, for where words fit; 1 when absent. */
  readonly typeScale?: number;
  /** Intervals (the default) or the shape of the distribution at each step. */
  readonly show?: "intervals" | "density";
}

/** Handed to `Plotly.react` with every figure. */
export function plotlyConfig(): Record<string, unknown> {
  return { displayModeBar: false, displaylogo: false, responsive: true, doubleClick: "reset", scrollZoom: false };
}

/**
 * The fan chart for plotly.js-basic: SVG scatter traces, intervals as pairs of lines with the space between them filled, one
 * hover box for the median and all intervals.
 */
export function plotlyFigure(input: FanInput, tokens: FigureTokens, options: PlotlyOptions): PlotlyFigure {
  const shape = fanShape(input);
  const format = formatOf(shape);
  const density = options.show === "density" && input.density ? [densityTrace(input, tokens)] : [];
  const data: PlotlyTrace[] = [
    ...(density.length > 0 ? density : intervalTraces(shape, tokens)),
    ...laterTraces(shape, tokens, options.width),
    historyTrace(shape, tokens, format, options.width),
    ...medianTraces(shape, tokens, format),
    // Last: what happened is never hidden by what was expected.
    ...actualTraces(shape, tokens, format),
  ];
  return { data, layout: layoutOf(input, shape, tokens, format, options) };
}

function historyTrace(shape: FanShape, tokens: FigureTokens, format: NumberFormat, width: number): PlotlyTrace {
  const thin = thinned(shape.history, width);
  const alone = new Set(isolated(thin));
  return {
    type: "scatter",
    meta: { role: "history" },
    name: "History",
    // An observation between two gaps draws no line.
    ...(alone.size === 0
      ? { mode: "lines" }
      : {
          mode: "lines+markers",
          marker: { color: tokens.history, size: thin.map((point) => (alone.has(point) ? 4 : 0)) },
        }),
    ...coordinates(thin),
    customdata: thin.map((point) => format(point.value)),
    hovertemplate: "Observed  <b>%{customdata}</b><extra></extra>",
    connectgaps: false,
    line: { color: tokens.history, width: 1.6, shape: "linear" },
    legendrank: 1,
  };
}

function laterTraces(shape: FanShape, tokens: FigureTokens, width: number): PlotlyTrace[] {
  if (shape.later.length === 0) return [];
  return [
    {
      type: "scatter",
      meta: { role: "later" },
      name: "Later",
      mode: "lines",
      ...coordinates(thinned(laterLine(shape), width)),
      hoverinfo: "skip",
      connectgaps: false,
      showlegend: false,
      line: { color: withOpacity(tokens.mutedText, 0.45), width: 1.2 },
    },
  ];
}

/**
 * Each interval is two lines with the space between them filled, and a third trace for the legend alone: the layers add up, so
 * that a legend entry taken from a layer would show a paler colour than the eye meets in the fan.
 */
function intervalTraces(shape: FanShape, tokens: FigureTokens): PlotlyTrace[] {
  const colours = intervalColours(
    tokens,
    shape.intervals.map((interval) => interval.share),
  );
  return shape.intervals.flatMap((interval, index): PlotlyTrace[] => {
    const x = interval.times.map(plotlyTime);
    const { share, label } = interval;
    const shared = { type: "scatter", name: label, hoverinfo: "skip", legendgroup: `interval-${share}` } as const;
    const edge = { ...shared, mode: "lines", line: { width: 0, color: tokens.band }, showlegend: false };
    return [
      { ...edge, meta: { role: "lower", share }, x, y: interval.anchoredLower.map(orNull) },
      {
        ...edge,
        meta: { role: "upper", share },
        x: [...x],
        y: interval.anchoredUpper.map(orNull),
        line: { width: 0, color: tokens.band },
        fill: "tonexty",
        fillcolor: withOpacity(tokens.band, opacityOf(tokens, share)),
      },
      {
        ...shared,
        meta: { role: "key", share },
        mode: "markers",
        x: [null],
        y: [null],
        marker: { symbol: "square", size: 13, color: colours[index] ?? tokens.band, line: { width: 0 } },
        legendrank: 20 - index,
      },
    ];
  });
}

function medianTraces(shape: FanShape, tokens: FigureTokens, format: NumberFormat): PlotlyTrace[] {
  if (shape.median.length === 0) return [];
  const narrowestFirst = [...shape.intervals].reverse();
  const hover = shape.median.map((point, index) =>
    // The anchor is an observation; the history's line of the hover box already says so.
    index === 0
      ? ["", ""]
      : [
          format(point.value),
          narrowestFirst
            .map((interval) => {
              const lower = format(interval.anchoredLower[index] ?? Number.NaN);
              const upper = format(interval.anchoredUpper[index] ?? Number.NaN);
              return `<br>${interval.label}  <b>${lower}</b> to <b>${upper}</b>`;
            })
            .join(""),
        ],
  );
  return [
    {
      type: "scatter",
      meta: { role: "median" },
      name: "Median",
      mode: "lines",
      ...coordinates(shape.median),
      customdata: hover,
      hovertemplate: "Median  <b>%{customdata[0]}</b>%{customdata[1]}<extra></extra>",
      line: { color: tokens.median, width: 2.2 },
      legendrank: 3,
    },
  ];
}

function actualTraces(shape: FanShape, tokens: FigureTokens, format: NumberFormat): PlotlyTrace[] {
  if (shape.actuals.length === 0) return [];
  const steps = shape.actuals.length;
  return [
    {
      type: "scatter",
      meta: { role: "actual" },
      name: "Actual",
      mode: steps > 120 ? "lines" : "lines+markers",
      ...coordinates(shape.actuals),
      customdata: shape.actuals.map((point) => format(point.value)),
      hovertemplate: "Actual  <b>%{customdata}</b><extra></extra>",
      connectgaps: false,
      line: { color: tokens.actual, width: 1.4 },
      marker: {
        // No marker on the anchor: it belongs to the history.
        size: shape.actuals.map((_, index) => (index === 0 ? 0 : steps > 60 ? 4 : 6)),
        color: tokens.actual,
        line: { color: tokens.background, width: 1 },
      },
      legendrank: 2,
    },
  ];
}

/** Half-violins, one per step, in one trace: closed outlines separated by gaps. */
function densityTrace(input: FanInput, tokens: FigureTokens): PlotlyTrace {
  const x: (string | null)[] = [];
  const y: (number | null)[] = [];
  const density = input.density;
  if (density) {
    const horizon = input.times.length;
    const stepMs = horizon > 1 ? ((input.times[horizon - 1] ?? 0) - (input.times[0] ?? 0)) / (horizon - 1) : 1;
    for (let step = 0; step < horizon; step++) {
      const row = Array.from(
        { length: density.points },
        (_, index) => density.values[step * density.points + index] ?? 0,
      );
      const peak = Math.max(...row);
      if (!(peak > 0)) continue;
      const time = input.times[step] ?? 0;
      const from = density.from[step] ?? 0;
      const spacing = density.step[step] ?? 0;
      const outline = row.map((value, index) => ({ width: value / peak, at: from + index * spacing }));
      if (x.length > 0) {
        x.push(null);
        y.push(null);
      }
      for (const point of [{ width: 0, at: from }, ...outline, { width: 0, at: outline.at(-1)?.at ?? from }]) {
        x.push(plotlyTime(time + point.width * stepMs * 0.85));
        y.push(point.at);
      }
    }
  }
  return {
    type: "scatter",
    meta: { role: "density" },
    name: "Density",
    mode: "lines",
    x,
    y,
    fill: "toself",
    fillcolor: withOpacity(tokens.band, 0.38),
    line: { color: withOpacity(tokens.band, 0.8), width: 0.8 },
    hoverinfo: "skip",
    connectgaps: false,
    legendrank: 10,
  };
}

/** A little room at the end of the time axis, as a share of it, so that the last step's line and marker are whole. */
const endAir = 0.012;

function layoutOf(
  input: FanInput,
  shape: FanShape,
  tokens: FigureTokens,
  format: NumberFormat,
  options: PlotlyOptions,
): Record<string, unknown> {
  const widest = Math.max(format(shape.valueRange[0]).length, format(shape.valueRange[1]).length);
  const axis = {
    color: tokens.mutedText,
    gridcolor: tokens.grid,
    linecolor: tokens.axis,
    zeroline: false,
    tickfont: { size: 12, color: tokens.mutedText },
    fixedrange: false,
  };
  const span = shape.timeRange[1] - shape.timeRange[0];
  const labelSize = 12;
  const room = ((shape.boundaryTime - shape.timeRange[0]) / (span * (1 + endAir))) * options.width;
  const label =
    shape.boundaryTime > shape.timeRange[1] ? "" : boundaryLabel(input, room, labelSize * (options.typeScale ?? 1));
  return {
    // Not transparent: Plotly derives the halo of the hover line from it.
    paper_bgcolor: tokens.background,
    plot_bgcolor: tokens.background,
    font: { family: tokens.fontFamily, size: 13, color: tokens.text },
    // Fixed from the numbers' own width: automatic margins move the plot while scrubbing.
    margin: { l: Math.max(52, 18 + Math.min(widest, 9) * 7.4), r: 20, t: 40, b: 40, pad: 0 },
    hovermode: "x unified",
    hoverlabel: {
      bgcolor: tokens.tooltipBackground,
      bordercolor: tokens.tooltipBorder,
      font: { family: tokens.fontFamily, size: 13, color: tokens.text },
      namelength: -1,
    },
    hoverdistance: 40,
    dragmode: "zoom",
    showlegend: true,
    legend: {
      orientation: "h",
      x: 0,
      xanchor: "left",
      y: 1.02,
      yanchor: "bottom",
      font: { size: 12.5, color: tokens.mutedText },
      itemwidth: 30,
      bgcolor: "rgba(0,0,0,0)",
      itemclick: "toggle",
      itemdoubleclick: false,
    },
    xaxis: {
      ...axis,
      type: "date",
      range: [plotlyTime(shape.timeRange[0]), plotlyTime(shape.timeRange[1] + span * endAir)],
      hoverformat: plotlyStepFormat(input.frequency),
      tickformatstops: timeTickFormats,
      showgrid: false,
      showline: true,
      ticks: "outside",
      tickcolor: tokens.axis,
      ticklen: 5,
      showspikes: true,
      spikemode: "across",
      spikethickness: 1,
      spikedash: "solid",
      spikecolor: tokens.axis,
      spikesnap: "data",
    },
    yaxis: {
      ...axis,
      range: [...shape.valueRange],
      showgrid: true,
      // Plotly draws the axis line as soon as its colour is given.
      showline: false,
      exponentformat: "B",
      minexponent: 6,
      separatethousands: true,
      nticks: 7,
      ticklabelstandoff: 6,
      title: { text: input.valueLabel ?? "", font: { size: 12.5, color: tokens.mutedText }, standoff: 8 },
    },
    separators: ".,",
    shapes: [
      {
        type: "line",
        xref: "x",
        yref: "paper",
        x0: plotlyTime(shape.boundaryTime),
        x1: plotlyTime(shape.boundaryTime),
        y0: 0,
        y1: 1,
        layer: "below",
        line: { color: tokens.boundary, width: 1, dash: "dot" },
      },
    ],
    annotations: [label]
      .filter((text) => text !== "")
      .map((text) => ({
        xref: "x",
        yref: "paper",
        x: plotlyTime(shape.boundaryTime),
        y: 1,
        xanchor: "right",
        yanchor: "top",
        xshift: -6,
        showarrow: false,
        text,
        font: { size: labelSize, color: tokens.mutedText },
        // Lines that pass behind it do not make it unreadable.
        bgcolor: withOpacity(tokens.background, 0.8),
      })),
    uirevision: options.revision ?? "fan",
  };
}

function coordinates(points: readonly FanPoint[]): { x: string[]; y: (number | null)[] } {
  return { x: points.map((point) => plotlyTime(point.time)), y: points.map((point) => orNull(point.value)) };
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
