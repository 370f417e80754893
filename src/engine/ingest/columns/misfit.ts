/** A cell that did not fit its column. `index` counts data rows from 0. */
export interface Misfit {
  readonly index: number;
  readonly text: string;
}

export const maxKeptMisfits = 100_000;
