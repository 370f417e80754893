import type { Zoom } from "#domain/chart";
import type { ImportOptions, ImportSettings } from "#domain/dataset";
import type { Frequency } from "#domain/series";
import type { TotalsLook } from "#domain/totals";

/** How a file is looked at. What the file no longer has gives way to what a new file gets. */
export interface FileLook {
  /** Id. */
  readonly series: string;
  /** Id, of a model or a method. */
  readonly model: string;
  /** The user chose the model, or did not want the one that was offered. */
  readonly isModelDecided: boolean;
  /** Steps. */
  readonly horizon: number;
  /** 0 = the end of the data, wherever that is by then; −k = k steps before `end`. */
  readonly origin: number;
  /** Wall clock of the last step of the series when it was looked at, ISO 8601. */
  readonly end: string;
  /** Of the series: horizon and origin are counted in it. */
  readonly frequency: Frequency;
  /** null: the chart picks what shows the fan best. */
  readonly zoom: Zoom | null;
  /** Absent where they are as usual. */
  readonly totals?: TotalsLook;
}

/** How a file is read and looked at, wherever it is. */
export interface FileArrangement {
  readonly options: ImportOptions;
  readonly source: ImportSettings["source"];
  /** null where it was never looked at. */
  readonly look: FileLook | null;
  /** Read again by itself when it changes on the disk. */
  readonly isReadAgain: boolean;
}

/**
 * How a window is arranged, beside its files: its page, panels and the chart's options, by the names that the window has for them. What
 * a window does not know it leaves alone, and what it does not find here stays as it is.
 */
export type WindowLook = Readonly<Record<string, unknown>>;

/** What one window has open. `File` is a file as its keeper names it: by a grant in the page, by a path in main. */
export interface Arrangement<File> {
  /** In the order of the tabs. */
  readonly files: readonly File[];
  /** Place of the file in front; null where there is none. */
  readonly active: number | null;
  readonly view: WindowLook;
}

/** What keeps an arrangement small: what is beyond these is not kept. */
export const arrangementLimits = {
  files: 1_000,
  /** Characters of `view` as JSON. */
  view: 200_000,
} as const;
