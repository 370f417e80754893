import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { EngineError } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import { type AdjustmentEdit, baseScenario, emptyScenarioLog } from "#domain/scenario";
import { dayMs } from "#domain/series";
import { CorrectionLogs, Corrections } from "#main/corrections";
import { openUserDatabase } from "#main/database";
import { DatasetRegistry, type DatasetSource } from "#main/datasets";
import { orRefusal, refusalOf } from "../../domain/errors/testing.ts";
import { datasetOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { ScenarioLogs, Scenarios } from "./index.ts";

vi.mock("electron", () => ({}));

const folder = mkdtempSync(join(tmpdir(), "fantail-scenarios-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0).reverse()) end();
});

let count = 0;
const fresh = (): string => join(folder, `database-${(count += 1)}`);

/** The application as far as scenarios need it. */
function start(database = fresh()) {
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const { database: opened } = openUserDatabase({ folder: database, logger, wallNow: () => 0, repairs: true });
  const datasets = new DatasetRegistry();
  const unused = (): Promise<never> => Promise.reject(new Error("little is corrected here"));
  const corrections = new Corrections({
    logs: new CorrectionLogs(opened, () => 1),
    ...{ datasets, logger, onNotice: () => undefined, onChange: () => undefined },
    corrector: { correct: unused, suggest: unused, readCorrections: unused },
  });
  const changes: string[] = [];
  let nowMs = 100;
  const logs = new ScenarioLogs(opened, () => (nowMs += 1));
  const scenarios = new Scenarios({
    ...{ logs, datasets, corrections, logger, wallNow: () => nowMs, onNotice: () => undefined },
    onChange: ({ base }) => void changes.push(base),
  });
  endings.push(() => opened.close());
  const open = (values: readonly number[], handle = "base", path = "/data/a.csv") => {
    const source: DatasetSource = { name: "a.csv", path, settings: { options: {}, source: "evidence" } };
    return corrections.open(datasetOf(handle, regularSeries("s", [...values])), {}, source);
  };
  return { scenarios, corrections, datasets, changes, logs, open, database: opened };
}

function edit(from: number, change: AdjustmentEdit["change"], to = from): AdjustmentEdit {
  return { series: "s", from: from * dayMs, to: to * dayMs, change, shape: "pulse", range: "keep", note: "why" };
}

const changeOf = (scenario: number, ...adjustments: AdjustmentEdit[]) => {
  return { kind: "change" as const, scenario, adjustments, edits: [], removes: [] };
};

/** Of the two steps after day 3. */
function forecastOf(dataset = "base", origin = 0): Forecast {
  return {
    ...{ dataset, series: "s", model: { id: "m", version: "1", sha256: "" }, executionProvider: "cpu" },
    ...{ horizon: 2, origin, levels: [0.1, 0.5, 0.9], actuals: null, anchor: { time: 3 * dayMs, value: 4 } },
    ...{ quantiles: Float32Array.of(1, 1, 2, 2, 4, 4), times: Float64Array.of(4 * dayMs, 5 * dayMs) },
    ...{ density: null, source: "computed" },
  };
}

test("adjustments are put on top of forecasts of the future, can be undone, and are there after a restart", async () => {
  const database = fresh();
  const first = start(database);
  await first.open([1, 2, 3, 4]);
  const made = first.scenarios.apply("base", changeOf(baseScenario, edit(5, { kind: "set", value: 10 })));
  expect(made.scenarios[0]?.adjustments).toMatchObject([{ id: 1, seen: 3 * dayMs, madeMs: 100, note: "why" }]);
  expect(first.changes).toEqual(["base"]);
  const plain = forecastOf();
  expect(first.scenarios.adjust(plain).forecast.quantiles).toEqual(Float32Array.of(1, 9, 2, 10, 4, 12));
  expect(plain.quantiles).toEqual(Float32Array.of(1, 1, 2, 2, 4, 4));
  expect(first.scenarios.adjust(forecastOf("base", -1)).lines).toBeNull();
  expect(first.scenarios.undo("base")).toMatchObject({ position: 0, steps: 1 });
  expect(first.scenarios.adjust(plain).forecast).toBe(plain);
  first.scenarios.redo("base");
  const again = start(database);
  await again.open([1, 2, 3, 4]);
  expect(again.scenarios.adjust(plain).lines?.adjusted).toBe(1);
});

test("a corrected dataset has its file's adjustments, and so has the file with new rows", async () => {
  const run = start();
  await run.open([1, 2, 3, 4]);
  run.scenarios.apply("base", changeOf(baseScenario, edit(5, { kind: "add", amount: 1 })));
  const correction = { series: "s", from: 0, to: 0, action: { kind: "exclude" as const }, text: "" };
  const { dataset } = await run.corrections.apply("base", { add: [correction], remove: [] }, {});
  expect(run.scenarios.adjust(forecastOf(dataset.handle)).lines?.adjusted).toBe(1);
  const { handle: later } = await run.open([1, 2, 3, 4, 5], "later");
  expect(run.scenarios.list(later)).toMatchObject({ base: "later", scenarios: [{ adjustments: [{ id: 1 }] }] });
  expect(run.scenarios.apply(later, changeOf(baseScenario, edit(6, { kind: "add", amount: 1 }))).steps).toBe(2);
  expect(run.scenarios.list("base").steps).toBe(1);
  await run.open([1, 2], "elsewhere", "/data/b.csv");
  expect(run.scenarios.list("elsewhere").steps).toBe(0);
});

test("what does not fit is refused, and nothing is changed", async () => {
  const run = start();
  await run.open([1, 2, 3, 4]);
  const refusal = (adjustment: AdjustmentEdit) =>
    orRefusal(() => run.scenarios.apply("base", changeOf(baseScenario, adjustment)));
  expect(refusal(edit(3, { kind: "add", amount: 1 }))).toMatchObject({
    message: "Only forecasts of the future can be adjusted.",
  });
  expect(refusal(edit(5, { kind: "add", amount: 1 }, 4))).toMatchObject({ code: "wrong-arguments" });
  expect(refusal(edit(5, { kind: "set", value: -1 }))).toMatchObject({
    message: expect.stringContaining("no value below zero"),
  });
  expect(refusal({ ...edit(5, { kind: "add", amount: 1 }), series: "t" })).toMatchObject({ code: "series-not-found" });
  expect(run.scenarios.list("base").steps).toBe(0);
});

test("a scenario with other recent values is a content of its own, and has none of the file's records or adjustments", async () => {
  const run = start();
  await run.open([1, 2, 3, 4]);
  run.scenarios.apply("base", changeOf(baseScenario, edit(5, { kind: "add", amount: 1 })));
  const { scenarios } = run.scenarios.apply("base", { kind: "create", name: "Strike", from: null });
  const id = scenarios[1]?.id ?? 0;
  const history = {
    series: "s",
    from: 3 * dayMs,
    to: 3 * dayMs,
    action: { kind: "replace" as const, value: 9 },
    text: "",
  };
  run.scenarios.apply("base", { ...changeOf(id), edits: [history] });
  const owner = {};
  const { handle } = await run.scenarios.open("base", id, owner);
  expect(handle).toMatch(/^[0-9a-f]{64}$/);
  expect([...run.datasets.series(handle, "s").values]).toEqual([1, 2, 3, 9]);
  expect([...run.datasets.series("base", "s").values]).toEqual([1, 2, 3, 4]);
  expect(run.datasets.get(handle).source).toBeNull();
  expect(run.scenarios.list(handle).steps).toBe(0);
  // The same as if it had been corrected: one content has one name.
  const { dataset } = await run.corrections.apply("base", { add: [history], remove: [] }, {});
  expect(dataset.handle).toBe(handle);
  expect((await run.scenarios.open("base", baseScenario, owner)).handle).toBe("base");
  const unfit = { ...history, series: "t" };
  const command = { ...changeOf(id), edits: [unfit] };
  expect(orRefusal(() => run.scenarios.apply("base", command))).toMatchObject({ code: "series-not-found" });
  expect(await refusalOf(run.scenarios.open("base", 99, owner))).toBeInstanceOf(EngineError);
});

test("what a project brings takes the place of what the file had, and follows the file", async () => {
  const run = start();
  await run.open([1, 2, 3, 4]);
  run.scenarios.apply("base", { kind: "create", name: "Old", from: null });
  const log = { ...emptyScenarioLog, steps: [{ changes: [{ kind: "create" as const, scenario: 1, name: "New" }] }] };
  run.scenarios.bring("/data/a.csv", { ...log, position: 1, nextId: 2 });
  expect(run.scenarios.list("base").scenarios.map(({ name }) => name)).toEqual(["Base", "New"]);
  run.logs.moved("/data/a.csv", "/data/moved.csv");
  expect(run.logs.find({ dataset: "", path: "/data/moved.csv" })?.nextId).toBe(2);
});

test("what a later version wrote is left as it is", async () => {
  const run = start();
  await run.open([1, 2, 3, 4]);
  run.scenarios.apply("base", { kind: "create", name: "Old", from: null });
  run.database.exec(`update scenario_steps set step = '{"changes":[{"kind":"merge"}]}'`);
  expect(orRefusal(() => run.logs.find({ dataset: "base", path: null }))).toMatchObject({
    code: "user-data-unavailable",
  });
});
