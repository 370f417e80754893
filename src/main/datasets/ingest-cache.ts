import type { CacheEvent, CachedFile } from "#contract/worker";
import type { ForecastArchive } from "#main/cache";

/** One dataset may take this share of the budget: it must not push out everything else. */
const largestShare = 0.25;

/** The part of the cache that ingest processes read and write; its index stays in main. */
export interface IngestCache {
  readonly folder: string;
  readonly maxFileBytes: number;
  /** Cached datasets that may match this file. */
  candidates(path: string): Promise<readonly CachedFile[]>;
  /** Never fails. */
  record(event: CacheEvent): void;
}

/** Null without a cache on disk. */
export function ingestCacheIn(archive: ForecastArchive | null): IngestCache | null {
  const folder = archive?.datasets?.folder;
  if (archive === null || folder === undefined) return null;
  return {
    folder,
    get maxFileBytes() {
      return Math.floor(archive.maxBytes * largestShare);
    },
    candidates: async (path) => archive.datasets?.candidates(path) ?? [],
    record: (event) => {
      const { datasets } = archive;
      switch (event.what) {
        case "used":
          datasets?.used(event.key);
          break;
        case "refused":
          void datasets?.refuse(event, event.why);
          break;
        case "written":
          void datasets?.add(event.entry);
          break;
        case "failed":
          datasets?.failed(event);
      }
    },
  };
}
