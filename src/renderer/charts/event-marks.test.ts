import { expect, test } from "vitest";
import { lightTokens } from "#engine/figure";
import { eventTraces } from "./event-marks.ts";

const times = Float64Array.from({ length: 100 }, (_, step) => step);
const values = Float64Array.from({ length: 100 }, (_, step) => (step === 60 ? 999 : step));
const at = (...steps: readonly number[]) => steps.map((step) => ({ step }));
const traces = (changepoints: readonly { step: number }[], anomalies: readonly { step: number }[]) =>
  eventTraces(
    { changepoints, anomalies },
    { times, values },
    { times: [50, 80], values: [40, 90], width: 600 },
    lightTokens,
    String,
  );

test("what is in sight is marked: lines over the whole height, shapes on the values or at the edge", () => {
  const [changes, anomalies] = traces(at(10, 55), at(60, 70, 95));
  expect(changes).toMatchObject({ meta: { role: "changepoint" }, x: ["55", "55", null], y: [40, 90, null] });
  expect(anomalies).toMatchObject({ meta: { role: "anomaly" }, x: ["60", "70"], y: [90, 70] });
});

test("where nothing is in sight nothing is drawn", () => {
  expect(traces(at(1), at(99))).toEqual([]);
});
