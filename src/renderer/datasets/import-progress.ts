import type { ImportProgress } from "#domain/dataset";
import { quietMs } from "#renderer/context";

/** Share of the file that is read, 0..1; null where the size is unknown. */
export function shareRead(progress: ImportProgress | null): number | null {
  if (progress === null || progress.totalBytes <= 0) return null;
  return Math.min(progress.bytes / progress.totalBytes, 1);
}

/** Remaining time at the pace so far; null while there is too little to tell, or when it isn't worth saying. */
export function estimateRemainingMs(progress: ImportProgress | null, elapsedMs: number): number | null {
  const share = shareRead(progress);
  if (share === null || share < 0.02 || elapsedMs < quietMs || progress?.phase !== "reading") return null;
  const remaining = (elapsedMs / share) * (1 - share);
  return remaining > 1000 ? remaining : null;
}
