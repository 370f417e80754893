import { expect, test } from "vitest";
import type { RequestArgs, RequestOutcome } from "#contract/ipc";
import { addStep, type CorrectionEdit, effective, emptyLog, redoable, undoable } from "#domain/correction";
import { datasetOf, FakeApi, settle } from "../bridge/fixtures.ts";
import { createClient } from "../bridge/index.ts";
import { activeDataset, createDatasets } from "../datasets/datasets.ts";
import { createCorrections } from "./corrections.ts";
import { redo, undo } from "#domain/history";

type Answer = RequestOutcome<"corrections:current">;

const exclude = (from: number): CorrectionEdit => ({
  series: "a",
  from,
  to: from,
  action: { kind: "exclude" },
  text: "",
});
const note = (from: number): CorrectionEdit => ({ ...exclude(from), action: { kind: "note" }, text: "n" });

/** Main's side: one file, whose handle follows from what is excluded. */
function setUp() {
  let log = emptyLog;
  const references = new Map([["x", 1]]);
  const open = (handle: string, by: 1 | -1): void => void references.set(handle, (references.get(handle) ?? 0) + by);
  const handle = (): string => {
    const excluded = effective(log).filter(({ action }) => action.kind === "exclude");
    return excluded.length === 0 ? "x" : `x-${excluded.map(({ from }) => from).join("-")}`;
  };
  const state = () => ({
    dataset: handle(),
    base: "x",
    corrections: effective(log).map((correction) => ({ ...correction, steps: 1, problem: null })),
    ...{ position: log.position, steps: log.steps.length, undo: undoable(log), redo: redoable(log) },
  });
  const answer = (asked: string): Answer => {
    open(handle(), 1);
    const value = { dataset: datasetOf(handle(), "a", "b"), state: state(), changed: handle() === asked ? [] : ["a"] };
    return { ok: true, value };
  };
  const grid = { content: "x", frequency: { unit: "day", count: 1 } as const, zone: null };
  const apply = ({ dataset, add, remove }: RequestArgs<"corrections:apply">): Answer => {
    if (add.some(({ from }) => from < 0))
      return { ok: false, error: { code: "wrong-arguments", message: "No such step." } };
    log = addStep(log, { adds: add.map((edit) => ({ ...edit, grid, found: null })), removes: remove });
    return answer(dataset);
  };
  const api = new FakeApi()
    .always("dataset:close", ({ dataset }) => {
      open(dataset, -1);
      return { ok: true, value: {} };
    })
    .always("corrections:list", () => ({ ok: true, value: state() }))
    .always("corrections:current", ({ dataset }) => answer(dataset))
    .always("corrections:apply", apply)
    .always("corrections:undo", ({ dataset }) => {
      log = undo(log);
      return answer(dataset);
    })
    .always("corrections:redo", ({ dataset }) => {
      log = redo(log);
      return answer(dataset);
    });
  const client = createClient(api);
  const datasets = createDatasets((dataset) => void client.request("dataset:close", { dataset }));
  const others = { adoptions: 0, readings: 0 };
  const corrections = createCorrections(
    client,
    datasets,
    () => () => {},
    () => ({ ...others }),
  );
  datasets.show(datasetOf("x", "a", "b"), "grant");
  return {
    ...{ api, datasets, corrections, others },
    active: () => activeDataset(datasets.store.getState()),
    file: () => corrections.store.getState().files[activeDataset(datasets.store.getState())?.dataset.handle ?? ""],
    /** Datasets that this window keeps open in main. */
    held: () => [...references].flatMap(([name, count]) => (count === 0 ? [] : [[name, count]])),
    /** Another window's change. */
    elsewhere: (edit: CorrectionEdit) => {
      log = addStep(log, { adds: [{ ...edit, grid, found: null }], removes: [] });
      api.emit({ name: "corrections:changed", payload: { base: "x", dataset: handle() } });
    },
  };
}

test("a corrected dataset takes its file's place with what is selected, and the one before stays for a look beside it", async () => {
  const { datasets, corrections, active, file, held } = setUp();
  await settle();
  datasets.selectSeries("b");
  datasets.setHorizon(7);
  datasets.setOrigin(-3);
  expect(await corrections.apply("x", { add: [exclude(1)] })).toBe(true);
  expect(active()).toMatchObject({
    dataset: { handle: "x-1" },
    grant: "grant",
    selection: { series: "b", horizon: 7, origin: -3 },
    earlier: [],
  });
  expect(file()).toMatchObject({ dataset: "x-1", base: "x", position: 1 });
  expect(corrections.store.getState().previous).toMatchObject({
    "x-1": { before: { handle: "x" }, how: "made", changed: ["a"] },
  });
  expect(held()).toEqual([
    ["x", 1],
    ["x-1", 1],
  ]);
  corrections.dismissPrevious("x-1");
  expect(corrections.store.getState().previous).toEqual({});
  expect(held()).toEqual([["x-1", 1]]);
});

test("of several changes only the last one's before is kept, and a file that is closed keeps nothing open", async () => {
  const { datasets, corrections, held } = setUp();
  await settle();
  await corrections.apply("x", { add: [exclude(1)] });
  await corrections.apply("x-1", { add: [exclude(2)] });
  expect(held()).toEqual([
    ["x-1", 1],
    ["x-1-2", 1],
  ]);
  await corrections.undo("x-1-2");
  expect(corrections.store.getState().previous).toMatchObject({ "x-1": { before: { handle: "x-1-2" }, how: "undo" } });
  expect(held()).toEqual([
    ["x-1", 1],
    ["x-1-2", 1],
  ]);
  datasets.close("x-1");
  expect(held()).toEqual([]);
  expect(corrections.store.getState()).toMatchObject({ files: {}, previous: {}, running: 0 });
});

test("a note changes the list and nothing else", async () => {
  const { corrections, active, file, held } = setUp();
  await settle();
  await corrections.apply("x", { add: [note(1)] });
  expect(active()?.dataset.handle).toBe("x");
  expect(file()?.corrections).toHaveLength(1);
  expect(corrections.store.getState().previous).toEqual({});
  expect(held()).toEqual([["x", 1]]);
});

test("changes come one after the other, under whatever handle their file has by then", async () => {
  const { corrections, active, held } = setUp();
  await settle();
  const made = [1, 2, 3].map((from) => corrections.apply("x", { add: [exclude(from)] }));
  expect(corrections.store.getState().running).toBe(3);
  expect(await Promise.all(made)).toEqual([true, true, true]);
  expect(active()?.dataset.handle).toBe("x-1-2-3");
  await corrections.undo("x");
  expect(active()?.dataset.handle).toBe("x-1-2");
  corrections.dismissPrevious("x");
  expect(held()).toEqual([["x-1-2", 1]]);
  expect(corrections.store.getState().running).toBe(0);
});

test("what is refused says why, and the next change that is made ends that", async () => {
  const { corrections, active } = setUp();
  await settle();
  expect(await corrections.apply("x", { add: [exclude(-1)] })).toBe(false);
  expect(corrections.store.getState()).toMatchObject({ running: 0, error: { message: "No such step." } });
  expect(active()?.dataset.handle).toBe("x");
  await corrections.apply("x", { add: [exclude(1)] });
  expect(corrections.store.getState().error).toBeNull();
});

test("what another window changes is shown here, too", async () => {
  const { elsewhere, active, file, held } = setUp();
  await settle();
  elsewhere(note(1));
  await settle();
  expect(file()?.corrections).toHaveLength(1);
  elsewhere(exclude(4));
  await settle();
  expect(active()?.dataset.handle).toBe("x-4");
  expect(held()).toEqual([
    ["x", 1],
    ["x-4", 1],
  ]);
});

test("a file that was corrected in another visit is listed as it is opened, and can be undone", async () => {
  const { datasets, corrections, elsewhere, active, file } = setUp();
  await settle();
  elsewhere(exclude(4));
  await settle();
  datasets.close("x-4");
  datasets.show(datasetOf("x-4", "a", "b"), "again");
  await settle();
  expect(file()).toMatchObject({ position: 1, undo: { added: 1, kind: "exclude" } });
  expect(corrections.isNext("x-4", "undo")).toBe(true);
  await corrections.undo("x-4");
  expect(active()?.dataset.handle).toBe("x");
  // A handle that was replaced once is its own again.
  await corrections.apply("x", { add: [exclude(1)] });
  expect(active()?.dataset.handle).toBe("x-1");
});

test("undo and redo keep the order in which corrections, adoptions and readings were made", async () => {
  const { corrections, others } = setUp();
  await settle();
  const next = (): boolean[] => [corrections.isNext("x", "undo"), corrections.isNext("x", "redo")];
  expect(next()).toEqual([false, false]);
  await corrections.apply("x", { add: [note(1)] });
  others.adoptions = 1;
  await corrections.apply("x", { add: [note(2)] });
  expect(next()).toEqual([true, false]);
  await corrections.undo("x");
  // The adoption came between the two.
  expect(next()).toEqual([false, true]);
  others.adoptions = 0;
  expect(next()).toEqual([true, false]);
  await corrections.undo("x");
  expect(next()).toEqual([false, true]);
  await corrections.redo("x");
  // The adoption has to be redone first.
  expect(next()).toEqual([true, false]);
  others.readings = 1;
  expect(next()).toEqual([false, false]);
});
