import type PlotlyModule from "plotly.js-basic-dist-min";
import type { PlotlyElement } from "plotly.js-basic-dist-min";
import { decimate, escapeMarkup, type FigureTokens, plotlyConfig, plotlySeparators, withOpacity } from "#engine/figure";
import { rootScale } from "./fan-chart.ts";
import { chartLibrary } from "./chart-library.ts";
import { chartTokens, onForcedColours } from "./chart-tokens.ts";
import { type EndName, placedNames, roomForNames } from "./end-names.ts";
import { markOf } from "./marks.ts";
import { plotlyTime } from "./plotly-time.ts";

/** A place on an axis: a number, a wall-clock time in milliseconds on a time axis, or one of its words. */
type Place = number | string;

interface PlainAxis {
  readonly kind: "number" | "time" | "words";
  readonly title: string;
  /** Fitted to what is drawn where absent. */
  readonly range?: readonly [number, number];
  /** Writes what is read out and, on a value axis, the ticks; as Plotly does where absent. */
  readonly format?: (value: number) => string;
  /** Whole numbers have a tick each, as far as there is room. */
  readonly isWhole?: true;
}

/** What is drawn with: the look of the model at a place of the list, or that of what was observed. */
type PlainLook = number | "observed";

export type PlainTrace = {
  /** Counted from the top; the first where absent. */
  readonly panel?: number;
} & (
  | {
      readonly kind: "line" | "points";
      /** Who is pointed at when the pointer is on it; several may have the same. */
      readonly id: string;
      readonly name: string;
      readonly look: PlainLook;
      readonly x: readonly Place[];
      /** NaN draws nothing. */
      readonly y: ArrayLike<number>;
      readonly isFaint?: boolean;
      /** A point at each place beside the line. */
      readonly hasPoints?: boolean;
      /** Of points, in pixels. */
      readonly size?: number;
    }
  | {
      readonly kind: "band";
      readonly id: string;
      readonly look: PlainLook;
      readonly x: readonly Place[];
      readonly lower: ArrayLike<number>;
      readonly upper: ArrayLike<number>;
    }
  | {
      readonly kind: "bars";
      readonly id: string;
      readonly name: string;
      readonly look: PlainLook;
      readonly x: readonly Place[];
      readonly y: ArrayLike<number>;
      /** Those that stand out are filled, the others are pale. */
      readonly isMarked?: readonly boolean[];
    }
);

/** A chart of a few lines or bars, with all that is to be drawn; the lines' names stand in a legend outside of it. */
export interface PlainFigure {
  readonly x: PlainAxis;
  readonly y: PlainAxis;
  readonly traces: readonly PlainTrace[];
  /** Value axes of further panels below the first, over the same x axis. */
  readonly panels?: readonly PlainAxis[];
  /** Places on the x axis at which a dashed line goes down through all panels. */
  readonly moments?: readonly number[];
  /** Values at which a dashed line goes across the first panel. */
  readonly limits?: readonly number[];
  /** What stands to the right of the first panel, beside the value that it names: a line by its name. */
  readonly endNames?: readonly EndName<PlainLook>[];
  /** Read out all that is at one place, or only what the pointer is on. */
  readonly hover: "all" | "one";
}

export interface PlainChart {
  draw(figure: PlainFigure, dark: boolean): Promise<void>;
  resize(width: number, height: number): void;
  destroy(): void;
}

/** Draws into `element`, which must have a size of its own. `onPoint` says whose line the pointer is on; null when it is on none. */
export function createPlainChart(element: HTMLElement, onPoint: (id: string | null) => void): PlainChart {
  let plotly: typeof PlotlyModule | null = null;
  let size = { width: 0, height: 0 };
  let last: { readonly figure: PlainFigure; readonly dark: boolean } | null = null;
  let ids: readonly string[] = [];
  let isDestroyed = false;
  let isListening = false;
  /** Plotly goes on in the element for a while after it was asked to draw, and must not find it purged. */
  let drawing: Promise<unknown> = Promise.resolve();

  const listenOnce = (): void => {
    if (isListening) return;
    isListening = true;
    const target = element as unknown as PlotlyElement;
    target.on("plotly_hover", ({ points }) => {
      const [point] = points;
      if (last?.figure.hover === "one" && point !== undefined) onPoint(ids[point.curveNumber] ?? null);
    });
    target.on("plotly_unhover", () => {
      if (last?.figure.hover === "one") onPoint(null);
    });
  };

  const draw = async (figure: PlainFigure, dark: boolean): Promise<void> => {
    const mine = { figure, dark };
    last = mine;
    plotly ??= await chartLibrary.whenReady();
    if (isDestroyed || last !== mine || size.width < 80 || size.height < 80) return;
    const tokens = chartTokens(dark);
    const drawn = figure.traces.flatMap((trace) =>
      tracesOf(thinned(trace, figure, size.width), figure, tokens).map((data) => ({ id: trace.id, data })),
    );
    ids = drawn.map(({ id }) => id);
    const config = { ...plotlyConfig(), responsive: false, doubleClick: false as const, showTips: false };
    const data = drawn.map((one) => one.data) as unknown as Parameters<(typeof PlotlyModule)["react"]>[1];
    drawing = plotly.react(element, data, { ...layoutOf(figure, tokens, size), ...size }, config);
    await drawing;
    if (isDestroyed) return;
    listenOnce();
  };

  const redraw = (): void => {
    if (last !== null) void draw(last.figure, last.dark);
  };
  const stopHearing = onForcedColours(redraw);

  return {
    draw,
    resize(width, height) {
      size = { width: Math.floor(width), height: Math.floor(height) };
      redraw();
    },
    destroy() {
      isDestroyed = true;
      stopHearing();
      void drawing.finally(() => plotly?.purge(element));
    },
  };
}

/** A line over time with no more points than the picture can show. */
function thinned(trace: PlainTrace, { x }: PlainFigure, width: number): PlainTrace {
  if (trace.kind !== "line" || x.kind !== "time" || trace.x.length <= 4 * width) return trace;
  const thin = decimate(trace.x.map(Number), Array.from(trace.y), width);
  return { ...trace, x: thin.times, y: thin.values };
}

function colourOf(look: PlainLook, tokens: FigureTokens): string {
  return look === "observed" ? tokens.history : markOf(look)[tokens.scheme];
}

function tracesOf(trace: PlainTrace, figure: PlainFigure, tokens: FigureTokens): Record<string, unknown>[] {
  const place = (value: Place): Place => (figure.x.kind === "time" ? plotlyTime(value as number) : value);
  const x = trace.x.map(place);
  const colour = colourOf(trace.look, tokens);
  const yaxis = axisName(trace.panel ?? 0, "y");
  if (trace.kind === "band") {
    const edge = { yaxis, type: "scatter", mode: "lines", x, line: { width: 0, color: colour }, hoverinfo: "skip" };
    return [
      { ...edge, y: orNull(trace.lower) },
      { ...edge, y: orNull(trace.upper), fill: "tonexty", fillcolor: withOpacity(colour, 0.2) },
    ];
  }
  const y = orNull(trace.y);
  const format = axesOf(figure)[trace.panel ?? 0]?.format ?? String;
  const read = {
    yaxis,
    name: trace.name,
    customdata: y.map((value) => (value === null ? "" : format(value))),
    hovertemplate: `%{customdata}<extra>${trace.name}</extra>`,
  };
  if (trace.kind === "bars") {
    const isMarked = (index: number): boolean => trace.isMarked?.[index] ?? true;
    return [
      {
        ...read,
        ...{ type: "bar", x, y },
        marker: {
          color: y.map((_, index) => (isMarked(index) ? colour : withOpacity(colour, 0.4))),
          line: { width: 0 },
        },
      },
    ];
  }
  const opacity = trace.isFaint === true ? 0.28 : 1;
  const mark = trace.look === "observed" ? null : markOf(trace.look);
  const isLine = trace.kind === "line";
  return [
    {
      ...read,
      ...{ type: "scatter", x, y, opacity, connectgaps: false },
      mode: isLine ? (trace.hasPoints === true ? "lines+markers" : "lines") : "markers",
      line: { color: colour, width: trace.look === "observed" ? 1.6 : 2, dash: mark?.dash ?? "solid" },
      marker: { color: colour, size: trace.size ?? (isLine ? 7 : 5), symbol: mark?.symbol ?? "circle" },
    },
  ];
}

/** Of all panels, from the top. */
function axesOf({ y, panels = [] }: PlainFigure): readonly PlainAxis[] {
  return [y, ...panels];
}

/** "y", "y2", "y3"; "yaxis", "yaxis2", as Plotly counts. */
const axisName = (panel: number, prefix: string): string => (panel === 0 ? prefix : `${prefix}${panel + 1}`);
/** Of the height of a panel with its gap. */
const gap = 0.12;

function layoutOf(
  figure: PlainFigure,
  tokens: FigureTokens,
  size: { readonly width: number; readonly height: number },
): Record<string, unknown> {
  const { x, limits = [], moments = [], endNames = [], hover, traces } = figure;
  const scale = rootScale();
  const nameSize = 12.5 * scale;
  const nameRoom = roomForNames(
    endNames.map(({ text }) => text),
    size.width,
    nameSize,
  );
  // Where names stand follows from the axis, so it is not left to Plotly.
  const named = endNames.length === 0 ? null : (figure.y.range ?? rangeOf(traces));
  const axes = axesOf(named === null ? figure : { ...figure, y: { ...figure.y, range: named } });
  const font = { size: 12 * scale, color: tokens.mutedText };
  const axis = {
    color: tokens.mutedText,
    gridcolor: tokens.grid,
    linecolor: tokens.axis,
    zeroline: false,
    tickfont: font,
    fixedrange: true,
    automargin: true,
  };
  return {
    paper_bgcolor: tokens.background,
    plot_bgcolor: tokens.background,
    font: { family: tokens.fontFamily, size: 12.5 * scale, color: tokens.text },
    margin: { l: 56 * scale, r: Math.max(16 * scale, nameRoom), t: 8 * scale, b: 44 * scale, pad: 2 },
    annotations: (named === null
      ? []
      : placedNames(endNames, named, { width: nameRoom, height: (size.height - 52 * scale) / axes.length }, nameSize)
    ).map(({ text, value, look, shift }) => ({
      ...{ xref: "paper", x: 1, xanchor: "left", xshift: nameSize / 2, align: "left" },
      ...{ yref: "y", y: value, yanchor: "middle", yshift: shift },
      ...{ text: escapeMarkup(text), showarrow: false, font: { size: nameSize, color: colourOf(look, tokens) } },
    })),
    showlegend: false,
    hovermode: hover === "all" ? "x unified" : "closest",
    ...(axes.length > 1 ? { hoversubplots: "axis" } : {}),
    hoverdistance: 30,
    hoverlabel: {
      bgcolor: tokens.tooltipBackground,
      bordercolor: tokens.tooltipBorder,
      font: { family: tokens.fontFamily, size: 12.5 * scale, color: tokens.text },
      namelength: -1,
    },
    dragmode: false,
    bargap: 0.15,
    separators: plotlySeparators(),
    xaxis: {
      ...axis,
      type: x.kind === "time" ? "date" : x.kind === "words" ? "category" : "linear",
      showgrid: false,
      showline: true,
      ...(x.range === undefined ? {} : { range: x.kind === "time" ? x.range.map(plotlyTime) : [...x.range] }),
      ...(x.isWhole === true ? wholeTicks(traces, size.width / (36 * scale)) : {}),
      title: { text: x.title, font, standoff: 6 },
      anchor: axisName(axes.length - 1, "y"),
    },
    ...Object.fromEntries(
      axes.map((y, panel) => [
        axisName(panel, "yaxis"),
        {
          ...axis,
          showgrid: true,
          showline: false,
          exponentformat: "B",
          minexponent: 6,
          separatethousands: true,
          nticks: Math.min(Math.max(Math.floor(size.height / axes.length / (30 * scale)), 3), 7),
          ...(y.range === undefined ? { rangemode: "normal" } : { range: [...y.range] }),
          title: { text: y.title, font, standoff: 8 },
          domain: [
            (axes.length - panel - 1) / axes.length,
            (axes.length - panel - (axes.length === 1 ? 0 : gap)) / axes.length,
          ],
        },
      ]),
    ),
    shapes: [
      ...limits.map((value) => ({
        type: "line",
        xref: "paper",
        ...{ x0: 0, x1: 1, y0: value, y1: value },
        line: { color: tokens.boundary, width: 1.2, dash: value === 0 ? "solid" : "dash" },
      })),
      ...moments.map((place) => ({
        type: "line",
        yref: "paper",
        ...{ x0: x.kind === "time" ? plotlyTime(place) : place, y0: 0, y1: 1 },
        ...{ x1: x.kind === "time" ? plotlyTime(place) : place },
        line: { color: tokens.flag, width: 1.2, dash: "dashdot" },
      })),
    ],
  };
}

/** Of all values of the first panel, with some room at both ends. */
function rangeOf(traces: readonly PlainTrace[]): readonly [number, number] {
  const values = traces
    .filter(({ panel = 0 }) => panel === 0)
    .flatMap((trace) => (trace.kind === "band" ? [trace.lower, trace.upper] : [trace.y]))
    .flatMap((ends) => Array.from(ends).filter(Number.isFinite));
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  if (low > high) return [0, 1];
  const room = 0.05 * (high - low || Math.abs(high) || 1);
  return [low - room, high + room];
}

/** A tick at every whole number, or at every second, third and so on, as there is room for. */
function wholeTicks(traces: readonly PlainTrace[], room: number): Record<string, unknown> {
  const last = traces.reduce((most, trace) => trace.x.reduce<number>((max, at) => Math.max(max, Number(at)), most), 1);
  const every = Math.max(1, Math.ceil(last / Math.max(room, 1)));
  return { tick0: every === 1 ? 1 : 0, dtick: every };
}

function orNull(values: ArrayLike<number>): (number | null)[] {
  return Array.from(values, (value) => (Number.isFinite(value) ? value : null));
}
