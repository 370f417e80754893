import { createStore, type StoreApi } from "zustand/vanilla";
import type { DatedMark } from "#domain/chart";

/** A stretch of time in wall-clock milliseconds, both ends included. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** A step that was pressed on the main chart, the nearest one to the pointer. */
export interface PressedPoint {
  /** Handle, and the series' id. */
  readonly dataset: string;
  readonly series: string;
  /** Wall-clock milliseconds of the step. */
  readonly time: number;
  /** Its place in the series; null after the end of the data. */
  readonly step: number | null;
  /** What was observed; NaN where nothing was. */
  readonly value: number;
  /** Where the pointer was on the value axis; NaN for a press by the keyboard. */
  readonly pointedValue: number;
  /** How far the pointer was from that value, in pixels; 0 where nothing was observed, and for a press by the keyboard. */
  readonly missedBy: number;
  /** Shift, Ctrl or Command was held: add to what is chosen. */
  readonly isAdding: boolean;
  readonly at: WindowPlace;
}

/** A place in pixels of the window: of the pointer, or of the step that the keyboard's cursor is at. */
export interface WindowPlace {
  readonly x: number;
  readonly y: number;
}

/** A stretch that was dragged over on the main chart. */
export interface SelectedRange extends TimeSpan {
  readonly dataset: string;
  readonly series: string;
  readonly isAdding: boolean;
  /** Where the drag ended. */
  readonly at: WindowPlace;
}

/** A step beyond the data that a drag took hold of. */
export interface ValueDrag {
  /** Wall-clock milliseconds of the step. */
  readonly time: number;
  /** Where the pointer is on the value axis. */
  readonly value: number;
  readonly isDone: boolean;
}

/** What the chart does where no tool is set. */
export interface RestingTool {
  readonly onPointPress: (point: PressedPoint) => void;
  /** With Shift held; without it a drag zooms. */
  readonly onRangeSelect: (range: SelectedRange) => void;
  /** The button or the key of context menus. Returns whether it took it; else the chart's own menu opens. */
  readonly onMenu: (point: PressedPoint) => boolean;
  /** Escape. */
  readonly onCancel: () => void;
}

/**
 * Takes presses and drags on the main chart for as long as it is set; what it does not take stays what it is without it: a drag
 * zooms, a press does nothing.
 */
export interface ChartTool {
  /** Said beside the chart: "Choose steps to correct". */
  readonly hint: string;
  readonly onPointPress?: (point: PressedPoint) => void;
  readonly onRangeSelect?: (range: SelectedRange) => void;
  /** A step of the forecast is dragged up or down; told with every move, and at the end with `isDone`. */
  readonly onValueDrag?: (drag: ValueDrag) => void;
  /** Escape on the chart; the tool is gone then. */
  readonly onCancel?: () => void;
}

/** Another forecast over the chart's own, such as the one from before a correction. All columns are of its steps. */
export interface ChartOverlay {
  /** Of the legend and the readout: "Before the correction". */
  readonly name: string;
  readonly dataset: string;
  readonly series: string;
  /** Wall-clock milliseconds. */
  readonly times: Float64Array;
  readonly median: ArrayLike<number>;
  /** Of its 80 % range; absent where it is drawn as a line alone. */
  readonly lower?: ArrayLike<number>;
  readonly upper?: ArrayLike<number>;
}

export interface ChartSurfaceState {
  readonly tool: ChartTool | null;
  readonly resting: RestingTool | null;
  /** Stretches that are chosen, of the series on the chart. */
  readonly chosen: readonly TimeSpan[];
  readonly overlays: readonly ChartOverlay[];
  /** Dated marks by who gives them. Those of notes and events come from the corrections, and need no one to give them. */
  readonly marks: Readonly<Record<string, readonly DatedMark[]>>;
}

/** What other features put on the main chart, and hear from it. */
export interface ChartSurface {
  readonly store: StoreApi<ChartSurfaceState>;
  /** Returns the function that takes it away again, unless another tool has taken its place. */
  setTool(tool: ChartTool): () => void;
  setResting(tool: RestingTool | null): void;
  setChosen(chosen: readonly TimeSpan[]): void;
  setOverlays(overlays: readonly ChartOverlay[]): void;
  /** @param owner whose earlier marks these take the place of */
  setMarks(owner: string, marks: readonly DatedMark[]): void;
}

export function createChartSurface(): ChartSurface {
  const store = createStore<ChartSurfaceState>(() => ({
    ...{ tool: null, resting: null, chosen: [], overlays: [], marks: {} },
  }));
  return {
    store,
    setTool(tool) {
      store.setState({ tool });
      return () => {
        if (store.getState().tool === tool) store.setState({ tool: null });
      };
    },
    setResting: (resting) => store.setState({ resting }),
    setChosen: (chosen) => store.setState({ chosen }),
    setOverlays: (overlays) => store.setState({ overlays }),
    setMarks: (owner, marks) => store.setState((state) => ({ marks: { ...state.marks, [owner]: marks } })),
  };
}
