import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { openDatabase, type Logger, type Migration, type Opened } from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "fantail-storage-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(root, "one-"));
});

const steps: readonly Migration[] = [
  { name: "first", sql: "create table notes (text text)" },
  { name: "second", sql: "alter table notes add column at integer" },
];
const events: string[] = [];
const logger: Logger = {
  warn: (event, fields) => events.push(`${event} ${String(fields?.["name"])}`),
  error: (event, fields) => events.push(`${event} ${String(fields?.["name"])}`),
};

function open(name: string, versions: number, isSound?: boolean): Opened {
  return openDatabase({
    name,
    folder,
    logger,
    wallNow: () => Date.UTC(2026, 5, 1),
    repairs: true,
    isSound,
    migrations: steps.slice(0, versions),
    wording: { content: `your ${name}`, emptied: `there are no ${name} now`, cost: `Your ${name} are not saved.` },
  });
}

function damage(name: string): void {
  const path = join(folder, `${name}.sqlite`);
  writeFileSync(path, readFileSync(path).fill(0x5a, 0, 64));
}

test("databases of one folder have their own files and backups, and each is restored from its own", () => {
  for (const name of ["birds", "trees"]) {
    const { database } = open(name, 1);
    database.run("insert into notes values (?)", name);
    database.close();
    open(name, 2).database.close();
  }
  expect(readdirSync(join(folder, "backups")).sort()).toEqual([
    "birds-v1-2026-06-01T00-00-00Z.sqlite",
    "trees-v1-2026-06-01T00-00-00Z.sqlite",
  ]);
  damage("birds");
  const { database, notice } = open("birds", 2);
  expect(database.all("select text from notes").map(({ text }) => text)).toEqual(["birds"]);
  expect(notice?.message).toBe("The file with your birds was damaged. The backup of 2026-06-01 was restored.");
  expect(events).toEqual(["user-data-unavailable birds", "user-data-repaired birds"]);
  database.close();
  const trees = open("trees", 2);
  expect(trees.notice).toBeNull();
  trees.database.close();
});

test("a file that was looked through already is repaired, or opened, as that came out", () => {
  open("birds", 1).database.close();
  expect(open("birds", 1, true).notice).toBeNull();
  const repaired = open("birds", 1, false);
  expect(repaired.notice?.message).toContain("was damaged");
  expect(repaired.database.refusal).toBeNull();
  repaired.database.close();
});

test("what a file holds is in the words about it", () => {
  open("birds", 1).database.close();
  damage("birds");
  const repaired = open("birds", 1);
  expect(repaired.notice?.message).toBe(
    "The file with your birds was damaged. There was no backup, so there are no birds now.",
  );
  repaired.database.close();
  open("birds", 2).database.close();
  const newer = open("birds", 1);
  expect(newer.notice?.message).toContain("Your birds were written by a newer version of Fantail");
  expect(newer.notice?.hint).toContain("Your birds are not saved.");
  newer.database.close();
});

test("rows of a large table come one by one", () => {
  const { database } = open("birds", 1);
  for (const text of ["a", "b"]) database.run("insert into notes values (?)", text);
  expect([...database.each("select text from notes order by text")].map(({ text }) => text)).toEqual(["a", "b"]);
  database.run("insert into notes values (?)", null);
  expect(database.get("select count(*) as n from notes where text is null")).toEqual({ n: 1 });
  database.close();
});
