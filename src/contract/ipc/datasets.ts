/** Importing files, and what an import made of them. */
import { z } from "zod";
import {
  importedDatasetSchema,
  importOptionsSchema,
  importProgressSchema,
  repairRowSchema,
  seriesValuesSchema,
  understoodSchema,
} from "#contract/data";
import { id, nothing, seriesId } from "./fields.ts";

export const datasetRequests = {
  "dataset:import": {
    args: z.object({
      grant: id,
      /**
       * Given, they are used as they are and remembered for files with the same columns; empty ones end that. Absent, the
       * remembered ones apply. The grant stays valid: the same file can be read again with other options.
       */
      options: importOptionsSchema.exactOptional(),
      /** `this-file`: the options hold for this file alone, and what is remembered stays as it is. */
      scope: z.enum(["this-file", "its-kind"]).exactOptional(),
      /** The file is only looked at: nothing of it is kept, nor of what is computed from it. */
      isOneShot: z.literal(true).exactOptional(),
    }),
    value: importedDatasetSchema,
  },
  /** The user is about to choose files, or drags them over the window: what reads them starts meanwhile. */
  "import:expected": { args: nothing, value: nothing },
  /** What was understood of a file whose import failed last; null when it did not fail, or nothing was understood. */
  "import:understood": { args: z.object({ grant: id }), value: understoodSchema.nullable() },
  /** Rows of one repair, in the file's order as far as they were kept. */
  "repairs:list": {
    args: z.object({
      dataset: id,
      code: z.string().min(1).max(100),
      from: z.int().nonnegative(),
      count: z.int().min(1).max(1000),
    }),
    value: z.object({
      rows: z.array(repairRowSchema),
      /** Rows that can be listed. */
      listed: z.int().nonnegative(),
    }),
  },
  /** The stretch of a series that a row of the file is shown by, in wall-clock milliseconds; null where it has none. */
  "row:place": {
    args: z.object({ dataset: id, row: z.int().positive(), column: z.string().max(10_000) }),
    value: z.object({ series: z.string(), from: z.number(), to: z.number() }).nullable(),
  },
  "series:values": { args: z.object({ dataset: id, series: seriesId }), value: seriesValuesSchema },
  "dataset:close": { args: z.object({ dataset: id }), value: nothing },
} as const;

export const datasetEvents = { "import:progress": importProgressSchema.extend({ requestId: z.string() }) } as const;
