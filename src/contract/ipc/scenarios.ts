/**
 * Adjustments of an open dataset's forecasts, and its scenarios. They belong to a file's content, and are found again for a later content of
 * the same file; every window that has it open is told when they change.
 */
import { z } from "zod";
import {
  adjustmentEditSchema,
  bandsSchema,
  correctionEditSchema,
  forecastSchema,
  scenariosStateSchema,
  valueAddedReportSchema,
} from "#contract/data";
import { scenarioLimits } from "#domain/scenario";
import { historyKeySchema, id, savedFile } from "./fields.ts";

const dataset = z.object({ dataset: id });
const scenario = z.int().nonnegative();
const many = scenarioLimits.adjustments;
/** Longer ones are refused by name. */
const name = z.string().max(1_000);

const commandSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("change"),
    scenario,
    adjustments: z.array(adjustmentEditSchema).max(many),
    edits: z.array(correctionEditSchema).max(many),
    /** Ids of adjustments and edits; those that are not there any more are passed over. */
    removes: z.array(z.int().positive()).max(many),
  }),
  z.object({ kind: z.literal("create"), name, from: scenario.nullable() }),
  z.object({ kind: z.literal("rename"), scenario, name }),
  z.object({ kind: z.literal("delete"), scenario }),
]);

export const scenarioRequests = {
  "scenarios:list": { args: dataset, value: scenariosStateSchema },
  /** One step of the history: all of it or nothing. `wrong-arguments` and `series-not-found` say what does not fit. */
  "scenarios:apply": { args: dataset.extend({ command: commandSchema }), value: scenariosStateSchema },
  "scenarios:undo": { args: dataset, value: scenariosStateSchema },
  "scenarios:redo": { args: dataset, value: scenariosStateSchema },
  /** What a scenario says of a series: its forecast of the future, and the range of what that sums to over the horizon. */
  "scenarios:forecast": {
    args: historyKeySchema.extend({ scenario, bands: bandsSchema }),
    value: z.object({
      forecast: forecastSchema,
      /** At the levels 0.1, 0.5 and 0.9. */
      sum: z.object({ quantiles: z.array(z.number()), mean: z.number() }),
    }),
  },
  /** How adjustments of steps that have been observed by now did, against the model's own forecast. */
  "scenarios:value-added": { args: dataset, value: valueAddedReportSchema },
  /** Asks where to, and writes a scenario for the command line and for others. */
  "scenarios:export": { args: dataset.extend({ scenario }), value: savedFile },
} as const;

export const scenarioEvents = {
  /** The scenarios of this content changed, in whatever window. */
  "scenarios:changed": z.object({
    /** Handle of the file's own content. */
    base: z.string(),
  }),
} as const;
