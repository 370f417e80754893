export { type Clock, quietMs } from "./clock.ts";
export {
  ClientContext,
  SessionContext,
  useClient,
  useNumbersOf,
  useSession,
  useSessionState,
  useView,
  useViewState,
  ViewContext,
} from "./contexts.ts";
export { afterPaint, mark } from "./marks.ts";
export { errorText, type NoticeLevel, type Notify, notifySaved } from "./notify.ts";
export { type AppInfo, createSession, type Session } from "./session.ts";
export { shared, sharedStore } from "./shared.ts";
export { createView, type Finding, type Representation, type ViewStore, type Zoom } from "./view.ts";
