import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { openUserDatabase, type UserDatabase } from "#main/database";
import { AdoptedMethods } from "./adopted-methods.ts";
import { modelOf, openData, seriesOf } from "./evaluation-fixtures.ts";

const folder = mkdtempSync(join(tmpdir(), "fantail-adopted-"));
const databases: UserDatabase[] = [];
afterAll(() => {
  for (const database of databases) database.close();
  rmSync(folder, { recursive: true, force: true });
});

const silent = (): void => undefined;
const logger = { info: silent, warn: silent, error: silent };

function open(where = mkdtempSync(join(folder, "one-"))): UserDatabase {
  const { database } = openUserDatabase({ folder: where, logger, wallNow: Date.now, repairs: true });
  databases.push(database);
  return database;
}

/** By their handles, the files that datasets were read from. */
const paths: Readonly<Record<string, string | undefined>> = { old: "/a.csv", new: "/a.csv", other: "/b.csv" };

function setUp(database = open()) {
  const files = ["net"];
  const changes: unknown[] = [];
  const clock = { nowMs: 0 };
  const adopted = new AdoptedMethods({
    database,
    datasets: {
      series: openData(seriesOf(30)).series,
      find: (handle) => ({ source: paths[handle] === undefined ? null : { path: paths[handle] } }),
    },
    models: {
      list: () => files.map((id) => modelOf(id)),
      defaultModel: (frequency) => `default of ${frequency?.unit}`,
    },
    onChange: (change) => changes.push(change),
    wallNow: () => ++clock.nowMs,
  });
  return { adopted, changes, files };
}

let adopted: AdoptedMethods;
let changes: unknown[];
let files: string[];
beforeEach(() => ({ adopted, changes, files } = setUp()));

describe("a method that was adopted", () => {
  test("stands for the series, and whoever shows it hears of it", () => {
    expect(adopted.adopt("old", [{ series: "s", method: "holt:beta=0.1:alpha=0.3+log" }], null)).toEqual([]);
    expect(adopted.methodOf("old", "s")).toBe("holt:alpha=0.3:beta=0.1+log");
    expect(adopted.modelOf({ dataset: "old", series: "s", model: "adopted" })).toBe("holt:alpha=0.3:beta=0.1+log");
    expect(adopted.modelOf({ dataset: "old", series: "s", model: "ets" })).toBe("ets");
    expect(adopted.modelOf({ dataset: "old", series: "t", model: "adopted" })).toBe("default of day");
    expect(changes).toEqual([{ dataset: "old", series: ["s"] }]);
  });

  test("is not silently another where it is not there any more", () => {
    adopted.adopt("old", [{ series: "s", method: "net" }], null);
    files.length = 0;
    expect(() => adopted.modelOf({ dataset: "old", series: "s", model: "adopted" })).toThrow(
      '"net" was adopted for "s", and is not there any more.',
    );
    expect(adopted.list("old")).toMatchObject([{ series: "s", method: "net" }]);
  });

  test("comes with the search that found it and its scores, and what stood there before comes back", () => {
    const choice = { series: "s", method: "ets", metric: "MASE", score: 1, honestScore: null };
    adopted.adopt("old", [choice], "j1");
    const found = { dataset: "old", ...choice, source: "search", job: "j1", adoptedMs: 1 };
    expect(adopted.list("old")).toEqual([found]);
    const choices = [
      { series: "s", method: "net" },
      { series: "t", method: "theta" },
    ];
    expect(adopted.adopt("old", choices, null)).toEqual([found]);
    expect(adopted.list("old").map(({ method, source, job, score }) => [method, source, job, score])).toEqual([
      ["net", "manual", null, null],
      ["theta", "manual", null, null],
    ]);
  });

  test("is that of a later content of the same file, which may have its own or none", () => {
    adopted.adopt(
      "old",
      ["s", "t", "u"].map((series) => ({ series, method: "ets" })),
      null,
    );
    expect(adopted.list("new").map(({ dataset, series }) => [dataset, series])).toEqual([
      ["new", "s"],
      ["new", "t"],
      ["new", "u"],
    ]);
    expect(adopted.list("other")).toEqual([]);
    expect(adopted.methodOf("unknown", "s")).toBeNull();
    const choices = [
      { series: "s", method: "theta" },
      { series: "t", method: null },
    ];
    expect(adopted.adopt("new", choices, null).map(({ method }) => method)).toEqual(["ets", "ets"]);
    expect(["s", "t", "u"].map((series) => adopted.methodOf("new", series))).toEqual(["theta", null, "ets"]);
    expect(["s", "t", "u"].map((series) => adopted.methodOf("old", series))).toEqual(["ets", "ets", "ets"]);
  });

  test.each([
    ["prophet", "model-not-found"],
    ["prophet:alpha=1", "model-not-found"],
    ["auto", "model-not-found"],
    ["ses:beta=1", "wrong-arguments"],
    ["ses:alpha", "wrong-arguments"],
  ])("is none that there is not: %s, and then none of the others is adopted", (method, code) => {
    const choices = [
      { series: "s", method: "ets" },
      { series: "t", method },
    ];
    expect(() => adopted.adopt("old", choices, null)).toThrow(expect.objectContaining({ code }));
    expect(adopted.list("old")).toEqual([]);
    expect(changes).toEqual([]);
  });

  test("is refused with a sentence where it would be forgotten", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const { adopted: forgetful } = setUp(open(join(file, "inside")));
    expect(() => forgetful.adopt("old", [{ series: "s", method: "ets" }], null)).toThrow(
      expect.objectContaining({ code: "user-data-unavailable" }),
    );
  });

  test("of ten thousand series is adopted at once", () => {
    const all = Array.from({ length: 10_000 }, (_, index) => ({ series: `s${index}`, method: "ets" }));
    adopted.adopt("old", all, "j");
    expect(adopted.list("old")).toHaveLength(10_000);
    expect(adopted.methodOf("new", "s9999")).toBe("ets");
  });
});

test("outlives the process, and undoing gives back what was there, whatever was adopted", () => {
  const series = fc.constantFrom("a", "it's", 'say "b"', "c, d");
  const method = fc.constantFrom("ets", "ses:alpha=0.3+log@12", "net", null);
  const choices = fc.uniqueArray(fc.record({ series, method }), { selector: (choice) => choice.series, minLength: 1 });
  const dataset = fc.constantFrom("old", "other", "unknown");
  fc.assert(
    fc.property(fc.array(fc.tuple(dataset, choices), { minLength: 1, maxLength: 12 }), (steps) => {
      const where = mkdtempSync(join(folder, "run-"));
      const first = setUp(open(where)).adopted;
      const known = new Map<string, string | null>();
      for (const [handle, some] of steps) {
        const before = first.adopt(handle, some, null);
        for (const choice of some) {
          const was = before.find((one) => one.series === choice.series)?.method ?? null;
          expect(was).toBe(known.get(`${handle} ${choice.series}`) ?? null);
          known.set(`${handle} ${choice.series}`, choice.method);
        }
      }
      const again = setUp(open(where)).adopted;
      for (const [key, expected] of known) {
        const at = key.indexOf(" ");
        expect(again.methodOf(key.slice(0, at), key.slice(at + 1))).toBe(expected);
      }
    }),
    { numRuns: 25 },
  );
});
