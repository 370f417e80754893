import { expect, test } from "vitest";
import type { InfluenceVerdict } from "#domain/influence";
import { createDatasets } from "#renderer/datasets";
import { createClient } from "../../bridge/client.ts";
import { datasetOf, FakeApi, settle } from "../../bridge/fixtures.ts";
import { tryKnownColumns } from "./trying.ts";

const verdict: InfluenceVerdict = {
  ...{ helps: true, change: -0.2, changeSince: -0.1, origins: 24, horizon: 14, notes: [] },
  reason: "temperature helps: error −18 % over 24 weeks of the past",
};

function setUp(answer: InfluenceVerdict) {
  const asked: string[] = [];
  const set: unknown[] = [];
  const api = new FakeApi()
    .always("influences:judge", ({ dataset, series }) => {
      asked.push(`${dataset} ${series}`);
      return { ok: true, value: { ...answer, notes: [...answer.notes] } };
    })
    .always("influences:set", (args) => {
      set.push(args);
      return { ok: true, value: { ...args, columns: [], verdicts: [], marks: [] } };
    });
  const datasets = createDatasets(() => undefined);
  datasets.setModels([], "n");
  const notices: { readonly message: string; readonly actions: readonly { label: string; run: () => void }[] }[] = [];
  tryKnownColumns({
    client: createClient(api),
    datasets,
    notify: (_level, message, actions = []) => {
      notices.push({ message, actions: [...actions] });
      return () => undefined;
    },
    open: () => undefined,
  });
  return { api, datasets, asked, notices, set };
}

test("what the past says of columns that are known ahead is told, and one press leaves them out", async () => {
  const { api, datasets, asked, notices, set } = setUp(verdict);
  api.emit({ name: "influences:found", payload: { dataset: "d", columns: ["temperature"] } });
  await settle();
  // The file is not in front yet.
  expect(asked).toEqual([]);
  datasets.show(datasetOf("d", "a"), "g");
  await settle();
  expect(asked).toEqual(["d a"]);
  expect(notices.map(({ message }) => message)).toEqual([
    "The file knows temperature ahead. Temperature helps: error −18 % over 24 weeks of the past. Used in the forecast.",
  ]);
  notices[0]?.actions.find(({ label }) => label === "Leave out")?.run();
  await settle();
  const settings = { holidays: null, events: [], columns: [] };
  expect(set).toEqual([{ dataset: "d", settings, use: "helping" }]);
  notices
    .at(-1)
    ?.actions.find(({ label }) => label === "Undo")
    ?.run();
  await settle();
  expect(set.at(-1)).toEqual({ dataset: "d", settings: { ...settings, columns: ["temperature"] }, use: "helping" });
  expect(notices.at(-1)?.message).toMatch(/Used in the forecast\.$/);
});

test("what does not help is said to be unused", async () => {
  const { api, datasets, notices } = setUp({ ...verdict, helps: false, reason: "a and b don't help: error +1 %" });
  datasets.show(datasetOf("d", "a"), "g");
  api.emit({ name: "influences:found", payload: { dataset: "d", columns: ["a", "b"] } });
  await settle();
  expect(notices.map(({ message }) => message)).toEqual([
    "The file knows 2 columns ahead: a, b. A and b don't help: error +1 %. Not used in the forecast.",
  ]);
});
