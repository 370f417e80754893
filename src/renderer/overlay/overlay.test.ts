import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import type { CorrectionEdit, CorrectionsState } from "#domain/correction";
import { createChartSurface, createSession } from "#renderer/context";
import { createCorrections } from "#renderer/corrections";
import { createDatasets, type ReimportState } from "#renderer/datasets";
import { createForecastClient, createForecastObserver } from "#renderer/forecasts";
import { createClient } from "../bridge/client.ts";
import { datasetOf, FakeApi, forecastOf, settle, valuesOf } from "../bridge/fixtures.ts";
import { createOverlay, type Laid } from "./overlay.ts";

const clock = {
  now: () => 0,
  after: () => () => undefined,
};
const stateOf = (dataset: string): CorrectionsState => ({
  ...{ dataset, base: "d", corrections: [], position: 0, steps: 0, undo: null, redo: null },
});
const edit: CorrectionEdit = { series: "a", from: 0, to: 0, action: { kind: "exclude" }, text: "" };
const file = (dataset: ReturnType<typeof datasetOf>): Laid["from"] => ({
  ...{ kind: "dataset", dataset, model: null, bands: null },
});

function setUp() {
  const asked: string[] = [];
  const closed: string[] = [];
  let handle = 0;
  const corrected = (value: string, changed: string[]) => ({
    ok: true as const,
    value: { dataset: datasetOf(value, "a", "b"), state: stateOf(value), changed },
  });
  const api = new FakeApi()
    .always("corrections:list", ({ dataset }) => ({ ok: true, value: stateOf(dataset) }))
    .always("corrections:apply", () => corrected(`d${(handle += 1)}`, ["a"]))
    .always("corrections:undo", () => corrected("d", ["a"]))
    .always("dataset:close", ({ dataset }) => {
      closed.push(dataset);
      return { ok: true, value: {} };
    })
    .always("series:values", ({ series }) => ({ ok: true, value: valuesOf(series) }))
    .always("background:focus", () => ({ ok: true, value: {} }))
    .always("forecast:get", (args) => {
      asked.push(
        `${args.dataset} ${args.series} ${args.model} ${args.origin}${args.isBeside === true ? " beside" : ""}`,
      );
      return { ok: true, value: forecastOf(args) };
    });
  const client = createClient(api);
  const datasets = createDatasets((dataset) => void closed.push(dataset));
  datasets.setModels([], "n");
  datasets.show(datasetOf("d", "a", "b"), "g");
  const session = createSession(client, () => false);
  const corrections = createCorrections(
    client,
    datasets,
    () => () => undefined,
    () => ({ adoptions: 0, readings: 0 }),
  );
  const forecasts = createForecastClient(client);
  const plainModel = (id: string): string => id;
  const observer = createForecastObserver(forecasts, clock, { view: "main", computesPast: false, plainModel });
  const reimporting = { store: createStore<ReimportState>(() => ({ status: "idle" })) };
  const surface = createChartSurface();
  const overlay = createOverlay({
    ...{ client, forecasts, clock, datasets, session, corrections, reimporting, observer, surface, plainModel },
  });
  const showMain = (): void => {
    const open = datasets.store
      .getState()
      .open.find(({ dataset }) => dataset.handle === datasets.store.getState().active);
    const [series] = open?.dataset.series ?? [];
    if (open === undefined || series === undefined) return;
    const { model, horizon, origin } = open.selection;
    observer.select({
      ...{
        dataset: open.dataset,
        series,
        model,
        horizon,
        origin,
        density: false,
        bands: "native",
        isRounded: false,
        levels: [],
      },
    });
  };
  return {
    api,
    asked,
    closed,
    datasets,
    corrections,
    overlay,
    overlays: () => surface.store.getState().overlays,
    reimporting,
    showMain,
    state: () => overlay.store.getState(),
  };
}

test("after a correction the forecast as it was is there, kept in no track record, until the next change", async () => {
  const { asked, closed, corrections, overlays, state } = setUp();
  await settle();
  await corrections.apply("d", { add: [edit] });
  await settle();
  expect(state().shown).toMatchObject({ label: "Before the correction", forecast: { dataset: "d", series: "a" } });
  expect(asked).toEqual(["d a n 0 beside"]);
  expect(overlays()).toMatchObject([{ name: "Before the correction", dataset: "d1", series: "a" }]);
  // Its data stay open for as long as they are drawn.
  expect(closed).toEqual([]);
  await corrections.apply("d", { add: [edit] });
  await settle();
  expect(closed).toEqual(["d"]);
  expect(state().shown?.forecast).toMatchObject({ dataset: "d1" });
  await corrections.undo("d");
  await settle();
  expect(state().shown).toMatchObject({ label: "Before undo", forecast: { dataset: "d2" } });
  expect(closed).toEqual(["d", "d1"]);
});

test("dismissed, it is gone and its data are closed", async () => {
  const { closed, corrections, overlay, overlays, state } = setUp();
  await settle();
  await corrections.apply("d", { add: [edit] });
  await settle();
  overlay.dismiss();
  expect(state()).toEqual({ laid: null, shown: null });
  expect(overlays()).toEqual([]);
  expect(closed).toEqual(["d"]);
  overlay.dismiss();
  expect(closed).toEqual(["d"]);
});

test("it follows the origin, is not laid over series that did not change, and goes with its file", async () => {
  const { closed, datasets, corrections, state } = setUp();
  await settle();
  await corrections.apply("d", { add: [edit] });
  await settle();
  datasets.setOrigin(-3);
  await settle();
  expect(state().shown?.forecast).toMatchObject({ origin: -3 });
  datasets.selectSeries("b");
  await settle();
  expect(state().shown).toBeNull();
  datasets.selectSeries("a");
  await settle();
  expect(state().shown?.forecast).toMatchObject({ dataset: "d", series: "a" });
  datasets.close("d1");
  await settle();
  expect(state()).toEqual({ laid: null, shown: null });
  expect(closed.toSorted()).toEqual(["d", "d1"]);
});

test("another model of the same file stays that model, whatever is shown", async () => {
  const { asked, datasets, overlay, state } = setUp();
  const dataset = datasets.store.getState().open[0]?.dataset;
  if (dataset === undefined) throw new Error("No file is open.");
  overlay.lay({
    ...{ over: "d", series: null, label: "Theta", isEarlier: false },
    from: { kind: "dataset", dataset, model: "theta", bands: null },
  });
  datasets.selectModel("ets");
  await settle();
  expect(state().shown).toMatchObject({ label: "Theta", forecast: { model: { id: "theta" } } });
  expect(asked).toEqual(["d a theta 0 beside"]);
});

test("another file is laid over for as long as it is open, and at past origins only where both end alike", async () => {
  const { datasets, overlay, state } = setUp();
  const other = datasetOf("e", "a");
  datasets.show(other, "h");
  datasets.activate("d");
  overlay.lay({ over: "d", series: ["a"], label: "e.csv", isEarlier: true, from: file(other) });
  await settle();
  expect(state().shown?.forecast).toMatchObject({ dataset: "e" });
  const [series] = other.series;
  if (series === undefined) throw new Error("It has a series.");
  const longer = { ...other, handle: "f", series: [{ ...series, end: "2030-01-01T00:00:00" }] };
  datasets.show(longer, "i");
  datasets.activate("d");
  overlay.lay({ over: "d", series: ["a"], label: "f.csv", isEarlier: true, from: file(longer) });
  datasets.setOrigin(-2);
  await settle();
  expect(state().shown).toBeNull();
  datasets.setOrigin(0);
  await settle();
  expect(state().shown?.label).toBe("f.csv");
  datasets.close("f");
  expect(state().laid).toBeNull();
});

test("a file that was read again shows what was forecast before, and nothing where that is the same", async () => {
  const { api, datasets, reimporting, showMain, state } = setUp();
  const now = forecastOf({ dataset: "d", series: "a", model: "n", horizon: 24, origin: 0 });
  const kept = (madeMs: number, quantiles: Float32Array) => ({
    ...{ madeMs, seen: 0, bands: "native" as const, isCorrected: false, model: "n", horizon: 24 },
    ...{ levels: now.levels, quantiles, times: now.times },
  });
  let answer = [
    kept(2, now.quantiles),
    kept(
      Date.UTC(2026, 10, 29),
      now.quantiles.map((value) => value + 1),
    ),
  ];
  api.always("records:earlier", () => ({ ok: true, value: answer }));
  showMain();
  await settle();
  const done = { status: "done", handle: "d", seriesBefore: 2, seriesNow: 2, before: "c" } as const;
  reimporting.store.setState({ ...done, how: "change" }, true);
  expect(state().laid).toBeNull();
  reimporting.store.setState({ ...done, how: "reload" }, true);
  await settle();
  expect(state().shown).toMatchObject({
    label: "As forecast on 29 Nov 2026",
    forecast: { madeMs: Date.UTC(2026, 10, 29) },
  });
  datasets.setOrigin(-1);
  await settle();
  expect(state().shown).toBeNull();
  answer = [kept(2, now.quantiles)];
  datasets.setOrigin(0);
  reimporting.store.setState({ ...done, how: "reload" }, true);
  await settle();
  expect(state().shown).toBeNull();
});
