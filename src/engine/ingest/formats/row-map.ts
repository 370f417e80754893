/** Which row of the file a row of the table comes from that was made of it. */
export class RowMap {
  readonly #made: number[] = [];
  readonly #file: number[] = [];
  readonly #slope: 0 | 1;

  /** @param slope 0 where many rows are made of one, 1 where rows of the file are left out */
  constructor(slope: 0 | 1) {
    this.#slope = slope;
  }

  /** The first row of a run; to be called with rising rows. */
  note(made: number, file: number): void {
    if (this.#made.length > 0 && this.fileRow(made) === file) return;
    this.#made.push(made);
    this.#file.push(file);
  }

  fileRow(made: number): number {
    let low = 0;
    let high = this.#made.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#made[middle] ?? 0) <= made) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return made;
    return (this.#file[low - 1] ?? 0) + this.#slope * (made - (this.#made[low - 1] ?? 0));
  }
}
