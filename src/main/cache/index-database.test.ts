import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { SqliteConnection } from "#storage/database";
import { cachedDatasets, CacheIndex, listDatasets } from "./cache-index.ts";
import { IndexDatabase } from "./index-database.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
function indexPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "fantail-index-"));
  folders.push(folder);
  return join(folder, "index.sqlite");
}

const entry = { series: "s", frequency: { unit: "hour", count: 1 } as const, steps: 10, startMs: 0, endMs: 9 };
const file = (bytes: number) => ({ file: `${bytes}.arrow`, bytes, sha256: "a" });

test.each(["columns", "series", "queries"])("what %s take together is summed without reading their rows", (table) => {
  const db = new IndexDatabase(indexPath());
  const plan = db.all(`explain query plan select coalesce(sum(bytes), 0) from ${table}`);
  expect(plan.map(({ detail }) => detail)).toEqual([expect.stringMatching(/using covering index/i)]);
  db.close();
});

test("what chunks come to stands with their column, however they come, change and go", () => {
  const db = new IndexDatabase(indexPath());
  const index = new CacheIndex(db);
  const column = { seriesId: 1, model: "m", horizonSteps: 1, valuesPerForecast: 1, originCount: 1 };
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          do: fc.constantFrom("put", "put", "put", "remove", "touch", "forget"),
          column: fc.integer({ min: 0, max: 3 }),
          chunk: fc.integer({ min: 0, max: 4 }),
          bytes: fc.integer({ min: 1, max: 1000 }),
        }),
      ),
      (steps) => {
        index.removeDataset();
        steps.forEach((step, nowMs) => {
          const key = `d${step.column} s`;
          if (step.do === "put") {
            const { id: seriesId } = index.putSeries({ ...entry, dataset: `d${step.column}` }, file(7), nowMs);
            const { id } = index.putColumn({ ...column, key, seriesId });
            index.putChunk(id, step.chunk, file(step.bytes), Uint8Array.of(1), step.bytes % 64, nowMs);
          }
          const known = index.chunk(key, step.chunk);
          if (step.do === "remove" && known !== null) index.removeChunk(known);
          if (step.do === "touch") index.touch([[key, step.chunk, nowMs]]);
          if (step.do === "forget") index.removeDataset(`d${step.column}`);
        });
        const summed = db.all("select id, forecasts, bytes from columns order by id");
        const counted = db.all(
          `select id, coalesce(sum(chunks.forecasts), 0) as forecasts, coalesce(sum(chunks.bytes), 0) as bytes
           from columns left join chunks on column_id = id group by id order by id`,
        );
        expect(summed).toEqual(counted);
        const latest = db.all(
          "select max(chunks.used_ms) > columns.used_ms as late from chunks join columns on id = column_id group by id",
        );
        expect(latest.filter(({ late }) => late !== 0)).toEqual([]);
      },
    ),
    { numRuns: 50 },
  );
  db.close();
});

test("an index from before there were sums gets them, and keeps its rows", () => {
  const path = indexPath();
  const before = new IndexDatabase(path);
  const index = new CacheIndex(before);
  const { id: seriesId } = index.putSeries({ ...entry, dataset: "h" }, file(1), 2);
  const column = { key: "k", seriesId, model: "m", horizonSteps: 1, valuesPerForecast: 1, originCount: 1 };
  const { id } = index.putColumn(column);
  for (const chunk of [1, 2]) index.putChunk(id, chunk, file(100 * chunk), Uint8Array.of(1), 60 + chunk, 5 + chunk);
  before.exec(`
    drop trigger chunk_came; drop trigger chunk_changed; drop trigger chunk_went; drop index columns_by_size;
    alter table columns drop column forecasts; alter table columns drop column bytes; alter table columns drop column used_ms;
  `);
  before.close();
  const db = new IndexDatabase(path);
  expect(db.get("select forecasts, bytes, used_ms from columns")).toEqual({ forecasts: 123, bytes: 300, used_ms: 7 });
  const after = new CacheIndex(db);
  after.putChunk(id, 3, file(10), Uint8Array.of(1), 1, 9);
  expect(after.totals()).toMatchObject({ forecasts: { items: 124, bytes: 310 }, series: { items: 1, bytes: 1 } });
  expect(cachedDatasets(db.all(listDatasets), [])).toMatchObject([
    { dataset: "h", forecasts: 124, bytes: 311, usedMs: 9 },
  ]);
  db.close();
});

test("files are gone through in parts, each once, whatever is written and deleted meanwhile", () => {
  const db = new IndexDatabase(indexPath());
  const index = new CacheIndex(db);
  const { id: seriesId } = index.putSeries({ ...entry, dataset: "h" }, file(1), 2);
  const column = { key: "k", seriesId, model: "m", horizonSteps: 1, valuesPerForecast: 1, originCount: 1 };
  const { id } = index.putColumn(column);
  for (let chunk = 0; chunk < 10; chunk += 1) index.putChunk(id, chunk, file(chunk + 1), Uint8Array.of(1), 1, 0);
  const seen: string[] = [];
  for (let row = 0, files = index.chunkFilesAfter(row, 3); files.length > 0; files = index.chunkFilesAfter(row, 3)) {
    for (const one of files) {
      seen.push(one.file.file);
      if (one.chunk !== null) index.removeChunk(one.chunk);
    }
    row = files.at(-1)?.row ?? row;
    // A newer file of one that was seen.
    index.putChunk(id, 1, file(100), Uint8Array.of(1), 1, 0);
  }
  expect(seen.slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, chunk) => `${chunk + 1}.arrow`));
  expect(index.filesOf(seriesId).map((one) => one.file.file)).toEqual(["100.arrow"]);
  expect(index.seriesFilesAfter(0, 9, "other")).toEqual([]);
  expect(index.seriesFilesAfter(0, 9, "h").map((one) => one.file.file)).toEqual(["1.arrow"]);
  db.close();
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
