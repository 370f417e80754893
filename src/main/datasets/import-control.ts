import type { ImportProgress } from "#domain/dataset";

export interface ImportControl {
  readonly signal: AbortSignal;
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  readonly onImportProgress?: (progress: Omit<ImportProgress, "requestId">) => void;
}
