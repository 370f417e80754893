export {
  type ChartOverlay,
  type ChartSurface,
  type ChartSurfaceState,
  createChartSurface,
  type PressedPoint,
  type RestingTool,
  type SelectedRange,
  type TimeSpan,
  type WindowPlace,
} from "./chart-surface.ts";
export { type Clock, quietMs } from "./clock.ts";
export type { FrontSteps } from "./front-steps.ts";
export { type ChosenSeriesStore, chosenOf, createChosenSeries } from "./chosen-series.ts";
export {
  ChartSurfaceContext,
  ChosenSeriesContext,
  ClientContext,
  SessionContext,
  SightContext,
  TablesContext,
  useChartSurface,
  useChartSurfaceState,
  useChosenSeries,
  useClient,
  useNumberFormat,
  useNumbersShown,
  useSession,
  useSessionState,
  useSight,
  useSightState,
  useTables,
  useView,
  useViewState,
  ViewContext,
  wantsLessMotion,
} from "./contexts.ts";
export { afterPaint, mark } from "./marks.ts";
export { errorText, type NoticeAction, type NoticeLevel, type Notify, notifySaved } from "./notify.ts";
export { type AppInfo, createSession, type Session, type SessionState } from "./session.ts";
export { useManaged } from "./policy.ts";
export { provide, type Provide, shared, sharedLater, sharedStore } from "./shared.ts";
export { createSight } from "./sight.ts";
export { createTables, type TableCells, type Tables } from "./tables.ts";
export { changeChart, createView, type DialogName, type Finding, type ViewState, type ViewStore } from "./view.ts";
export { lookOf, withLook } from "./view-look.ts";
