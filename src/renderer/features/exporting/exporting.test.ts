import { expect, test } from "vitest";
import { usualTotals } from "#domain/totals";
import { createClient } from "#renderer/bridge";
import { createDatasets } from "#renderer/datasets";
import { datasetOf, FakeApi, settle } from "../../bridge/fixtures.ts";
import { createExporting, type WantedBatch } from "./exporting.ts";

function setUp() {
  const api = new FakeApi();
  const datasets = createDatasets(() => undefined);
  datasets.show(datasetOf("d", "a", "b"), "g");
  const said: string[] = [];
  const exporting = createExporting({
    client: createClient(api),
    datasets,
    notify: (_level, message) => {
      said.push(message);
      return () => undefined;
    },
    shownAs: () => ({ bands: "native", isRounded: false }),
    totalsOf: ({ totals }) =>
      totals === undefined
        ? undefined
        : {
            ...{ stretch: { kind: "horizon" }, statistic: "sum", columns: [] },
            series: null,
            isReconciled: false,
            plans: {},
          },
    figureOf: () => ({ label: { title: "a", unit: "" }, shares: [0.5], marks: [] }),
  });
  return { api, exporting, said, datasets };
}

const wanted: WantedBatch = { series: ["a", "b"], format: "csv", layout: "file-per-series", withScores: false };
const saved = { name: "a.csv", file: "f", canOpen: true };
const failed = [{ series: "b", error: { code: "series-too-short" as const, message: "Too short." } }];

test("an export of several series says how far it is, and what failed is tried again at the same place", async () => {
  const { api, exporting } = setUp();
  void exporting.exportSeveral(wanted);
  await settle();
  const [call] = api.waiting;
  expect(call?.args).toMatchObject({ dataset: "d", series: ["a", "b"], figure: { shares: [0.5] } });
  expect(call?.args).not.toHaveProperty("figure.label");
  api.emit({ name: "export:progress", payload: { requestId: "another", phase: "writing", done: 1, total: 2 } });
  expect(exporting.store.getState()).toEqual({ status: "running", progress: null });
  const payload = { requestId: call?.requestId ?? "", phase: "writing" as const, done: 1, total: 2 };
  api.emit({ name: "export:progress", payload });
  expect(exporting.store.getState()).toEqual({ status: "running", progress: { phase: "writing", done: 1, total: 2 } });
  api.answer("export:batch", { ok: true, value: { files: 1, series: 1, failed, target: "t", saved } });
  await settle();
  expect(exporting.store.getState()).toMatchObject({ status: "done", answer: { files: 1 } });

  void exporting.retry();
  await settle();
  expect(api.waiting[0]?.args).toMatchObject({ series: ["b"], target: "t" });
  exporting.cancel();
  await settle();
  expect(api.cancelled).toHaveLength(1);
  expect(exporting.store.getState()).toEqual({ status: "idle" });
});

test("one file is written again with all of its series", async () => {
  const { api, exporting } = setUp();
  void exporting.exportSeveral({ ...wanted, layout: "one-file" });
  await settle();
  api.answer("export:batch", { ok: true, value: { files: 1, series: 1, failed, target: "t", saved } });
  await settle();
  void exporting.retry();
  await settle();
  expect(api.waiting[0]?.args).toMatchObject({ series: ["a", "b"], target: "t" });
});

test("a copy says what is on the clipboard, and what is not", async () => {
  const { api, exporting, said } = setUp();
  api.always("copy:numbers", ({ what }) => ({ ok: true, value: { rows: 3, leftOut: what === "history" ? 7 : 0 } }));
  await exporting.copyNumbers("forecast");
  await exporting.copyNumbers("history");
  expect(said).toEqual([
    "3 rows are on the clipboard.",
    "The latest 3 rows are on the clipboard; 7 earlier ones are not.",
  ]);
});

test("what is set of totals goes into files, but not into pictures", async () => {
  const { api, exporting, datasets } = setUp();
  const asked = async (format: "xlsx" | "png"): Promise<unknown> => {
    void exporting.save(format);
    await settle();
    const { args } = api.waiting.at(-1) as { readonly args: unknown };
    api.answer("export:save", { ok: true, value: null });
    await settle();
    return args;
  };
  expect(await asked("xlsx")).not.toHaveProperty("totals");
  datasets.setTotals("d", usualTotals);
  expect(await asked("xlsx")).toMatchObject({ totals: { statistic: "sum", plans: {} } });
  expect(await asked("png")).not.toHaveProperty("totals");
});
