/** What a user has arranged: what windows have open and how it is looked at, files opened earlier, and projects. */
export {
  arrangementLimits,
  type Arrangement,
  type FileArrangement,
  type FileLook,
  type WindowLook,
} from "./arrangement.ts";
export { originNow } from "./origin.ts";
export {
  projectExtension,
  projectLimits,
  type EmbeddedData,
  type Json,
  type Project,
  type ProjectFile,
  type ProjectMethod,
  type Sections,
} from "./project.ts";
export { recentLimits, sparklineOf, type RecentFile } from "./recent.ts";
