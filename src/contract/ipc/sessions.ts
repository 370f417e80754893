/** What windows have open, kept from start to start; files that were opened earlier; projects. The page names files by grants alone. */
import { z } from "zod";
import { fileArrangementSchema, type Received, windowLookSchema } from "#contract/data";
import { arrangementLimits, type RecentFile } from "#domain/project";
import { fileStates, grantSchema } from "./files.ts";
import { id, nothing } from "./fields.ts";

/** A file that was open before, to be opened as it was. */
export const keptFileSchema = z.object({
  grant: grantSchema,
  /** What became of it since it was read. */
  state: z.enum(fileStates),
  /** Opening it may have ended the application, or its page, the last time: the user decides. */
  isOffered: z.boolean(),
  arrangement: fileArrangementSchema,
});
export type KeptFile = Received<typeof keptFileSchema>;

const projectStateSchema = z.object({
  name: z.string(),
  /** Something has changed that its file does not say yet. */
  isEdited: z.boolean(),
  /** The project's file holds the data. */
  isEmbedded: z.boolean(),
});
export type ProjectState = Received<typeof projectStateSchema>;

export const keptSessionSchema = z.object({
  /** Goes back with what is saved: what was arranged before this came is not meant any more. */
  epoch: z.int(),
  files: z.array(keptFileSchema),
  active: z.int().nonnegative().nullable(),
  view: windowLookSchema,
  project: projectStateSchema.nullable(),
});
export type KeptSession = Received<typeof keptSessionSchema>;

const recentId = z.int();
const recentFileSchema = z.object({
  id: recentId,
  name: z.string(),
  folder: z.string(),
  series: z.int().nonnegative(),
  sparkline: z.array(z.number().nullable()),
  openedMs: z.number(),
  isPinned: z.boolean(),
  isMissing: z.boolean(),
  kind: z.enum(["file", "project"]),
}) satisfies z.ZodType<RecentFile>;

export const sessionRequests = {
  /** What this window had open when it was last seen; once for each time that its page comes up by itself. */
  "session:restore": { args: nothing, value: keptSessionSchema },
  /** What this window has open now. Files that are only looked at are not in it. */
  "session:save": {
    args: z.object({
      epoch: z.int(),
      files: z.array(z.object({ grant: id, arrangement: fileArrangementSchema })).max(arrangementLimits.files),
      active: z.int().nonnegative().nullable(),
      view: windowLookSchema,
    }),
    value: nothing,
  },
  /** Opens the window again that was closed last; false where there is none. */
  "session:reopen-window": { args: nothing, value: z.object({ isReopened: z.boolean() }) },
  "recent:list": { args: nothing, value: z.object({ files: z.array(recentFileSchema) }) },
  /** A file, or a project; neither where a project has a window of its own, or the user does not want it. */
  "recent:open": {
    args: z.object({ id: recentId }),
    value: z.object({ file: keptFileSchema.nullable(), session: keptSessionSchema.nullable() }),
  },
  "recent:pin": { args: z.object({ id: recentId, isPinned: z.boolean() }), value: nothing },
  "recent:remove": { args: z.object({ id: recentId }), value: nothing },
  /** All but the pinned ones. */
  "recent:clear": { args: nothing, value: nothing },
  /**
   * Writes what this window has open into its project; asks where to for the first time, or with `isNewPlace`. From then on it is written by
   * itself. Null when the user closed the dialog.
   */
  "project:save": {
    args: z.object({ isNewPlace: z.boolean(), isEmbedded: z.boolean().exactOptional() }),
    value: z.object({ name: z.string() }).nullable(),
  },
  /** Opens a project that was granted. Null where it has a window of its own, or the user does not want it. */
  "project:open": { args: z.object({ grant: id }), value: keptSessionSchema.nullable() },
} as const;

export const sessionEvents = {
  /** A file to open as it was: chosen in the menu of recent files. */
  "file:kept": keptFileSchema,
  /** The same for a project. */
  "session:kept": keptSessionSchema,
  /** What became of this window's project. */
  "project:changed": projectStateSchema.nullable(),
  /** The list of recent files is another one. */
  "recent:changed": nothing,
} as const;
