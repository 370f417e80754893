export type { ArchivedColumn } from "./archive-files.ts";
export type { SeriesEntry } from "./cache-index.ts";
export { DiskNotice } from "./disk-notice.ts";
export { ForecastArchive, noArchive } from "./forecast-archive.ts";
export type { Pins } from "./pins.ts";
