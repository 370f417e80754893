import { z } from "zod";
import { crashReportSchema, doctorSchema, healthSchema, liveDiagnosticsSchema, logPartSchema } from "#contract/data";
import { checkedRequests } from "./checked.ts";
import { nothing } from "./fields.ts";

export const diagnosticsRequests = {
  "diagnostics:get": { args: nothing, value: doctorSchema },
  /** How the application is now: asked for about once a second while somebody looks. */
  "diagnostics:live": { args: nothing, value: liveDiagnosticsSchema },
  /** Lines from `from` on, or before `to`, in bytes; without either the last ones. */
  "diagnostics:log": {
    args: z.object({
      file: z.enum(["current", "previous"]),
      from: z.int().nonnegative().optional(),
      to: z.int().nonnegative().optional(),
    }),
    value: logPartSchema,
  },
  /** Puts a report on the clipboard; names of files, series and folders are in it only where they are wanted. */
  "diagnostics:copy": { args: z.object({ hasNames: z.boolean() }), value: z.object({ lines: z.int() }) },
  /** Processes that ended unasked, the newest first. */
  "crashes:list": { args: nothing, value: z.object({ reports: z.array(crashReportSchema) }) },
  /** `show`: the file in its folder; `copy`: its text to the clipboard; `delete`: it, and its minidump. */
  "crashes:act": {
    args: z.object({ id: z.string().max(200), act: z.enum(["show", "copy", "delete"]) }),
    value: nothing,
  },
  /** What only a window can measure, in milliseconds: from opening a file, and from a step of the origin, to the painted chart. */
  "diagnostics:measured": {
    args: z.object({
      times: z
        .array(z.object({ kind: z.enum(["firstChart", "cachedChart"]), ms: z.number().min(0).max(3.6e6) }))
        .max(256),
    }),
    value: nothing,
  },
  /** An answer came damaged: main writes that down. */
  "transit:damaged": { args: z.object({ name: z.enum(checkedRequests) }), value: nothing },
} as const;

export const diagnosticsEvents = { health: healthSchema } as const;
