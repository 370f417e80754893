import { expect, test } from "vitest";
import type { RequestOutcome } from "#contract/ipc";
import { createTables, createView } from "#renderer/context";
import { createDatasets } from "#renderer/datasets";
import { createClient } from "../../bridge/client.ts";
import { datasetOf, FakeApi, settle } from "../../bridge/fixtures.ts";
import { recordOf, reportOf, rowOf } from "./fixtures.ts";
import type { Job } from "#domain/job";
import { createJobs } from "#renderer/jobs";
import type { Laid } from "#renderer/overlay";
import { createVersions, searchId } from "./versions.ts";

function setUp(isWaiting = false) {
  const asked: string[] = [];
  const api = new FakeApi();
  if (!isWaiting)
    api.always("versions:compare", ({ earlier, later, level }) => {
      const [from, to] = [earlier, later].map(({ dataset, model, models, bands }) =>
        [
          dataset,
          ...(model === "n" ? [] : [model]),
          ...(bands === "native" ? [] : [bands]),
          ...Object.values(models ?? {}),
        ].join(" "),
      );
      asked.push(`${from} → ${to}${level === null ? "" : ` at ${level}`}`);
      return { ok: true, value: { earlier, later, level, zonesDiffer: false, rows: [rowOf("a")] } };
    });
  const tracked: string[] = [];
  api.always("records:list", ({ dataset, series }) => {
    tracked.push(`${dataset} ${series}`);
    return { ok: true, value: { dataset, series, isKept: true, records: [recordOf()] } };
  });
  const view = createView();
  const datasets = createDatasets(() => undefined);
  datasets.setModels([], "n");
  datasets.show(datasetOf("new", "a", "b"), "g1");
  const client = createClient(api);
  const laid: Laid[] = [];
  const bands: string[] = [];
  const jobs = createJobs(client, () => () => undefined);
  const versions = createVersions({
    ...{ client, datasets, view, jobs, tables: createTables(client, () => () => undefined) },
    overlay: { lay: (one) => void laid.push(one) },
    session: { setBands: (next) => void bands.push(next) },
  });
  return { api, view, datasets, jobs, versions, asked, tracked, laid, bands, state: () => versions.store.getState() };
}

test("the file in front is compared with the one that is most like it, as soon as there is one", async () => {
  const { versions, datasets, asked, state } = setUp();
  versions.open();
  await settle();
  expect([state().earlier, asked]).toEqual([null, []]);
  datasets.show(datasetOf("strange", "x"), "g2");
  datasets.show(datasetOf("old", "a"), "g3");
  datasets.activate("new");
  await settle();
  expect(asked.at(-1)).toBe("old → new");
  expect(state().shown?.report.rows).toHaveLength(1);
});

test("the user chooses the other file, the direction and a level", async () => {
  const { versions, datasets, asked, state } = setUp();
  datasets.show(datasetOf("strange", "x"), "g2");
  datasets.show(datasetOf("old", "a"), "g3");
  datasets.activate("new");
  versions.open();
  await settle();
  versions.setEarlier("strange");
  await settle();
  versions.setLevel(7);
  await settle();
  versions.swap();
  await settle();
  expect(asked).toEqual(["old → new", "strange → new", "strange → new at 7", "new → strange at 7"]);
  expect([state().later?.handle, state().earlier?.handle]).toEqual(["strange", "new"]);
  // What is closed is not compared with any more.
  datasets.close("new");
  await settle();
  expect(asked.at(-1)).toBe("old → strange at 7");
});

test("rows come as they are ready, and of a comparison that was given up none does", async () => {
  const { api, versions, datasets, state } = setUp(true);
  datasets.show(datasetOf("old", "a"), "g3");
  datasets.activate("new");
  versions.open();
  await settle();
  const requestId = api.waiting.find(({ name }) => name === "versions:compare")?.requestId ?? "";
  const progress = { requestId, done: 1, total: 2, rows: [rowOf("a")] };
  api.emit({ name: "versions:progress", payload: progress });
  expect(state().progress).toMatchObject({ done: 1, total: 2 });
  expect(state().progress?.rows.map(({ series }) => series)).toEqual(["a"]);
  versions.cancel();
  api.emit({ name: "versions:progress", payload: progress });
  expect(state().progress).toBeNull();
  expect(api.cancelled).toEqual([requestId]);
  api.answer("versions:compare", { ok: true, value: { ...reportOf("old", "new"), rows: [] } });
  await settle();
  expect(state().shown).toBeNull();
});

test("a failure says why, and the next run clears it", async () => {
  const { api, versions, datasets, state } = setUp();
  api.always("versions:compare", () => ({ ok: false, error: { code: "wrong-arguments", message: "No." } }));
  datasets.show(datasetOf("old", "a"), "g3");
  datasets.activate("new");
  versions.open();
  await settle();
  expect(state().error?.message).toBe("No.");
  api.always("versions:compare", ({ earlier, later }) => ({
    ok: true,
    value: { ...reportOf(earlier.dataset, later.dataset), rows: [] },
  }));
  await versions.run();
  expect(state()).toMatchObject({ error: null, shown: { report: { rows: [] } } });
});

test("a series leads to its forecast, and without a file the page closes", async () => {
  const { versions, datasets, view } = setUp();
  versions.open();
  versions.show("b", "old.csv");
  expect(view.getState().page).toBe("forecast");
  expect(datasets.store.getState().open[0]?.selection.series).toBe("b");
  versions.open();
  datasets.close("new");
  await settle();
  expect(view.getState().page).toBe("forecast");
});

test("the record of the series in front is there without another file, and anew whenever the page opens", async () => {
  const { versions, datasets, tracked, state } = setUp();
  datasets.selectSeries("b");
  await settle();
  expect([tracked, state().track]).toEqual([[], null]);
  versions.open();
  await settle();
  expect(state().track).toMatchObject({ dataset: "new", series: "b", record: { records: [recordOf()] }, error: null });
  datasets.selectSeries("a");
  datasets.setHorizon(7);
  await settle();
  versions.close();
  expect(state().track).toBeNull();
  versions.open();
  await settle();
  expect(tracked).toEqual(["new b", "new a", "new a"]);
});

test("of a series that is not in front any more no record is shown, and a failure says why", async () => {
  const { api, versions, datasets, state } = setUp();
  api.always("records:list", ({ dataset, series }) =>
    series === "a"
      ? { ok: true, value: { dataset, series, isKept: true, records: [recordOf()] } }
      : { ok: false, error: { code: "internal", message: "No." } },
  );
  versions.open();
  datasets.selectSeries("b");
  await settle();
  expect(state().track).toMatchObject({ series: "b", record: null, error: { message: "No." } });
});

test("a series opens with the other file's forecast laid over it", async () => {
  const { versions, datasets, laid } = setUp();
  datasets.show(datasetOf("old", "a"), "g3");
  datasets.activate("new");
  versions.open();
  await settle();
  versions.show("a", "old.csv");
  expect(laid).toMatchObject([
    {
      over: "new",
      series: ["a"],
      label: "old.csv",
      isEarlier: true,
      from: { dataset: { handle: "old" }, model: null },
    },
  ]);
});

test("two models of the file in front are compared, whatever else is open, and the later one is then shown", async () => {
  const { versions, datasets, asked, laid } = setUp();
  versions.setKind("models");
  versions.open();
  await settle();
  versions.setModels({ later: "theta" });
  await settle();
  expect(asked).toEqual(["new → new seasonal-naive", "new → new theta"]);
  versions.swap();
  await settle();
  expect(asked.at(-1)).toBe("new theta → new");
  versions.swap();
  await settle();
  versions.show("b", "N");
  expect(datasets.store.getState().open[0]?.selection).toMatchObject({ series: "b", model: "theta" });
  expect(laid).toMatchObject([{ over: "new", isEarlier: false, from: { dataset: { handle: "new" }, model: "n" } }]);
});

test("what a search found stands against the model now, by series, and a result that can't be had says why", async () => {
  const { api, jobs, versions, asked, state } = setUp();
  const job = { id: "j", kind: "search", state: "completed", dataset: "new", createdMs: 1 } as Job;
  jobs.store.setState({ jobs: [job, { ...job, id: "i", createdMs: 0 }, { ...job, id: "k", dataset: "old" }] });
  const winners = [{ series: "a", id: "ets" }];
  api.always("jobs:result", () => ({ ok: true, value: { winners } }) as unknown as RequestOutcome<"jobs:result">);
  versions.open();
  versions.setKind("models");
  await settle();
  expect(versions.modelsCompared()).toEqual({ earlier: "n", later: searchId("j") });
  expect(asked).toEqual(["new → new ets"]);
  api.always("jobs:result", () => ({ ok: false, error: { code: "wrong-arguments", message: "No such job." } }));
  await versions.run();
  expect([asked.length, state().error?.message, state().progress]).toEqual([1, "No such job.", null]);
});

test("ranges as modelled stand against corrected ones, which are then shown", async () => {
  const { versions, asked, laid, bands } = setUp();
  versions.open();
  versions.setKind("ranges");
  await settle();
  versions.setLevel(7);
  await settle();
  expect(asked).toEqual(["new → new calibrated", "new → new calibrated at 7"]);
  versions.show("a", "Ranges as modelled");
  expect(bands).toEqual(["calibrated"]);
  expect(laid).toMatchObject([{ from: { model: null, bands: "native" } }]);
});

test("of very many series two forecasts each are asked for by a press of its own", async () => {
  const { versions, datasets, asked } = setUp();
  const names = Array.from({ length: 201 }, (_, index) => `s${index}`);
  datasets.show(datasetOf("many", ...names), "g9");
  versions.open();
  await settle();
  asked.length = 0;
  versions.setKind("ranges");
  await settle();
  expect(asked).toEqual([]);
  await versions.run();
  expect(asked).toEqual(["many → many calibrated"]);
});
