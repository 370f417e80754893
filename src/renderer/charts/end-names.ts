import { fitText, spread, textWidth } from "#engine/figure";

export interface EndName<Look> {
  readonly text: string;
  /** Of the end of the line that it names. */
  readonly value: number;
  readonly look: Look;
}

export interface PlacedName<Look> extends EndName<Look> {
  /** Pixels from the height of its value up to where it stands. */
  readonly shift: number;
}

/** Of a picture's width, at most. */
const widest = 0.3;

/** Room that names need beside a picture of this width, in pixels. */
export function roomForNames(texts: readonly string[], width: number, size: number): number {
  return Math.min(widest * width, Math.max(0, ...texts.map((text) => textWidth(text, size, 600))) + size);
}

/**
 * Names beside the ends of their lines, none over another; where there is no room for all of them, the first ones.
 *
 * @param range of the value axis
 * @param area width and height of the room for them, in pixels
 * @param size of the type, in pixels
 */
export function placedNames<Look>(
  names: readonly EndName<Look>[],
  [low, high]: readonly [number, number],
  area: { readonly width: number; readonly height: number },
  size: number,
): PlacedName<Look>[] {
  const line = 1.3 * size;
  const pixels = (value: number): number => ((value - low) / (high - low || 1)) * area.height;
  const known = names
    .filter(({ value }) => Number.isFinite(value))
    .slice(0, Math.max(0, Math.floor(area.height / line)))
    .toSorted((one, other) => one.value - other.value);
  const places = spread(
    known.map(({ value }) => ({ at: pixels(value), size: line })),
    [0, area.height],
  );
  if (places === null) return [];
  return known.map((name, index) => ({
    ...name,
    text: fitText(name.text, size, area.width - size, 600),
    shift: (places[index] ?? 0) - pixels(name.value),
  }));
}
