import { type RefObject, useEffect } from "react";
import {
  type FanChart,
  panStep,
  pixelX,
  pixelY,
  type PlotArea,
  timeAt,
  valueAt,
  zoomPerPixel,
  zoomStep,
} from "#renderer/charts";
import type { ChartSurface, PressedPoint } from "#renderer/context";
import { averageStepMs, type ForecastObserver, seasonSteps, type Shown } from "#renderer/forecasts";
import type { ChartParts } from "./context.ts";
import { stepNear } from "./pointing.ts";
import { placeFrom, placesOf, stepFrom } from "./stepping.ts";

export interface GestureTargets extends ChartParts {
  readonly chart: FanChart;
  readonly observer: Pick<ForecastObserver, "store">;
  readonly surface: ChartSurface;
}

/** A pointer that moves less than this many pixels between down and up presses, and does not drag. */
const pressPixels = 4;

/** Pointer, wheel and keys on the chart: zooming, moving, choosing, reading. */
export function useGestures(element: RefObject<HTMLElement | null>, targets: GestureTargets | null): void {
  useEffect(() => {
    const target = element.current;
    if (target === null || targets === null) return undefined;
    return listen(target, targets);
  }, [element, targets]);
}

function listen(target: HTMLElement, { chart, observer, surface, zooming, pointing }: GestureTargets): () => void {
  const life = new AbortController();
  const { signal } = life;
  const place = (event: MouseEvent): { readonly x: number; readonly y: number } => {
    const box = target.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const now = (): { readonly area: PlotArea; readonly shown: Shown } | null => {
    const area = chart.area();
    const { shown } = observer.store.getState();
    return area === null || shown === null ? null : { area, shown };
  };
  const clamp = ({ left, width }: PlotArea, x: number): number => Math.min(Math.max(x, left), left + width);
  const isAdding = (event: MouseEvent | KeyboardEvent): boolean => event.shiftKey || event.ctrlKey || event.metaKey;

  let start: { readonly x: number; readonly y: number; readonly pointer: number } | null = null;
  /** Time of the step that is dragged up or down. */
  let held: number | null = null;
  const dragValue = (area: PlotArea, y: number, isDone: boolean): void => {
    const inside = Math.min(Math.max(y, area.top), area.top + area.height);
    if (held !== null)
      surface.store.getState().tool?.onValueDrag?.({ time: held, value: valueAt(area, inside), isDone });
  };
  target.addEventListener(
    "pointerdown",
    (event) => {
      pointing.store.setState({ place: null });
      const { x, y } = place(event);
      const area = chart.area();
      if (event.button !== 0 || area === null || area.seasons !== null) return;
      if (x < area.left - pressPixels || x > area.left + area.width + pressPixels) return;
      start = { x: clamp(area, x), y, pointer: event.pointerId };
      target.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  target.addEventListener(
    "pointermove",
    (event) => {
      const { x, y } = place(event);
      const area = chart.area();
      if (start === null || area === null) {
        if (event.buttons === 0) pointing.store.setState({ place: { by: "pointer", x, y } });
        return;
      }
      if (held === null && pointing.store.getState().drag === null) held = heldAt(start, y);
      if (held !== null) {
        dragValue(area, y, false);
        return;
      }
      const to = clamp(area, x);
      const isDragging = pointing.store.getState().drag !== null || Math.abs(to - start.x) >= pressPixels;
      if (isDragging) pointing.store.setState({ drag: { from: start.x, to } });
    },
    { signal },
  );
  target.addEventListener(
    "pointerup",
    (event) => {
      const began = start;
      const { drag } = pointing.store.getState();
      start = null;
      pointing.store.setState({ drag: null });
      const here = now();
      if (began === null || here === null) return;
      const { area, shown } = here;
      if (held !== null) {
        dragValue(area, place(event).y, true);
        held = null;
        return;
      }
      const { tool, resting } = surface.store.getState();
      const { x, y } = place(event);
      if (drag === null) {
        const tool = surface.store.getState().tool ?? surface.store.getState().resting;
        const point = pointAt(here, timeAt(area, x), isAdding(event), { x, y });
        if (point !== null) tool?.onPointPress?.(point);
        return;
      }
      const [from, to] = [timeAt(area, Math.min(drag.from, drag.to)), timeAt(area, Math.max(drag.from, drag.to))];
      if (Math.abs(drag.to - drag.from) < pressPixels) return;
      const take = tool?.onRangeSelect ?? (tool === null && event.shiftKey ? resting?.onRangeSelect : undefined);
      if (take === undefined) zooming.to(from, to);
      else
        take({
          ...{ dataset: shown.dataset.handle, series: shown.series.id, from, to, isAdding: isAdding(event) },
          at: { x: event.clientX, y: event.clientY },
        });
    },
    { signal },
  );
  const giveUp = (): void => {
    start = null;
    held = null;
    pointing.store.setState({ drag: null });
  };
  target.addEventListener("pointercancel", giveUp, { signal });
  target.addEventListener(
    "pointerleave",
    () => {
      if (pointing.store.getState().place?.by === "pointer") pointing.store.setState({ place: null });
    },
    { signal },
  );
  target.addEventListener(
    "dblclick",
    () => {
      if (surface.store.getState().tool === null) zooming.back();
    },
    { signal },
  );

  /** The step of the forecast that a drag up or down began at; null where it began elsewhere, or goes along. */
  const heldAt = (from: { readonly x: number; readonly y: number }, y: number): number | null => {
    const here = now();
    if (here === null || surface.store.getState().tool?.onValueDrag === undefined) return null;
    if (Math.abs(y - from.y) < pressPixels) return null;
    const point = pointAt(here, timeAt(here.area, from.x), false, null);
    return point === null || point.step !== null ? null : point.time;
  };

  /** The step nearest to a time. @param pointer in pixels of the chart; null for the keyboard's cursor */
  const pointAt = (
    { area, shown }: { readonly area: PlotArea; readonly shown: Shown },
    time: number,
    adds: boolean,
    pointer: { readonly x: number; readonly y: number } | null,
  ): PressedPoint | null => {
    const step = stepNear(shown, time, Infinity);
    if (step === null) return null;
    const box = target.getBoundingClientRect();
    const middle = area.top + area.height / 2;
    const there = { x: pixelX(area, step.time), y: Number.isNaN(step.observed) ? middle : pixelY(area, step.observed) };
    const at = pointer ?? there;
    return {
      dataset: shown.dataset.handle,
      series: shown.series.id,
      time: step.time,
      step: step.index,
      value: step.observed,
      pointedValue: pointer === null ? Number.NaN : valueAt(area, pointer.y),
      missedBy: Number.isNaN(step.observed) ? 0 : Math.hypot(at.x - there.x, at.y - there.y),
      isAdding: adds,
      at: { x: box.left + at.x, y: box.top + at.y },
    };
  };
  const menu = (event: MouseEvent | KeyboardEvent): boolean => {
    const here = now();
    const { tool, resting } = surface.store.getState();
    if (here === null || tool !== null || resting === null || here.area.seasons !== null) return false;
    const pointer = event instanceof MouseEvent ? place(event) : null;
    const time = pointer === null ? cursor() : timeAt(here.area, pointer.x);
    const point = time === null ? null : pointAt(here, time, false, pointer);
    if (point === null || !resting.onMenu(point)) return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  target.addEventListener(
    "contextmenu",
    (event) => {
      // Those of the keyboard's key are taken there, where the cursor is known.
      if (event.button === 2) menu(event);
    },
    { signal },
  );

  /** Turns of the wheel between two pictures count as one. */
  let turned: { zoom: number; pan: number; x: number } | null = null;
  target.addEventListener(
    "wheel",
    (event) => {
      const area = chart.area();
      if (area === null || area.seasons !== null) return;
      const scroller = target.closest(".panel-main");
      // Where the page itself has to scroll, the wheel is its own; with Ctrl it zooms everywhere.
      const isPages = scroller !== null && scroller.scrollHeight > scroller.clientHeight + 1 && !event.ctrlKey;
      if (isPages) return;
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const isPan = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      const isNew = turned === null;
      turned ??= { zoom: 0, pan: 0, x: 0 };
      turned.x = place(event).x;
      if (isPan) turned.pan += (event.deltaX !== 0 ? event.deltaX : event.deltaY) * lines;
      // A pinch comes as small turns with Ctrl.
      else turned.zoom += event.deltaY * lines * (event.ctrlKey ? 4 : 1);
      if (!isNew) return;
      requestAnimationFrame(() => {
        const turn = turned;
        turned = null;
        const drawn = chart.area();
        if (turn === null || drawn === null || signal.aborted) return;
        if (turn.zoom !== 0) zooming.by(zoomPerPixel ** turn.zoom, timeAt(drawn, clamp(drawn, turn.x)));
        if (turn.pan !== 0) zooming.pan(turn.pan / drawn.width);
      });
    },
    { signal, passive: false },
  );

  const cursor = (): number | null => {
    const at = pointing.store.getState().place;
    return at?.by === "keys" ? at.time : null;
  };
  const moveTo = (time: number): void => {
    pointing.store.setState({ place: { by: "keys", time } });
    if (chart.area()?.seasons === null) zooming.show(time);
  };
  const moveBy = (by: number): void => {
    const here = now();
    if (here === null) return;
    const { area, shown } = here;
    if (area.seasons !== null) {
      const places = placesOf(area.seasons);
      moveTo(placeFrom(places, cursor() ?? -1, by));
      return;
    }
    const pointed = pointing.store.getState().place;
    // The cursor begins where the pointer is, or at the last observation.
    const from =
      cursor() ??
      (pointed?.by === "pointer"
        ? timeAt(area, pointed.x)
        : (shown.forecast?.anchor.time ?? shown.values.times.at(-1) ?? 0));
    moveTo(stepFrom(shown, from, by));
  };
  const edge = (isEnd: boolean): void => {
    const here = now();
    if (here === null) return;
    const { area, shown } = here;
    if (area.seasons !== null) moveTo(placeFrom(placesOf(area.seasons), isEnd ? Infinity : -1, isEnd ? 0 : 1));
    else moveTo(stepFrom(shown, area.window[isEnd ? 1 : 0], isEnd ? 0 : 1));
  };
  const write = (): void => {
    const here = now();
    if (here === null || here.area.seasons !== null) return;
    const step = stepNear(here.shown, cursor() ?? here.shown.forecast?.anchor.time ?? 0, Infinity);
    if (step !== null) pointing.store.setState({ noteAt: { from: step.time, to: step.time } });
  };
  const season = (): number => {
    const { shown } = observer.store.getState();
    return shown === null ? 1 : Math.max(2, seasonSteps(shown.series));
  };
  const keys: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
    ArrowLeft: (event) => (event.shiftKey ? zooming.pan(-panStep) : moveBy(-1)),
    ArrowRight: (event) => (event.shiftKey ? zooming.pan(panStep) : moveBy(1)),
    PageUp: () => moveBy(season()),
    PageDown: () => moveBy(-season()),
    Home: () => edge(false),
    End: () => edge(true),
    "+": () => zooming.by(1 / zoomStep, cursor() ?? undefined),
    "=": () => zooming.by(1 / zoomStep, cursor() ?? undefined),
    "-": () => zooming.by(zoomStep, cursor() ?? undefined),
    "0": () => zooming.all(),
    Backspace: () => zooming.back(),
    f: () => zooming.fitValues(),
    n: () => write(),
    Enter: (event) => {
      const here = now();
      const time = cursor();
      const tool = surface.store.getState().tool ?? surface.store.getState().resting;
      const point = here === null || time === null ? null : pointAt(here, time, isAdding(event), null);
      if (point !== null) tool?.onPointPress?.(point);
    },
    Escape: () => {
      const { tool, resting } = surface.store.getState();
      if (pointing.store.getState().drag !== null) giveUp();
      else if (tool?.onCancel !== undefined) tool.onCancel();
      else {
        pointing.store.setState({ place: null });
        resting?.onCancel();
      }
    },
  };
  target.addEventListener(
    "keydown",
    (event) => {
      if (event.target !== target || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
        menu(event);
        return;
      }
      const act = keys[event.key];
      if (act === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      act(event);
    },
    { signal },
  );
  target.addEventListener(
    "blur",
    () => {
      if (pointing.store.getState().place?.by === "keys") pointing.store.setState({ place: null });
    },
    { signal },
  );
  return () => life.abort();
}

/** How far from a step the pointer may be, in milliseconds. */
export function reachOf({ times, width }: PlotArea, shown: Shown): number {
  // Steps of a calendar are not all of one length: over a weekend Friday is still the nearest business day.
  return Math.max(1.5 * averageStepMs(shown.values), (nearPixels * (times[1] - times[0])) / width);
}

/** Where steps are narrower than this the pointer need not hit one. */
const nearPixels = 8;
