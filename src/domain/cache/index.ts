/** What is cached between starts, as its administration sees it. */
export type { CachedDataset, CacheReport, CacheTier, CacheTiers, CacheUsage, ProfileUsage } from "./cache.ts";
