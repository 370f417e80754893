import { boundaryLabel } from "./boundary-label.ts";
import type { FanInput } from "./fan-input.ts";
import { endLabelRoom, endLabels } from "./end-labels.ts";
import { drawnHistory, type FanPoint, isolated, outlines, type RangePoint } from "./fan-points.ts";
import { fanShape, type FanShape, formatOf, laterLine } from "./fan-shape.ts";
import { plotlySeparators, plotlyStepFormat, plotlyTime } from "./plotly-time.ts";
import { compactFormat, type NumberFormat, tickFormat } from "#engine/format";
import { placeMarks } from "./mark-places.ts";
import { edgeOf } from "./intervals.ts";
import { escapeMarkup } from "./markup.ts";
import { timeTickFormats } from "./time-ticks.ts";
import { type FigureTokens, intervalColours, opacityOf, withOpacity } from "./tokens.ts";
import type { ValueScale } from "./value-scale.ts";
import { weekends } from "./weekends.ts";

/** Plain data for `Plotly.react`; nothing in it is shared with another figure, because Plotly writes into what it gets. */
export interface PlotlyFigure {
  readonly data: PlotlyTrace[];
  readonly layout: Record<string, unknown>;
}

/** What a trace stands for; tests and readers find it by `meta.role` and not by its place in the list. */
export type TraceRole =
  | "history"
  | "envelope"
  | "later"
  | "lower"
  | "upper"
  | "key"
  | "median"
  | "actual"
  | "density"
  | "weekend"
  | "boundary"
  | "note"
  | "limit"
  | "end";

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
  /** Height of the plot in pixels, for what stands beside each other; without it nothing is written into the plot. */
  readonly height?: number;
  /** Leaves out what only Plotly's own legend and hover box need. */
  readonly isBare?: boolean;
  /** Leaves the shade of weekends out. */
  readonly hasWeekends?: boolean;
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
    ...weekendTraces(input, shape, tokens, options),
    ...boundaryTraces(input, shape, tokens, options),
    ...(density.length > 0 ? density : intervalTraces(shape, tokens, options)),
    ...laterTraces(shape, tokens, options.width),
    ...historyTraces(shape, tokens, format, options),
    ...medianTraces(shape, tokens, format, options),
    // What happened is never hidden by what was expected.
    ...actualTraces(shape, tokens, format, options),
    ...noteTraces(input, shape, tokens, options),
    ...limitTraces(input, shape, tokens, options),
    ...endTraces(shape, tokens, options),
  ];
  return {
    data: data.map((trace) => onScale(trace, shape.scale)),
    layout: layoutOf(input, shape, tokens, format, options),
  };
}

/** A trace's values at their places on the axis, which is itself straight. */
export function onScale<T extends { readonly y?: unknown }>(trace: T, { kind, forward }: ValueScale): T {
  if (kind === "linear" || !Array.isArray(trace.y)) return trace;
  const places = (trace.y as (number | null)[]).map((value) => (value === null ? null : orNull(forward(value))));
  return { ...trace, y: places };
}

function weekendTraces(
  { frequency }: FanInput,
  { timeRange, valueRange }: FanShape,
  tokens: FigureTokens,
  { width, hasWeekends = true }: PlotlyOptions,
): PlotlyTrace[] {
  const spans = hasWeekends ? weekends(timeRange, frequency, (timeRange[1] - timeRange[0]) / width) : [];
  if (spans.length === 0) return [];
  const [low, high] = valueRange;
  return [
    {
      type: "scatter",
      meta: { role: "weekend" },
      name: "Weekend",
      mode: "lines",
      x: spans.flatMap(([from, to]) => [...[from, from, to, to].map(plotlyTime), null]),
      y: spans.flatMap(() => [low, high, high, low, null]),
      fill: "toself",
      fillcolor: withOpacity(tokens.mutedText, tokens.weekendOpacity),
      line: { width: 0 },
      hoverinfo: "skip",
      showlegend: false,
    },
  ];
}

/** The boundary with its words as a trace, which is drawn in a fraction of the time that a shape and an annotation take. */
function boundaryTraces(
  input: FanInput,
  { boundaryTime, valueRange, timeRange }: FanShape,
  tokens: FigureTokens,
  { width, height, typeScale = 1, isBare = false }: PlotlyOptions,
): PlotlyTrace[] {
  if (!isBare || boundaryTime < timeRange[0] || boundaryTime > timeRange[1]) return [];
  const size = boundaryLabelSize * typeScale;
  const room = ((boundaryTime - timeRange[0]) / (timeRange[1] - timeRange[0])) * width;
  const text = height === undefined || height < lowest * typeScale ? "" : boundaryLabel(input, room, size);
  const x = plotlyTime(boundaryTime);
  return [
    {
      type: "scatter",
      meta: { role: "boundary" },
      name: "Boundary",
      mode: text === "" ? "lines" : "lines+text",
      x: [x, x],
      y: [...valueRange],
      text: ["", `${text}\u2002`],
      textposition: "bottom left",
      textfont: { size, color: tokens.mutedText },
      line: { color: tokens.boundary, width: 1, dash: "2px,3px" },
      hoverinfo: "skip",
      showlegend: false,
    },
  ];
}

function envelopeTrace(range: readonly RangePoint[], colour: string): PlotlyTrace[] {
  const shapes = outlines(range);
  if (shapes.length === 0) return [];
  return [
    {
      type: "scatter",
      meta: { role: "envelope" },
      name: "Lowest to highest",
      mode: "lines",
      x: shapes.flatMap((shape) => [...shape.map(({ time }) => plotlyTime(time)), null]),
      y: shapes.flatMap((shape) => [...shape.map(({ value }) => value), null]),
      fill: "toself",
      fillcolor: colour,
      // A spike of one column is as thin as a line.
      line: { width: 0.8, color: colour, simplify: false },
      hoverinfo: "skip",
      showlegend: false,
    },
  ];
}

function historyTraces(
  shape: FanShape,
  tokens: FigureTokens,
  format: NumberFormat,
  { width, isBare = false }: PlotlyOptions,
): PlotlyTrace[] {
  const { line, range } = drawnHistory(shape.history, shape.historyRange, width);
  const alone = new Set(isolated(line));
  return [
    ...envelopeTrace(range, withOpacity(tokens.history, 0.32)),
    {
      type: "scatter",
      meta: { role: "history" },
      name: "History",
      // An observation between two gaps draws no line.
      ...(alone.size === 0
        ? { mode: "lines" }
        : {
            mode: "lines+markers",
            marker: { color: tokens.history, size: line.map((point) => (alone.has(point) ? 4 : 0)) },
          }),
      ...coordinates(line),
      ...(isBare
        ? { hoverinfo: "skip" }
        : {
            customdata: line.map((point) => format(point.value)),
            hovertemplate: "Observed  <b>%{customdata}</b><extra></extra>",
          }),
      connectgaps: false,
      line: { color: tokens.history, width: range.length > 0 ? 1.1 : 1.6, shape: "linear" },
      legendrank: 1,
    },
  ];
}

function laterTraces(shape: FanShape, tokens: FigureTokens, width: number): PlotlyTrace[] {
  if (shape.later.length === 0) return [];
  const { line, range } = drawnHistory(laterLine(shape), shape.laterRange, width);
  return [
    ...envelopeTrace(range, withOpacity(tokens.mutedText, 0.2)),
    {
      type: "scatter",
      meta: { role: "later" },
      name: "Later",
      mode: "lines",
      ...coordinates(line),
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
function intervalTraces(shape: FanShape, tokens: FigureTokens, { isBare = false }: PlotlyOptions): PlotlyTrace[] {
  const shares = shape.intervals.map((interval) => interval.share);
  const colours = intervalColours(tokens, shares);
  return shape.intervals.flatMap((interval, index): PlotlyTrace[] => {
    const x = interval.times.map(plotlyTime);
    const { share, label } = interval;
    const shared = { type: "scatter", name: label, hoverinfo: "skip", legendgroup: `interval-${share}` } as const;
    const kind = edgeOf(share, shares);
    const line = {
      width: kind === "none" ? 0 : 1,
      color: withOpacity(tokens.band, kind === "solid" ? 0.85 : 0.7),
      ...(kind === "dashed" ? { dash: "4px,3px" } : {}),
    };
    const edge = { ...shared, mode: "lines", showlegend: false };
    return [
      { ...edge, meta: { role: "lower", share }, x, y: interval.anchoredLower.map(orNull), line },
      {
        ...edge,
        meta: { role: "upper", share },
        x: [...x],
        y: interval.anchoredUpper.map(orNull),
        line: { ...line },
        fill: "tonexty",
        fillcolor: withOpacity(tokens.band, opacityOf(tokens, share)),
      },
      ...(isBare
        ? []
        : [
            {
              ...shared,
              meta: { role: "key" as const, share },
              mode: "markers",
              x: [null],
              y: [null],
              marker: { symbol: "square", size: 13, color: colours[index] ?? tokens.band, line: { width: 0 } },
              legendrank: 20 - index,
            },
          ]),
    ];
  });
}

function medianTraces(
  shape: FanShape,
  tokens: FigureTokens,
  format: NumberFormat,
  { isBare = false }: PlotlyOptions,
): PlotlyTrace[] {
  if (shape.median.length === 0) return [];
  const trace = {
    type: "scatter" as const,
    meta: { role: "median" as const },
    name: "Median",
    mode: "lines",
    ...coordinates(shape.median),
    line: { color: tokens.median, width: 2.2 },
    legendrank: 3,
  };
  if (isBare) return [{ ...trace, hoverinfo: "skip" }];
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
      ...trace,
      customdata: hover,
      hovertemplate: "Median  <b>%{customdata[0]}</b>%{customdata[1]}<extra></extra>",
    },
  ];
}

/** More markers than this run into each other; what was missed is marked, however much there is. */
const maxMarkers = 120;

/** A miss is filled and a hit hollow: where the main interval held stays quiet. */
function actualTraces(
  shape: FanShape,
  tokens: FigureTokens,
  format: NumberFormat,
  { isBare = false }: PlotlyOptions,
): PlotlyTrace[] {
  if (shape.actuals.length === 0) return [];
  const steps = shape.actuals.length;
  const isDense = steps > maxMarkers;
  const isMiss = (index: number): boolean => shape.misses[index] === true;
  return [
    {
      type: "scatter",
      meta: { role: "actual" },
      name: "Actual",
      mode: "lines+markers",
      ...coordinates(shape.actuals),
      ...(isBare
        ? { hoverinfo: "skip" }
        : {
            customdata: shape.actuals.map((point) => format(point.value)),
            hovertemplate: "Actual  <b>%{customdata}</b><extra></extra>",
          }),
      connectgaps: false,
      line: { color: tokens.actual, width: 1.4 },
      marker: {
        // No marker on the anchor: it belongs to the history.
        size: shape.actuals.map((_, index) =>
          index === 0 || (isDense && !isMiss(index)) ? 0 : isDense ? 4 : steps > 60 ? 4.5 : 6.5,
        ),
        opacity: 1,
        color: shape.actuals.map((_, index) => (isMiss(index) ? tokens.actual : tokens.background)),
        line: { color: tokens.actual, width: isDense || steps > 60 ? 1 : 1.4 },
      },
      legendrank: 2,
    },
  ];
}

/** Dated marks: a dotted line or a faint stretch, and their words at the top of the plot. */
function noteTraces(
  { marks = [], origin }: FanInput,
  { timeRange, scale, boundaryTime }: FanShape,
  tokens: FigureTokens,
  { width, height, typeScale = 1 }: PlotlyOptions,
): PlotlyTrace[] {
  if (height === undefined || marks.length === 0) return [];
  const [from, to] = timeRange;
  const perPixel = (to - from) / width;
  const size = 12 * typeScale;
  // Below the words at the boundary, where there are any.
  const room = (boundaryTime - from) / perPixel;
  const first = boundaryTime <= to && boundaryLabel({ origin }, room, size) !== "" ? size * 1.45 : 0;
  const placed = placeMarks(marks, (time) => (time - from) / perPixel, width, size);
  if (placed.length === 0) return [];
  const time = (pixel: number): string => plotlyTime(from + pixel * perPixel);
  const [bottom, top] = [scale.forward(scale.range[0]), scale.forward(scale.range[1])];
  const at = (pixel: number): number => scale.inverse(top - (pixel / height) * (top - bottom));
  const common = {
    type: "scatter",
    meta: { role: "note" },
    name: "Notes",
    hoverinfo: "skip",
    showlegend: false,
  } as const;
  const stretches = placed.filter(({ left, right }) => right - left > 2);
  return [
    ...(stretches.length === 0
      ? []
      : [
          {
            ...common,
            mode: "lines",
            x: stretches.flatMap(({ left, right }) => [...[left, left, right, right].map(time), null]),
            y: stretches.flatMap(() => [at(height), at(0), at(0), at(height), null]),
            fill: "toself",
            fillcolor: withOpacity(tokens.text, 0.06),
            line: { width: 0 },
          },
        ]),
    {
      ...common,
      mode: "lines",
      x: placed.flatMap(({ left }) => [time(left), time(left), null]),
      y: placed.flatMap(() => [at(height), at(0), null]),
      line: { color: withOpacity(tokens.text, 0.55), width: 1, dash: "1px,3px" },
    },
    {
      ...common,
      mode: "text",
      x: placed.map(({ left }) => time(left)),
      y: placed.map(({ row }) => at(first + size * (0.8 + row * 1.35))),
      text: placed.map(({ text }) => (text === "" ? "" : `\u2009 ${escapeMarkup(text)}`)),
      textposition: "middle right",
      textfont: { size, color: tokens.text },
      cliponaxis: false,
    },
  ];
}

/** Limits: dashed lines across the plot, and their words above them at its left. */
function limitTraces(
  { limits = [] }: FanInput,
  { timeRange, valueRange }: FanShape,
  tokens: FigureTokens,
  { typeScale = 1 }: PlotlyOptions,
): PlotlyTrace[] {
  const drawn = limits.filter(({ value }) => value >= valueRange[0] && value <= valueRange[1]);
  if (drawn.length === 0) return [];
  const [from, to] = [plotlyTime(timeRange[0]), plotlyTime(timeRange[1])];
  const common = {
    type: "scatter",
    meta: { role: "limit" },
    name: "Limits",
    hoverinfo: "skip",
    showlegend: false,
  } as const;
  return [
    {
      ...common,
      mode: "lines",
      x: drawn.flatMap(() => [from, to, null]),
      y: drawn.flatMap(({ value }) => [value, value, null]),
      line: { color: tokens.actual, width: 1.2, dash: "6px,3px" },
    },
    {
      ...common,
      mode: "text",
      x: drawn.map(() => from),
      y: drawn.map(({ value }) => value),
      text: drawn.map(({ text }) => escapeMarkup(text)),
      textposition: "top right",
      textfont: { size: 12 * typeScale, color: tokens.actual },
      cliponaxis: false,
    },
  ];
}

/** Numbers beside the fan's end, where that is in the picture. */
function endTraces(
  shape: FanShape,
  tokens: FigureTokens,
  { height, typeScale = 1, show }: PlotlyOptions,
): PlotlyTrace[] {
  const last = shape.median.at(-1);
  if (height === undefined || show === "density" || last === undefined) return [];
  if (last.time > shape.timeRange[1] || last.time < shape.timeRange[0]) return [];
  const size = endLabelSize * typeScale;
  const { scale } = shape;
  const labels = endLabels(shape, compactFormat(...scale.range), height, size);
  const [bottom, top] = [scale.forward(scale.range[0]), scale.forward(scale.range[1])];
  return [
    {
      type: "scatter",
      meta: { role: "end" },
      name: "At the end",
      mode: "text",
      x: labels.map(() => plotlyTime(last.time)),
      y: labels.map(({ y }) => scale.inverse(top - (y / height) * (top - bottom))),
      text: labels.map(({ text, kind }) => `\u2002${kind === "median" ? `<b>${text}</b>` : text}`),
      textposition: "middle right",
      textfont: {
        size: labels.map(({ kind }) => (kind === "share" ? size - 1 : size)),
        color: labels.map(({ kind }) => (kind === "median" ? tokens.median : tokens.mutedText)),
      },
      cliponaxis: false,
      hoverinfo: "skip",
      showlegend: false,
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

/** Of the words at the boundary, in pixels. */
const boundaryLabelSize = 12;
/** In a plot lower than this words at its top would lie on the lines. */
const lowest = 130;

/** Of the type beside the fan's end, in pixels. */
export const endLabelSize = 12.5;

/** A little room at the end of the time axis, as a share of it, so that the last step's line and marker are whole. */
const endAir = 0.012;

function layoutOf(
  input: FanInput,
  shape: FanShape,
  tokens: FigureTokens,
  format: NumberFormat,
  options: PlotlyOptions,
): Record<string, unknown> {
  const { scale } = shape;
  const ticks = scale.kind === "linear" ? null : scale.ticks(7);
  const tickText = tickFormat(ticks ?? []);
  const widest = Math.max(format(shape.valueRange[0]).length, format(shape.valueRange[1]).length);
  const endRoom =
    options.height === undefined || options.show === "density" ? 20 : endLabelRoom(scale.range, endLabelSize) + 14;
  const axis = {
    color: tokens.mutedText,
    gridcolor: tokens.grid,
    linecolor: tokens.axis,
    zeroline: false,
    tickfont: { size: 12, color: tokens.mutedText },
    fixedrange: false,
  };
  const span = shape.timeRange[1] - shape.timeRange[0];
  const room = ((shape.boundaryTime - shape.timeRange[0]) / (span * (1 + endAir))) * options.width;
  const label =
    options.isBare === true || shape.boundaryTime > shape.timeRange[1]
      ? ""
      : boundaryLabel(input, room, boundaryLabelSize * (options.typeScale ?? 1));
  return {
    // Not transparent: Plotly derives the halo of the hover line from it.
    paper_bgcolor: tokens.background,
    plot_bgcolor: tokens.background,
    font: { family: tokens.fontFamily, size: 13, color: tokens.text },
    // Fixed from the numbers' own width: automatic margins move the plot while scrubbing.
    margin: { l: Math.max(52, 18 + Math.min(widest, 9) * 7.4), r: Math.max(20, endRoom), t: 40, b: 40, pad: 0 },
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
      tickformatstops: timeTickFormats(),
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
      range: shape.valueRange.map(scale.forward),
      ...(ticks === null
        ? {}
        : {
            tickmode: "array",
            tickvals: ticks.map(scale.forward),
            ticktext: ticks.map((tick) => (scale.kind === "log" ? compactTick(tick) : tickText(tick))),
          }),
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
    separators: plotlySeparators(),
    shapes: (options.isBare === true ? [] : [plotlyTime(shape.boundaryTime)]).map((x) => ({
      type: "line",
      xref: "x",
      yref: "paper",
      x0: x,
      x1: x,
      y0: 0,
      y1: 1,
      layer: "below",
      line: { color: tokens.boundary, width: 1, dash: "dot" },
    })),
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
        font: { size: boundaryLabelSize, color: tokens.mutedText },
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

/** Ticks of a logarithmic axis span powers of ten: each has the digits that it needs. */
function compactTick(tick: number): string {
  return tickFormat([0, tick])(tick);
}
