/** Files that the user asks for. */
import { z } from "zod";
import { bandsSchema } from "#contract/data";
import { exportFormats } from "#domain/export";
import { forecastKeySchema, id, savedFile } from "./fields.ts";

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
} as const;
