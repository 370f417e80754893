import { expect, test } from "vitest";
import { createTables, createView } from "#renderer/context";
import { createDatasets } from "#renderer/datasets";
import { createClient } from "../../bridge/client.ts";
import { datasetOf, FakeApi, settle } from "../../bridge/fixtures.ts";
import { recordOf, reportOf, rowOf } from "./fixtures.ts";
import { createVersions } from "./versions.ts";

function setUp(isWaiting = false) {
  const asked: string[] = [];
  const api = new FakeApi();
  if (!isWaiting)
    api.always("versions:compare", ({ earlier, later, level }) => {
      asked.push(`${earlier} → ${later}${level === null ? "" : ` at ${level}`}`);
      return { ok: true, value: { ...reportOf(earlier, later, rowOf("a")), rows: [rowOf("a")] } };
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
  const versions = createVersions({ client, datasets, view, tables: createTables(client, () => () => undefined) });
  return { api, view, datasets, versions, asked, tracked, state: () => versions.store.getState() };
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
    value: { ...reportOf(earlier, later), rows: [] },
  }));
  await versions.run();
  expect(state()).toMatchObject({ error: null, shown: { report: { rows: [] } } });
});

test("a series leads to its forecast, and without a file the page closes", async () => {
  const { versions, datasets, view } = setUp();
  versions.open();
  versions.show("b");
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
