import {
  type AnchoredInterval,
  cycleTicks,
  type FanShape,
  type FigureTokens,
  type ForecastCycle,
  opacityOf,
  type SeasonsOverlay,
  spread,
  textWidth,
  withOpacity,
} from "#engine/figure";
import type { Range } from "./chart-window.ts";

export interface SeasonFigure {
  readonly data: readonly Record<string, unknown>[];
  /** Of the shared axis. */
  readonly ticks: readonly { readonly place: number; readonly label: string }[];
}

/**
 * Seasons laid over each other, as traces: past ones quiet and paler the older they are, this one as the history is drawn, the
 * forecast's above all.
 *
 * @param shape of the forecast along the time
 * @param size of the plot in pixels, and how much larger the type is than usual
 */
export function seasonFigure(
  overlay: SeasonsOverlay,
  shape: FanShape,
  tokens: FigureTokens,
  plot: { readonly width: number; readonly height: number; readonly typeScale: number },
): SeasonFigure {
  const { cycles, forecast } = overlay;
  const current = cycles.at(-1);
  const past = cycles.slice(0, -1);
  const common = { type: "scatter", hoverinfo: "skip", showlegend: false, connectgaps: false };
  const lines = past.map(({ places, values, name }, index) => ({
    ...common,
    mode: "lines",
    meta: { role: "season", name },
    x: [...places],
    y: values.map(orNull),
    line: { color: withOpacity(tokens.mutedText, 0.25 + (0.5 * (index + 1)) / past.length), width: 1.2 },
  }));
  const now = current === undefined ? [] : [currentTrace(current, tokens, common)];
  const fans = forecast.flatMap((cycle, index) =>
    fanTraces(cycle, shape, tokens, common, index === 0, current?.start === cycle.start ? current : undefined),
  );
  return {
    data: [
      ...lines,
      ...fans.filter(({ meta }) => meta.role === "lower" || meta.role === "upper"),
      ...now,
      ...fans.filter(({ meta }) => meta.role === "median"),
      ...fans.filter(({ meta }) => meta.role === "actual"),
      ...nameTraces(overlay, shape, tokens, plot),
    ],
    ticks: cycleTicks(overlay.unit, Math.floor(plot.width / (64 * plot.typeScale))),
  };
}

type Drawn = Record<string, unknown> & { readonly meta: { readonly role: string; readonly share?: number } };

function currentTrace(
  { places, values, name }: SeasonsOverlay["cycles"][number],
  tokens: FigureTokens,
  common: Record<string, unknown>,
): Drawn {
  return {
    ...common,
    mode: places.length > 31 ? "lines" : "lines+markers",
    meta: { role: "this-season" },
    name,
    x: [...places],
    y: values.map(orNull),
    line: { color: tokens.history, width: 2 },
    marker: { color: tokens.history, size: 4.5 },
  };
}

/** One season of the forecast; the first stands out, and one that goes on from what was observed begins there. */
function fanTraces(
  { from, to, places, name }: ForecastCycle,
  { intervals, median, actuals }: FanShape,
  tokens: FigureTokens,
  common: Record<string, unknown>,
  isFirst: boolean,
  observed: SeasonsOverlay["cycles"][number] | undefined,
): Drawn[] {
  const anchor = observed?.places.at(-1);
  const isAnchored = anchor !== undefined;
  const x = isAnchored ? [anchor, ...places] : [...places];
  // Columns of the shape begin with the anchor, a step before the forecast's first.
  const cut = (row: readonly number[]): (number | null)[] =>
    row.slice(isAnchored ? from : from + 1, to + 1).map(orNull);
  const band = ({ share, anchoredLower, anchoredUpper }: AnchoredInterval): Drawn[] => [
    { ...common, mode: "lines", meta: { role: "lower", share }, x, y: cut(anchoredLower), line: { width: 0 } },
    {
      ...common,
      mode: "lines",
      meta: { role: "upper", share },
      x: [...x],
      y: cut(anchoredUpper),
      line: { width: 0 },
      fill: "tonexty",
      fillcolor: withOpacity(tokens.band, opacityOf(tokens, share)),
    },
  ];
  return [
    // Fans that lie on each other can't be told apart: those of later seasons are their lines alone.
    ...(isFirst ? intervals.flatMap(band) : []),
    ...(isFirst && actuals.length > 0
      ? [
          {
            ...common,
            mode: "lines+markers",
            meta: { role: "actual" },
            x: [...x],
            y: cut(actuals.map(({ value }) => value)),
            line: { color: tokens.actual, width: 1.4 },
            marker: { size: 5, color: tokens.background, line: { color: tokens.actual, width: 1.4 } },
          },
        ]
      : []),
    {
      ...common,
      mode: "lines",
      meta: { role: "median" },
      name,
      x: [...x],
      y: cut(median.map(({ value }) => value)),
      line: { color: tokens.median, width: isFirst ? 2.4 : 1.6, ...(isFirst ? {} : { dash: "6px,3px" }) },
    },
  ];
}

/** Each season's name where its line ends, as far as they have room. */
function nameTraces(
  { cycles, forecast, length }: SeasonsOverlay,
  { median, scale }: FanShape,
  tokens: FigureTokens,
  { height, typeScale }: { readonly height: number; readonly typeScale: number },
): Drawn[] {
  const size = 11.5 * typeScale;
  const [bottom, top] = [scale.forward(scale.range[0]), scale.forward(scale.range[1])];
  const pixel = (value: number): number => (1 - (scale.forward(value) - bottom) / (top - bottom)) * height;
  const ends = [
    ...cycles.map(({ name, places, values }, index) => {
      const last = values.findLastIndex((value) => Number.isFinite(value));
      const isCurrent = index === cycles.length - 1;
      return {
        name,
        isCurrent,
        isForecast: false,
        place: places[last] ?? Number.NaN,
        value: values[last] ?? Number.NaN,
      };
    }),
    ...forecast.map(({ name, to, places }) => ({
      name,
      isCurrent: false,
      isForecast: true,
      place: places.at(-1) ?? Number.NaN,
      value: median[to]?.value ?? Number.NaN,
    })),
    // A season that goes on in the forecast has its name at its end.
  ].filter(({ value, isCurrent, name }) => Number.isFinite(value) && !(isCurrent && forecast[0]?.name === name));
  // At the right edge they stand in a column; a season that ends before it has its name there.
  const isAtEdge = ({ place }: { readonly place: number }): boolean => place > 0.88 * length;
  const edge = ends.filter(isAtEdge).sort((one, other) => other.value - one.value);
  const room = size * 1.2;
  const newest = (count: number): typeof edge => {
    const names = new Set(
      ends
        .filter(isAtEdge)
        .slice(-count)
        .map(({ name }) => name),
    );
    return edge.filter(({ name }) => names.has(name));
  };
  const column = newest(Math.floor(height / room));
  const places = spread(
    column.map(({ value, isForecast }) => ({ at: pixel(value), size: room, weight: isForecast ? 4 : 1 })),
    [-room / 2, height + room / 2],
  );
  const labels = [
    ...column.map((end, index) => ({ ...end, y: places?.[index] ?? pixel(end.value) })),
    ...ends.filter((end) => !isAtEdge(end)).map((end) => ({ ...end, y: pixel(end.value) - size * 0.7 })),
  ];
  return [
    {
      type: "scatter",
      hoverinfo: "skip",
      showlegend: false,
      mode: "text",
      meta: { role: "season-name" },
      x: labels.map(({ place }) => place),
      y: labels.map(({ y }) => scale.inverse(top - (y / height) * (top - bottom))),
      text: labels.map(
        ({ name, isForecast, isCurrent }) => `\u2002${isForecast || isCurrent ? `<b>${name}</b>` : name}`,
      ),
      textposition: "middle right",
      textfont: {
        size,
        color: labels.map(({ isForecast, isCurrent }) =>
          isForecast ? tokens.median : isCurrent ? tokens.text : tokens.mutedText,
        ),
      },
      cliponaxis: false,
    },
  ];
}

/** Room that names of seasons need on the right. */
export function seasonNameRoom({ cycles, forecast }: SeasonsOverlay, typeScale: number): number {
  return (
    Math.max(...[...cycles, ...forecast].map(({ name }) => textWidth(name, 11.5 * typeScale, 600)), 0) + 20 * typeScale
  );
}

/** Lowest and highest of what is drawn, the fan as far as it does not press the rest flat. */
export function seasonValues({ cycles }: Pick<SeasonsOverlay, "cycles">): Range | null {
  let low = Infinity;
  let high = -Infinity;
  for (const { values } of cycles)
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  return low <= high ? [low, high] : null;
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
