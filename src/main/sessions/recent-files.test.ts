import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { recentLimits } from "#domain/project";
import { openUserDatabase } from "#main/database";
import { asEvidence, type RecentFacts, RecentFiles, shortFolder } from "./recent-files.ts";

const folder = mkdtempSync(join(tmpdir(), "fantail-recent-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const facts: RecentFacts = {
  kind: "file",
  series: 3,
  sparkline: [0, 1],
  stamp: null,
  content: null,
  arrangement: asEvidence,
};

let recent: RecentFiles;
let changes = 0;
beforeEach(() => {
  const { database } = openUserDatabase({ folder: "/dev/null/none", logger, wallNow: () => 0, repairs: false });
  let nowMs = 0;
  changes = 0;
  recent = new RecentFiles(
    database,
    () => (nowMs += 1),
    () => (changes += 1),
  );
});
const names = async (): Promise<string[]> => (await recent.list()).map(({ name }) => name);

test("files are listed by when they were opened last, pinned ones first, and those that are gone are marked", async () => {
  writeFileSync(join(folder, "there.csv"), "x");
  for (const name of ["there.csv", "gone.csv", "third.csv"]) recent.opened(join(folder, name), facts);
  recent.opened(join(folder, "there.csv"), { ...facts, series: 4 });
  const [first, second, third] = await recent.list();
  expect(first).toMatchObject({ name: "there.csv", series: 4, sparkline: [0, 1], isMissing: false, isPinned: false });
  expect(second).toMatchObject({ name: "third.csv", isMissing: true });
  recent.pin(third?.id ?? 0, true);
  expect(await names()).toEqual(["gone.csv", "there.csv", "third.csv"]);
  expect(changes).toBe(5);
});

test("the page is told the end of a folder's path, and no path", async () => {
  recent.opened("/home/someone/reports/2026/sales.csv", facts);
  const listed = await recent.list();
  expect(listed).toMatchObject([{ name: "sales.csv", folder: "…/reports/2026" }]);
  expect(JSON.stringify(listed)).not.toContain("someone");
  expect(shortFolder("/data/a.csv")).toBe("/data");
});

test("how a file was looked at goes with it, and only with files of the list", () => {
  const arrangement = { ...asEvidence, options: { timezone: "UTC" }, isReadAgain: true };
  recent.arranged("/a.csv", arrangement);
  expect(recent.arrangementOf("/a.csv")).toBeUndefined();
  recent.opened("/a.csv", facts);
  recent.arranged("/a.csv", arrangement);
  expect(recent.arrangementOf("/a.csv")).toEqual(arrangement);
});

test("too many are forgotten, the oldest first; clearing the list leaves pinned ones", async () => {
  recent.opened("/pinned.csv", facts);
  const [pinned] = await recent.list();
  recent.pin(pinned?.id ?? 0, true);
  for (let count = 0; count < recentLimits.files + 5; count += 1) recent.opened(`/${count}.csv`, facts);
  const all = await names();
  expect(all).toHaveLength(recentLimits.files + 1);
  expect(all.at(-1)).toBe("5.csv");
  recent.clear();
  expect(await names()).toEqual(["pinned.csv"]);
  recent.remove(pinned?.id ?? 0);
  expect(await names()).toEqual([]);
  expect(() => recent.get(1)).toThrowError(expect.objectContaining({ code: "file-not-found" }));
});
