import { expect, test } from "vitest";
import type { InfluenceVerdict } from "#domain/influence";
import { createDatasets } from "#renderer/datasets";
import { createClient } from "../../bridge/client.ts";
import { datasetOf, FakeApi, FakeClock, settle } from "../../bridge/fixtures.ts";
import { judgeShown } from "./judging.ts";

const verdict = {
  ...{ helps: true, change: -0.2, changeSince: -0.1, origins: 24, horizon: 14, reason: "holidays help" },
  notes: [] as string[],
} satisfies InfluenceVerdict;

test("a series is judged once it is shown for a moment, where its file has influences and it has no verdict", async () => {
  const asked: string[] = [];
  const api = new FakeApi()
    .always("influences:get", () => ({
      ok: true,
      value: {
        settings: { holidays: "DE", events: [], columns: [] },
        use: "helping",
        columns: [],
        verdicts: [{ ...verdict, series: "b", model: "n" }],
        marks: [],
      },
    }))
    .always("influences:judge", ({ series }) => {
      asked.push(series);
      return { ok: true, value: verdict };
    });
  const clock = new FakeClock();
  const datasets = createDatasets(() => undefined);
  datasets.setModels([], "n");
  judgeShown({ client: createClient(api), clock, datasets });
  datasets.show(datasetOf("d", "a", "b", "c", "e"), "g");
  const rest = async (): Promise<void> => {
    clock.advance(1_000);
    await settle();
  };
  await rest();
  expect(asked).toEqual([]);
  api.emit({ name: "influences:changed", payload: { dataset: "d" } });
  await rest();
  expect(asked).toEqual(["a"]);
  datasets.selectSeries("b");
  await rest();
  datasets.selectSeries("c");
  datasets.selectSeries("e");
  await rest();
  expect(asked).toEqual(["a", "e"]);
  // Judged for two weeks, it says little of half a year.
  datasets.selectSeries("b");
  datasets.setHorizon(20);
  await rest();
  expect(asked).toEqual(["a", "e"]);
  datasets.setHorizon(28);
  await rest();
  expect(asked).toEqual(["a", "e", "b"]);
});
