import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
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
