import { beforeEach, expect, test } from "vitest";
import type { ThresholdEdit } from "#domain/threshold";
import { UserDatabase } from "#main/database";
import { migrations } from "#main/database/migrations";
import { ThresholdLogs, Thresholds } from "./index.ts";

const columns = [
  { name: "day", role: "time", type: "time" },
  { name: "region", role: "id", type: "text" },
  { name: "shop", role: "id", type: "text" },
  { name: "sales", role: "target", type: "number" },
] as const;
const files: Readonly<Record<string, { readonly path: string; readonly isOneShot?: boolean }>> = {
  may: { path: "/sales.csv" },
  "may, corrected": { path: "/sales.csv" },
  june: { path: "/sales.csv" },
  other: { path: "/other.csv" },
  looked: { path: "/looked.csv", isOneShot: true },
};
const above = (value: number, more: Partial<ThresholdEdit> = {}): ThresholdEdit => ({
  ...{ name: "", rule: { kind: "above", value }, scope: { kind: "all" } },
  ...{ from: null, to: null, unit: "", severity: "warning", ...more },
});

let database: UserDatabase;
let logs: ThresholdLogs;
let changed: string[];
let thresholds: Thresholds;

function start(): Thresholds {
  return new Thresholds({
    logs,
    datasets: {
      get(handle) {
        const { path = "", isOneShot = false } = files[handle] ?? {};
        return { dataset: { columns }, source: { path, settings: { isOneShot } } };
      },
    },
    baseOf: (handle) => handle.split(",")[0] ?? "",
    onChange: (base) => changed.push(base),
  });
}

beforeEach(() => {
  database = new UserDatabase(":memory:");
  for (const { sql } of migrations) database.exec(sql);
  let nowMs = 0;
  logs = new ThresholdLogs(database, () => (nowMs += 1));
  changed = [];
  thresholds = start();
});

const rulesOf = (handle: string): unknown[] => thresholds.list(handle).thresholds.map(({ rule }) => rule);
const add = (handle: string, ...edits: ThresholdEdit[]) =>
  thresholds.change(handle, { add: edits, change: [], remove: [] });

test("are found by the content, whether it is corrected or not, then by the file, and after a restart", () => {
  add("may", above(120));
  add("june", above(130));
  expect(changed).toEqual(["may", "june"]);
  thresholds = start();
  expect(rulesOf("may, corrected")).toEqual([{ kind: "above", value: 120 }]);
  expect(rulesOf("june")).toEqual([
    { kind: "above", value: 120 },
    { kind: "above", value: 130 },
  ]);
  expect(rulesOf("other")).toEqual([]);
});

test("a series has those of its group, its own, and those of all", () => {
  add(
    "may",
    above(1),
    above(2, { scope: { kind: "group", column: "region", value: "North" } }),
    above(3, { scope: { kind: "series", series: "South / 1" } }),
  );
  const of = (series: string): unknown[] => thresholds.of("may", series).map(({ id }) => id);
  expect([of("North / 1"), of("South / 1"), of("South / 2")]).toEqual([[1, 2], [1, 3], [1]]);
});

test("undo and redo are kept, and what they can do is told", () => {
  add("may", above(120));
  const { thresholds: list } = thresholds.change("may", { add: [], change: [{ ...above(125), id: 1 }], remove: [] });
  expect(list).toMatchObject([{ id: 1, rule: { value: 125 } }]);
  thresholds = start();
  expect(thresholds.undo("may")).toMatchObject({
    thresholds: [{ rule: { value: 120 } }],
    canUndo: true,
    canRedo: true,
  });
  expect(thresholds.undo("may")).toMatchObject({ thresholds: [], canUndo: false });
  expect(thresholds.redo("may")).toMatchObject({ thresholds: [{ rule: { value: 120 } }], canRedo: true });
});

test("what a project brings takes the place of the file's own as one step, once", () => {
  add("other", above(7));
  const brought = thresholds.logOf("other");
  add("may", above(120));
  thresholds.bring("/sales.csv", brought);
  expect(rulesOf("may")).toEqual([{ kind: "above", value: 7 }]);
  expect(thresholds.undo("may")).toMatchObject({ thresholds: [{ rule: { value: 120 } }] });
  expect(rulesOf("may")).toEqual([{ kind: "above", value: 120 }]);
});

test("a file that moved keeps them", () => {
  add("may", above(120));
  logs.moved("/sales.csv", "/other.csv");
  expect(rulesOf("other")).toEqual([{ kind: "above", value: 120 }]);
  expect(rulesOf("june")).toEqual([]);
});

test("nothing is set for a file that is only looked at, and nothing that says nothing", () => {
  expect(() => add("looked", above(1))).toThrow("This file is only looked at");
  expect(() => add("may", above(Number.NaN))).toThrow("A threshold needs a number.");
  expect(changed).toEqual([]);
});

test("what a later version wrote is left as it is, and said", () => {
  database.run("insert into threshold_logs values ('may', null, '{\"steps\":[{}]}', 1)");
  expect(() => thresholds.list("may")).toThrow(/later version/);
  expect(() => add("may", above(1))).toThrow(/later version/);
  expect(database.get("select log from threshold_logs")).toMatchObject({ log: '{"steps":[{}]}' });
});
