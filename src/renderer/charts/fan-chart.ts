import type PlotlyModule from "plotly.js-basic-dist-min";
import type { PlotlyElement } from "plotly.js-basic-dist-min";
import {
  darkTokens,
  decimate,
  defaultHistorySteps,
  describeFan,
  lightTokens,
  plotlyConfig,
  plotlyFigure,
  type FanInput,
} from "#engine/figure";
import { plural } from "#renderer/format";
import { describeSpan, missingSpans } from "./missing.ts";
import type { Representation, Zoom } from "#renderer/context";
import { averageStepMs, originTime, rowAt, seasonSteps, type Shown } from "#renderer/forecasts";
import { type CutRange, cutRanges } from "./cut-ranges.ts";
import { extent, follow, indexAtOrAfter, restrained, steady, type Range } from "./chart-window.ts";
import { eventTraces, type MarkedEvents } from "./event-marks.ts";
import { findingTraces, flagTraces } from "./flag-marks.ts";
import { chartLibrary } from "./chart-library.ts";
import { missingTraces } from "./missing-marks.ts";
import { plotlyTime } from "./plotly-time.ts";
import { narrowestOutline, ribbonTraces } from "./ribbons.ts";

export interface ChartView {
  readonly shown: Shown;
  readonly dark: boolean;
  readonly representation: Representation;
  readonly zoom: Zoom | null;
  readonly areFlagsShown: boolean;
  /** Changepoints and anomalies of the series to mark. */
  readonly events: MarkedEvents | null;
  /** What the user looks at in the report of the import; null when it is nothing, or lies in another series. */
  readonly finding: { readonly from: number; readonly to: number } | null;
}

export interface ChartEvents {
  /** The user dragged over a stretch of time. */
  readonly onZoom: (zoom: { readonly from: number; readonly to: number }) => void;
  /** The user double-clicked: back to the choice of the chart. */
  readonly onReset: () => void;
}

/** Where the data lie in the element, in pixels, and the time at the left and right edge. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly times: Range;
  readonly values: Range;
  /** What of the fan the value axis leaves out. */
  readonly cuts: readonly CutRange[];
}

/** A fan chart in one element. Drawing is imperative, so that scrubbing passes React by. */
export interface FanChart {
  draw(view: ChartView): Promise<void>;
  /** null until something is drawn; a new object with every picture. */
  area(): PlotArea | null;
  /** Calls back after every picture. Returns the function that unsubscribes. */
  onDrawn(listener: () => void): () => void;
  resize(width: number, height: number): void;
  destroy(): void;
}

type Plotly = typeof PlotlyModule;

/** The axes of the last picture: where they may stay as they are, they do. */
interface Frame {
  /** Dataset, series and zoom. */
  readonly place: string;
  readonly horizon: number;
  readonly times: Range;
  readonly values: Range;
}

/** Draws into `element`, which must have a size of its own. */
export function createFanChart(element: HTMLElement, events: ChartEvents): FanChart {
  let plotly: Plotly | null = null;
  let size = { width: 0, height: 0 };
  let last: ChartView | null = null;
  let isDestroyed = false;
  /** Plotly goes on in the element for a while after it was asked to draw, and must not find it purged. */
  let drawing: Promise<unknown> = Promise.resolve();
  let frame: Frame | null = null;
  let history: ThinHistory | null = null;
  let area: PlotArea | null = null;
  const listeners = new Set<() => void>();

  const draw = async (view: ChartView): Promise<void> => {
    last = view;
    plotly ??= await chartLibrary.whenReady();
    // Only the newest view counts once the library is there, and only while the element has room for it.
    if (isDestroyed || last !== view || size.width < 80 || size.height < 80) return;

    const { shown } = view;
    const zoom = view.zoom ?? automaticZoom(shown);
    const place = JSON.stringify([shown.dataset.handle, shown.series.id, zoom]);
    // Without a forecast the picture keeps the frame it had; only the fan is missing.
    const isSamePlace = frame?.place === place && (shown.forecast === null || frame.horizon === shown.forecast.horizon);
    const before = isSamePlace ? frame : null;
    const timeRange =
      before !== null && shown.forecast === null ? before.times : timeWindow(shown, zoom, before?.times ?? null);
    const valueRange = steady(frame?.place === place ? frame.values : null, neededValues(shown, timeRange));
    frame = { place, horizon: shown.forecast?.horizon ?? before?.horizon ?? 0, times: timeRange, values: valueRange };

    const plotWidth = Math.max(size.width - 90, 100);
    if (
      history?.values !== shown.values ||
      history.range[0] !== timeRange[0] ||
      history.range[1] !== timeRange[1] ||
      history.width !== plotWidth
    ) {
      history = thinHistory(shown, timeRange, plotWidth);
    }
    const tokens = view.dark ? darkTokens : lightTokens;
    const scale = rootScale();
    const figure = plotlyFigure(fanInput(shown, history, timeRange, valueRange), tokens, {
      width: plotWidth,
      typeScale: scale,
      show: view.representation,
    });
    const data = [...figure.data];
    const { forecast } = shown;
    const stepMs = averageStepMs(shown.values);
    const stepPixels = (stepMs / (timeRange[1] - timeRange[0])) * plotWidth;
    if (view.representation === "density" && forecast !== null && stepPixels < narrowestOutline) {
      const ribbons = ribbonTraces(forecast, tokens, plotlyTime) as unknown as typeof data;
      const outlines = data.findIndex((trace) => trace.meta.role === "density");
      data.splice(Math.max(outlines, 0), outlines < 0 ? 0 : 1, ...ribbons);
    }
    const visible = { times: timeRange, values: valueRange, width: plotWidth };
    const gaps = missingTraces(missingSpans(shown.values), stepMs, tokens, visible, plotlyTime);
    const found = view.finding === null ? [] : findingTraces(view.finding, stepMs, visible, tokens, plotlyTime);
    // Behind everything else.
    data.unshift(...([...gaps, ...found] as unknown as typeof data));
    if (view.areFlagsShown)
      data.push(...(flagTraces(shown.values, visible, tokens, plotlyTime) as unknown as typeof data));
    if (view.events !== null)
      data.push(...(eventTraces(view.events, shown.values, visible, tokens, plotlyTime) as unknown as typeof data));
    const margin = {
      l: (figure.layout["margin"] as { l: number }).l * scale,
      t: 14 * scale,
      r: 20 * scale,
      b: 46 * scale,
      pad: 4,
    };
    const scaled = scaledType(figure.layout, scale);
    const layout = {
      ...scaled,
      // In a low window the numbers would run into each other.
      yaxis: {
        ...(scaled["yaxis"] as object),
        nticks: Math.min(Math.max(Math.floor(size.height / (26 * scale)), 3), 7),
      },
      // In a low window the words beside the boundary would lie on the lines.
      ...(size.height < 200 * scale ? { annotations: [] } : {}),
      ...size,
      margin,
      // The window has a legend and a readout of its own: the keyboard reaches the one, and the other never shows a value
      // of a neighbouring step.
      showlegend: false,
      hovermode: false as const,
      dragmode: "zoom" as const,
      uirevision: `${timeRange.join()}|${valueRange.join()}`,
    };
    const edges = (figure.layout["xaxis"] as { range: readonly unknown[] }).range;
    const drawn: PlotArea = {
      left: margin.l,
      top: margin.t,
      width: size.width - margin.l - margin.r,
      height: size.height - margin.t - margin.b,
      times: [wallClock(edges[0]), wallClock(edges[1])],
      values: valueRange,
      cuts: forecast === null ? [] : cutRanges(forecast, timeRange, valueRange),
    };
    // Plotly's own tips would lie over the controls; the way back from a zoom is under the chart.
    const config = { ...plotlyConfig(), responsive: false, doubleClick: false as const, showTips: false };
    drawing = plotly.react(element, data as Parameters<Plotly["react"]>[1], layout, config);
    await drawing;
    if (isDestroyed) return;
    listenOnce();
    area = drawn;
    for (const listener of listeners) listener();
  };

  let isListening = false;
  const listenOnce = (): void => {
    if (isListening) return;
    isListening = true;
    const target = element as unknown as PlotlyElement;
    target.on("plotly_relayout", (change) => {
      const from = change["xaxis.range[0]"];
      const to = change["xaxis.range[1]"];
      if (from !== undefined && to !== undefined) events.onZoom({ from: wallClock(from), to: wallClock(to) });
    });
    target.on("plotly_doubleclick", () => events.onReset());
  };

  return {
    draw,
    area: () => area,
    onDrawn(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    resize(width, height) {
      size = { width: Math.floor(width), height: Math.floor(height) };
      if (last !== null) void draw(last);
    },
    destroy() {
      isDestroyed = true;
      void drawing.finally(() => plotly?.purge(element));
    },
  };
}

/** How much larger than usual the window's sizes are, which are all in rem: what is in pixels grows with them. */
export function rootScale(): number {
  const size = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return Number.isFinite(size) ? size / 16 : 1;
}

function scaledType(layout: Readonly<Record<string, unknown>>, scale: number): Record<string, unknown> {
  type Axis = { readonly tickfont: { readonly size: number; readonly color: string } };
  type Note = { readonly font: { readonly size: number; readonly color: string } };
  const axis = (name: string): Axis => {
    const found = layout[name] as Axis;
    return { ...found, tickfont: { ...found.tickfont, size: found.tickfont.size * scale } };
  };
  return {
    ...layout,
    xaxis: { ...axis("xaxis"), showspikes: false },
    yaxis: { ...axis("yaxis"), fixedrange: true },
    annotations: (layout["annotations"] as readonly Note[]).map((note) => ({
      ...note,
      font: { ...note.font, size: note.font.size * scale },
    })),
  };
}

/** The chart in a few sentences, for those who don't see it. */
export function describeChart(shown: Shown): string {
  const whole = { times: shown.values.times, values: shown.values.values };
  const spans = missingSpans(shown.values);
  const [first] = spans;
  const gaps =
    first === undefined
      ? ""
      : spans.length === 1
        ? ` Values are missing: ${describeSpan(first, shown.series.frequency)}.`
        : ` Values are missing in ${plural(spans.length, "place", "places")}.`;
  return `${describeFan(fanInput(shown, whole, undefined, undefined))}${gaps}`;
}

/** Shows everything while the fan stays readable, and the recent stretch otherwise. */
export function automaticZoom({ values, forecast }: Shown): "all" | "recent" {
  const horizon = forecast?.horizon ?? 12;
  return values.times.length > 14 * horizon ? "recent" : "all";
}

function timeWindow(shown: Shown, zoom: Zoom, previous: Range | null): Range {
  if (typeof zoom === "object") return [zoom.from, zoom.to];
  const { values, forecast } = shown;
  const step = averageStepMs(values);
  const horizon = forecast?.horizon ?? 1;
  const first = values.times[0] ?? 0;
  const lastObserved = values.times[values.times.length - 1] ?? 0;
  const lastForecast = forecast?.times[horizon - 1] ?? lastObserved;
  const limits: Range = [first, Math.max(lastObserved + horizon * step, lastForecast)];
  if (zoom === "all") return limits;
  const steps = defaultHistorySteps(horizon, seasonSteps(shown.series), values.times.length);
  const origin = forecast === null ? lastObserved : originTime(values, forecast.origin);
  // Half of the usual history stays in sight left of the origin, however far back one scrubs.
  return follow(previous, (steps + horizon) * step, [origin - (steps / 2) * step, lastForecast], limits);
}

function neededValues({ values, forecast }: Shown, window: Range): Range {
  const history = extent(values, window) ?? extent(values, [-Infinity, Infinity]) ?? [0, 1];
  if (forecast === null) return history;
  // Ranges may be cut; the line in their middle never is.
  let [lowest, highest] = history;
  let low = Infinity;
  let high = -Infinity;
  const last = forecast.levels.length - 1;
  for (let step = 0; step < forecast.horizon; step += 1) {
    const time = forecast.times[step] ?? Number.NaN;
    if (!(time >= window[0] && time <= window[1])) continue;
    const lower = forecast.quantiles[step] ?? Number.NaN;
    const upper = forecast.quantiles[last * forecast.horizon + step] ?? Number.NaN;
    if (lower < low) low = lower;
    if (upper > high) high = upper;
    const { median } = rowAt(forecast, step);
    if (median < lowest) lowest = median;
    if (median > highest) highest = median;
  }
  return low <= high ? restrained([lowest, highest], [low, high]) : history;
}

interface ThinHistory {
  readonly values: Shown["values"];
  readonly range: Range;
  readonly width: number;
  readonly times: readonly number[];
  readonly thinned: readonly number[];
}

/**
 * Only what the window shows, and only as many points as it has pixels. It's kept between draws: while scrubbing the
 * history stays as it is.
 */
function thinHistory({ values }: Shown, range: Range, width: number): ThinHistory {
  // One step more on either side, so that the line leaves the picture instead of ending in it.
  const from = Math.max(indexAtOrAfter(values.times, range[0]) - 1, 0);
  const to = Math.min(indexAtOrAfter(values.times, range[1]) + 1, values.times.length);
  const thin = decimate(values.times.subarray(from, to), values.values.subarray(from, to), width);
  return { values, range, width, times: thin.times, thinned: thin.values };
}

function fanInput(
  shown: Shown,
  history: ThinHistory | { readonly times: Float64Array; readonly values: Float64Array },
  timeRange: Range | undefined,
  valueRange: Range | undefined,
): FanInput {
  const { forecast, series, values } = shown;
  const lastTime = values.times[values.times.length - 1] ?? 0;
  const common = {
    title: series.id,
    frequency: series.frequency,
    historyTimes: history.times,
    historyValues: "thinned" in history ? history.thinned : history.values,
    ...(timeRange === undefined ? {} : { timeRange }),
    ...(valueRange === undefined ? {} : { valueRange }),
  };
  if (forecast === null) {
    // History alone: one step whose numbers are missing draws nothing.
    const nothing = [Number.NaN];
    const times = [lastTime + averageStepMs(values)];
    const lastObserved = values.values.findLastIndex((value) => !Number.isNaN(value));
    return {
      ...common,
      anchor: { time: values.times[lastObserved] ?? lastTime, value: Number.NaN },
      times,
      levels: [0.5],
      quantiles: nothing,
      actuals: null,
      origin: 0,
    };
  }
  const { anchor, times, levels, quantiles, actuals, origin, density } = forecast;
  return { ...common, anchor, times, levels: exactLevels(levels), quantiles, actuals, origin, density };
}

/** Levels that went through 32 bits come back as 0.02500000037; the nearest thousandth is what the model meant. */
function exactLevels(levels: readonly number[]): number[] {
  return levels.map((level) => Math.round(level * 1e4) / 1e4);
}

/** Plotly hands back a date as text without a zone; times here are wall clock in UTC arithmetic. */
function wallClock(value: unknown): number {
  return typeof value === "number" ? value : Date.parse(`${String(value).replace(" ", "T")}Z`);
}
