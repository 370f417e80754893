import { z } from "zod";
import {
  correctionKinds,
  correctionLimits,
  correctionProblems,
  fillMethods,
  type AppliedCorrection,
  type Correction,
  type CorrectionAction,
  type CorrectionEdit,
  type CorrectionProblem,
  type CorrectionSource,
  type CorrectionsState,
  type CorrectionStep,
  type OutlierSuggestion,
  type PreviewedCorrection,
  type StepSummary,
} from "#domain/correction";
import { frequencySchema } from "./series.ts";

const count = z.int().nonnegative();
const correctionId = z.int().positive();

const actionSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("exclude") }),
  z.object({ kind: z.literal("replace"), value: z.number() }),
  z.object({ kind: z.literal("scale"), factor: z.number() }),
  z.object({ kind: z.literal("fill"), method: z.enum(fillMethods) }),
  z.object({ kind: z.literal("unfill") }),
  z.object({ kind: z.literal("event"), isExcluded: z.boolean() }),
  z.object({ kind: z.literal("note") }),
]) satisfies z.ZodType<CorrectionAction>;

export const correctionEditSchema = z.object({
  series: z.string().max(4096),
  from: z.number(),
  to: z.number(),
  action: actionSchema,
  text: z.string().max(correctionLimits.text),
}) satisfies z.ZodType<CorrectionEdit>;

const correctionSchema = correctionEditSchema.extend({
  id: correctionId,
  grid: z.object({ content: z.string(), frequency: frequencySchema, zone: z.string().nullable() }),
  found: z.object({ from: z.number().nullable(), to: z.number().nullable() }).nullable(),
}) satisfies z.ZodType<Correction>;

export const correctionStepSchema = z.object({
  adds: z.array(correctionSchema),
  removes: z.array(correctionId),
}) satisfies z.ZodType<CorrectionStep>;

const problemSchema = z.object({
  code: z.enum(correctionProblems),
  message: z.string(),
}) satisfies z.ZodType<CorrectionProblem>;

const appliedSchema = correctionSchema.extend({
  steps: count,
  problem: problemSchema.nullable(),
}) satisfies z.ZodType<AppliedCorrection>;

const summarySchema = z.object({
  added: count,
  removed: count,
  kind: z.enum(correctionKinds).nullable(),
}) satisfies z.ZodType<StepSummary>;

export const correctionsStateSchema = z.object({
  dataset: z.string(),
  base: z.string(),
  corrections: z.array(appliedSchema),
  position: count,
  steps: count,
  undo: summarySchema.nullable(),
  redo: summarySchema.nullable(),
}) satisfies z.ZodType<CorrectionsState>;

export const outlierSuggestionSchema = z.object({
  time: z.number(),
  value: z.number(),
  expected: z.number(),
  score: z.number(),
}) satisfies z.ZodType<OutlierSuggestion>;

export const correctionSourceSchema = z.object({
  id: z.int(),
  name: z.string(),
  corrections: count,
  changedMs: z.number(),
}) satisfies z.ZodType<CorrectionSource>;

export const previewedCorrectionSchema = z.object({
  row: z.int().positive(),
  edit: correctionEditSchema.nullable(),
  steps: count,
  problem: z.object({ code: z.enum([...correctionProblems, "unreadable", "known"]), message: z.string() }).nullable(),
}) satisfies z.ZodType<PreviewedCorrection>;
