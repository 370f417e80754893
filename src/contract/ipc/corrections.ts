/**
 * Corrections of an open dataset. They belong to a file's content, and are found again for a later content of the same file; every
 * window that has it open is told when they change.
 */
import { z } from "zod";
import {
  correctionEditSchema,
  correctionsStateSchema,
  correctionSourceSchema,
  importedDatasetSchema,
  outlierSuggestionSchema,
  previewedCorrectionSchema,
  seriesRowsSchema,
} from "#contract/data";
import { correctionLimits } from "#domain/correction";
import { id, savedFile, seriesId } from "./fields.ts";

const dataset = z.object({ dataset: id });

/**
 * The dataset as it is corrected now. It is open for the window that asked, which closes the one that it replaces: as after
 * reading the file again. Where no value changed it is the same handle, opened once more.
 */
const corrected = z.object({
  dataset: importedDatasetSchema,
  state: correctionsStateSchema,
  /** Ids of the series whose values differ from those of the dataset that was asked about. */
  changed: z.array(z.string()),
});

const maxRows = 5_000;

export const correctionRequests = {
  "corrections:list": { args: dataset, value: correctionsStateSchema },
  /** The dataset as it is corrected now: after another window changed something. */
  "corrections:current": { args: dataset, value: corrected },
  /**
   * Makes corrections and takes others back, as one step of the history. All of them or none: `wrong-arguments` names the first one that
   * does not fit its series, with its time; `user-data-unavailable` where they would be forgotten.
   */
  "corrections:apply": {
    args: dataset.extend({
      add: z.array(correctionEditSchema).max(correctionLimits.corrections),
      /** Ids of corrections; those that are not there any more are passed over. */
      remove: z.array(z.int().positive()).max(correctionLimits.corrections),
    }),
    value: corrected,
  },
  "corrections:undo": { args: dataset, value: corrected },
  "corrections:redo": { args: dataset, value: corrected },
  /** Takes all of them back; undo brings them again. */
  "corrections:clear": { args: dataset, value: corrected },
  /** Steps that stand out, the furthest first, of the series as it is corrected now. */
  "corrections:suggest": {
    args: dataset.extend({ series: seriesId }),
    value: z.object({
      suggestions: z.array(outlierSuggestionSchema),
      /** How many there are in all; the list is bounded. */
      total: z.int().nonnegative(),
    }),
  },
  /** Asks where to, and writes those in force as CSV. */
  "corrections:export": { args: dataset, value: savedFile },
  /**
   * Asks for a CSV, or reads the granted one, and says what each row would do; nothing changes. The edits that are wanted go to
   * `corrections:apply`. Null when the user closed the dialog.
   */
  "corrections:preview-import": {
    args: dataset.extend({ grant: id.exactOptional() }),
    value: z
      .object({
        name: z.string(),
        rows: z.array(previewedCorrectionSchema),
        /** Rows of the file beyond those that can be listed. */
        leftOut: z.int().nonnegative(),
      })
      .nullable(),
  },
  /** Files with the same columns that have corrections, the one changed last first. */
  "corrections:sources": { args: dataset, value: z.array(correctionSourceSchema) },
  /** Says what each of another file's corrections would do to this one, in their order. */
  "corrections:preview-from": {
    args: dataset.extend({ source: z.int() }),
    value: z.object({ rows: z.array(previewedCorrectionSchema), leftOut: z.int().nonnegative() }),
  },
  /**
   * Makes another file's corrections for this one, as one step. Those that don't fit are in the list all the same, with the
   * reason.
   */
  "corrections:apply-from": { args: dataset.extend({ source: z.int() }), value: corrected },
  /** Steps of a series from the `from`th on, fewer at its end. */
  "series:rows": {
    args: dataset.extend({ series: seriesId, from: z.int().nonnegative(), count: z.int().min(1).max(maxRows) }),
    value: seriesRowsSchema,
  },
} as const;

export const correctionEvents = {
  /** The corrections of this content changed, in whatever window. Whoever shows it asks for `corrections:current`. */
  "corrections:changed": z.object({
    /** Handle of the file's own content. */
    base: z.string(),
    /** Handle of the corrected content. */
    dataset: z.string(),
  }),
} as const;
