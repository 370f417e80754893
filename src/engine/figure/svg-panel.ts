import { boundaryLabel } from "./boundary-label.ts";
import { scaleLinear, scaleUtc } from "d3-scale";
import { area, curveLinear, line } from "d3-shape";
import type { FanInput } from "./fan-input.ts";
import { type FanPoint, isolated, thinned } from "./fan-points.ts";
import { type FanShape, laterLine } from "./fan-shape.ts";
import { compactFormat, type NumberFormat, tickFormat } from "#engine/format";
import { coordinate, escapeMarkup, fitText, textWidth } from "./markup.ts";
import { timeTicks } from "./time-ticks.ts";
import { type FigureTokens, opacityOf, withOpacity } from "./tokens.ts";

/** Where one chart stands within a drawing, in pixels. */
export interface PanelPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Small panels have fewer ticks, smaller type and no labels at the end of the fan. */
  readonly isSmall: boolean;
  /** Unique within the document: names the panel's clip path. */
  readonly id: string;
}

/** Axes, intervals, lines and markers of one fan chart as an SVG group; headings and legend belong to the caller. */
export function svgPanel(input: FanInput, shape: FanShape, tokens: FigureTokens, place: PanelPlace): string {
  const size = place.isSmall ? 10.5 : 13;
  const valueTicks = scaleLinear()
    .domain([...shape.valueRange])
    .ticks(place.isSmall ? 4 : 6);
  const labelOf = tickFormat(valueTicks);
  const axisWidth =
    Math.max(...valueTicks.map((tick) => textWidth(labelOf(tick), size)), 12) + (place.isSmall ? 8 : 12);
  const endLabels = place.isSmall ? [] : endLabelsOf(shape, compactFormat(...shape.valueRange));
  const endWidth =
    endLabels.length === 0 ? 4 : Math.max(...endLabels.map((label) => textWidth(label.text, 12.5, 600))) + 14;
  const left = place.x + axisWidth;
  const right = place.x + place.width - endWidth;
  const top = place.y;
  const bottom = place.y + place.height - (place.isSmall ? 32 : 44);
  const x = scaleUtc()
    .domain([...shape.timeRange])
    .range([left, right]);
  const y = scaleLinear()
    .domain([...shape.valueRange])
    .range([bottom, top]);
  const ticks = timeTicks(x.ticks(Math.max(2, Math.floor((right - left) / (place.isSmall ? 90 : 110)))));
  const c = coordinate;

  const grid = valueTicks.map(
    (tick) =>
      `<line x1="${c(left)}" x2="${c(right)}" y1="${c(y(tick))}" y2="${c(y(tick))}" stroke="${tokens.grid}" stroke-width="1"/>`,
  );
  const valueLabels = valueTicks.map(
    (tick) =>
      `<text x="${c(left - (place.isSmall ? 6 : 10))}" y="${c(y(tick) + size * 0.35)}" text-anchor="end">${labelOf(tick)}</text>`,
  );
  const timeLabels = ticks.flatMap((tick) => {
    const at = x(tick.time);
    const context =
      tick.context === ""
        ? []
        : [
            `<text x="${c(at)}" y="${c(bottom + (place.isSmall ? 28 : 39))}" text-anchor="middle">${tick.context}</text>`,
          ];
    return [
      `<line x1="${c(at)}" x2="${c(at)}" y1="${c(bottom)}" y2="${c(bottom + 5)}" stroke="${tokens.axis}"/>`,
      `<text x="${c(at)}" y="${c(bottom + (place.isSmall ? 16 : 21))}" text-anchor="middle">${tick.label}</text>`,
      ...context,
    ];
  });

  const drawLine = line<FanPoint>()
    .defined((point) => Number.isFinite(point.value))
    .x((point) => x(point.time))
    .y((point) => y(point.value))
    .curve(curveLinear)
    .digits(1);
  const intervals = shape.intervals.map((interval) => {
    const path = area<number>()
      .defined(
        (index) => Number.isFinite(interval.anchoredLower[index]) && Number.isFinite(interval.anchoredUpper[index]),
      )
      .x((index) => x(interval.times[index] ?? 0))
      .y0((index) => y(interval.anchoredLower[index] ?? 0))
      .y1((index) => y(interval.anchoredUpper[index] ?? 0))
      .digits(1)(interval.times.map((_, index) => index));
    return `<path d="${path ?? ""}" fill="${tokens.band}" fill-opacity="${opacityOf(tokens, interval.share)}"/>`;
  });
  const pixels = right - left;
  const history = thinned(shape.history, pixels);
  const lines = [
    stroke(drawLine(thinned(laterLine(shape), pixels)), withOpacity(tokens.mutedText, 0.45), 1.2),
    stroke(drawLine(history), tokens.history, place.isSmall ? 1.2 : 1.7),
    ...isolated(history).map((point) => dot(x(point.time), y(point.value), 1.8, tokens.history)),
    stroke(drawLine(shape.median), tokens.median, place.isSmall ? 1.6 : 2.4),
    stroke(drawLine(shape.actuals), tokens.actual, place.isSmall ? 1.1 : 1.5),
    ...(shape.actuals.length > 121
      ? []
      : shape.actuals
          .slice(1)
          .filter((point) => Number.isFinite(point.value))
          .map((point) =>
            dot(x(point.time), y(point.value), place.isSmall ? 1.8 : 3.2, tokens.actual, tokens.background),
          )),
  ];

  const boundaryAt = x(shape.boundaryTime);
  const boundaryText = place.isSmall ? "" : boundaryLabel(input, boundaryAt - left, 12);
  const boundary = [
    `<line x1="${c(boundaryAt)}" x2="${c(boundaryAt)}" y1="${c(top)}" y2="${c(bottom)}" stroke="${tokens.boundary}" stroke-width="1" stroke-dasharray="2 4"/>`,
    ...(boundaryText === ""
      ? []
      : [
          `<text x="${c(boundaryAt - 8)}" y="${c(top + 11)}" text-anchor="end" font-size="12" fill="${tokens.mutedText}">${boundaryText}</text>`,
        ]),
  ];
  const ends = spread(
    endLabels.map((label) => ({ ...label, at: y(label.value) })),
    15,
  ).map(
    (label) =>
      `<text x="${c(right + 8)}" y="${c(label.at + 4.4)}" font-size="12.5" font-weight="${label.isMedian ? 600 : 400}" fill="${label.isMedian ? tokens.median : tokens.mutedText}">${label.text}</text>`,
  );

  return [
    `<clipPath id="${place.id}"><rect x="${c(left)}" y="${c(top - 4)}" width="${c(right - left + 4)}" height="${c(bottom - top + 8)}"/></clipPath>`,
    `<g font-size="${size}" fill="${tokens.mutedText}">`,
    ...grid,
    ...valueLabels,
    ...timeLabels,
    `<line x1="${c(left)}" x2="${c(right)}" y1="${c(bottom)}" y2="${c(bottom)}" stroke="${tokens.axis}"/>`,
    "</g>",
    ...boundary,
    `<g clip-path="url(#${place.id})">`,
    ...intervals,
    ...lines,
    "</g>",
    ...ends,
  ].join("");
}

/** A small panel's heading; cut to the panel's width. */
export function panelHeading(text: string, tokens: FigureTokens, x: number, y: number, width: number): string {
  return `<text x="${coordinate(x)}" y="${coordinate(y)}" font-size="13" font-weight="600" fill="${tokens.text}">${escapeMarkup(fitText(text, 13, width, 600))}</text>`;
}

interface EndLabel {
  readonly value: number;
  readonly text: string;
  readonly isMedian: boolean;
}

/** The last step in numbers: the median and the widest interval, which is what a reader asks first. */
function endLabelsOf(shape: FanShape, format: NumberFormat): EndLabel[] {
  const widest = shape.intervals[0];
  const labels = [
    { value: widest?.anchoredUpper.at(-1) ?? Number.NaN, isMedian: false },
    { value: shape.median.at(-1)?.value ?? Number.NaN, isMedian: true },
    { value: widest?.anchoredLower.at(-1) ?? Number.NaN, isMedian: false },
  ];
  return labels
    .filter((label) => Number.isFinite(label.value))
    .map((label) => ({ ...label, text: format(label.value) }));
}

/** Moves labels apart that would overlap; the median stays where it is and the others give way. */
function spread<T extends { readonly at: number; readonly isMedian: boolean }>(labels: readonly T[], gap: number): T[] {
  const median = labels.find((label) => label.isMedian);
  if (median === undefined) return [...labels];
  return labels.map((label) => {
    if (label.isMedian || Math.abs(label.at - median.at) >= gap) return label;
    const isAbove = labels.indexOf(label) < labels.indexOf(median);
    return { ...label, at: median.at + (isAbove ? -gap : gap) };
  });
}

function stroke(path: string | null, colour: string, width: number): string {
  return path === null || path === ""
    ? ""
    : `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round" stroke-linecap="round"/>`;
}

function dot(x: number, y: number, radius: number, fill: string, outline?: string): string {
  const ring = outline === undefined ? "" : ` stroke="${outline}" stroke-width="1"`;
  return `<circle cx="${coordinate(x)}" cy="${coordinate(y)}" r="${radius}" fill="${fill}"${ring}/>`;
}
