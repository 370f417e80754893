import fc from "fast-check";
import { expect, test } from "vitest";
import type { KeptFile, RequestArgs } from "#contract/ipc";
import type { FileArrangement } from "#domain/project";
import { createView } from "#renderer/context";
import { createClient } from "../bridge/index.ts";
import { datasetOf, FakeApi, FakeClock, settle } from "../bridge/fixtures.ts";
import { activeDataset, createDatasets, tabInFront, tabsOf } from "./datasets.ts";
import { arrangementIn, createKeptFiles, keepZooms } from "./kept-files.ts";

const look = {
  series: "b",
  model: "theta",
  isModelDecided: true,
  horizon: 7,
  origin: -3,
  end: "2023-12-01T00:00:00",
  frequency: { unit: "month" as const, count: 1 },
  zoom: "all" as const,
};
const arrangement: FileArrangement = { options: { timezone: "UTC" }, source: "user", look, isReadAgain: true };
const keptFile = (name: string, more: Partial<KeptFile> = {}): KeptFile => ({
  grant: { grant: name, name: `${name}.csv`, sizeBytes: 1 },
  state: "same",
  isOffered: false,
  arrangement,
  ...more,
});

function setUp(files: readonly KeptFile[] = [], active: number | null = null) {
  const saved: RequestArgs<"session:save">[] = [];
  const read: string[] = [];
  const api = new FakeApi()
    .always("dataset:close", () => ({ ok: true, value: {} }))
    .always("session:restore", () => ({
      ok: true,
      value: {
        epoch: 4,
        files: [...files],
        active,
        view: { isSidebarShown: false, page: "profile", isReportShown: "no", chart: { scale: "lies" } },
        project: null,
      },
    }))
    .always("session:save", (args) => {
      saved.push(args);
      return { ok: true, value: {} };
    })
    .always("dataset:import", ({ grant, options = {} }) => {
      read.push(grant);
      return grant === "broken"
        ? { ok: false, error: { code: "file-empty", message: "The file is empty." } }
        : { ok: true, value: { ...datasetOf(grant, "a", "b"), settings: { options, source: "user" } } };
    });
  const clock = new FakeClock();
  const client = createClient(api);
  const datasets = createDatasets(() => undefined);
  const view = createView();
  keepZooms(datasets, view);
  const said: string[] = [];
  const pages: string[] = [];
  const keptFiles = createKeptFiles({
    ...{ client, clock, datasets, view, modelsKnown: Promise.resolve() },
    notify: (_level, message) => {
      said.push(message);
      return () => undefined;
    },
    knows: (model) => model === "theta",
    openPage: (page) => pages.push(page),
  });
  const names = (): string[] =>
    tabsOf(datasets.store.getState()).map((file) => ("why" in file ? `${file.name} ${file.why}` : file.dataset.name));
  return { api, clock, datasets, view, keptFiles, saved, read, said, pages, names };
}

test("what was open comes back in its order, the file in front first, as it was looked at", async () => {
  const { datasets, view, keptFiles, read, pages, names } = setUp([keptFile("x"), keptFile("y"), keptFile("z")], 1);
  await keptFiles.restore();
  expect(read).toEqual(["y", "x", "z"]);
  expect(names()).toEqual(["x.csv", "y.csv", "z.csv"]);
  expect(activeDataset(datasets.store.getState())).toMatchObject({
    dataset: { name: "y.csv", settings: { options: { timezone: "UTC" } } },
    selection: { series: "b", model: "theta", horizon: 7, origin: -3 },
    isModelDecided: true,
    isReadAgain: true,
  });
  expect(view.getState()).toMatchObject({ zoom: "all", isSidebarShown: false });
  // What is not understood stays as it is.
  expect(view.getState()).toMatchObject({ isReportShown: false, chart: { scale: "linear" } });
  expect(pages).toEqual(["profile"]);
});

test("a file that is gone, offered or unreadable has its tab and says so, and the others come", async () => {
  const files = [
    keptFile("gone", { state: "missing" }),
    keptFile("bad", { isOffered: true }),
    keptFile("broken"),
    keptFile("x", { state: "changing" }),
  ];
  const { datasets, keptFiles, read, said, names } = setUp(files, 0);
  await keptFiles.restore();
  expect(read).toEqual(["broken", "x"]);
  expect(names()).toEqual(["gone.csv missing", "bad.csv offered", "broken.csv failed", "x.csv"]);
  expect(datasets.store.getState()).toMatchObject({
    active: null,
    absentInFront: tabsOf(datasets.store.getState())[0]?.tab,
  });
  expect(said).toEqual([
    "“x.csv” has changed since it was open. It was read as it is now, with its settings, corrections and adopted models.",
  ]);
});

test("a file that is gone is asked for, and keeps its place and how it was looked at", async () => {
  const { api, datasets, keptFiles, names } = setUp([keptFile("gone", { state: "missing" }), keptFile("x")], 0);
  await keptFiles.restore();
  api.always("file:locate", () => ({ ok: true, value: { grant: "found", name: "found.csv", sizeBytes: 1 } }));
  await keptFiles.read(tabsOf(datasets.store.getState())[0]?.tab ?? "");
  expect(names()).toEqual(["found.csv", "x.csv"]);
  expect(activeDataset(datasets.store.getState())).toMatchObject({
    dataset: { name: "found.csv" },
    selection: { series: "b", origin: -3 },
  });
});

test("a file that is at its place again is read when somebody looks", async () => {
  const { api, keptFiles, names, read } = setUp([keptFile("gone", { state: "missing" }), keptFile("x")], 1);
  await keptFiles.restore();
  let state: "missing" | "same" = "missing";
  api.always("file:check", ({ grants }) => ({ ok: true, value: grants.map(() => state) }));
  await keptFiles.look();
  expect(read).toEqual(["x"]);
  state = "same";
  await keptFiles.look();
  expect(names()).toEqual(["gone.csv", "x.csv"]);
});

test("a file that was opened meanwhile stays in front, and one of the same data takes its own place", async () => {
  const { datasets, keptFiles, names } = setUp([keptFile("x"), keptFile("y")], 0);
  datasets.show(datasetOf("y", "a"), "argument");
  datasets.show(datasetOf("other", "a"), "argument");
  await keptFiles.restore();
  expect(names()).toEqual(["x.csv", "y.csv", "other.csv"]);
  expect(activeDataset(datasets.store.getState())?.dataset.name).toBe("other.csv");
});

test("what is open is saved soon after it changed, at most once for many changes, and never before it was restored", async () => {
  const { clock, datasets, view, keptFiles, saved } = setUp();
  datasets.show(datasetOf("x", "a"), "grant of x");
  clock.advance(5_000);
  expect(saved).toEqual([]);
  await keptFiles.restore();
  clock.advance(300);
  expect(saved).toMatchObject([{ epoch: 4, files: [{ grant: "grant of x" }], active: 0 }]);
  for (let step = 1; step <= 10; step += 1) {
    datasets.setOrigin(-step);
    clock.advance(100);
  }
  // Somebody who never pauses is not lost either.
  expect(saved).toHaveLength(2);
  clock.advance(300);
  expect(saved.at(-1)?.files[0]?.arrangement.look?.origin).toBe(-10);
  const before = saved.length;
  view.setState({ dialog: "shortcuts" });
  clock.advance(1_000);
  expect(saved).toHaveLength(before);
  view.setState({ zoom: { from: 1, to: 2 } });
  keptFiles.flush();
  await settle();
  expect(saved.at(-1)?.files[0]?.arrangement.look?.zoom).toEqual({ from: 1, to: 2 });
});

test("files that are only looked at are not saved, and not offered again when they are closed", async () => {
  const { datasets, keptFiles } = setUp();
  await keptFiles.restore();
  datasets.show({ ...datasetOf("once", "a"), settings: { options: {}, source: "evidence", isOneShot: true } }, "g");
  datasets.show(datasetOf("x", "a"), "h");
  expect(arrangementIn(datasets.store.getState(), {})).toMatchObject({ files: [{ grant: "h" }], active: 0 });
  datasets.close("once");
  expect(datasets.store.getState().closed).toEqual([]);
});

test("an arrangement that is too large to be kept is kept without what makes it so", () => {
  const { datasets } = setUp();
  datasets.show(datasetOf("x", "a"), "h");
  const large = { chart: { labels: { a: "x".repeat(200_000) } } };
  expect(arrangementIn(datasets.store.getState(), large)).toMatchObject({ files: [{ grant: "h" }], view: {} });
});

test("a closed file opens again at its place, with everything", async () => {
  const { datasets, view, keptFiles, names } = setUp();
  await keptFiles.restore();
  for (const name of ["x", "y", "z"]) datasets.show(datasetOf(name, "a", "b"), name);
  datasets.activate("y");
  datasets.selectSeries("b");
  datasets.setOrigin(-4);
  view.setState({ zoom: "recent" });
  datasets.close("y");
  expect(view.getState().zoom).toBeNull();
  await keptFiles.reopen();
  expect(names()).toEqual(["x.csv", "y.csv", "z.csv"]);
  expect(activeDataset(datasets.store.getState())?.selection).toMatchObject({ series: "b", origin: -4 });
  expect(view.getState().zoom).toBe("recent");
  await keptFiles.reopen();
  expect(names()).toHaveLength(3);
});

test("each file has a zoom of its own, which stays when it is read again", () => {
  const { datasets, view } = setUp();
  datasets.show(datasetOf("x", "a"), "x");
  view.setState({ zoom: "all" });
  datasets.show(datasetOf("y", "a"), "y");
  expect(view.getState().zoom).toBeNull();
  datasets.activate("x");
  expect(view.getState().zoom).toBe("all");
  datasets.replace("x", datasetOf("x2", "a"), "reload", "x");
  expect(view.getState().zoom).toBe("all");
});

test("tabs keep their order and the front whatever is moved, opened and closed", () => {
  const step = fc.oneof(
    fc.record({ what: fc.constant("move" as const), at: fc.nat(5), to: fc.integer({ min: -2, max: 8 }) }),
    fc.record({ what: fc.constant("close" as const), at: fc.nat(5), to: fc.constant(0) }),
    fc.record({ what: fc.constant("go" as const), at: fc.nat(5), to: fc.constant(0) }),
    fc.record({ what: fc.constant("show" as const), at: fc.nat(5), to: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const datasets = createDatasets(() => undefined);
      const why = "missing" as const;
      const absent = { grant: "g", name: "n", arrangement, earlier: [], later: [], why, error: null };
      datasets.expect([absent, absent], 0);
      datasets.show(datasetOf("x", "a"), "x");
      const now = () => datasets.store.getState();
      let row = tabsOf(now()).map(({ tab }) => tab);
      for (const { what, at, to } of steps) {
        const tab = row[at % Math.max(row.length, 1)];
        if (what === "show") datasets.show(datasetOf(`d${at}`, "a"), "g");
        else if (tab !== undefined && what === "move") datasets.moveTab(tab, to);
        else if (tab !== undefined && what === "close") datasets.closeTab(tab);
        else if (tab !== undefined) datasets.activateTab(tab);
        const next = tabsOf(now()).map((file) => file.tab);
        if (what === "move" && tab !== undefined) {
          const place = Math.min(Math.max(to, 0), row.length - 1);
          row = row.filter((one) => one !== tab).toSpliced(place, 0, tab);
        } else if (what === "close") row = row.filter((one) => one !== tab);
        else if (what === "show") row = [...row, ...next.filter((one) => !row.includes(one))];
        expect(next).toEqual(row);
        expect(tabInFront(now()) === null).toBe(row.length === 0);
      }
    }),
  );
});
