import { pixelX, pixelY, type PlotArea, timeAt } from "#renderer/charts";
import { type Shown, indexAtOrAfter, intervalLevels, quantileAt } from "#renderer/forecasts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A part of what is drawn, in pixels of the chart's element. */
export interface DrawnPart {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const gap = 12;

/**
 * Where a box beside a vertical line covers least of what is drawn: left or right of it, at the top, in the middle or at the
 * bottom of the plot. Of places that are as good, the first: on the side that has more room, at the top.
 *
 * @param x of the line, in pixels of the element
 * @param width of the element, which no box may leave
 */
export function placeReadout(
  area: PlotArea,
  x: number,
  box: Size,
  width: number,
  drawn: readonly DrawnPart[],
): { readonly left: number; readonly top: number } {
  const sides = [x + gap, x - gap - box.width].sort((a, b) => outside(a, box, width) - outside(b, box, width));
  if (x > area.left + area.width / 2 && outside(x - gap - box.width, box, width) === 0) sides.reverse();
  const spare = Math.max(area.height - box.height - 16, 0);
  const tops = [8, 8 + spare, 8 + spare / 2].map((offset) => area.top + offset);
  let best = { left: sides[0] ?? 0, top: tops[0] ?? 0, cost: Infinity };
  for (const left of sides) {
    for (const top of tops) {
      const cost =
        covered({ left, right: left + box.width, top, bottom: top + box.height }, drawn) +
        // Words that are cut off explain nothing.
        outside(left, box, width) * 1e6;
      if (cost < best.cost - 1) best = { left, top, cost };
    }
  }
  return { left: Math.min(Math.max(best.left, 0), Math.max(width - box.width, 0)), top: best.top };
}

/** How many pixels of a box's width would be cut off. */
function outside(left: number, box: Size, width: number): number {
  return Math.max(-left, 0) + Math.max(left + box.width - width, 0);
}

/** Area in square pixels; a line counts as one pixel thick. */
function covered(box: DrawnPart, drawn: readonly DrawnPart[]): number {
  return drawn.reduce((sum, part) => {
    const width = Math.min(part.right, box.right) - Math.max(part.left, box.left);
    const height = Math.min(Math.max(part.bottom, part.top + 1), box.bottom) - Math.max(part.top, box.top);
    return width > 0 && height > 0 ? sum + width * height : sum;
  }, 0);
}

const widest = intervalLevels.at(-1);

/** More parts than the box has pixels tell no more about it. */
const maxParts = 400;

/** The history's line and the fan within `reach` pixels of a line at `x`. */
export function drawnNear(shown: Shown, area: PlotArea, x: number, reach: number): readonly DrawnPart[] {
  const parts: DrawnPart[] = [];
  const add = (times: Float64Array, low: (index: number) => number, high: (index: number) => number): void => {
    const from = Math.max(indexAtOrAfter(times, timeAt(area, x - reach)) - 1, 0);
    const to = Math.min(indexAtOrAfter(times, timeAt(area, x + reach)), times.length - 1);
    const stride = Math.max(1, Math.floor((to - from) / maxParts));
    for (let index = from; index + stride <= to; index += stride) {
      const next = index + stride;
      const ends = [low(index), low(next), high(index), high(next)].filter((value) => !Number.isNaN(value));
      if (ends.length === 0) continue;
      const ys = ends.map((value) => pixelY(area, value));
      parts.push({
        left: pixelX(area, times[index] ?? 0),
        right: pixelX(area, times[next] ?? 0),
        top: Math.min(...ys),
        bottom: Math.max(...ys),
      });
    }
  };
  const { values, forecast } = shown;
  const observed = (index: number): number => values.values[index] ?? Number.NaN;
  add(values.times, observed, observed);
  if (forecast !== null && widest !== undefined) {
    const bound = (level: number) => (step: number) => quantileAt(forecast, level, step);
    add(forecast.times, bound(widest.lower), bound(widest.upper));
  }
  return parts;
}
