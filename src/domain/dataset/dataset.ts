import type { IngestedSeries, SeriesSummary, TimeZone } from "#domain/series";
import type { ColumnInfo, FileInfo, Preview, TableChoice } from "./file.ts";
import type { ImportSettings } from "./options.ts";
import type { IngestedRepair, Repair, UndoneRepair, Warning } from "./repairs.ts";

/** What is known of a dataset wherever it is, besides its series and repairs. */
interface DatasetFacts {
  /** SHA-256 over the canonical content, of which the zone is no part: it changes no forecast. */
  readonly handle: string;
  /** Where the wall clock of all times hangs. */
  readonly zone: TimeZone;
  readonly file: FileInfo;
  readonly columns: readonly ColumnInfo[];
  /** Ids of series that the file holds and `options.series` left out. */
  readonly otherSeries: readonly string[];
  /** Repairs that the options undid, as far as the file would have needed them. */
  readonly undone: readonly UndoneRepair[];
  readonly warnings: readonly Warning[];
  readonly preview: Preview;
  readonly tables: TableChoice | null;
}

/** What an import produced, with the numbers: from the ingest process to main, and no further. */
export interface IngestedDataset extends DatasetFacts {
  readonly series: readonly IngestedSeries[];
  readonly repairs: readonly IngestedRepair[];
  /**
   * SHA-256 over the names of the columns as evidence alone finds them, whatever the options say: files of one kind share it.
   */
  readonly shape: string;
}

/** The same without the numbers: what the window and the command line see. */
export interface Dataset extends DatasetFacts {
  /** The file's. */
  readonly name: string;
  readonly series: readonly SeriesSummary[];
  readonly repairs: readonly Repair[];
}

/** What the window gets of an import: the dataset, and how its file was read. */
export interface ImportedDataset extends Dataset {
  readonly settings: ImportSettings;
}
