/** One place that a repair changed. */
export interface RepairRow {
  /** As the file counts, header = 1 in a file that starts with one. */
  readonly row: number;
  readonly column: string;
  readonly from: string;
  readonly to: string;
}

/** A repair by its code, applied or undone. */
export interface UndoneRepair {
  readonly code: string;
  /** What was done, as a sentence. */
  readonly description: string;
  /** `words`: what happens instead, or why it can't be undone. Undone by its code in the options' `undo`. */
  readonly undo: { readonly isPossible: boolean; readonly words: string };
}

export interface Repair extends UndoneRepair {
  readonly count: number;
  /** A few of its rows. */
  readonly examples: readonly RepairRow[];
}

export interface IngestedRepair extends Repair {
  /** All of its rows, up to a limit of some thousands; `examples` are the first of them. */
  readonly rows: readonly RepairRow[];
}

export interface Warning {
  readonly code: string;
  readonly series?: string;
  readonly message: string;
}
