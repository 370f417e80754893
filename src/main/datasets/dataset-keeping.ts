import type { KeepingEvent, KeptFile } from "#contract/worker";
import type { ForecastArchive } from "#main/cache";

/** One dataset may take this share of the budget: it must not push out everything else. */
const largestShare = 0.25;

/** Where ingest processes keep datasets, and the books on them. */
export interface DatasetKeeping {
  readonly folder: string;
  readonly maxFileBytes: number;
  /** What may be the dataset of this file. */
  candidates(path: string): Promise<readonly KeptFile[]>;
  /** Never fails. */
  record(event: KeepingEvent): void;
}

/** Null where nothing can be kept. */
export function keepingIn(archive: ForecastArchive | null): DatasetKeeping | null {
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
          void datasets?.add(event.kept);
          break;
        case "failed":
          datasets?.failed(event);
      }
    },
  };
}
