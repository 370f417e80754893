export type { CachedDataset, SeriesEntry } from "./cache-index.ts";
export { DiskNotice } from "./disk-notice.ts";
export {
  type ArchiveInfo,
  type ArchivedColumn,
  ForecastArchive,
  type VerifyReport,
  noArchive,
} from "./forecast-archive.ts";
export type { Pins } from "./pins.ts";
