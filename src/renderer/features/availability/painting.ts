import type { AvailabilityBins, Interval } from "#domain/availability";
import { binEdges } from "#engine/availability";
import { type FigureTokens, withOpacity } from "#engine/figure";
import type { Drawn } from "./availability.ts";
import type { TimeScale } from "./timeline.ts";

/** Of a canvas, as far as it is drawn on. */
export type Brush = Pick<CanvasRenderingContext2D, "fillStyle" | "fillRect" | "clearRect">;

export interface Palette {
  /** By the share of values present, from above nothing to all. */
  readonly present: readonly string[];
  readonly gap: string;
  /** Where it is not known yet what a series has. */
  readonly unknown: string;
  readonly spanning: string;
  readonly flag: string;
  readonly hit: string;
  readonly miss: string;
}

const shades = 6;
const leastShade = 0.18;
/** All values present is the usual case: it must leave gaps and flags the stronger colours. */
const mostShade = 0.7;

export function paletteOf({ band, actual, flag, grid, median, axis }: FigureTokens): Palette {
  const shade = (index: number): string =>
    withOpacity(median, leastShade + ((mostShade - leastShade) * index) / (shades - 1));
  return {
    present: Array.from({ length: shades }, (_, index) => shade(index)),
    gap: actual,
    unknown: withOpacity(axis, 0.2),
    spanning: withOpacity(axis, 0.4),
    flag,
    hit: band,
    miss: grid,
  };
}

/** The shade of a share above 0; only what is complete has the last one. */
export function shadeOf({ present }: Palette, share: number): string {
  const last = present.length - 1;
  return present[share >= 1 ? last : Math.min(Math.floor(share * last), last - 1)] ?? "";
}

/** Left and right of each drawn bin, in whole pixels: [bins + 1]. */
function pixelEdges({ size, bins }: Drawn, scale: TimeScale): Int32Array {
  return Int32Array.from(binEdges(size, bins), (ms) => Math.round(scale.xOf(ms)));
}

/** One series: where it has values, how many, its gaps, and flags below. */
export function paintRow(
  brush: Brush,
  drawn: Drawn,
  scale: TimeScale,
  height: number,
  row: { readonly presentMs: Float64Array; readonly flags: Float64Array; readonly span: Interval },
  palette: Palette,
): void {
  brush.clearRect(0, 0, scale.widthPixels, height);
  const edges = binEdges(drawn.size, drawn.bins);
  const pixels = pixelEdges(drawn, scale);
  const gapTop = Math.floor(height / 2) - 1;
  // All of its time first, which what is known then takes the place of: what is on its way must not look like no steps.
  const [begin, end] = [Math.max(scale.xOf(row.span.from), 0), Math.min(scale.xOf(row.span.to), scale.widthPixels)];
  brush.fillStyle = palette.unknown;
  if (end > begin) brush.fillRect(Math.round(begin), 2, Math.round(end - begin), height - 4);
  for (const [bin, presentMs] of row.presentMs.entries()) {
    // Where the series begins or ends within the bin, only its part of it is drawn.
    const from = Math.max(edges[bin] ?? 0, row.span.from);
    const to = Math.min(edges[bin + 1] ?? 0, row.span.to);
    if (to <= from || Number.isNaN(presentMs)) continue;
    const left = from === edges[bin] ? (pixels[bin] ?? 0) : Math.round(scale.xOf(from));
    const right = to === edges[bin + 1] ? (pixels[bin + 1] ?? 0) : Math.round(scale.xOf(to));
    const width = Math.max(right - left, 1);
    brush.clearRect(left, 0, width, height);
    if (presentMs === 0) {
      brush.fillStyle = palette.gap;
      brush.fillRect(left, gapTop, width, 2);
    } else {
      brush.fillStyle = shadeOf(palette, presentMs / (to - from));
      brush.fillRect(left, 2, width, height - 4);
    }
    if ((row.flags[bin] ?? 0) > 0) {
      brush.fillStyle = palette.flag;
      brush.fillRect(left, height - 5, Math.max(width - 1, 1), 3);
    }
  }
}

/** How many series there are, and of these how many have data. */
export function paintHistogram(
  brush: Brush,
  drawn: Drawn,
  scale: TimeScale,
  height: number,
  { spanning, withData }: Pick<AvailabilityBins, "spanning" | "withData">,
  most: number,
  palette: Palette,
): void {
  brush.clearRect(0, 0, scale.widthPixels, height);
  const pixels = pixelEdges(drawn, scale);
  const bar = (bin: number, count: number, colour: string): void => {
    const left = pixels[bin] ?? 0;
    // A hair of room between bars that are wide enough for it.
    const width = (pixels[bin + 1] ?? 0) - left;
    const tall = Math.round((count / Math.max(most, 1)) * height);
    brush.fillStyle = colour;
    brush.fillRect(left, height - tall, Math.max(width >= 6 ? width - 1 : width, 1), tall);
  };
  for (const [bin, count] of spanning.entries()) {
    if (!(count > 0)) continue;
    bar(bin, count, palette.spanning);
    bar(bin, withData[bin] ?? 0, palette.present.at(-1) ?? "");
  }
}

/** The share of past steps within their range, a bar per bin that has any, filled from below. */
export function paintHits(
  brush: Brush,
  drawn: Drawn,
  scale: TimeScale,
  height: number,
  { hits, steps }: { readonly hits: Float64Array; readonly steps: Float64Array },
  palette: Palette,
): void {
  brush.clearRect(0, 0, scale.widthPixels, height);
  const pixels = pixelEdges(drawn, scale);
  for (const [bin, count] of steps.entries()) {
    if (count === 0) continue;
    const left = pixels[bin] ?? 0;
    const width = (pixels[bin + 1] ?? 0) - left;
    const tall = Math.round(((hits[bin] ?? 0) / count) * height);
    brush.fillStyle = palette.miss;
    brush.fillRect(left, 0, Math.max(width - 1, 1), height);
    brush.fillStyle = palette.hit;
    brush.fillRect(left, height - tall, Math.max(width - 1, 1), tall);
  }
}
