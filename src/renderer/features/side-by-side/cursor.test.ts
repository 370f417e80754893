import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { datasetOf, forecastOf, valuesOf } from "../../bridge/fixtures.ts";
import {
  movedBy,
  moveOf,
  nearestStep,
  panelAfter,
  stepHolding,
  stepIn,
  timesOf,
  valuesAt,
  cursorAt,
} from "./cursor.ts";
import { inputOf } from "./drawn.ts";

const month = (index: number): number => Date.UTC(2020, index, 1);

function inputAt(origin: number, horizon = 6) {
  const dataset = datasetOf("d", "a");
  const forecast = forecastOf({ dataset: "d", series: "a", model: "m", horizon, origin });
  return inputOf({ dataset, series: dataset.series[0]!, values: valuesOf("a"), forecast })!;
}

const future = inputAt(0);
const past = inputAt(-12);

test("a panel shows the past up to its origin and the forecast", () => {
  expect(timesOf(past).at(past.historyTimes.length - 1)).toBe(month(35));
  expect(timesOf(past).at(-1)).toBe(month(41));
});

test("a step of the past has what was observed, one of the forecast its range and what came", () => {
  const origin = past.historyTimes.length - 1;
  expect(valuesAt(past, origin)).toMatchObject({ time: month(35), ahead: 0, observed: 35, median: Number.NaN });
  expect(valuesAt(past, origin + 2)).toEqual({
    ...{ time: month(37), ahead: 2, observed: 37, median: 3, lower: 1, upper: 5 },
  });
  expect(valuesAt(future, future.historyTimes.length).observed).toBeNaN();
});

describe("the same time in other panels", () => {
  test("is the step that it lies in", () => {
    const at = timesOf(future).indexOf(month(40));
    expect(stepHolding(future, month(40))).toBe(at);
    expect(stepHolding(future, month(40) + 12 * 86_400_000)).toBe(at);
    expect(stepHolding(future, month(41) - 1)).toBe(at);
  });

  test("is nothing outside of what a panel shows", () => {
    expect(stepHolding(future, (timesOf(future)[0] ?? 0) - 1)).toBeNull();
    expect(stepHolding(past, month(44))).toBeNull();
    // The last step lasts as long as the others.
    expect(stepHolding(past, month(41) + 86_400_000)).toBe(timesOf(past).length - 1);
  });

  test("is never a step that begins later", () => {
    fc.assert(
      fc.property(fc.integer({ min: month(0), max: month(60) }), (time) => {
        const step = stepHolding(future, time);
        const begins = step === null ? -Infinity : (timesOf(future)[step] ?? Number.NaN);
        expect(begins).toBeLessThanOrEqual(time);
      }),
    );
  });
});

test("linked by steps ahead, panels of other origins show as many steps after theirs", () => {
  const cursor = cursorAt("p", future, future.historyTimes.length + 3, "keys");
  expect(cursor.ahead).toBe(4);
  const step = stepIn(past, cursor, "ahead")!;
  expect(valuesAt(past, step)).toMatchObject({ time: month(39), ahead: 4 });
  expect(stepIn(past, cursor, "time")).toBeNull();
  expect(stepIn(past, { time: 0, ahead: 7 }, "ahead")).toBeNull();
});

test("a pointer is at the nearest step", () => {
  fc.assert(
    fc.property(fc.integer({ min: month(-4), max: month(70) }), (time) => {
      const distances = [...timesOf(future)].map((one) => Math.abs(one - time));
      expect(distances[nearestStep(future, time)]).toBe(Math.min(...distances));
    }),
  );
});

test("keys move through the time and stop at its ends", () => {
  expect(movedBy("p", future, null, 1)).toMatchObject({ panel: "p", time: month(48), ahead: 1, by: "keys" });
  const steps = timesOf(future).length;
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: steps - 1 }),
      fc.constantFrom("ArrowLeft", "ArrowRight", "Home", "End"),
      fc.boolean(),
      (from, key, isFast) => {
        const to = movedBy("p", future, from, moveOf(key, isFast, 12) ?? Number.NaN);
        const at = timesOf(future).indexOf(to.time);
        expect(at).toBeGreaterThanOrEqual(0);
        expect(Math.sign(at - from) * (key === "ArrowRight" || key === "End" ? 1 : -1)).toBeGreaterThanOrEqual(0);
      },
    ),
  );
  expect(moveOf("a", false, 12)).toBeNull();
});

test("keys go from panel to panel and from row to row, and no further than the last", () => {
  expect(["ArrowDown", "ArrowUp", "PageDown", "PageUp"].map((key) => panelAfter(key, 5, 24, 4))).toEqual([6, 4, 9, 1]);
  expect([panelAfter("PageDown", 22, 24, 4), panelAfter("ArrowUp", 0, 24, 4)]).toEqual([23, 0]);
  expect([panelAfter("ArrowLeft", 5, 24, 4), panelAfter("ArrowDown", 0, 0, 1)]).toEqual([null, null]);
});
