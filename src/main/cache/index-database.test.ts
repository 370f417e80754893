import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SqliteConnection } from "#storage/database";
import { CacheIndex } from "./cache-index.ts";
import { IndexDatabase } from "./index-database.ts";

test.each(["chunks", "series", "queries"])("what %s take together is summed without reading their rows", (table) => {
  const folder = mkdtempSync(join(tmpdir(), "fantail-index-"));
  const db = new IndexDatabase(join(folder, "index.sqlite"));
  const plan = db.all(`explain query plan select coalesce(sum(bytes), 0) from ${table}`);
  expect(plan.map(({ detail }) => detail)).toEqual([expect.stringMatching(/using covering index/i)]);
  db.close();
  rmSync(folder, { recursive: true });
});

test("an index from before the sums had indexes of their own gets them, and keeps its rows", () => {
  const folder = mkdtempSync(join(tmpdir(), "fantail-index-"));
  const path = join(folder, "index.sqlite");
  const before = new IndexDatabase(path);
  before.run("insert into datasets (handle, used_ms) values (?, ?)", "h", 1);
  for (const name of ["chunks_by_size", "series_by_size", "queries_by_size"]) before.run(`drop index ${name}`);
  before.close();
  const db = new IndexDatabase(path);
  const [plan] = db.all("explain query plan select coalesce(sum(bytes), 0) from chunks");
  expect(plan?.["detail"]).toMatch(/using covering index/i);
  expect(db.all("select handle from datasets")).toEqual([{ handle: "h" }]);
  db.close();
  rmSync(folder, { recursive: true });
});

test("an index whose answers were fresh as long as they lived keeps them", () => {
  const folder = mkdtempSync(join(tmpdir(), "fantail-index-"));
  const path = join(folder, "index.sqlite");
  const before = new IndexDatabase(path);
  before.run("alter table queries drop column fresh_ms");
  before.run("insert into queries values ('k', 'd', '1', 1, 'a', 10, 0, 0)");
  before.close();
  const db = new IndexDatabase(path);
  expect(db.get("select key, fresh_ms from queries")).toEqual({ key: "k", fresh_ms: null });
  db.close();
  rmSync(folder, { recursive: true });
});

test("an index that told series apart by a value below zero takes new ones, and finds them beside those it has", () => {
  const folder = mkdtempSync(join(tmpdir(), "fantail-index-"));
  const path = join(folder, "index.sqlite");
  const before = new SqliteConnection(path, "");
  before.exec(`
    create table datasets (
      handle text primary key, name text not null default '', used_ms real not null, pinned integer not null default 0
    ) strict;
    create table series (
      id integer primary key,
      dataset text not null references datasets (handle) on delete cascade, series text not null,
      unit text not null, count integer not null, steps integer not null,
      start_ms real not null, end_ms real not null, non_negative integer not null,
      file text not null, bytes integer not null, sha256 text not null,
      unique (dataset, series)
    ) strict;
    create index series_by_time on series (unit, count, non_negative, start_ms);
    insert into datasets (handle, used_ms) values ('old', 1);
    insert into series values (1, 'old', 's', 'hour', 1, 10, 0, 9, 1, 'old.arrow', 1, 'a');
  `);
  before.close();
  const db = new IndexDatabase(path);
  const index = new CacheIndex(db);
  const entry = { series: "s", frequency: { unit: "hour", count: 1 } as const, steps: 10, startMs: 0, endMs: 9 };
  const seriesId = index.putSeries({ ...entry, dataset: "new" }, { file: "new.arrow", bytes: 1, sha256: "b" }, 2).id;
  for (const [key, id] of [
    ["old", 1],
    ["new", seriesId],
  ] as const) {
    const column = { key, seriesId: id, model: "m", horizonSteps: 1, valuesPerForecast: 1, originCount: 1 };
    index.putChunk(index.putColumn(column).id, 0, { file: key, bytes: 1, sha256: key }, Uint8Array.of(1), 1, 2);
  }
  const found = index.candidates({ ...entry, dataset: "another" }, 9).map(({ dataset }) => dataset);
  expect(found.sort()).toEqual(["new", "old"]);
  db.close();
  rmSync(folder, { recursive: true });
});
