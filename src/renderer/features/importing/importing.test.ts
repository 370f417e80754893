import { expect, test } from "vitest";
import type { ImportedDataset } from "#domain/dataset";
import { createClient } from "../../bridge/index.ts";
import { datasetOf, FakeApi, FakeClock, settle } from "../../bridge/fixtures.ts";
import { createImporting } from "./importing.ts";

const grant = (name: string) => ({ name, grant: { ok: true as const, value: { grant: name, name, sizeBytes: 100 } } });
const progress = (requestId: string, bytes: number) => ({
  requestId,
  phase: "reading" as const,
  bytes,
  totalBytes: 1000,
  rows: 1,
});

function setUp() {
  const api = new FakeApi();
  const clock = new FakeClock();
  const imported: ImportedDataset[] = [];
  const importing = createImporting(createClient(api), clock, (dataset) => void imported.push(dataset));
  return { api, clock, imported, importing, state: () => importing.store.getState() };
}

test("work under 200 ms shows nothing", async () => {
  const { api, clock, imported, importing, state } = setUp();
  const done = importing.open([grant("a.csv")]);
  clock.advance(199);
  expect(state()).toMatchObject({ status: "running", isVisible: false });
  api.answer("dataset:import", { ok: true, value: datasetOf("a", "s") });
  await done;
  clock.advance(1000);
  expect(state()).toEqual({ status: "idle" });
  expect(imported).toHaveLength(1);
});

test("longer work becomes visible, with its own progress and nobody else's", async () => {
  const { api, clock, importing, state } = setUp();
  void importing.open([grant("a.csv")]);
  clock.advance(200);
  const id = api.waiting[0]?.requestId ?? "";
  api.emit({ name: "import:progress", payload: progress("another", 900) });
  api.emit({ name: "import:progress", payload: progress(id, 100) });
  expect(state()).toMatchObject({ status: "running", isVisible: true, progress: { bytes: 100 } });
});

test("several files come one after the other, and one bad file doesn't stop the rest", async () => {
  const { api, imported, importing, state } = setUp();
  const done = importing.open([grant("a.csv"), grant("b.csv"), grant("c.csv")]);
  expect(state()).toMatchObject({ name: "a.csv", waiting: 2 });
  api.answer("dataset:import", { ok: true, value: datasetOf("a", "s") });
  await settle();
  api.answer("dataset:import", { ok: false, error: { code: "file-empty", message: "The file is empty." } });
  await settle();
  api.answer("import:understood", { ok: true, value: null });
  await settle();
  api.answer("dataset:import", { ok: true, value: datasetOf("c", "s") });
  await done;
  expect(imported.map(({ handle }) => handle)).toEqual(["a", "c"]);
  expect(state()).toMatchObject({
    status: "failed",
    name: "b.csv",
    error: { code: "file-empty" },
    others: 0,
    rescue: null,
  });
});

test("of several chosen files those that can't be opened are told of beside those that can", async () => {
  const { api, imported, importing, state } = setUp();
  const files = ["a.csv", "b.csv"].map((name) => ({ grant: name, name, sizeBytes: 1 }));
  const refused = [
    { name: "c.csv", error: { code: "file-unreadable" as const, message: "It is not a regular file." } },
  ];
  api.always("file:choose", () => ({ ok: true, value: { files, refused } }));
  api.always("dataset:import", ({ grant: token }) => ({ ok: true, value: datasetOf(token, "s") }));
  const expected: unknown[] = [];
  api.always("import:expected", (args) => (expected.push(args), { ok: true, value: {} }));
  await importing.choose();
  // What reads them started while they were chosen.
  expect(expected).toEqual([{}]);
  expect(imported.map(({ handle }) => handle)).toEqual(["a.csv", "b.csv"]);
  expect(state()).toMatchObject({ status: "failed", name: "c.csv", error: { code: "file-unreadable" } });
});

test("a file that failed can be tried again with other options, and what was understood of it is there", async () => {
  const { api, imported, importing, state } = setUp();
  const { file, columns, tables } = datasetOf("a");
  const preview = { rows: [{ row: 1, kind: "data" as const, cells: ["x"], understood: null }], cellOf: [0] };
  const understood = { file, columns, preview, tables };
  void importing.open([grant("a.csv")]);
  api.answer("dataset:import", { ok: false, error: { code: "no-time-column", message: "No column holds times." } });
  await settle();
  api.answer("import:understood", { ok: true, value: understood });
  await settle();
  const failed = state();
  if (failed.status !== "failed" || failed.rescue === null) throw new Error("There is nothing to try again.");
  expect(failed.rescue).toMatchObject({ grant: { grant: "a.csv" }, understood, options: {} });

  const options = { dateOrder: "day-first" as const };
  const second = importing.retry(failed.rescue, options);
  expect(api.waiting[0]?.args).toEqual({ grant: "a.csv", options });
  api.answer("dataset:import", { ok: false, error: { code: "bad-timestamp", message: "Not a time." } });
  await settle();
  api.answer("import:understood", { ok: true, value: understood });
  await second;
  expect(state()).toMatchObject({ status: "failed", error: { code: "bad-timestamp" }, rescue: { options } });

  const third = importing.retry(failed.rescue, { timeColumn: "b" });
  api.answer("dataset:import", { ok: true, value: datasetOf("a", "s") });
  await third;
  expect(imported).toHaveLength(1);
  expect(state()).toEqual({ status: "idle" });
});

test("a file that could not even be granted is an error like any other", async () => {
  const { importing, state } = setUp();
  await importing.open([{ name: "x", grant: { ok: false, error: { code: "file-is-folder", message: "A folder." } } }]);
  expect(state()).toMatchObject({ status: "failed", error: { code: "file-is-folder" } });
});

test("cancel ends the running import and drops the waiting ones, without an error", async () => {
  const { api, imported, importing, state } = setUp();
  const done = importing.open([grant("a.csv"), grant("b.csv")]);
  importing.cancel();
  await done;
  expect(state()).toEqual({ status: "idle" });
  expect(api.cancelled).toHaveLength(1);
  expect(imported).toEqual([]);
});

test("files that arrive during an import queue behind it", async () => {
  const { api, imported, importing, state } = setUp();
  const first = importing.open([grant("a.csv")]);
  const second = importing.open([grant("b.csv")]);
  expect(state()).toMatchObject({ name: "a.csv", waiting: 1 });
  api.answer("dataset:import", { ok: true, value: datasetOf("a", "s") });
  await settle();
  api.answer("dataset:import", { ok: true, value: datasetOf("b", "s") });
  await Promise.all([first, second]);
  expect(imported.map(({ handle }) => handle)).toEqual(["a", "b"]);
});
