/** Files that the user chose. */
import { z } from "zod";
import type { Received } from "#contract/data";
import { errorCodes } from "#domain/errors";
import { id, nothing, savedFile } from "./fields.ts";

/** The path itself stays in the main process. */
export const grantSchema = z.object({ grant: id, name: z.string(), sizeBytes: z.number().nonnegative() });
export type Grant = Received<typeof grantSchema>;

export const sampleSchema = z.object({ id, title: z.string(), description: z.string() });
export type Sample = Received<typeof sampleSchema>;

/** A file that was chosen and can't be opened, and why. */
const refusedFile = z.object({
  name: z.string(),
  error: z.object({ code: z.enum(errorCodes), message: z.string(), hint: z.string().exactOptional() }),
});

/**
 * What became of a file since it was read: it has another size or time of change, or is not at its place any more. `changing`: it was
 * another when it was last looked after, and may still be written.
 */
export const fileStates = ["same", "changing", "changed", "missing"] as const;
export type FileState = (typeof fileStates)[number];

/** The data files of a folder that was dropped, each granted. */
const folderListingSchema = z.object({
  name: z.string(),
  files: z.array(
    grantSchema.extend({
      /** Within the folder, with slashes. */
      path: z.string(),
      /** Milliseconds since 1970. */
      changedMs: z.number(),
    }),
  ),
  /** Whether there are more than can be listed. */
  isCut: z.boolean(),
});
export type FolderListing = Received<typeof folderListingSchema>;

export const fileRequests = {
  /** The open dialog; both lists are empty when the user closed it. */
  "file:choose": { args: nothing, value: z.object({ files: z.array(grantSchema), refused: z.array(refusedFile) }) },
  /** How granted files are now, in the order of the grants. */
  "file:check": { args: z.object({ grants: z.array(id).max(1000) }), value: z.array(z.enum(fileStates)) },
  /** Asks where a granted file is now; null when the user closed the dialog. */
  "file:locate": { args: z.object({ grant: id }), value: grantSchema.nullable() },
  /**
   * The table on the clipboard as a file in the user's folder of pasted data, where it stays until the user deletes it.
   * `file-not-a-table` where there is none, `file-too-large` beyond what can be pasted.
   */
  "file:paste": { args: nothing, value: z.object({ grant: grantSchema, kept: savedFile.unwrap() }) },
  "sample:open": { args: z.object({ id }), value: grantSchema },
} as const;

export const fileEvents = { "file:opened": grantSchema } as const;
