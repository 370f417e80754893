/** What is kept between starts, as the window shows it and looks after it. */
import { z } from "zod";
import type { Received } from "#contract/data";
import type { CacheReport } from "#domain/cache";
import { id, nothing } from "./fields.ts";

const bytes = z.number().nonnegative();
const budget = z.int().positive();

const tierSchema = z.object({ items: z.int().nonnegative(), bytes });

const cacheInfoSchema = z.object({
  folder: z.string(),
  /** Why nothing is kept; null when everything is. */
  problem: z.string().nullable(),
  tiers: z.object({ forecasts: tierSchema, series: tierSchema, datasets: tierSchema, answers: tierSchema }),
  /** Outside of the cache's folder and budget; nothing where there was never a queue. */
  profiles: tierSchema.extend({ maxBytes: bytes }),
  disk: z.object({
    bytes,
    maxBytes: bytes,
    /** Room that the disk has besides; null where it does not say. */
    freeBytes: bytes.nullable(),
    minBudgetBytes: bytes,
    maxBudgetBytes: bytes,
  }),
  memory: z.object({
    bytes,
    maxBytes: bytes,
    /** In force from the next start on. */
    nextMaxBytes: bytes,
    minBudgetBytes: bytes,
    maxBudgetBytes: bytes,
  }),
});
export type CacheInfo = Received<typeof cacheInfoSchema>;

const cacheEntrySchema = z.object({
  dataset: z.string(),
  /** The file that it came from last; empty where that is not known. */
  name: z.string(),
  /** Series with forecasts, and the first few of their names. */
  series: z.int().nonnegative(),
  seriesNames: z.array(z.string()),
  /** Ids of the models that made them. */
  models: z.array(z.string()),
  forecasts: z.int().nonnegative(),
  bytes,
  /** Since it was used last. */
  ageMs: z.number().nonnegative(),
  isPinned: z.boolean(),
});
export type CacheEntry = Received<typeof cacheEntrySchema>;

const cacheReportSchema: z.ZodType<CacheReport> = z.object({
  files: z.int().nonnegative(),
  answers: z.int().nonnegative(),
  /** Moved aside; what was in them is computed again. */
  damaged: z.int().nonnegative(),
  missing: z.int().nonnegative(),
});

export const cacheRequests = {
  "cache:info": { args: nothing, value: cacheInfoSchema },
  /** The one used last first. */
  "cache:list": { args: nothing, value: z.array(cacheEntrySchema) },
  /** Reads and checks everything on disk. */
  "cache:verify": { args: nothing, value: cacheReportSchema },
  /** Writes everything that is only in memory to disk. */
  "cache:flush": { args: nothing, value: nothing },
  /** One dataset, or everything; from memory and from disk. */
  "cache:delete": { args: z.object({ dataset: id.optional() }), value: z.object({ files: z.int().nonnegative() }) },
  /** A pinned dataset stays whatever else needs room. */
  "cache:pin": { args: z.object({ dataset: id, isPinned: z.boolean() }), value: nothing },
  /** The disk's budget applies at once, the memory's from the next start on. */
  "cache:budget": {
    args: z.object({ diskBytes: budget.optional(), memoryBytes: budget.optional() }),
    value: nothing,
  },
} as const;
