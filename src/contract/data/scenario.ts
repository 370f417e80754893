import { z } from "zod";
import {
  addedVerdicts,
  type Adjustment,
  type AdjustmentChange,
  type AdjustmentEdit,
  adjustmentShapes,
  type HistoryEdit,
  rangeRules,
  type Scenario,
  type ScenarioChange,
  scenarioLimits,
  type ScenarioLog,
  type ScenariosState,
  type ScenarioStep,
  type ValueAdded,
  type ValueAddedReport,
} from "#domain/scenario";
import { correctionEditSchema } from "./correction.ts";
import { frequencySchema } from "./series.ts";

const newId = z.int().positive();
const scenarioId = z.int().nonnegative();

const changeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("set"), value: z.number() }),
  z.object({ kind: z.literal("add"), amount: z.number() }),
  z.object({ kind: z.literal("multiply"), factor: z.number().nonnegative() }),
]) satisfies z.ZodType<AdjustmentChange>;

export const adjustmentEditSchema = z.object({
  series: z.string().max(4096),
  from: z.number(),
  to: z.number(),
  change: changeSchema,
  shape: z.enum(adjustmentShapes),
  range: z.enum(rangeRules),
  note: z.string().max(scenarioLimits.note),
}) satisfies z.ZodType<AdjustmentEdit>;

const adjustmentSchema = adjustmentEditSchema.extend({
  id: newId,
  madeMs: z.number(),
  seen: z.number(),
  frequency: frequencySchema,
}) satisfies z.ZodType<Adjustment>;

const historyEditSchema = correctionEditSchema.extend({ id: newId }) satisfies z.ZodType<HistoryEdit>;

const nameSchema = z.string().min(1).max(scenarioLimits.name);

const scenarioChangeSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("change"),
    scenario: scenarioId,
    adjustments: z.array(adjustmentSchema),
    edits: z.array(historyEditSchema),
    removes: z.array(newId),
  }),
  z.object({ kind: z.literal("create"), scenario: newId, name: nameSchema }),
  z.object({ kind: z.literal("rename"), scenario: newId, name: nameSchema }),
  z.object({ kind: z.literal("delete"), scenario: newId }),
]) satisfies z.ZodType<ScenarioChange>;

export const scenarioStepSchema = z.object({
  changes: z.array(scenarioChangeSchema),
}) satisfies z.ZodType<ScenarioStep>;

export const scenarioLogSchema = z
  .object({
    steps: z.array(scenarioStepSchema).max(scenarioLimits.steps),
    position: z.int().nonnegative(),
    nextId: newId,
  })
  .refine(({ steps, position }) => position <= steps.length) satisfies z.ZodType<ScenarioLog>;

const scenarioSchema = z.object({
  id: scenarioId,
  name: z.string(),
  edits: z.array(historyEditSchema),
  adjustments: z.array(adjustmentSchema),
}) satisfies z.ZodType<Scenario>;

export const scenariosStateSchema = z.object({
  base: z.string(),
  scenarios: z.array(scenarioSchema),
  position: z.int().nonnegative(),
  steps: z.int().nonnegative(),
}) satisfies z.ZodType<ScenariosState>;

const errorShare = z.number().nullable();
const valueAddedSchema = z.object({
  steps: z.int().nonnegative(),
  occasions: z.int().nonnegative(),
  adjusted: errorShare,
  model: errorShare,
  naive: errorShare,
  verdict: z.enum(addedVerdicts),
}) satisfies z.ZodType<ValueAdded>;

export const valueAddedReportSchema = z.object({
  total: valueAddedSchema,
  series: z.array(z.object({ series: z.string(), added: valueAddedSchema })),
  waiting: z.int().nonnegative(),
  unrecorded: z.int().nonnegative(),
}) satisfies z.ZodType<ValueAddedReport>;
