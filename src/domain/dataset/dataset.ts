import type { IngestedSeries, SeriesSummary, TimeZone } from "#domain/series";
import type { ColumnInfo, FileInfo, Preview, TableChoice } from "./file.ts";
import type { ImportSettings } from "./options.ts";
import type { IngestedRepair, Repair, UndoneRepair, Warning } from "./repairs.ts";

/** The fields every form of a dataset has, besides its series and repairs. */
interface DatasetFacts {
  /** SHA-256 over the canonical content. The zone is not part of it, because it changes no forecast. */
  readonly handle: string;
  /** Time zone of the wall clock of all times. */
  readonly zone: TimeZone;
  readonly file: FileInfo;
  readonly columns: readonly ColumnInfo[];
  /** Ids of series in the file that `options.series` left out. */
  readonly otherSeries: readonly string[];
  /** Repairs that the options undid, as far as the file would have needed them. */
  readonly undone: readonly UndoneRepair[];
  readonly warnings: readonly Warning[];
  readonly preview: Preview;
  readonly tables: TableChoice | null;
}

/** The result of an import with its numbers, from the ingest process to main only. */
export interface IngestedDataset extends DatasetFacts {
  readonly series: readonly IngestedSeries[];
  readonly repairs: readonly IngestedRepair[];
  /**
   * SHA-256 over the names of the columns as evidence alone finds them, whatever the options say: files of one kind share it.
   */
  readonly shape: string;
}

/** The result without the numbers, for the window and the command line. */
export interface Dataset extends DatasetFacts {
  /** The file's. */
  readonly name: string;
  readonly series: readonly SeriesSummary[];
  readonly repairs: readonly Repair[];
}

/** An import as the window receives it: the dataset and how its file was read. */
export interface ImportedDataset extends Dataset {
  readonly settings: ImportSettings;
}
