import { z } from "zod";
import {
  chanceVerdicts,
  severities,
  thresholdLimits,
  type ChanceBin,
  type ChanceReliability,
  type LimitChances,
  type LimitReliability,
  type StockAnswer,
  type Threshold,
  type ThresholdAnswer,
  type ThresholdAnswers,
  type ThresholdEdit,
  type ThresholdLog,
  type ThresholdRule,
  type ThresholdScope,
  type ThresholdsState,
} from "#domain/threshold";

const count = z.int().nonnegative();
const chance = z.number().min(0).max(1);

const serviceSchema = z.discriminatedUnion("by", [
  z.object({ by: z.literal("level"), level: z.number() }),
  z.object({ by: z.literal("cost"), under: z.number(), over: z.number() }),
]);

export const thresholdRuleSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("above"), value: z.number() }),
  z.object({ kind: z.literal("below"), value: z.number() }),
  z.object({ kind: z.literal("range"), low: z.number(), high: z.number() }),
  z.object({ kind: z.literal("target"), value: z.number(), time: z.number() }),
  z.object({ kind: z.literal("stock"), service: serviceSchema, leadSteps: z.int() }),
]) satisfies z.ZodType<ThresholdRule>;

const scopeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("all") }),
  z.object({ kind: z.literal("series"), series: z.string().max(4096) }),
  z.object({ kind: z.literal("group"), column: z.string().max(4096), value: z.string().max(4096) }),
  z.object({
    kind: z.literal("sum"),
    of: z.object({ column: z.string().max(4096), value: z.string().max(4096) }).nullable(),
  }),
]) satisfies z.ZodType<ThresholdScope>;

export const thresholdEditSchema = z.object({
  name: z.string().max(thresholdLimits.name),
  rule: thresholdRuleSchema,
  scope: scopeSchema,
  from: z.number().nullable(),
  to: z.number().nullable(),
  unit: z.string().max(thresholdLimits.unit),
  severity: z.enum(severities),
}) satisfies z.ZodType<ThresholdEdit>;

export const thresholdSchema = thresholdEditSchema.extend({ id: z.int().positive() }) satisfies z.ZodType<Threshold>;

export const thresholdLogSchema = z
  .object({
    steps: z
      .array(
        z.object({
          adds: z.array(thresholdSchema).max(thresholdLimits.thresholds),
          removes: z.array(z.int().positive()).max(thresholdLimits.thresholds),
        }),
      )
      .max(thresholdLimits.steps),
    position: count,
    nextId: z.int().positive(),
  })
  .refine(
    ({ steps, position, nextId }) =>
      position <= steps.length && steps.every(({ adds }) => adds.every(({ id }) => id < nextId)),
  ) satisfies z.ZodType<ThresholdLog>;

export const thresholdsStateSchema = z.object({
  base: z.string(),
  thresholds: z.array(thresholdSchema),
  canUndo: z.boolean(),
  canRedo: z.boolean(),
}) satisfies z.ZodType<ThresholdsState>;

const limitChancesSchema = z.object({
  at: z.array(chance.nullable()),
  by: z.array(chance),
  ever: chance,
  first: z.object({ early: count, middle: count, late: count, likeliest: count }).nullable(),
  expectedSteps: z.number(),
  steps: count,
}) satisfies z.ZodType<LimitChances>;

const stockAnswerSchema = z.object({
  level: chance,
  leadSteps: count,
  order: z.number(),
  mean: z.number(),
  short: z.number(),
  left: z.number(),
  fillRate: z.number().nullable(),
  cost: z.number().nullable(),
}) satisfies z.ZodType<StockAnswer>;

const thresholdAnswerSchema = z.object({
  id: z.int(),
  limit: limitChancesSchema.nullable(),
  stock: stockAnswerSchema.nullable(),
  problem: z.string().nullable(),
}) satisfies z.ZodType<ThresholdAnswer>;

export const thresholdAnswersSchema = z.object({
  answers: z.array(thresholdAnswerSchema),
  origins: count,
}) satisfies z.ZodType<ThresholdAnswers>;

const binSchema = z.object({
  chance,
  share: chance,
  low: chance,
  high: chance,
  steps: count,
  origins: count,
}) satisfies z.ZodType<ChanceBin>;

const reliabilitySchema = z.object({
  bins: z.array(binSchema),
  steps: count,
  origins: count,
  events: count,
  spells: count,
  stated: chance,
  brier: z.number(),
  reliability: z.number(),
  resolution: z.number(),
  uncertainty: z.number(),
  within: z.number(),
  baseBrier: z.number(),
  skill: z.number().nullable(),
  verdict: z.enum(chanceVerdicts),
}) satisfies z.ZodType<ChanceReliability>;

export const limitReliabilitySchema = z.object({
  steps: reliabilitySchema.nullable(),
  ever: reliabilitySchema.nullable(),
}) satisfies z.ZodType<LimitReliability>;
