import { createStore, type StoreApi } from "zustand/vanilla";
import { type ChartOptions, defaultChartOptions, type Zoom } from "#domain/chart";
import type { DialogCommandId } from "#domain/commands";

/** Most dialogs are opened by the command of their name, the others from where the window shows a file. */
export type DialogName =
  | DialogCommandId
  | "export-several"
  | "folder"
  | "import"
  | "report-details"
  | "rescue"
  | "result";

/** A stretch of one series, in wall-clock milliseconds. */
export interface Finding {
  readonly series: string;
  readonly from: number;
  readonly to: number;
}

/**
 * What stands beside the list of series: the forecast, all series in a table, models or files beside each other, all series' data over
 * time, their rows, or what the data are.
 */
type Page =
  | "forecast"
  | "overview"
  | "comparison"
  | "side-by-side"
  | "versions"
  | "availability"
  | "correcting"
  | "profile"
  | "scenarios"
  | "totals"
  | "influences";

/** How the window is arranged. Nothing here changes what is computed. */
export interface ViewState {
  readonly page: Page;
  /** The page that the forecast on the chart was opened from, beside the table of series: its keys lead back. */
  readonly behindChart: "side-by-side" | null;
  /** One is open at a time. */
  readonly dialog: DialogName | null;
  /** What the dialog shows first: a setting, a page of the handbook. */
  readonly dialogTarget: string | null;
  /** The short tour of the window, beside whatever is shown. */
  readonly isTourShown: boolean;
  readonly isExportOpen: boolean;
  /** The field of a date to go to. */
  readonly isGoingToDate: boolean;
  /** The forecasts of the past are shown one after the other. */
  readonly isPlaying: boolean;
  /** On wide windows the sidebar stands beside the chart, on narrow ones it slides over it. */
  readonly isSidebarShown: boolean;
  readonly isDrawerOpen: boolean;
  /** How the chart is drawn: what is remembered of it. */
  readonly chart: ChartOptions;
  /** What is compared on the page of forecasts side by side, as that page wrote it; null until it was opened. */
  readonly sideBySide: Readonly<Record<string, unknown>> | null;
  /** null: the chart picks what shows the fan best. */
  readonly zoom: Zoom | null;
  /** null: as wide as the window is. */
  readonly areNumbersShown: boolean | null;
  /** What the import did to the file, beside the chart. */
  readonly isReportShown: boolean;
  /** The queue of jobs, in the report's place. */
  readonly isQueueShown: boolean;
  /** Thresholds of the series, in the report's place. */
  readonly areThresholdsShown: boolean;
  /** The finding of the report, or the place of a profile, that the chart points at. */
  readonly finding: Finding | null;
  /** Dragging over the chart chooses steps to correct instead of zooming. */
  readonly isChoosing: boolean;
}

export type ViewStore = StoreApi<ViewState>;

export function createView(): ViewStore {
  return createStore<ViewState>(() => ({
    page: "forecast",
    behindChart: null,
    dialog: null,
    dialogTarget: null,
    isTourShown: false,
    isExportOpen: false,
    isGoingToDate: false,
    isPlaying: false,
    isSidebarShown: true,
    isDrawerOpen: false,
    chart: defaultChartOptions,
    sideBySide: null,
    zoom: null,
    areNumbersShown: null,
    isReportShown: false,
    isQueueShown: false,
    areThresholdsShown: false,
    finding: null,
    isChoosing: false,
  }));
}

/** Changes some of how the chart is drawn. */
export function changeChart(view: ViewStore, change: Partial<ChartOptions>): void {
  view.setState(({ chart }) => ({ chart: { ...chart, ...change } }));
}
