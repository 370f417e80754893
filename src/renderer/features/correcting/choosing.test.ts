import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { createChartSurface, createView, type PressedPoint, type WindowPlace } from "#renderer/context";
import type { ForecastState, Shown } from "#renderer/forecasts";
import { valuesOf } from "../../bridge/fixtures.ts";
import { chooseInChart } from "./choosing.ts";
import type { Correcting } from "./correcting.ts";

const at: WindowPlace = { x: 3, y: 4 };
const values = valuesOf("a");
const time = (step: number): number => values.times[step] ?? Number.NaN;
const spans = (...steps: readonly (readonly [number, number])[]) =>
  steps.map(([from, to]) => ({ from: time(from), to: time(to) }));

function setUp() {
  const surface = createChartSurface();
  const view = createView();
  const opened: WindowPlace[] = [];
  const timers = new Set<() => void>();
  const correcting = {
    choose: surface.setChosen,
    openMenu: (place: WindowPlace) => void opened.push(place),
  } as Pick<Correcting, "choose" | "openMenu"> as Correcting;
  const shown = { values } as Shown;
  const stop = chooseInChart({
    ...{ correcting, surface, view },
    observer: { store: createStore<ForecastState>(() => ({ shown }) as ForecastState) },
    clock: {
      now: () => 0,
      after: (_ms, action) => {
        timers.add(action);
        return () => void timers.delete(action);
      },
    },
  });
  const wait = (): void => {
    for (const action of [...timers]) {
      timers.delete(action);
      action();
    }
  };
  const state = surface.store.getState;
  const point = (step: number, part: Partial<PressedPoint> = {}): PressedPoint => ({
    ...{
      dataset: "d",
      series: "a",
      time: time(step),
      step,
      value: 1,
      pointedValue: 1,
      missedBy: 2,
      isAdding: false,
      at,
    },
    ...part,
  });
  const press = (one: PressedPoint): void => (state().tool?.onPointPress ?? state().resting?.onPointPress)?.(one);
  return { surface, view, state, opened, wait, point, press, stop };
}

test("a press on a value chooses it and opens the menu there, once it is not a double click", () => {
  const { state, opened, wait, point, press } = setUp();
  press(point(5));
  expect(opened).toEqual([]);
  wait();
  expect([state().chosen, opened]).toEqual([spans([5, 5]), [at]]);
  press(point(7));
  press(point(7));
  wait();
  expect([state().chosen, opened]).toEqual([spans([5, 5]), [at]]);
});

test("a press beside the line, or after the data, chooses nothing; the keyboard's is taken at once", () => {
  const { state, opened, wait, point, press } = setUp();
  press(point(5, { missedBy: 60 }));
  wait();
  press(point(5, { step: null }));
  wait();
  expect([state().chosen, opened]).toEqual([[], []]);
  press(point(6, { pointedValue: Number.NaN, missedBy: 0 }));
  expect([state().chosen, opened]).toEqual([spans([6, 6]), [at]]);
  press(point(5, { missedBy: 60 }));
  expect(state().chosen).toEqual([]);
  state().resting?.onMenu(point(5));
  state().resting?.onCancel();
  expect(state().chosen).toEqual([]);
});

test("the context menu is about what is chosen, and chooses what it is opened on otherwise", () => {
  const { state, opened, point } = setUp();
  state().resting?.onMenu(point(5));
  expect([state().chosen, opened]).toEqual([spans([5, 5]), [at]]);
  const range = { dataset: "d", series: "a", from: time(3) + 1, to: time(8) - 1, isAdding: true, at };
  state().resting?.onRangeSelect(range);
  expect(state().chosen).toEqual(spans([4, 7]));
  expect(state().resting?.onMenu(point(6))).toBe(true);
  // Beside the line and after the data the chart has a menu of its own.
  expect(state().resting?.onMenu(point(20, { missedBy: 60 }))).toBe(false);
  expect(state().resting?.onMenu(point(20, { step: null }))).toBe(false);
  expect([state().chosen, opened.length]).toEqual([spans([4, 7]), 3]);
});

test("in the mode for it a drag chooses, and adds with Shift; Escape, or another tool, ends it", () => {
  const { surface, view, state, point, press, stop } = setUp();
  expect(state().tool).toBeNull();
  view.setState({ isChoosing: true });
  const range = { dataset: "d", series: "a", from: time(3), to: time(5), isAdding: false, at };
  state().tool?.onRangeSelect?.(range);
  press(point(6, { isAdding: true, missedBy: 99 }));
  press(point(9, { isAdding: true }));
  expect(state().chosen).toEqual(spans([3, 6], [9, 9]));
  state().tool?.onCancel?.();
  expect([view.getState().isChoosing, state().tool]).toEqual([false, null]);
  view.setState({ isChoosing: true });
  const other = { hint: "Another" };
  surface.setTool(other);
  expect([view.getState().isChoosing, state().tool]).toEqual([false, other]);
  stop();
  view.setState({ isChoosing: true });
  expect([state().tool, state().resting]).toEqual([other, null]);
});
