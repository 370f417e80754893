import { createStore, type StoreApi } from "zustand/vanilla";
import type { DialogCommandId } from "#domain/commands";

/** Most dialogs are opened by the command of their name, the others from where the window shows a file. */
export type DialogName = DialogCommandId | "import" | "rescue" | "result";
export type Representation = "intervals" | "density";

/** Which stretch of time the chart shows; an object is the user's own zoom, in wall-clock milliseconds. */
export type Zoom = "all" | "recent" | { readonly from: number; readonly to: number };

/** A stretch of one series, in wall-clock milliseconds. */
export interface Finding {
  readonly series: string;
  readonly from: number;
  readonly to: number;
}

/**
 * What stands beside the list of series: the forecast, models or files beside each other, all series' data over time, their rows, or
 * what the data are.
 */
type Page = "forecast" | "comparison" | "versions" | "availability" | "correcting" | "profile";

/** How the window is arranged. Nothing here changes what is computed. */
export interface ViewState {
  readonly page: Page;
  /** One is open at a time. */
  readonly dialog: DialogName | null;
  readonly isExportOpen: boolean;
  /** On wide windows the sidebar stands beside the chart, on narrow ones it slides over it. */
  readonly isSidebarShown: boolean;
  readonly isDrawerOpen: boolean;
  readonly representation: Representation;
  /** null: the chart picks what shows the fan best. */
  readonly zoom: Zoom | null;
  readonly areNumbersShown: boolean;
  /** What the import did to the file, beside the chart. */
  readonly isReportShown: boolean;
  /** The queue of jobs, in the report's place. */
  readonly isQueueShown: boolean;
  /** Marks of the import's flags on the chart. */
  readonly areFlagsShown: boolean;
  /** Marks of changepoints and anomalies on the chart. */
  readonly areEventsShown: boolean;
  /** The finding of the report, or the place of a profile, that the chart points at. */
  readonly finding: Finding | null;
}

export type ViewStore = StoreApi<ViewState>;

export function createView(): ViewStore {
  return createStore<ViewState>(() => ({
    page: "forecast",
    dialog: null,
    isExportOpen: false,
    isSidebarShown: true,
    isDrawerOpen: false,
    representation: "intervals",
    zoom: null,
    areNumbersShown: false,
    isReportShown: false,
    isQueueShown: false,
    areFlagsShown: true,
    areEventsShown: false,
    finding: null,
  }));
}
