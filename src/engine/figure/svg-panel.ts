import { boundaryLabel } from "./boundary-label.ts";
import { area, curveLinear, line } from "d3-shape";
import type { FanInput } from "./fan-input.ts";
import { endLabels } from "./end-labels.ts";
import { drawnHistory, type FanPoint, isolated, outlines } from "./fan-points.ts";
import { type FanShape, laterLine } from "./fan-shape.ts";
import { edgeOf } from "./intervals.ts";
import { placeMarks } from "./mark-places.ts";
import { compactFormat } from "#engine/format";
import { coordinate, escapeMarkup, fitText } from "./markup.ts";
import { endSize, panelFrame, type PanelPlace } from "./panel-frame.ts";
import { ticksOver } from "./time-ticks.ts";
import { type FigureTokens, opacityOf, withOpacity } from "./tokens.ts";
import { weekends } from "./weekends.ts";

/** More dots than this run into each other. */
const maxDots = 121;

/** Axes, intervals, lines and markers of one fan chart as an SVG group; headings and legend belong to the caller. */
export function svgPanel(input: FanInput, shape: FanShape, tokens: FigureTokens, place: PanelPlace): string {
  const size = place.isSmall ? 10.5 : 13;
  const { scale } = shape;
  const { left, right, top, bottom, valueTicks, labelOf, x, y } = panelFrame(shape, place);
  const endFormat = compactFormat(...scale.range);
  const hasEnd = !place.isSmall && shape.median.length > 0;
  const ticks = ticksOver(shape.timeRange, Math.floor((right - left) / (place.isSmall ? 90 : 110)));
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
    const edge = edgeOf(
      interval.share,
      shape.intervals.map(({ share }) => share),
    );
    const bound = (values: readonly number[]): string =>
      drawLine(values.map((value, index) => ({ time: interval.times[index] ?? Number.NaN, value }))) ?? "";
    const dashes = edge === "dashed" ? ` stroke-dasharray="4 3"` : "";
    const edges =
      edge === "none"
        ? ""
        : `<path d="${bound(interval.anchoredLower)}${bound(interval.anchoredUpper)}" fill="none" stroke="${tokens.band}" stroke-opacity="${edge === "solid" ? 0.85 : 0.7}" stroke-width="1"${dashes}/>`;
    return `<path d="${path ?? ""}" fill="${tokens.band}" fill-opacity="${opacityOf(tokens, interval.share)}"/>${edges}`;
  });
  const pixels = right - left;
  const { line: history, range } = drawnHistory(shape.history, shape.historyRange, pixels);
  const later = drawnHistory(laterLine(shape), shape.laterRange, pixels);
  const filled = (points: readonly FanPoint[], colour: string): string =>
    `<path d="${drawLine(points) ?? ""}Z" fill="${colour}" stroke="${colour}" stroke-width="0.8"/>`;
  const lines = [
    ...outlines(later.range).map((points) => filled(points, withOpacity(tokens.mutedText, 0.2))),
    stroke(drawLine(later.line), withOpacity(tokens.mutedText, 0.45), 1.2),
    ...outlines(range).map((points) => filled(points, withOpacity(tokens.history, 0.32))),
    stroke(drawLine(history), tokens.history, place.isSmall || range.length > 0 ? 1.2 : 1.7),
    ...isolated(history).map((point) => dot(x(point.time), y(point.value), 1.8, tokens.history)),
    stroke(drawLine(shape.median), tokens.median, place.isSmall ? 1.6 : 2.4),
    stroke(drawLine(shape.actuals), tokens.actual, place.isSmall ? 1.1 : 1.5),
    // A miss is filled and a hit hollow. Where there are many, misses alone are marked.
    ...shape.actuals.flatMap((point, index) => {
      const isMiss = shape.misses[index] === true;
      if (index === 0 || !Number.isFinite(point.value) || (shape.actuals.length > maxDots && !isMiss)) return [];
      const radius = place.isSmall || shape.actuals.length > maxDots ? 1.8 : 3;
      return [dot(x(point.time), y(point.value), radius, isMiss ? tokens.actual : tokens.background, tokens.actual)];
    }),
  ];
  const [from, to] = shape.timeRange;
  const weekendShades = (place.isSmall ? [] : weekends([from, to], input.frequency, (to - from) / pixels)).map(
    ([start, end]) =>
      `<rect x="${c(x(start))}" y="${c(top)}" width="${c(x(end) - x(start))}" height="${c(bottom - top)}" fill="${tokens.mutedText}" fill-opacity="${tokens.weekendOpacity}"/>`,
  );
  const notes = place.isSmall ? [] : placeMarks(input.marks ?? [], (time) => x(time) - left, pixels, 12);
  // Below the words at the boundary, where there are any.
  const noteTop = boundaryLabel(input, x(shape.boundaryTime) - left, 12) === "" ? 13 : 30;
  const noteMarks = notes.flatMap((note) => {
    const [start, end] = [left + note.left, left + note.right];
    const stretch =
      end - start > 2
        ? [
            `<rect x="${c(start)}" y="${c(top)}" width="${c(end - start)}" height="${c(bottom - top)}" fill="${tokens.text}" fill-opacity="0.06"/>`,
          ]
        : [];
    return [
      ...stretch,
      `<line x1="${c(start)}" x2="${c(start)}" y1="${c(top)}" y2="${c(bottom)}" stroke="${tokens.text}" stroke-opacity="0.55" stroke-dasharray="1 3"/>`,
    ];
  });
  const noteWords = notes
    .filter(({ text }) => text !== "")
    .map(
      ({ left: start, row, text }) =>
        `<text x="${c(left + start + 5)}" y="${c(top + noteTop + row * 16)}" font-size="12" fill="${tokens.text}">${escapeMarkup(text)}</text>`,
    );

  const limits = (place.isSmall ? [] : (input.limits ?? [])).flatMap(({ value, text }) => {
    const at = y(value);
    if (!(at >= top && at <= bottom)) return [];
    return [
      `<line x1="${c(left)}" x2="${c(right)}" y1="${c(at)}" y2="${c(at)}" stroke="${tokens.actual}" stroke-width="1.2" stroke-dasharray="6 3"/>`,
      `<text x="${c(left + 5)}" y="${c(at < top + 16 ? at + 14 : at - 5)}" font-size="12" font-weight="600" fill="${tokens.actual}">${escapeMarkup(text)}</text>`,
    ];
  });

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
  const ends = (hasEnd ? endLabels(shape, endFormat, bottom - top, endSize) : []).map(
    ({ kind, text, y: at }) =>
      `<text x="${c(right + 8)}" y="${c(top + at + 4.4)}" font-size="${kind === "share" ? 11.5 : endSize}" font-weight="${kind === "median" ? 600 : 400}" fill="${kind === "median" ? tokens.median : tokens.mutedText}">${text}</text>`,
  );

  return [
    `<clipPath id="${place.id}"><rect x="${c(left)}" y="${c(top - 4)}" width="${c(right - left + 4)}" height="${c(bottom - top + 8)}"/></clipPath>`,
    ...weekendShades,
    `<g font-size="${size}" fill="${tokens.mutedText}">`,
    ...grid,
    ...valueLabels,
    ...timeLabels,
    `<line x1="${c(left)}" x2="${c(right)}" y1="${c(bottom)}" y2="${c(bottom)}" stroke="${tokens.axis}"/>`,
    "</g>",
    ...boundary,
    `<g clip-path="url(#${place.id})">`,
    ...intervals,
    ...noteMarks,
    ...lines,
    "</g>",
    ...noteWords,
    ...limits,
    ...ends,
  ].join("");
}

/** A small panel's heading; cut to the panel's width. */
export function panelHeading(text: string, tokens: FigureTokens, x: number, y: number, width: number): string {
  return `<text x="${coordinate(x)}" y="${coordinate(y)}" font-size="13" font-weight="600" fill="${tokens.text}">${escapeMarkup(fitText(text, 13, width, 600))}</text>`;
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
