/** Live figures of the core; everything here is a count or a measurement, never text to parse. */
import { z } from "zod";

/** From a fixed number of buckets, in milliseconds. */
const latencySchema = z.object({ count: z.int(), p50: z.number(), p95: z.number(), p99: z.number() });

const queueSchema = z.object({
  /** Not sent to any process yet. */
  waiting: z.int(),
  running: z.int(),
  /** How long what comes last has waited. */
  oldestMs: z.number(),
  /** Since the start. */
  done: z.int(),
});

export const loadLevels = ["idle", "light", "busy", "heavy", "full"] as const;

export const healthSchema = z.object({
  status: z.enum(["starting", "ok", "degraded", "stopping"]),
  /** Share of the fullest queue's limit, 0..1, and what that means. */
  load: z.number(),
  loadLevel: z.enum(loadLevels),
  /** Forecasts by priority, and questions to the density process. */
  queues: z.object({ user: queueSchema, background: queueSchema, density: queueSchema }),
  counts: z.record(z.string(), z.int()),
  /** By kind of request or work. */
  latencyMs: z.record(z.string(), latencySchema),
  caches: z.record(z.string(), z.object({ items: z.int(), bytes: z.number(), maxBytes: z.number() })),
  workers: z.array(
    z.object({
      name: z.string(),
      state: z.enum(["starting", "ready", "restarting", "stopped"]),
      pid: z.int().nullable(),
      restarts: z.int(),
    }),
  ),
  forecastsPerSecond: z.number(),
});
export type Health = z.infer<typeof healthSchema>;
