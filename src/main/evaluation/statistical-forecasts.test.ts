import { expect, test } from "vitest";
import { nativeForecasts, seriesOf } from "./evaluation-fixtures.ts";

const { signal } = new AbortController();
const place = { dataset: "d", series: "s", horizon: 5, origin: 0 };
const members = [
  { model: "n", weight: 0.6 },
  { model: "theta", weight: 0.4 },
];

test("what is made like a combination has its members, and others can be made like that again", async () => {
  const { native, statistical, combined } = nativeForecasts(seriesOf(100), { chosen: members });
  const forecast = await native.get({ ...place, model: "auto" }, signal);
  const [past] = (await statistical.alike(forecast, [-10], signal)).values();
  expect(past).toMatchObject({ origin: -10, model: forecast.model, choice: { members } });
  const [older] = (await statistical.alike(past ?? forecast, [-20], signal)).values();
  expect(older).toMatchObject({ origin: -20, model: forecast.model });
  expect(combined.map((question) => question.members)).toEqual([members, members, members]);
  expect(combined.map(({ series }) => series.values.length)).toEqual([100, 90, 80]);
});

test("a past of forecasts that each mean a fit is shorter", async () => {
  const { native, statistical } = nativeForecasts(seriesOf(100));
  const [network, fitted] = await Promise.all(["n", "ets"].map((model) => native.get({ ...place, model }, signal)));
  expect([network, fitted].map((forecast) => forecast && statistical.pastOrigins(forecast))).toEqual([96, 16]);
});
