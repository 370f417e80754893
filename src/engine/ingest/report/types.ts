// The domain's own doors have these; their old names here go once everything asks there.
export type {
  ColumnInfo,
  FileInfo,
  IngestedDataset,
  IngestedRepair as Repair,
  Preview,
  PreviewRow,
  RepairRow,
  UndoneRepair,
  Understood,
  Warning,
} from "#domain/dataset";
export type { FlagCode, FlagSpan, IngestedSeries, SeriesFlags } from "#domain/series";
