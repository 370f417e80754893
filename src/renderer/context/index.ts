export { type Clock, quietMs } from "./clock.ts";
export {
  ClientContext,
  SessionContext,
  TablesContext,
  useClient,
  useNumberFormat,
  useSession,
  useSessionState,
  useTables,
  useView,
  useViewState,
  ViewContext,
} from "./contexts.ts";
export { afterPaint, mark } from "./marks.ts";
export { errorText, type NoticeAction, type NoticeLevel, type Notify, notifySaved } from "./notify.ts";
export { type AppInfo, createSession, type Session, type SessionState } from "./session.ts";
export { provide, type Provide, shared, sharedStore } from "./shared.ts";
export { createTables, type TableCells, type Tables } from "./tables.ts";
export {
  createView,
  type DialogName,
  type Finding,
  type Representation,
  type ViewState,
  type ViewStore,
  type Zoom,
} from "./view.ts";
