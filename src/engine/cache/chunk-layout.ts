/**
 * Which chunk an origin lies in. The first chunk holds origin 0 alone: a forecast of the real future, the only one that a
 * batch over a thousand series needs, must not allocate the room of its whole neighbourhood.
 */
export class ChunkLayout {
  /** Forecasts in every chunk but the first. */
  readonly forecasts: number;

  constructor(forecasts: number) {
    this.forecasts = forecasts;
  }

  indexOf(origin: number): number {
    return origin === 0 ? 0 : 1 + Math.floor((-origin - 1) / this.forecasts);
  }

  /** The origin's place in its chunk. */
  rowOf(origin: number): number {
    return origin === 0 ? 0 : (-origin - 1) % this.forecasts;
  }

  /** Place 0 of the chunk, counted from the end of the data: 0 for origin 0, 1 for origin −1. */
  firstOf(index: number): number {
    return index === 0 ? 0 : 1 + (index - 1) * this.forecasts;
  }

  /** The origin at a place of a chunk. */
  originOf(index: number, row: number): number {
    return 0 - this.firstOf(index) - row;
  }

  /** Places in a chunk of a column with so many origins. */
  rowsIn(index: number, originCount: number): number {
    const size = index === 0 ? 1 : this.forecasts;
    return Math.max(0, Math.min(size, originCount - this.firstOf(index)));
  }
}
