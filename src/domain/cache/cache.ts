/** How much of one kind is on disk. */
export interface CacheTier {
  readonly items: number;
  readonly bytes: number;
}

export type CacheTiers = Readonly<Record<"forecasts" | "series" | "datasets" | "answers", CacheTier>>;

/** What is known of series before anything is forecast: it may be lost like a cache, and has a budget of its own. */
export interface ProfileUsage extends CacheTier {
  readonly maxBytes: number;
}

/** How much is cached, and where. */
export interface CacheUsage {
  readonly folder: string;
  /** On disk, of all tiers. */
  readonly bytes: number;
  readonly maxBytes: number;
  readonly datasets: number;
  readonly forecasts: number;
  readonly files: number;
  readonly tiers: CacheTiers;
  /** Why nothing is cached on disk; null when everything is. */
  readonly problem: string | null;
  readonly memoryBytes: number;
  readonly maxMemoryBytes: number;
}

/** What the check of every file found. */
export interface CacheReport {
  readonly files: number;
  /** Answers computed from forecasts: rows of the index. */
  readonly answers: number;
  /** Moved aside; what was in them is computed again. */
  readonly damaged: number;
  readonly missing: number;
}

/** A dataset of which something is on disk. */
export interface CachedDataset {
  readonly dataset: string;
  /** The file that it came from last; empty where that is not known. */
  readonly name: string;
  /** Series with forecasts, and the first few of their names. */
  readonly series: number;
  readonly seriesNames: readonly string[];
  /** Ids of the models that made the forecasts. */
  readonly models: readonly string[];
  readonly forecasts: number;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly usedMs: number;
  readonly isPinned: boolean;
}
