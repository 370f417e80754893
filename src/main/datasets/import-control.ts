import type { ImportProgress } from "#domain/dataset";

export interface ImportControl {
  readonly signal: AbortSignal;
  /** The file is read for one forecast and forgotten: the cache may know it, and is not told of it. */
  readonly isOneShot?: boolean;
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  readonly onImportProgress?: (progress: Omit<ImportProgress, "requestId">) => void;
}
