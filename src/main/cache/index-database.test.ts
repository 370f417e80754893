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
