import type { DatedMark } from "#domain/chart";
import { fitText, textWidth } from "./markup.ts";

/** A dated mark in a picture: the stretch that it is about, and its words, where there is room for them. */
export interface PlacedMark {
  readonly mark: DatedMark;
  /** Pixels from the left edge of the plot, within it. */
  readonly left: number;
  readonly right: number;
  /** Empty where there is no room. */
  readonly text: string;
  /** Row of its words, from the top; rows keep words apart that would run into each other. */
  readonly row: number;
}

/** More rows of words would push the lines out of sight. */
const maxRows = 3;
const longest = 180;
/** Words shorter than this many pixels say nothing. */
const shortest = 28;
const apart = 10;

/**
 * Where marks and their words stand, in time order: words begin at their mark, in the first row that is free there, and are shortened at
 * the right edge. A mark whose words fit in no row has none.
 *
 * @param pixelOf a time, from the left edge of the plot
 * @param width of the plot in pixels
 * @param size of the type
 */
export function placeMarks(
  marks: readonly DatedMark[],
  pixelOf: (time: number) => number,
  width: number,
  size: number,
): PlacedMark[] {
  const free = new Array<number>(maxRows).fill(Number.NEGATIVE_INFINITY);
  return marks
    .map((mark) => ({ mark, left: pixelOf(mark.from), right: pixelOf(mark.to) }))
    .filter(({ left, right }) => right >= 0 && left <= width)
    .map(({ mark, left, right }) => ({ mark, left: Math.max(left, 0), right: Math.min(right, width) }))
    .sort((one, other) => one.left - other.left)
    .map((place) => {
      const room = Math.min(width - place.left - 4, longest);
      const text = room < shortest ? "" : fitText(place.mark.text, size, room);
      const row = text === "" ? -1 : free.findIndex((end) => end + apart <= place.left);
      if (row < 0) return { ...place, text: "", row: 0 };
      free[row] = place.left + 4 + textWidth(text, size);
      return { ...place, text, row };
    });
}
