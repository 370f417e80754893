import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { IngestedDataset } from "#domain/dataset";
import { type InfluenceSettings, noInfluences } from "#domain/influence";
import { openUserDatabase, type UserDatabase } from "#main/database";
import { DatasetRegistry } from "#main/datasets";
import { emptyQueries, seriesOf } from "./evaluation-fixtures.ts";
import { Influences } from "./influences.ts";
import { KeptInfluences } from "./kept-influences.ts";

let folder: string;
let database: UserDatabase;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined };
const signal = new AbortController().signal;
const germany: InfluenceSettings = { ...noInfluences, holidays: "DE" };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-influences-"));
  ({ database } = openUserDatabase({ folder, logger: silent as never, wallNow: () => 1, repairs: false }));
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const nothingKnown = { columns: [], warnings: [] };
const columnOf = (name: string, role: "covariate" | "target", type: "number" | "text" = "number") => ({
  ...{ name, role, type },
});
/** Of a file with rows after its last value. */
const knownAhead = {
  columns: [columnOf("load", "target"), columnOf("temperature", "covariate"), columnOf("price", "covariate")],
  warnings: [{ code: "known-future" as const, message: "Known." }],
};

/** A start of the application: nothing but the database is from before. */
function start() {
  const datasets = new DatasetRegistry();
  const changed: string[] = [];
  const found: string[][] = [];
  const influences = new Influences({
    datasets,
    holidays: { of: async () => [{ name: "Fair", day: 50, kind: "everyone" }] },
    evaluate: { backtest: async () => ({ models: [], choice: null }) },
    queries: emptyQueries(),
  });
  const read: string[][] = [];
  let now = 10;
  const kept = new KeptInfluences({
    ...{ database, influences, logger: silent as never },
    find: (dataset) => datasets.find(dataset),
    readColumns: async (_dataset, columns) => {
      read.push([...columns]);
      const series = columns.map((id) => ({ ...seriesOf(id === "temperature" ? 47 : 40), id }));
      return { handle: columns.join(), series } as unknown as IngestedDataset;
    },
    source: { get: () => Promise.reject(new Error("not asked")) },
    onChange: (dataset) => changed.push(dataset),
    onFound: (dataset, columns) => found.push([dataset, ...columns]),
    wallNow: () => (now += 1),
  });
  datasets.addListener(kept);
  const open = (
    handle: string,
    path: string,
    known: Pick<IngestedDataset, "columns" | "warnings"> = nothingKnown,
  ): void => {
    const dataset = { handle, zone: null, series: [seriesOf(40)], ...known } as unknown as IngestedDataset;
    datasets.open(dataset, {}, { name: "a.csv", path });
  };
  return { kept, influences, changed, found, read, open };
}

test("what is set for a file is in use after the next start, also for a later content of it", async () => {
  const first = start();
  first.open("h1", "/a.csv");
  expect(first.kept.of("h1")).toBe(null);
  const state = await first.kept.set("h1", germany, "always", signal);
  expect(state).toMatchObject({ settings: germany, use: "always", marks: [{ name: "Fair", kind: "holiday" }] });
  expect(first.changed).toEqual(["h1"]);

  const second = start();
  second.open("h1", "/a.csv");
  second.open("h2", "/a.csv");
  second.open("other", "/b.csv");
  await expect.poll(() => second.changed.toSorted()).toEqual(["h1", "h2"]);
  expect(second.kept.of("h2")).toEqual({ settings: germany, use: "always" });
  expect(second.influences.modelOf({ dataset: "h2", series: "s", model: "n" })).toMatch(/^n&[0-9a-f]{16}$/);
  expect(second.kept.of("other")).toBe(null);
});

test("nothing chosen any more is kept, too", async () => {
  const first = start();
  first.open("h1", "/a.csv");
  await first.kept.set("h1", germany, "always", signal);
  await first.kept.set("h1", noInfluences, "helping", signal);
  expect(first.influences.modelOf({ dataset: "h1", series: "s", model: "n" })).toBe("n");
  const second = start();
  second.open("h1", "/a.csv");
  expect(second.kept.of("h1")).toBe(null);
});

test("a project brings them where nothing is known, and they go with a file that is moved", async () => {
  const first = start();
  first.kept.bringFor("h1", "/a.csv", { settings: germany, use: "helping" });
  first.kept.bringFor("h1", "/a.csv", { settings: { ...germany, holidays: "FR" }, use: "helping" });
  first.kept.moved("/a.csv", "/moved.csv");
  first.open("h3", "/moved.csv");
  await expect.poll(() => first.changed).toEqual(["h3"]);
  expect(first.kept.of("h3")).toEqual({ settings: germany, use: "helping" });
});

test("columns that a file knows ahead are in use once it is open, until they are left out for good", async () => {
  const first = start();
  first.open("h1", "/a.csv", knownAhead);
  await expect.poll(() => first.found).toEqual([["h1", "temperature"]]);
  expect(first.kept.of("h1")).toEqual({ settings: { ...noInfluences, columns: ["temperature"] }, use: "helping" });
  expect(first.changed).toEqual(["h1"]);
  // Until its past was looked at, no forecast is another one.
  expect(first.influences.modelOf({ dataset: "h1", series: "s", model: "n" })).toBe("n");
  await first.kept.set("h1", noInfluences, "helping", signal);

  const second = start();
  second.open("h1", "/a.csv", knownAhead);
  second.open("h2", "/b.csv", { ...knownAhead, warnings: [] });
  second.open("h3", "/c.csv", { ...knownAhead, columns: [columnOf("load", "target")] });
  second.open("h4", "/d.csv", knownAhead);
  await expect.poll(() => second.found).toEqual([["h4", "temperature"]]);
  expect(second.read).toEqual([["temperature", "price"], ["temperature"]]);
});
