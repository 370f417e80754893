import { lastPlace, type MapScale, pixelOf } from "./map-scale.ts";

/** Lowest and highest value of each column of pixels, [columns]; NaN where there is none. */
export interface Envelope {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export function envelope(values: Float64Array, scale: MapScale): Envelope {
  const columns = Math.max(1, Math.ceil(scale.width));
  const low = new Float64Array(columns).fill(Number.NaN);
  const high = new Float64Array(columns).fill(Number.NaN);
  const perPlace = scale.width / lastPlace(scale);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const column = Math.min(Math.floor(index * perPlace), columns - 1);
    if (!(value >= (low[column] ?? 0))) low[column] = value;
    if (!(value <= (high[column] ?? 0))) high[column] = value;
  }
  return { low, high };
}

/**
 * The history as a path of SVG, `height` pixels high with its lowest value at the bottom: a line where steps are told apart, and where
 * they are denser than pixels a stroke from the lowest to the highest value of each column. Gaps stay gaps.
 */
export function historyPath(values: Float64Array, scale: MapScale, height: number): string {
  const [lowest, highest] = extentOf(values);
  if (!(lowest <= highest)) return "";
  const span = highest - lowest;
  const y = (value: number): string => (span === 0 ? height / 2 : ((highest - value) / span) * height).toFixed(1);
  const parts: string[] = [];
  if (values.length <= scale.width) {
    let isDrawing = false;
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] ?? Number.NaN;
      if (Number.isNaN(value)) {
        isDrawing = false;
        continue;
      }
      parts.push(`${isDrawing ? "L" : "M"}${pixelOf(scale, index).toFixed(1)} ${y(value)}`);
      // A value between two gaps is a point, not nothing.
      if (!isDrawing) parts.push("h.01");
      isDrawing = true;
    }
    return parts.join("");
  }
  const { low, high } = envelope(values, scale);
  let before = Number.NaN;
  for (let column = 0; column < low.length; column += 1) {
    const [bottom, top] = [low[column] ?? Number.NaN, high[column] ?? Number.NaN];
    if (Number.isNaN(bottom)) {
      before = Number.NaN;
      continue;
    }
    // From where the column before ended, so that a steep flank is one line.
    parts.push(`${Number.isNaN(before) ? "M" : "L"}${column + 0.5} ${y(bottom)}V${y(top)}`);
    before = top;
  }
  return parts.join("");
}

function extentOf(values: Float64Array): readonly [low: number, high: number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
