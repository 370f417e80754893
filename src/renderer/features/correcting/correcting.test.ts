import fc from "fast-check";
import { expect, test } from "vitest";
import type { CorrectionEdit, CorrectionsState } from "#domain/correction";
import type { SeriesDifference } from "#domain/difference";
import { dayMs } from "#domain/series";
import { createView } from "#renderer/context";
import { createCorrections } from "#renderer/corrections";
import { createDatasets } from "#renderer/datasets";
import { createClient } from "../../bridge/client.ts";
import { datasetOf, FakeApi, settle } from "../../bridge/fixtures.ts";
import { createCorrecting, stretches } from "./correcting.ts";

const rowOf = (series: string): SeriesDifference => ({
  ...{ series, isIn: "both", values: null, bands: null, outcome: null, unforecast: null },
});
const times = Float64Array.from({ length: 48 }, (_, step) => step * dayMs);
const stateOf = (dataset: string): CorrectionsState => ({
  ...{ dataset, base: "d", corrections: [], position: 0, steps: 0, undo: null, redo: null },
});

/** Main's side: each change makes another dataset of the same series. */
function setUp() {
  const added: CorrectionEdit[][] = [];
  const asked: number[] = [];
  const closed: string[] = [];
  let handle = 0;
  const api = new FakeApi()
    .always("corrections:list", ({ dataset }) => ({ ok: true, value: stateOf(dataset) }))
    .always("dataset:close", ({ dataset }) => {
      closed.push(dataset);
      return { ok: true, value: {} };
    })
    .always("versions:compare", ({ earlier, later, model }) => ({
      ok: true,
      value: { earlier, later, model, level: null, zonesDiffer: false, rows: [rowOf("a"), rowOf("b")] },
    }))
    .always("series:rows", ({ series, from, count }) => {
      asked.push(from);
      const part = times.slice(from, from + count);
      return {
        ok: true,
        value: {
          ...{ series, from, total: times.length, times: part, values: part, originals: part },
          flags: new Uint16Array(part.length),
        },
      };
    })
    .always("corrections:apply", ({ add }) => {
      added.push([...add]);
      handle += 1;
      const dataset = datasetOf(`d${handle}`, "a", "b");
      return { ok: true, value: { dataset, state: stateOf(dataset.handle), changed: ["a"] } };
    });
  const view = createView();
  const datasets = createDatasets(() => undefined);
  datasets.setModels([], "n");
  datasets.show(datasetOf("d", "a", "b"), "g");
  const client = createClient(api);
  const nothing = () => ({ adoptions: 0, readings: 0 });
  const corrections = createCorrections(client, datasets, () => () => undefined, nothing);
  const correcting = createCorrecting({ client, datasets, corrections, view });
  return { view, datasets, corrections, closed, correcting, added, asked, state: () => correcting.store.getState() };
}

test("rows that are chosen are corrected as stretches, and stay chosen in the corrected file", async () => {
  const { correcting, added, state } = setUp();
  correcting.open();
  await settle();
  correcting.select(new Set([0, dayMs, 5 * dayMs]));
  await correcting.correct({ kind: "exclude" });
  await settle();
  expect(added).toEqual([
    [
      { series: "a", from: 0, to: dayMs, action: { kind: "exclude" }, text: "" },
      { series: "a", from: 5 * dayMs, to: 5 * dayMs, action: { kind: "exclude" }, text: "" },
    ],
  ]);
  expect(state().dataset).toBe("d1");
  expect(state().moved).toEqual(rowOf("a"));
  expect(state().rows?.times).toHaveLength(48);
  expect([...state().selected]).toEqual([0, dayMs, 5 * dayMs]);
});

test("what a file was before stays open for as long as its forecast is compared, and no longer", async () => {
  const { correcting, corrections, closed, view } = setUp();
  correcting.open();
  await settle();
  correcting.select(new Set([0]));
  await correcting.correct({ kind: "exclude" });
  await settle();
  expect(closed).toEqual(["d"]);
  expect(corrections.store.getState().previous).toEqual({});
  correcting.close();
  expect(view.getState().page).toBe("forecast");
  await corrections.apply("d", { remove: [1] });
  await settle();
  expect(closed).toEqual(["d", "d1"]);
});

test("the stretch that the chart shows is chosen, and nothing of another series", async () => {
  const { view, datasets, correcting, state } = setUp();
  view.setState({ zoom: { from: 3 * dayMs, to: 4 * dayMs } });
  correcting.open();
  await settle();
  expect([...state().selected]).toEqual([3 * dayMs, 4 * dayMs]);
  datasets.selectSeries("b");
  await settle();
  expect([state().series, state().selected.size]).toEqual(["b", 0]);
});

test("without rows chosen nothing is corrected, and without a file the page closes", async () => {
  const { view, datasets, correcting, added } = setUp();
  correcting.open();
  await settle();
  expect(await correcting.correct({ kind: "exclude" })).toBe(false);
  expect(added).toEqual([]);
  datasets.close("d");
  await settle();
  expect(view.getState().page).toBe("forecast");
});

test("stretches are the chosen rows, each once, and never two side by side", () => {
  const chosen = fc.uniqueArray(fc.integer({ min: 0, max: 47 }));
  fc.assert(
    fc.property(chosen, (steps) => {
      const found = stretches({ times }, new Set(steps.map((step) => step * dayMs)));
      const covered = found.flatMap(({ from, to }) =>
        Array.from({ length: (to - from) / dayMs + 1 }, (_, place) => from / dayMs + place),
      );
      expect(covered).toEqual(steps.toSorted((one, other) => one - other));
      expect(found.every(({ from }, place) => place === 0 || from - (found[place - 1]?.to ?? 0) > dayMs)).toBe(true);
    }),
  );
});
