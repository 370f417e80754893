import { z } from "zod";
import {
  type CrashReport,
  loadLevels,
  logLevels,
  workerStates,
  type Doctor,
  type DoctorPolicy,
  type Health,
  type LiveDiagnostics,
  type LogPart,
} from "#domain/health";
import { modelSchema, providerReportSchema } from "./model.ts";

const latencySchema = z.object({ count: z.int(), p50: z.number(), p95: z.number(), p99: z.number() });

const queueSchema = z.object({ waiting: z.int(), running: z.int(), oldestMs: z.number(), done: z.int() });

export const healthSchema = z.object({
  status: z.enum(["starting", "ok", "degraded", "stopping"]),
  load: z.number(),
  loadLevel: z.enum(loadLevels),
  queues: z.object({ user: queueSchema, evaluation: queueSchema, background: queueSchema, density: queueSchema }),
  counts: z.record(z.string(), z.int()),
  latencyMs: z.record(z.string(), latencySchema),
  caches: z.record(z.string(), z.object({ items: z.int(), bytes: z.number(), maxBytes: z.number() })),
  questions: z.record(
    z.string(),
    z.object({ hit: z.int(), partial: z.int(), miss: z.int(), stale: z.int(), evicted: z.int(), error: z.int() }),
  ),
  workers: z.array(
    z.object({ name: z.string(), state: z.enum(workerStates), pid: z.int().nullable(), restarts: z.int() }),
  ),
  forecastsPerSecond: z.number(),
}) satisfies z.ZodType<Health>;

export const liveDiagnosticsSchema = z.object({
  health: healthSchema,
  requests: z.object({ answered: z.int(), failed: z.int(), cancelled: z.int(), perSecond: z.number() }),
  processes: z.array(z.object({ name: z.string(), pid: z.int(), memoryBytes: z.number(), cpuShare: z.number() })),
  paused: z.array(
    z.object({
      series: z.string(),
      model: z.string(),
      horizon: z.int(),
      reason: z.string(),
      retryInMs: z.number(),
    }),
  ),
  uptimeMs: z.number(),
}) satisfies z.ZodType<LiveDiagnostics>;

export const logPartSchema = z.object({
  file: z.enum(["current", "previous"]),
  from: z.int(),
  to: z.int(),
  lines: z.array(z.object({ time: z.string(), level: z.enum(logLevels), event: z.string(), fields: z.string() })),
}) satisfies z.ZodType<LogPart>;

export const doctorPolicySchema = z.object({
  name: z.string(),
  title: z.string(),
  value: z.string().nullable(),
  origin: z.enum(["managed", "recommended", "user", "default"]),
  source: z.string().nullable(),
}) satisfies z.ZodType<DoctorPolicy>;
export const crashReportSchema = z.object({
  id: z.string(),
  time: z.string(),
  process: z.string(),
  reason: z.string(),
  exitCode: z.number().nullable(),
  hasMinidump: z.boolean(),
  text: z.string(),
}) satisfies z.ZodType<CrashReport>;

export const doctorSchema = z.object({
  versions: z.record(z.string(), z.string()),
  device: z.string(),
  providers: z.array(providerReportSchema),
  models: z.array(modelSchema),
  modelDefaults: z.record(z.string(), z.string()),
  folders: z.record(z.string(), z.string()),
  limits: z.record(z.string(), z.number()),
  settings: z.array(z.object({ key: z.string(), title: z.string(), value: z.string(), isManaged: z.boolean() })),
  policies: z.object({
    lines: z.array(doctorPolicySchema),
    sources: z.array(z.string()),
    conflicts: z.array(z.string()),
  }),
  policy: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])),
  health: healthSchema,
}) satisfies z.ZodType<Doctor>;
