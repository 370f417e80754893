import type { Zoom } from "#domain/chart";
import type { Range } from "./chart-window.ts";

/** The stretch of time that a picture may show, and the shortest that says anything; in milliseconds. */
export interface ZoomLimits {
  readonly range: Range;
  readonly shortest: number;
}

/** How far one press of a key or a button zooms. */
export const zoomStep = 1.6;
/** Each pixel that the wheel turns. */
export const zoomPerPixel = 1.0022;
/** Share of the stretch in sight that one press of a key moves. */
export const panStep = 0.2;

/**
 * A stretch around a time that keeps its place in the picture.
 *
 * @param factor above 1 shows more, below 1 less
 */
export function zoomAround([from, to]: Range, factor: number, centre: number, limits: ZoomLimits): Range {
  const longest = limits.range[1] - limits.range[0];
  const length = Math.min(Math.max((to - from) * factor, limits.shortest), longest);
  const share = to > from ? (centre - from) / (to - from) : 0.5;
  return within([centre - share * length, centre + (1 - share) * length], limits.range);
}

/** Moves a stretch by a share of itself, as far as there is something to see. */
export function panBy([from, to]: Range, share: number, limits: ZoomLimits): Range {
  const by = share * (to - from);
  return within([from + by, to + by], limits.range);
}

/** Moves as little as possible so that a time is in sight, with a little air; the same stretch where it is already. */
export function reveal(window: Range, time: number, limits: ZoomLimits): Range {
  const [from, to] = window;
  if (time >= from && time <= to) return window;
  const air = 0.1 * (to - from);
  const start = time < from ? time - air : time + air - (to - from);
  return within([start, start + (to - from)], limits.range);
}

/** The zoom of a stretch: all of it has a name, so that it grows with the data. */
export function zoomOf([from, to]: Range, { range }: ZoomLimits): Zoom {
  const slack = 1e-3 * (range[1] - range[0]);
  return from <= range[0] + slack && to >= range[1] - slack ? "all" : { from, to };
}

/** The stretch moved into the limits; cut where it is longer. */
function within([from, to]: Range, [first, last]: Range): Range {
  const length = Math.min(to - from, last - first);
  const start = Math.min(Math.max(from, first), last - length);
  return [start, start + length];
}

/** Earlier stretches, the latest last. */
export interface ZoomHistory {
  readonly past: readonly (Zoom | null)[];
  /** When the last change came, in milliseconds: changes that follow each other at once are one. */
  readonly changedMs: number;
}

export const noZooms: ZoomHistory = { past: [], changedMs: Number.NEGATIVE_INFINITY };

const maxPast = 50;
/** Turns of a wheel that are nearer than this belong together. */
const togetherMs = 600;

/** Notes what was in sight before a change. @param before null where the chart chose */
export function withZoom({ past, changedMs }: ZoomHistory, before: Zoom | null, nowMs: number): ZoomHistory {
  const isPart = nowMs - changedMs < togetherMs && past.length > 0;
  return { past: isPart ? past : [...past, before].slice(-maxPast), changedMs: nowMs };
}

/** Takes the latest stretch off; undefined where there is none. */
export function withoutZoom({ past }: ZoomHistory): {
  readonly history: ZoomHistory;
  readonly zoom: Zoom | null | undefined;
} {
  return { history: { past: past.slice(0, -1), changedMs: Number.NEGATIVE_INFINITY }, zoom: past.at(-1) };
}
