/** Files that the user asks for, and what goes to the clipboard. */
import { z } from "zod";
import { bandsSchema, figureOptionsSchema, totalColumnsSchema, wantedStretchSchema } from "#contract/data";
import { totalStatistics } from "#domain/totals";
import {
  batchLayouts,
  type BatchOutcome,
  type BatchProgress,
  commandShells,
  copiedTables,
  maxBatchSeries,
  pictureFormats,
  reportLimits,
  type ReportTexts,
  windowFormats,
} from "#domain/export";
import { appErrorSchema, forecastKeySchema, id, nothing, savedFile, seriesId } from "./fields.ts";

const cell = z.union([z.number(), z.string().max(4096)]);
/** SVG, of shapes and text alone. */
const drawing = z.string().min(1).max(8_000_000);
const maxTableRows = 1_000_000;
const count = z.int().nonnegative();

/** A forecast as it is shown. */
const shown = forecastKeySchema.extend({
  bands: bandsSchema.exactOptional(),
  isRounded: z.boolean().exactOptional(),
  /** Of pictures and reports; numbers are what they are without it. */
  figure: figureOptionsSchema.exactOptional(),
  /** What the window has set of totals. */
  totals: z
    .object({
      stretch: wantedStretchSchema,
      statistic: z.enum(totalStatistics),
      columns: totalColumnsSchema,
      series: z.array(seriesId).min(1).nullable(),
      isReconciled: z.boolean(),
      plans: z.record(z.string().max(4096), z.number()),
    })
    .exactOptional(),
});

const reportTextsSchema = z.object({
  title: z.string().max(reportLimits.title),
  author: z.string().max(reportLimits.author),
  comments: z.string().max(reportLimits.comments),
}) satisfies z.ZodType<ReportTexts>;

const batchOutcomeSchema = z.object({
  files: count,
  series: count,
  failed: z.array(z.object({ series: z.string(), error: appErrorSchema })),
}) satisfies z.ZodType<BatchOutcome>;

export const exportRequests = {
  "export:save": { args: shown.extend({ format: z.enum(windowFormats) }), value: savedFile },
  /**
   * Forecasts of several series, from one origin, in one file or in a folder of files; asks where to. A series that can't be
   * forecast or written costs the others nothing. Null when the user closed the dialog. `export:progress` says how far it is.
   */
  "export:batch": {
    args: shown.omit({ series: true }).extend({
      series: z.array(seriesId).min(1).max(maxBatchSeries),
      format: z.enum(windowFormats),
      layout: z.enum(batchLayouts),
      /** How such ranges did in the past, too: that takes some forty forecasts more for each series. */
      withScores: z.boolean(),
      /** Where an earlier answer went: the series that failed then are tried again, to the same place. */
      target: id.exactOptional(),
    }),
    value: batchOutcomeSchema
      .extend({
        /** For trying again. */
        target: id,
        /** The file, or the folder; null where nothing was written. */
        saved: savedFile,
      })
      .nullable(),
  },
  /**
   * Puts a table on the clipboard, as text that spreadsheets take in the system's locale and as HTML that names each number.
   * `history` has what was observed before the forecast, too, up to as many rows as the clipboard takes.
   */
  "copy:numbers": {
    args: shown.extend({ what: z.enum(copiedTables) }),
    value: z.object({ rows: count, leftOut: count }),
  },
  /** Puts the picture of the chart on the clipboard. */
  "copy:picture": { args: shown, value: nothing },
  /** Writes a drawing of the window's own, such as several forecasts beside each other. `name`: of the file, without its ending. */
  "picture:save": {
    args: z.object({ name: z.string().max(4096), svg: drawing, format: z.enum(pictureFormats) }),
    value: savedFile,
  },
  /** Puts such a drawing on the clipboard. */
  "picture:copy": { args: z.object({ svg: drawing }), value: nothing },
  /** Puts the command on the clipboard that gives the same numbers. */
  "copy:command": {
    args: shown.extend({ shell: z.enum(commandShells) }),
    value: z.object({
      command: z.string(),
      /** What was corrected, or else adjusted, goes along as a file that the command names; null where nothing was. */
      corrections: savedFile,
    }),
  },
  /** What its author says in reports about a dataset. */
  "report:texts": { args: z.object({ dataset: id }), value: reportTextsSchema },
  "report:set-texts": { args: z.object({ dataset: id, texts: reportTextsSchema }), value: nothing },
  /** What an import did, as CSV or JSON by the ending that the user chooses. */
  "report:save": { args: z.object({ dataset: id }), value: savedFile },
  /** A table of the window as CSV: numbers in full, words as they stand. `name`: of the file, without its ending. */
  "table:save": {
    args: z.object({ name: z.string().max(4096), rows: z.array(z.array(cell).max(100)).min(1).max(maxTableRows) }),
    value: savedFile,
  },
  /** Opens a file that was saved in this session with the program that the system has for it. */
  "saved:open": { args: z.object({ file: id }), value: nothing },
  /** Shows it in its folder. */
  "saved:show": { args: z.object({ file: id }), value: nothing },
} as const;

export const exportEvents = {
  "export:progress": z.object({
    requestId: z.string(),
    phase: z.enum(["forecasting", "writing"]),
    done: count,
    total: count,
  }) satisfies z.ZodType<BatchProgress>,
} as const;
