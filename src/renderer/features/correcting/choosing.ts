import type {
  ChartSurface,
  Clock,
  PressedPoint,
  RestingTool,
  SelectedRange,
  TimeSpan,
  ViewStore,
} from "#renderer/context";
import type { ForecastObserver } from "#renderer/forecasts";
import { joined, stepsBetween } from "./chosen.ts";
import type { Correcting } from "./correcting.ts";

/** A second press within this time belongs to a double click, which goes back from a zoom. */
const doubleClickMs = 260;
/** A press further from a value than this, in pixels, means the ground beside it. */
const reach = 26;

export interface ChoosingPorts {
  readonly correcting: Correcting;
  readonly surface: ChartSurface;
  readonly observer: Pick<ForecastObserver, "store">;
  readonly view: ViewStore;
  readonly clock: Clock;
}

/**
 * What is chosen in the chart to be corrected: a value by a press on it, a stretch by a drag with Shift, or by any drag in the mode for it. The
 * menu of what can be done opens beside it.
 *
 * @returns the function that ends it
 */
export function chooseInChart({ correcting, surface, observer, view, clock }: ChoosingPorts): () => void {
  let stopClick: (() => void) | null = null;

  const take = (from: number, to: number, { isAdding, at }: Pick<PressedPoint, "isAdding" | "at">): void => {
    const values = observer.store.getState().shown?.values;
    const span = values === undefined ? null : stepsBetween(values.times, from, to);
    if (span === null || values === undefined) return;
    correcting.choose(isAdding ? joined(values.times, [...surface.store.getState().chosen, span]) : [span]);
    correcting.openMenu(at);
  };
  const takePoint = (point: PressedPoint): void => {
    // After the end of the data there is nothing to correct.
    if (point.step !== null) take(point.time, point.time, point);
  };
  const chooseNothing = (): void => {
    if (surface.store.getState().chosen.length > 0) correcting.choose([]);
  };
  const isChosen = ({ time }: PressedPoint): boolean =>
    surface.store.getState().chosen.some(({ from, to }: TimeSpan) => time >= from && time <= to);

  const resting: RestingTool = {
    onPointPress(point) {
      const isSecond = stopClick !== null;
      stopClick?.();
      stopClick = null;
      if (isSecond) return;
      // On the ground beside the line nothing is meant, and what was chosen is no more.
      if (point.missedBy > reach) {
        chooseNothing();
        return;
      }
      // By the keyboard there is no second press to wait for.
      if (Number.isNaN(point.pointedValue)) takePoint(point);
      else
        stopClick = clock.after(doubleClickMs, () => {
          stopClick = null;
          takePoint(point);
        });
    },
    // Shift is what asks for it, and adds to nothing.
    onRangeSelect: ({ from, to, at }: SelectedRange) => take(from, to, { isAdding: false, at }),
    onMenu(point) {
      if (isChosen(point)) correcting.openMenu(point.at);
      else if (point.step === null || point.missedBy > reach) return false;
      else takePoint(point);
      return true;
    },
    onCancel: chooseNothing,
  };
  surface.setResting(resting);

  const leave = (): void => view.setState({ isChoosing: false });
  let takeAway: (() => void) | null = null;
  const stopView = view.subscribe(({ isChoosing }, before) => {
    if (isChoosing === before.isChoosing) return;
    takeAway?.();
    takeAway = null;
    if (isChoosing)
      takeAway = surface.setTool({
        hint: "Press a value or drag over a stretch to correct it; with Shift it is added. Escape ends this",
        onPointPress: takePoint,
        onRangeSelect: (range) => take(range.from, range.to, range),
        onCancel: leave,
      });
  });
  // Another tool may take its place.
  const stopSurface = surface.store.subscribe(({ tool }, before) => {
    if (tool !== before.tool && view.getState().isChoosing && takeAway !== null) leave();
  });
  return () => {
    stopClick?.();
    leave();
    stopView();
    stopSurface();
    surface.setResting(null);
  };
}
