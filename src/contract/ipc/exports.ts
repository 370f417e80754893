/** Files that the user asks for. */
import { z } from "zod";
import { bandsSchema } from "#contract/data";
import { exportFormats } from "#domain/export";
import { forecastKeySchema, id, nothing, savedFile } from "./fields.ts";

const cell = z.union([z.number(), z.string().max(4096)]);
const maxTableRows = 1_000_000;

export const exportRequests = {
  "export:save": {
    args: forecastKeySchema.extend({
      format: z.enum(exportFormats),
      bands: bandsSchema.exactOptional(),
      isRounded: z.boolean().exactOptional(),
    }),
    value: savedFile,
  },
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
