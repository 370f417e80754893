import { expect, test } from "vitest";
import type { ModelsState } from "#domain/model";
import { commandIds, opensDialog } from "#domain/commands";
import { defaultSettings } from "#domain/settings";
import { createClient } from "../bridge/index.ts";
import { datasetOf, FakeApi, FakeClock, forecastOf, settle, valuesOf } from "../bridge/fixtures.ts";
import { exportingOf } from "../features/exporting/index.ts";
import { createStores } from "./stores.ts";
import { jobOf, resultOf } from "../jobs/fixtures.ts";
import { activeDataset } from "../datasets/datasets.ts";

const info = {
  version: "1",
  platform: "linux",
  samples: [],
  settings: defaultSettings,
  managed: [],
  recommended: {},
  policies: [],
  locale: "en-GB",
  openFiles: [],
};

const known: ModelsState = {
  models: [],
  defaultModel: "m",
  defaults: [],
  unreadable: [],
  device: "auto",
  providers: [],
};

const noMethods = () => ({ ok: true as const, value: { composedModels: [], forecasters: [] } });

function setUp() {
  const api = new FakeApi()
    .always("dataset:import", () => ({ ok: true, value: datasetOf("d", "a") }))
    .always("app:methods", noMethods)
    .always("models:list", () => ({ ok: true, value: known }))
    .always("session:restore", () => ({
      ok: true,
      value: { epoch: 1, files: [], active: null, view: {}, project: null },
    }))
    .always("session:save", () => ({ ok: true, value: {} }))
    .always("recent:list", () => ({ ok: true, value: { files: [] } }));
  const clock = new FakeClock();
  const stores = createStores(createClient(api), clock, () => true);
  return { api, clock, stores, active: () => activeDataset(stores.datasets.store.getState()) };
}

/** The window is there, and main still loads the models. */
function setUpWithoutModels() {
  const api = new FakeApi()
    .always("dataset:import", () => ({ ok: true, value: datasetOf("d", "a") }))
    .always("app:methods", noMethods)
    .always("app:info", () => ({ ok: true, value: info }));
  const stores = createStores(createClient(api), new FakeClock(), () => true);
  return {
    stores,
    active: () => activeDataset(stores.datasets.store.getState()),
    come: () => api.answer("models:list", { ok: true, value: known }),
    fail: () =>
      api.answer("models:list", { ok: false, error: { code: "model-damaged", message: "There is no model." } }),
  };
}

test("a file dropped before the window knows its models is read at once, and shown when it knows them", async () => {
  const { stores, active, ...models } = setUpWithoutModels();
  void stores.start();
  const dropped = stores.openDropped([new File([""], "a.csv")]);
  await settle();
  expect(stores.importing.store.getState().status).toBe("running");
  expect(active()).toBeUndefined();
  models.come();
  await dropped;
  expect(active()?.selection.model).toBe("m");
});

test("without a model the window says why it can't be used", async () => {
  const { stores, ...models } = setUpWithoutModels();
  const started = stores.start();
  await settle();
  expect(stores.session.store.getState()).toMatchObject({ info: { version: "1" }, failure: null });
  models.fail();
  await started;
  expect(stores.session.store.getState().failure).toMatchObject({ code: "model-damaged" });
});

test("files named at the start are opened, and menu commands reach the window", async () => {
  const { api, stores, active } = setUp();
  api.always("app:info", () => ({
    ok: true,
    value: { ...info, openFiles: [{ grant: "g", name: "a.csv", sizeBytes: 1 }] },
  }));
  await stores.start();
  expect(active()?.dataset.handle).toBe("d");
  api.emit({ name: "command", payload: { name: "diagnostics" } });
  expect(stores.view.getState().dialog).toBe("diagnostics");
});

test("the menu of exports opens where there is a forecast and no dialog over it, and never later of its own accord", async () => {
  const { api, stores } = setUp();
  api.always("app:info", () => ({ ok: true, value: info }));
  await stores.start();
  await stores.openDropped([new File([""], "a.csv")]);
  stores.commands.run("export");
  expect(stores.view.getState().isExportOpen).toBe(false);
  api.answer("series:values", { ok: true, value: valuesOf("a") });
  api.answer("forecast:get", {
    ok: true,
    value: forecastOf({ dataset: "d", series: "a", model: "m", horizon: 24, origin: 0 }),
  });
  await settle();
  expect(stores.view.getState().isExportOpen).toBe(false);
  stores.commands.run("shortcuts");
  stores.commands.run("export");
  expect(stores.view.getState().isExportOpen).toBe(false);
  stores.view.setState({ dialog: null });
  stores.commands.run("export");
  expect(stores.view.getState().isExportOpen).toBe(true);
});

test("closing tells main to let go of the content", async () => {
  const { api, stores, active } = setUp();
  api.always("app:info", () => ({ ok: true, value: info }));
  await stores.start();
  await stores.openDropped([new File([""], "a.csv")]);
  stores.datasets.close("d");
  expect(active()).toBeUndefined();
  expect(api.waiting.map(({ name, args }) => [name, args])).toContainEqual(["dataset:close", { dataset: "d" }]);
});

test("exports say what was saved, nothing when the dialog was closed, and why when it failed", async () => {
  const { api, stores } = setUp();
  api.always("app:info", () => ({ ok: true, value: info }));
  await stores.start();
  await stores.openDropped([new File([""], "a.csv")]);
  const messages = () => stores.notices.store.getState().notices.map(({ level, message }) => [level, message]);
  api.always("export:save", () => ({ ok: true, value: null }));
  await exportingOf(stores.exporting).save("csv");
  expect(messages()).toEqual([]);
  api.always("export:save", () => ({ ok: true, value: { name: "a.csv", file: "f", canOpen: true } }));
  await exportingOf(stores.exporting).save("csv");
  const actions = stores.notices.store.getState().notices.flatMap((notice) => notice.actions);
  expect(actions.map(({ label }) => label)).toEqual(["Open", "Show in folder"]);
  for (const { run } of actions) run();
  expect(api.waiting.slice(-2).map(({ name, args }) => [name, args])).toEqual([
    ["saved:open", { file: "f" }],
    ["saved:show", { file: "f" }],
  ]);
  api.always("export:save", () => ({
    ok: false,
    error: { code: "cannot-write", message: "No room.", hint: "Free some." },
  }));
  await exportingOf(stores.exporting).save("csv");
  expect(messages()).toEqual([
    ["success", "Saved a.csv"],
    ["error", "No room. Free some."],
  ]);
});

test("the same content dropped again is brought forward, and main's extra reference is given back", async () => {
  const { api, stores } = setUp();
  api.always("app:info", () => ({ ok: true, value: info }));
  await stores.start();
  await stores.openDropped([new File([""], "a.csv")]);
  await stores.openDropped([new File([""], "a.csv")]);
  expect(stores.datasets.store.getState().open).toHaveLength(1);
  expect(stores.notices.store.getState().notices).toMatchObject([{ level: "info", message: "d.csv is already open." }]);
  expect(api.waiting.filter(({ name }) => name === "dataset:close")).toHaveLength(1);
});

test("commands of the keyboard act on the file in front", async () => {
  const { api, stores, active } = setUp();
  api.always("app:info", () => ({ ok: true, value: info }));
  await stores.start();
  const { commands } = stores;
  expect(commandIds.filter((id) => !commands.isAvailable(id))).toEqual([
    "reload",
    "reopen-file",
    "save-project",
    "save-project-as",
    "save-project-with-data",
    "next-file",
    "previous-file",
    "move-file-left",
    "move-file-right",
    "export",
    "export-several",
    "cancel-import",
    "all-series",
    "compare",
    "side-by-side",
    "profile",
    "correct",
    "compare-files",
    "data-over-time",
    "adjust",
    "scenarios",
    "totals",
    "influences",
    "thresholds",
    "previous-origin",
    "next-origin",
    "previous-miss",
    "next-miss",
    "go-to-date",
    "pause-all",
    "resume-all",
    "clear-finished",
  ]);
  await stores.openDropped([new File([""], "a.csv")]);
  commands.run("previous-origin");
  commands.run("previous-origin");
  commands.run("next-origin");
  expect(active()?.selection.origin).toBe(-1);

  api.always("dataset:import", () => ({ ok: true, value: datasetOf("again", "a") }));
  await stores.reimporting.apply("d", { timezone: "UTC" });
  expect(active()?.dataset.handle).toBe("again");
  api.always("dataset:import", () => ({ ok: true, value: datasetOf("d", "a") }));
  commands.run("undo");
  await settle();
  expect(active()?.dataset.handle).toBe("d");
  expect(active()?.later).toHaveLength(1);
});

test.each([
  ["compare", "comparison", "comparison:candidates"],
  ["data-over-time", "availability", "availability:overview"],
  ["compare-files", "versions", "records:list"],
  ["profile", "profile", "profile:series"],
  ["influences", "influences", "influences:explain"],
] as const)(
  "the command %s loads its page, which asks about the file in front, and leads back",
  async (id, page, asked) => {
    const { api, clock, stores } = setUp();
    api.always("app:info", () => ({ ok: true, value: info }));
    await stores.start();
    await stores.openDropped([new File([""], "a.csv")]);
    const requests = () => api.waiting.filter(({ name }) => name === asked).map(({ args }) => args);
    const shown = () => stores.view.getState().page;
    expect([shown(), requests()]).toEqual(["forecast", []]);
    stores.commands.run(id);
    await expect.poll(shown).toBe(page);
    clock.advance(0);
    expect(requests()).toMatchObject([{ dataset: "d" }]);
    stores.commands.run(id);
    expect(shown()).toBe("forecast");
  },
);

test("closing the file in front shows its neighbour whole; without a file the window closes", async () => {
  const { api, stores, active } = setUp();
  api.always("app:info", () => ({ ok: true, value: info }));
  await stores.start();
  await stores.openDropped([new File([""], "a.csv")]);
  api.always("dataset:import", () => ({ ok: true, value: datasetOf("e", "a") }));
  await stores.openDropped([new File([""], "b.csv")]);
  stores.view.setState({ zoom: { from: 0, to: 1 }, dialog: "shortcuts" });
  stores.commands.run("close");
  expect(active()?.dataset.handle).toBe("e");
  stores.view.setState({ dialog: null });
  stores.commands.run("close");
  expect(active()?.dataset.handle).toBe("d");
  expect(stores.view.getState().zoom).toBeNull();
  stores.commands.run("close");
  expect(active()).toBeUndefined();
  expect(api.waiting.some(({ name }) => name === "window:close")).toBe(false);
  stores.commands.run("close");
  expect(api.waiting.at(-1)?.name).toBe("window:close");
});

test("a file that changed says so with a way to read it again, until it is", async () => {
  const { api, stores, active } = setUp();
  api.always("app:info", () => ({ ok: true, value: info }));
  await stores.start();
  await stores.openDropped([new File([""], "a.csv")]);
  const notices = () => stores.notices.store.getState().notices;
  api.always("file:check", () => ({ ok: true, value: ["changed"] }));
  await stores.sources.check();
  expect(notices()).toMatchObject([{ level: "warning", message: "“d.csv” has changed since it was read." }]);
  await stores.sources.check();
  expect(notices()).toHaveLength(1);

  stores.view.setState({ zoom: "all" });
  api.always("dataset:import", () => ({ ok: true, value: datasetOf("now", "a") }));
  api.always("file:check", () => ({ ok: true, value: ["same"] }));
  notices()[0]?.actions[0]?.run();
  await settle();
  expect(active()?.dataset.handle).toBe("now");
  expect(stores.view.getState().zoom).toBe("all");
  expect(notices().map(({ message }) => message)).toEqual(["Read again: 1 series."]);
});

test("reading again that takes its time says so where nothing else does, and can be given up", async () => {
  const { api, clock, stores } = setUp();
  api.always("app:info", () => ({ ok: true, value: info }));
  await stores.start();
  await stores.openDropped([new File([""], "a.csv")]);
  const notices = () => stores.notices.store.getState().notices;
  const waiting = new FakeApi();
  api.request = waiting.request.bind(waiting);
  api.cancel = waiting.cancel.bind(waiting);
  stores.view.setState({ isReportShown: true });
  void stores.reimporting.apply("d", { timezone: "UTC" });
  clock.advance(1_000);
  expect(notices()).toEqual([]);
  stores.reimporting.cancel();
  await settle();

  stores.view.setState({ isReportShown: false });
  void stores.reimporting.apply("d", { timezone: "UTC" });
  clock.advance(199);
  expect(notices()).toEqual([]);
  clock.advance(1);
  expect(notices()).toMatchObject([{ message: "Reading the file again…", actions: [{ label: "Cancel" }] }]);
  notices()[0]?.actions[0]?.run();
  await settle();
  expect(waiting.cancelled).toHaveLength(2);
  expect(notices()).toEqual([]);
});

test.each(commandIds.filter(opensDialog))("the command %s opens its dialog", (id) => {
  const { stores } = setUp();
  stores.commands.run(id);
  expect(stores.view.getState().dialog).toBe(id);
  // Over a dialog the others of the keyboard wait; the palette closes before it runs one.
  const isAny = ["search", "undo", "export"].some((other) => stores.commands.isAvailable(other as never));
  expect(isAny).toBe(id === "palette");
});

test("a search that ends says so, with the way to what it found", async () => {
  const { api, stores } = setUp();
  api.always("app:info", () => ({ ok: true, value: info }));
  api.always("jobs:list", () => ({
    ok: true,
    value: [jobOf("good", { state: "running" }), jobOf("bad", { state: "running" })],
  }));
  await stores.start();
  const error = { code: "internal", message: "The disk is full." } as const;
  const jobs = [jobOf("good", { state: "completed" }), jobOf("bad", { state: "failed", error })];
  api.emit({ name: "jobs:changed", payload: { jobs, removed: [] } });
  const [done, failed] = stores.notices.store.getState().notices;
  expect([done?.level, failed?.level]).toEqual(["success", "error"]);
  failed?.actions[0]?.run();
  expect(stores.view.getState().isQueueShown).toBe(true);
  done?.actions[0]?.run();
  expect(stores.view.getState().dialog).toBe("result");
  // What was read and acted on is not in the way.
  expect(stores.notices.store.getState().notices).toEqual([]);
  expect(api.waiting.map(({ name, args }) => [name, args])).toContainEqual([
    "jobs:result",
    { job: "good", ranking: null },
  ]);
});

test("undo takes back what was adopted before it reads the file as before", async () => {
  const { api, stores, active } = setUp();
  api.always("app:info", () => ({ ok: true, value: info }));
  api.always("methods:list", () => ({ ok: true, value: [] }));
  api.always("methods:adopt", () => ({ ok: true, value: { before: [] } }));
  await stores.start();
  await stores.openDropped([new File([""], "a.csv")]);
  api.always("dataset:import", () => ({ ok: true, value: datasetOf("again", "a") }));
  await stores.reimporting.apply("d", { timezone: "UTC" });
  await stores.methods.adopt("again", [{ series: "a", method: "theta" }], null);
  expect(active()?.selection.model).toBe("adopted");
  api.always("dataset:import", () => ({ ok: true, value: datasetOf("d", "a") }));
  stores.commands.run("undo");
  await settle();
  expect([active()?.dataset.handle, active()?.selection.model]).toEqual(["again", "m"]);
  stores.commands.run("undo");
  await settle();
  expect(active()?.dataset.handle).toBe("d");
});

test("undo in a dialog is for what the dialog shows: the result's file, or how a file is read", async () => {
  const { api, stores, active } = setUp();
  api.always("app:info", () => ({ ok: true, value: info }));
  api.always("methods:list", () => ({ ok: true, value: [] }));
  api.always("methods:adopt", () => ({ ok: true, value: { before: [] } }));
  api.always("jobs:list", () => ({ ok: true, value: [jobOf("j", { state: "running" })] }));
  api.always("jobs:result", () => ({ ok: true, value: resultOf("j") }));
  await stores.start();
  await stores.openDropped([new File([""], "a.csv")]);
  api.always("dataset:import", () => ({ ok: true, value: datasetOf("e", "a") }));
  await stores.openDropped([new File([""], "b.csv")]);
  for (const handle of ["d", "e"]) await stores.methods.adopt(handle, [{ series: "a", method: "theta" }], null);
  const left = () => Object.entries(stores.methods.store.getState().earlier).map(([id, { length }]) => [id, length]);

  api.always("dataset:import", () => ({ ok: true, value: datasetOf("again", "a") }));
  await stores.reimporting.apply("e", { timezone: "UTC" });
  await stores.methods.adopt("again", [{ series: "a", method: "theta" }], null);
  stores.view.setState({ dialog: "import" });
  api.always("dataset:import", () => ({ ok: true, value: datasetOf("e", "a") }));
  stores.commands.run("undo");
  await settle();
  expect(active()?.dataset.handle).toBe("e");

  await stores.methods.adopt("e", [{ series: "a", method: "ets" }], null);
  api.emit({ name: "jobs:changed", payload: { jobs: [jobOf("j", { state: "completed" })], removed: [] } });
  const actions = stores.notices.store.getState().notices.flatMap((notice) => notice.actions);
  actions.find(({ label }) => label === "Open result")?.run();
  await settle();
  stores.commands.run("undo");
  await settle();
  expect(left()).toEqual([
    ["d", 0],
    ["e", 1],
  ]);
});
