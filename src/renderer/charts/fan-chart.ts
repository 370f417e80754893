import type PlotlyModule from "plotly.js-basic-dist-min";
import type { ChartOptions, DatedMark, ValueScaleKind, Zoom } from "#domain/chart";
import {
  type CycleUnit,
  cycleUnitOf,
  decimate,
  defaultHistorySteps,
  describeFan,
  endLabelRoom,
  endLabelSize,
  envelope,
  type FanInput,
  fanShape,
  type FigureTokens,
  onScale,
  plotlyConfig,
  plotlyFigure,
  type PlotlyTrace,
  type SeasonsOverlay,
  seasonsOverlay,
  ticksOver,
  valueScale,
  type ValueScale,
} from "#engine/figure";
import { formatCompact, plural } from "#renderer/format";
import type { ChartOverlay, TimeSpan } from "#renderer/context";
import {
  averageStepMs,
  exactLevels,
  indexAtOrAfter,
  type IntervalLevels,
  intervalLevelsOf,
  originTime,
  rowAt,
  seasonSteps,
  type Shown,
} from "#renderer/forecasts";
import { describeSpan, missingSpans } from "./missing.ts";
import { cutRanges } from "./cut-ranges.ts";
import { extent, follow, padded, pinned, restrained, steady, type Range } from "./chart-window.ts";
import { eventTraces, type MarkedEvents } from "./event-marks.ts";
import { findingTraces, flagTraces } from "./flag-marks.ts";
import { chartLibrary } from "./chart-library.ts";
import { chartTokens, onForcedColours } from "./chart-tokens.ts";
import { chosenTraces, overlayTraces } from "./surface-traces.ts";
import { missingTraces } from "./missing-marks.ts";
import type { PlotArea } from "./plot-area.ts";
import { plotlyTime } from "./plotly-time.ts";
import { narrowestOutline, ribbonTraces } from "./ribbons.ts";
import { seasonFigure, seasonNameRoom, seasonValues } from "./season-figure.ts";

export interface ChartView {
  readonly shown: Shown;
  readonly dark: boolean;
  readonly options: ChartOptions;
  readonly zoom: Zoom | null;
  /** Grows when the user wants the value axis to fit what is in sight. */
  readonly fit: number;
  /** Changepoints and anomalies of the series to mark. */
  readonly events: MarkedEvents | null;
  /** What the user looks at in the report of the import; null when it is nothing, or lies in another series. */
  readonly finding: TimeSpan | null;
  /** Notes, events and holidays. */
  readonly marks: readonly DatedMark[];
  /** Of this series. */
  readonly overlays: readonly ChartOverlay[];
  readonly chosen: readonly TimeSpan[];
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
  /** Dataset, series, zoom and kind of axis. */
  readonly place: string;
  readonly fit: number;
  readonly horizon: number;
  /** The values were fitted to the forecast from here; null while there was none. */
  readonly origin: number | null;
  readonly times: Range;
  readonly values: Range;
}

/** Draws into `element`, which must have a size of its own. It listens to nothing: presses and keys are its owner's. */
export function createFanChart(element: HTMLElement): FanChart {
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

    const { shown, options } = view;
    const { forecast } = shown;
    const seasons = options.layout === "seasons" ? overlayOf(shown) : null;
    const refusedLog = options.scale === "log" ? nonPositiveCount(shown.values) : 0;
    const kind = refusedLog > 0 ? "linear" : options.scale;
    frame = frameOf(view, frame, seasons, kind);
    const { times: timeRange, values: valueRange } = frame;

    const tokens = chartTokens(view.dark);
    const typeScale = rootScale();
    const isLow = size.height < lowest * typeScale;
    const margin = {
      l: leftRoom(valueRange) * typeScale,
      t: (isLow ? 12 : 26) * typeScale,
      r: Math.max(20 * typeScale, rightRoom(view, seasons, valueRange, typeScale)),
      b: 46 * typeScale,
      pad: 4,
    };
    const plot = {
      width: Math.max(size.width - margin.l - margin.r, 60),
      height: Math.max(size.height - margin.t - margin.b, 20),
      typeScale,
    };
    if (seasons !== null) history = noHistory(shown, timeRange, plot.width);
    else if (
      history?.values !== shown.values ||
      history.range[0] !== timeRange[0] ||
      history.range[1] !== timeRange[1] ||
      history.width !== plot.width
    ) {
      history = thinHistory(shown, timeRange, plot.width);
    }
    const input = fanInput(shown, history, timeRange, valueRange, {
      shares: options.shares,
      scale: kind,
      marks: seasons === null && options.areNotesShown ? view.marks : [],
    });
    const figure = plotlyFigure(input, tokens, {
      ...plot,
      show: options.representation,
      isBare: true,
      hasWeekends: options.areWeekendsShown && seasons === null,
    });
    const scale = valueScale(kind, valueRange);
    const season = seasons === null ? null : seasonFigure(seasons, fanShape(input), tokens, plot);
    const data =
      season === null
        ? alongTime(view, figure.data, { timeRange, valueRange, scale, tokens, width: plot.width })
        : season.data.map((trace) => onScale(trace, scale));

    const edges = (figure.layout["xaxis"] as { range: readonly unknown[] }).range.map(wallClock);
    const times: Range = season === null ? [edges[0] ?? 0, edges[1] ?? 1] : timeRange;
    const scaled = scaledType(figure.layout, typeScale);
    const layout = {
      ...scaled,
      xaxis: {
        ...(scaled["xaxis"] as object),
        ...(season === null
          ? calendarAxis(times, plot.width / (tickRoom * typeScale))
          : sharedAxis(times, season.ticks)),
      },
      // In a low window the numbers would run into each other.
      yaxis: {
        ...(scaled["yaxis"] as object),
        ...(kind === "linear" ? { nticks: Math.min(Math.max(Math.floor(size.height / (26 * typeScale)), 3), 7) } : {}),
      },
      ...size,
      margin,
      // The window has a legend and a readout of its own: the keyboard reaches the one, and the other never shows a value
      // of a neighbouring step.
      showlegend: false,
      hovermode: false as const,
      dragmode: false as const,
      uirevision: `${timeRange.join()}|${valueRange.join()}`,
    };
    const drawn: PlotArea = {
      ...{ left: margin.l, top: margin.t, width: plot.width, height: plot.height },
      ...{
        times,
        window: timeRange,
        values: valueRange,
        scale,
        seasons,
        refusedLog,
        stepsPerPixel: history.stepsPerPixel,
      },
      cuts:
        forecast === null || seasons !== null
          ? []
          : cutRanges(forecast, timeRange, valueRange, intervalLevelsOf(options.shares)),
    };
    // Static: Plotly puts nothing over the picture that listens, and there is less to draw.
    const config = { ...plotlyConfig(), responsive: false, staticPlot: true };
    drawing = plotly.react(element, data as unknown as Parameters<Plotly["react"]>[1], layout, config);
    await drawing;
    if (isDestroyed) return;
    area = drawn;
    for (const listener of listeners) listener();
  };

  const redraw = (): void => {
    if (last !== null) void draw(last);
  };
  const stopHearing = onForcedColours(redraw);

  return {
    draw,
    area: () => area,
    onDrawn(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    resize(width, height) {
      const next = { width: Math.floor(width), height: Math.floor(height) };
      // An observer of sizes also speaks once when it begins.
      if (next.width === size.width && next.height === size.height) return;
      size = next;
      redraw();
    },
    destroy() {
      isDestroyed = true;
      stopHearing();
      void drawing.finally(() => plotly?.purge(element));
    },
  };
}

type Drawn = Readonly<Record<string, unknown>>;

/** In a picture lower than this words within it would lie on the lines. */
const lowest = 200;
/** Pixels that a label of the time axis needs, with the space beside it. */
const tickRoom = 104;

/** Everything that is drawn along the time, from the back to the front. */
function alongTime(
  { shown, options, finding, events, overlays, chosen }: ChartView,
  figure: readonly PlotlyTrace[],
  drawn: {
    readonly timeRange: Range;
    readonly valueRange: Range;
    readonly scale: ValueScale;
    readonly tokens: FigureTokens;
    readonly width: number;
  },
): readonly Drawn[] {
  const { timeRange, valueRange, scale, tokens, width } = drawn;
  const { forecast, values } = shown;
  const stepMs = averageStepMs(values);
  const stepPixels = (stepMs / (timeRange[1] - timeRange[0])) * width;
  const visible = { times: timeRange, values: valueRange, width };
  const placed = (traces: readonly Drawn[]): readonly Drawn[] => traces.map((trace) => onScale(trace, scale));
  const hasRibbons = options.representation === "density" && forecast !== null && stepPixels < narrowestOutline;
  const ribbons = hasRibbons ? placed(ribbonTraces(forecast, tokens, plotlyTime)) : [];
  const before = placed(overlays.flatMap((overlay) => overlayTraces(overlay, tokens, plotlyTime)));
  return [
    ...placed([
      ...missingTraces(missingSpans(values), stepMs, tokens, visible, plotlyTime),
      ...(finding === null ? [] : findingTraces(finding, stepMs, visible, tokens, plotlyTime)),
      ...chosen.flatMap((span) => chosenTraces(span, stepMs, visible, tokens, plotlyTime)),
    ]),
    ...figure.flatMap((trace): readonly Drawn[] => {
      const { role } = trace.meta;
      if (role === "density" && hasRibbons) return ribbons;
      // Under the forecast's own line.
      return role === "median" ? [...before, trace] : [trace];
    }),
    ...(options.areFlagsShown ? placed(flagTraces(values, visible, tokens, plotlyTime)) : []),
    ...(events === null ? [] : placed(eventTraces(events, values, visible, tokens, plotlyTime))),
  ];
}

/** Labels of the calendar in two lines, of which the second is written where it changes. */
function calendarAxis(range: Range, count: number): Drawn {
  const ticks = ticksOver(range, Math.floor(count));
  return {
    range: range.map(plotlyTime),
    tickmode: "array",
    tickvals: ticks.map(({ time }) => plotlyTime(time)),
    ticktext: ticks.map(({ label, context }) => (context === "" ? label : `${label}<br>${context}`)),
    tickangle: 0,
  };
}

/** Of seasons that are laid over each other. */
function sharedAxis(range: Range, ticks: readonly { readonly place: number; readonly label: string }[]): Drawn {
  return {
    type: "linear",
    range: [...range],
    tickmode: "array",
    tickvals: ticks.map(({ place }) => place),
    ticktext: ticks.map(({ label }) => label),
    tickangle: 0,
  };
}

/** The axes of a picture. While nothing but the origin changes, the values stay where they are. */
function frameOf(
  { shown, options, zoom: wanted, fit, overlays }: ChartView,
  before: Frame | null,
  seasons: SeasonsOverlay | null,
  kind: ValueScaleKind,
): Frame {
  const { forecast, dataset, series, values } = shown;
  const zoom = wanted ?? automaticZoom(shown);
  const place = JSON.stringify([dataset.handle, series.id, seasons === null ? zoom : "seasons", kind]);
  const horizon = forecast?.horizon ?? before?.horizon ?? 0;
  // Without a forecast the picture keeps the frame it had; only the fan is missing.
  const same = before?.place === place && before.horizon === horizon ? before : null;
  const times: Range =
    seasons !== null
      ? [0, seasons.length]
      : same !== null && forecast === null
        ? same.times
        : timeWindow(shown, zoom, same?.times ?? null);
  const observed = seasons === null ? extent(values, times) : seasonValues(seasons);
  const own = observed ?? extent(values, [-Infinity, Infinity]) ?? [0, 1];
  const history = seasons === null ? withOverlays(own, overlays, times) : own;
  const all: Range = seasons === null ? times : [-Infinity, Infinity];
  const needed = neededValues(shown, history, all, intervalLevelsOf(options.shares), kind);
  const origin = same?.origin ?? forecast?.origin ?? null;
  const common = { place, fit, horizon, times };
  if (same === null || same.fit !== fit)
    return { ...common, origin: forecast?.origin ?? null, values: padded(needed.all, kind) };
  const isMoved = times[0] !== same.times[0] || times[1] !== same.times[1];
  // What takes the place of the forecast that the axis was fitted to, such as corrected ranges, is fitted as well.
  if (forecast?.origin === origin && !isMoved)
    return { ...common, origin, values: grown(same.values, padded(needed.all, kind)) };
  const moved = isMoved ? steady(same.values, needed.all, kind) : pinned(same.values, needed.lines, kind);
  return { ...common, origin, values: moved };
}

const grown = (one: Range, other: Range): Range => [Math.min(one[0], other[0]), Math.max(one[1], other[1])];

const overlaysKnown = new WeakMap<object, SeasonsOverlay | { readonly none: true }>();

/** Seasons of a series laid over each other, up to its forecast; null where none has come round. Looked at once per forecast. */
function overlayOf(shown: Shown): SeasonsOverlay | null {
  const { values, forecast } = shown;
  const key = forecast ?? values;
  const known = overlaysKnown.get(key);
  if (known !== undefined) return "none" in known ? null : known;
  const unit = seasonUnitOf(shown);
  const overlay = unit === null ? null : seasonsOverlay(unit, values.times, values.values, forecast?.times ?? []);
  overlaysKnown.set(key, overlay ?? { none: true });
  return overlay;
}

/** What seasons of a series are laid over each other; null where none has come round. */
export function seasonUnitOf({ values: { times }, series }: Shown): CycleUnit | null {
  return cycleUnitOf(series.frequency, (times.at(-1) ?? 0) - (times[0] ?? 0));
}

const nonPositiveKnown = new WeakMap<Float64Array, number>();

/** How many values have no logarithm. A series is looked through once. */
export function nonPositiveCount({ values }: Pick<Shown["values"], "values">): number {
  const known = nonPositiveKnown.get(values);
  if (known !== undefined) return known;
  let count = 0;
  for (const value of values) if (value <= 0) count += 1;
  nonPositiveKnown.set(values, count);
  return count;
}

/** Fixed from the numbers' own width: automatic margins move the plot while scrubbing. */
function leftRoom(range: Range): number {
  const widest = Math.max(...range.map((value) => formatCompact(value).length));
  return Math.max(52, 18 + Math.min(widest + 1, 9) * 7.4);
}

/** For the words at the right edge, whichever forecast is shown. */
function rightRoom(
  { options }: ChartView,
  seasons: SeasonsOverlay | null,
  valueRange: Range,
  typeScale: number,
): number {
  if (seasons !== null) return seasonNameRoom(seasons, typeScale);
  return options.representation === "density" ? 0 : endLabelRoom(valueRange, endLabelSize * typeScale) + 14;
}

/** How much larger than usual the window's sizes are, which are all in rem: what is in pixels grows with them. */
export function rootScale(): number {
  const size = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return Number.isFinite(size) ? size / 16 : 1;
}

function scaledType(layout: Readonly<Record<string, unknown>>, scale: number): Record<string, unknown> {
  type Axis = { readonly tickfont: { readonly size: number; readonly color: string } };
  const axis = (name: string): Axis => {
    const found = layout[name] as Axis;
    return { ...found, tickfont: { ...found.tickfont, size: found.tickfont.size * scale } };
  };
  return {
    ...layout,
    // Labels have their room: Plotly need not measure each of them after every picture.
    xaxis: { ...axis("xaxis"), showspikes: false, ticklabeloverflow: "allow" },
    yaxis: { ...axis("yaxis"), fixedrange: true, tickangle: 0, ticklabeloverflow: "allow" },
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
  return `${describeFan(fanInput(shown, whole, undefined, undefined, {}))}${gaps}`;
}

/** Shows everything while the fan stays readable, and the recent stretch otherwise. */
export function automaticZoom({ values, forecast }: Shown): "all" | "recent" {
  const horizon = forecast?.horizon ?? 12;
  return values.times.length > 14 * horizon ? "recent" : "all";
}

/** From the first observation to the last step that is observed or forecast from there. */
export function wholeTime({ values, forecast }: Shown): Range {
  const horizon = forecast?.horizon ?? 1;
  const lastObserved = values.times[values.times.length - 1] ?? 0;
  const lastForecast = forecast?.times[horizon - 1] ?? lastObserved;
  return [values.times[0] ?? 0, Math.max(lastObserved + horizon * averageStepMs(values), lastForecast)];
}

function timeWindow(shown: Shown, zoom: Zoom, previous: Range | null): Range {
  if (typeof zoom === "object") return [zoom.from, zoom.to];
  const { values, forecast } = shown;
  const limits = wholeTime(shown);
  if (zoom === "all") return limits;
  const step = averageStepMs(values);
  const horizon = forecast?.horizon ?? 1;
  const lastObserved = values.times[values.times.length - 1] ?? 0;
  const lastForecast = forecast?.times[horizon - 1] ?? lastObserved;
  const steps = defaultHistorySteps(horizon, seasonSteps(shown.series), values.times.length);
  const origin = forecast === null ? lastObserved : originTime(values, forecast.origin);
  // Half of the usual history stays in sight left of the origin, however far back one scrubs.
  return follow(previous, (steps + horizon) * step, [origin - (steps / 2) * step, lastForecast], limits);
}

/** The medians of what is laid over are never cut, as the forecast's own is not. */
function withOverlays(history: Range, overlays: readonly ChartOverlay[], window: Range): Range {
  return overlays.reduce<Range>(([low, high], { times, median }) => {
    const found = extent({ times, values: Float64Array.from(median) }, window);
    return found === null ? [low, high] : [Math.min(low, found[0]), Math.max(high, found[1])];
  }, history);
}

interface Needed {
  /** With the ranges, as far as they are not cut. */
  readonly all: Range;
  /** What is never cut: the history, and the line in the ranges' middle. */
  readonly lines: Range;
}

function neededValues(
  { forecast }: Shown,
  history: Range,
  window: Range,
  levels: readonly IntervalLevels[],
  kind: ValueScaleKind,
): Needed {
  if (forecast === null) return { all: history, lines: history };
  let [lowestLine, highestLine] = history;
  let low = Infinity;
  let high = -Infinity;
  for (let step = 0; step < forecast.horizon; step += 1) {
    const time = forecast.times[step] ?? Number.NaN;
    if (!(time >= window[0] && time <= window[1])) continue;
    const { median, intervals } = rowAt(forecast, step, levels);
    for (const { lower, upper } of intervals) {
      if (lower < low) low = lower;
      if (upper > high) high = upper;
    }
    // Where logarithms are taken, a median at zero has no place.
    if (median < lowestLine && (kind !== "log" || median > 0)) lowestLine = median;
    if (median > highestLine) highestLine = median;
  }
  const lines: Range = [lowestLine, highestLine];
  return { lines, all: low <= high ? restrained(lines, [low, high], kind) : lines };
}

interface ThinHistory {
  readonly values: Shown["values"];
  readonly range: Range;
  readonly width: number;
  readonly times: readonly number[];
  readonly thinned: readonly number[];
  /** Lowest and highest where each point stands for several steps; null where it is one. */
  readonly dense: { readonly low: readonly number[]; readonly high: readonly number[] } | null;
  readonly stepsPerPixel: number | null;
}

/**
 * Only what the window shows, and only as many points as it has pixels: beyond that their mean, within their lowest and highest. It's
 * kept between draws: while scrubbing the history stays as it is.
 */
function thinHistory({ values }: Shown, range: Range, width: number): ThinHistory {
  // One step more on either side, so that the line leaves the picture instead of ending in it.
  const from = Math.max(indexAtOrAfter(values.times, range[0]) - 1, 0);
  const to = Math.min(indexAtOrAfter(values.times, range[1]) + 1, values.times.length);
  const [times, seen] = [values.times.subarray(from, to), values.values.subarray(from, to)];
  const share = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / (range[1] - range[0]);
  const dense = envelope(times, seen, width * Math.min(share, 1));
  const common = { values, range, width };
  if (dense !== null) {
    const { low, high, mean, stepsPerColumn } = dense;
    return { ...common, times: dense.times, thinned: mean, dense: { low, high }, stepsPerPixel: stepsPerColumn };
  }
  const thin = decimate(times, seen, width);
  return { ...common, times: thin.times, thinned: thin.values, dense: null, stepsPerPixel: null };
}

/** Of what is not drawn along the time. */
function noHistory({ values }: Shown, range: Range, width: number): ThinHistory {
  return { values, range, width, times: [], thinned: [], dense: null, stepsPerPixel: null };
}

function fanInput(
  shown: Shown,
  history: ThinHistory | { readonly times: Float64Array; readonly values: Float64Array },
  timeRange: Range | undefined,
  valueRange: Range | undefined,
  drawnAs: Pick<FanInput, "shares" | "scale" | "marks">,
): FanInput {
  const { forecast, series, values } = shown;
  const lastTime = values.times[values.times.length - 1] ?? 0;
  const common = {
    ...drawnAs,
    title: series.id,
    frequency: series.frequency,
    historyTimes: history.times,
    historyValues: "thinned" in history ? history.thinned : history.values,
    ...("dense" in history && history.dense !== null ? { historyRange: history.dense } : {}),
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

/** Dates in a layout are text without a zone; times here are wall clock in UTC arithmetic. */
function wallClock(value: unknown): number {
  return typeof value === "number" ? value : Date.parse(`${String(value).replace(" ", "T")}Z`);
}
