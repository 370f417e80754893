import { expect, test } from "vitest";
import { migrations } from "#main/database/migrations";
import { UserDatabase } from "#main/database";
import { StoredReportTexts } from "./report-texts.ts";

test("what an author says is found by the content, then by the file, and the newest counts", () => {
  const database = new UserDatabase(":memory:");
  for (const { sql } of migrations) database.exec(sql);
  let nowMs = 0;
  const paths = new Map([
    ["may", "/sales.csv"],
    ["june", "/sales.csv"],
    ["other", "/other.csv"],
  ]);
  const texts = new StoredReportTexts({
    database,
    pathOf: (dataset) => paths.get(dataset) ?? null,
    wallNow: () => (nowMs += 1),
  });
  const none = { title: "", author: "", comments: "" };
  expect(texts.of("may")).toEqual(none);
  const first = { title: "Plan", author: "A", comments: "x\ny" };
  texts.set("may", first);
  expect([texts.of("may"), texts.of("june"), texts.of("other"), texts.of("gone")]).toEqual([first, first, none, none]);
  texts.set("june", { ...first, title: "New" });
  expect([texts.of("may").title, texts.of("june").title]).toEqual(["Plan", "New"]);
  texts.set("may", none);
  expect(texts.of("may")).toEqual(none);
  database.close();
});
