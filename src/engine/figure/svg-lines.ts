import { area, line } from "d3-shape";
import type { ValueScaleKind } from "#domain/chart";
import type { FanInput } from "./fan-input.ts";
import { drawnHistory, type FanPoint, isolated, points } from "./fan-points.ts";
import { type FanShape, fanShape } from "./fan-shape.ts";
import { coordinate, escapeMarkup, fitText, textWidth } from "./markup.ts";
import { type PanelFrame, panelFrame, type PanelPlace } from "./panel-frame.ts";
import { spread } from "./spread.ts";
import { ticksOver } from "./time-ticks.ts";
import type { FigureTokens } from "./tokens.ts";
import { usableScale, valueScale, type ValueScale } from "./value-scale.ts";

/** One of several forecasts in one drawing. */
export interface FanLine {
  /** Beside its end. */
  readonly name: string;
  /** `#rrggbb` */
  readonly colour: string;
  /** Dashes of the median, as SVG writes them; empty for a line without gaps. */
  readonly dashes: string;
  readonly input: FanInput;
}

export interface LinesOptions {
  /** The one range that is drawn of each, a fraction; null: none. */
  readonly share: number | null;
  readonly scale: ValueScaleKind;
  /** Where all lines are of one series: what happened, drawn once. Null: each has a history of its own, in its colour. */
  readonly observed: { readonly times: Float64Array; readonly values: Float64Array } | null;
}

/** Several forecasts on the same axes. */
export interface LinesShape {
  readonly lines: readonly { readonly line: FanLine; readonly shape: FanShape }[];
  readonly observed: readonly FanPoint[];
  readonly scale: ValueScale;
  readonly timeRange: readonly [number, number];
  readonly valueRange: readonly [number, number];
}

/** Axes that hold all of them. */
export function linesShape(all: readonly FanLine[], { share, scale, observed }: LinesOptions): LinesShape {
  const shapes = all.map((one) => {
    const { historyRange: _range, ...input } = one.input;
    return { line: one, shape: fanShape({ ...input, scale: "linear", shares: share === null ? [] : [share] }) };
  });
  const timeRange = unionOf(shapes.map(({ shape }) => shape.timeRange));
  const valueRange = unionOf(shapes.map(({ shape }) => shape.valueRange));
  const lowest = shapes.reduce(
    (least, { shape }) =>
      [shape.history, shape.actuals].flat().reduce((low, { value }) => (value < low ? value : low), least),
    Infinity,
  );
  const kind = usableScale(scale, lowest);
  const range = kind === "log" && !(valueRange[0] > 0) ? ([lowest / 2, valueRange[1]] as const) : valueRange;
  const happened = observed === null ? [] : points(observed.times, observed.values);
  return {
    lines: shapes,
    observed: happened.filter(({ time }) => time >= timeRange[0] && time <= timeRange[1]),
    scale: valueScale(kind, range),
    ...{ timeRange, valueRange: range },
  };
}

const labelSize = 12.5;
/** Between the plot and the labels: the leaders. */
const leaderRoom = 22;
/** No label is wider, in shares of the drawing. */
const widestLabels = 0.26;

function labelRoom(lines: readonly { readonly line: FanLine }[], width: number): number {
  const widest = Math.max(0, ...lines.map(({ line: { name } }) => textWidth(name, labelSize, 600)));
  return Math.min(widest + 6, width * widestLabels);
}

/** Where the plot stands: what is right of it holds the names. */
export function linesFrame({ lines, scale, timeRange }: LinesShape, place: PanelPlace): PanelFrame {
  const room = labelRoom(lines, place.width) + leaderRoom;
  return panelFrame({ scale, timeRange, median: [] }, { ...place, width: place.width - room });
}

/** Axes and all lines with their names as an SVG group. */
export function svgLines(shape: LinesShape, tokens: FigureTokens, place: PanelPlace): string {
  const frame = linesFrame(shape, place);
  const { left, right, top, bottom, valueTicks, labelOf, x, y } = frame;
  const c = coordinate;
  const pixels = right - left;
  const draw = line<FanPoint>()
    .defined(({ value }) => Number.isFinite(value))
    .x(({ time }) => x(time))
    .y(({ value }) => y(value))
    .digits(1);
  const stroke = (all: readonly FanPoint[], colour: string, width: number, more = ""): string =>
    all.length === 0
      ? ""
      : `<path d="${draw(all) ?? ""}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round" stroke-linecap="round"${more}/>`;
  const past = (all: readonly FanPoint[], colour: string, width: number): string => {
    const drawn = drawnHistory(all, [], pixels).line;
    const dots = isolated(drawn).map(
      ({ time, value }) => `<circle cx="${c(x(time))}" cy="${c(y(value))}" r="1.6" fill="${colour}"/>`,
    );
    return stroke(drawn, colour, width) + dots.join("");
  };

  const grid = valueTicks.map(
    (tick) =>
      `<line x1="${c(left)}" x2="${c(right)}" y1="${c(y(tick))}" y2="${c(y(tick))}" stroke="${tokens.grid}"/><text x="${c(left - 10)}" y="${c(y(tick) + 4.5)}" text-anchor="end">${labelOf(tick)}</text>`,
  );
  const times = ticksOver(shape.timeRange, Math.floor(pixels / 110)).map(({ time, label, context }) => {
    const at = c(x(time));
    const second = context === "" ? "" : `<text x="${at}" y="${c(bottom + 39)}" text-anchor="middle">${context}</text>`;
    return `<line x1="${at}" x2="${at}" y1="${c(bottom)}" y2="${c(bottom + 5)}" stroke="${tokens.axis}"/><text x="${at}" y="${c(bottom + 21)}" text-anchor="middle">${label}</text>${second}`;
  });
  const boundaries = [...new Set(shape.lines.map(({ shape: one }) => one.boundaryTime))].map(
    (time) =>
      `<line x1="${c(x(time))}" x2="${c(x(time))}" y1="${c(top)}" y2="${c(bottom)}" stroke="${tokens.boundary}" stroke-dasharray="2 4"/>`,
  );
  const bands = shape.lines.flatMap(({ line: { colour }, shape: { intervals } }) =>
    intervals.map(({ times: at, anchoredLower, anchoredUpper }) => {
      const band = area<number>()
        .defined((step) => Number.isFinite(anchoredLower[step]) && Number.isFinite(anchoredUpper[step]))
        .x((step) => x(at[step] ?? 0))
        .y0((step) => y(anchoredLower[step] ?? 0))
        .y1((step) => y(anchoredUpper[step] ?? 0))
        .digits(1)(at.map((_, step) => step));
      return `<path d="${band ?? ""}" fill="${colour}" fill-opacity="${bandOpacity(shape.lines.length)}"/>`;
    }),
  );
  const histories =
    shape.observed.length > 0
      ? [past(shape.observed, tokens.history, 1.7)]
      : shape.lines.map(({ line: { colour }, shape: one }) => past(one.history, colour, 1.3));
  const actuals =
    shape.observed.length > 0
      ? []
      : shape.lines.map(({ line: { colour }, shape: one }) =>
          stroke(one.actuals, colour, 1.1, ` stroke-dasharray="1 3"`),
        );
  const medians = shape.lines.map(({ line: { colour, dashes }, shape: { median } }) =>
    stroke(median, colour, 2.4, dashes === "" ? "" : ` stroke-dasharray="${dashes}"`),
  );
  const id = escapeMarkup(place.id);
  return [
    `<clipPath id="${id}"><rect x="${c(left)}" y="${c(top - 4)}" width="${c(right - left + 4)}" height="${c(bottom - top + 8)}"/></clipPath>`,
    `<g font-size="13" fill="${tokens.mutedText}">`,
    ...grid,
    ...times,
    `<line x1="${c(left)}" x2="${c(right)}" y1="${c(bottom)}" y2="${c(bottom)}" stroke="${tokens.axis}"/>`,
    "</g>",
    ...boundaries,
    `<g clip-path="url(#${id})">`,
    ...[bands, histories, actuals, medians].flat(),
    "</g>",
    ...names(shape, frame, tokens, place),
  ].join("");
}

/** Many bands lie over each other: each is fainter then. */
function bandOpacity(count: number): number {
  return count <= 2 ? 0.18 : count <= 4 ? 0.13 : 0.09;
}

/** Each name stands as near to its line's end as the others let it, and a leader in its colour joins the two. */
function names(
  shape: LinesShape,
  { right, top, bottom, x, y }: PanelFrame,
  tokens: FigureTokens,
  place: PanelPlace,
): string[] {
  const c = coordinate;
  const ends = shape.lines
    .flatMap(({ line: one, shape: { median, history } }) => {
      const last = median.findLast(({ value }) => Number.isFinite(value)) ?? history.at(-1);
      if (last === undefined) return [];
      return [{ line: one, from: Math.min(x(last.time), right), at: Math.min(Math.max(y(last.value), top), bottom) }];
    })
    .toSorted((one, other) => one.at - other.at);
  const size = labelSize * 1.3;
  const places = spread(
    ends.map(({ at }) => ({ at, size })),
    [top - size / 2, bottom + size],
  );
  const room = labelRoom(shape.lines, place.width);
  return ends.map(({ line: { name, colour }, from, at }, index) => {
    const to = places?.[index] ?? at;
    const start = right + leaderRoom;
    const text = fitText(name, labelSize, room, 600);
    return `<path d="M${c(from + 3)} ${c(at)}L${c(right + 4)} ${c(at)}L${c(start - 6)} ${c(to)}L${c(start - 2)} ${c(to)}" fill="none" stroke="${colour}" stroke-opacity="${from < right - 4 ? 0.55 : 1}" stroke-width="1.4"/><text x="${c(start)}" y="${c(to + 4.4)}" font-size="${labelSize}" font-weight="600" fill="${tokens.text}">${escapeMarkup(text)}</text>`;
  });
}

function unionOf(ranges: readonly (readonly [number, number])[]): readonly [number, number] {
  if (ranges.length === 0) return [0, 1];
  return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
}
