import { z } from "zod";
import { outputKinds, type ModelIdentity, type ModelInfo } from "#domain/model";
import type { ProviderReport } from "#domain/device";
import { quantities } from "#domain/series";

export const modelIdentitySchema = z.object({
  id: z.string(),
  version: z.string(),
  sha256: z.string(),
}) satisfies z.ZodType<ModelIdentity>;

export const modelSchema = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  sha256: z.string(),
  licence: z.string(),
  output: z.enum(outputKinds),
  levels: z.array(z.number()),
  maxContextSteps: z.int().positive(),
  nativeHorizonSteps: z.int().positive(),
  maxHorizonSteps: z.int().positive(),
  parameters: z.int().positive(),
  sizeBytes: z.int().positive(),
  source: z.enum(["bundled", "own"]),
  frequencies: z.union([z.literal("any"), z.array(z.string())]),
  quantity: z.enum(quantities).exactOptional(),
  state: z.enum(["ready", "loading", "refused", "damaged"]),
  reason: z.string().exactOptional(),
  isForbidden: z.literal(true).exactOptional(),
  executionProvider: z.string().nullable(),
  deviceReason: z.string().exactOptional(),
}) satisfies z.ZodType<ModelInfo>;

export const providerReportSchema = z.object({
  name: z.string(),
  state: z.enum(["used", "available", "refused", "absent"]),
  reason: z.string().nullable(),
  windowsPerSecond: z.number().nullable(),
  windowsPerRun: z.int().positive().nullable(),
  largestRelativeError: z.number().nullable(),
}) satisfies z.ZodType<ProviderReport>;
