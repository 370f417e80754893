export { asEvidence, RecentFiles } from "./recent-files.ts";
export {
  type FileContent,
  type FileStamp,
  SessionStore,
  type StoredFile,
  type StoredProject,
  type StoredSession,
} from "./session-store.ts";
export { WindowSessions } from "./window-sessions.ts";
