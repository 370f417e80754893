import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { FileArrangement } from "#domain/project";
import { openUserDatabase, type UserDatabase } from "#main/database";
import { SessionStore, type StoredFile, type StoredSession } from "./session-store.ts";

const root = mkdtempSync(join(tmpdir(), "fantail-session-store-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder = "";
let nowMs = 0;
beforeEach(() => {
  folder = mkdtempSync(join(root, "one-"));
});

function open(): { readonly database: UserDatabase; readonly store: SessionStore } {
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const { database } = openUserDatabase({ folder, logger, wallNow: () => 0, repairs: true });
  return { database, store: new SessionStore(database, () => (nowMs += 1)) };
}

const arrangement: FileArrangement = { options: {}, source: "evidence", look: null, isReadAgain: false };
const sessionOf = (...names: string[]): StoredSession => ({
  files: names.map((name) => ({ path: `/${name}.csv`, stamp: null, content: null, arrangement })),
  active: names.length === 0 ? null : 0,
  view: {},
  project: null,
});
const names = (sessions: readonly { readonly session: StoredSession }[]): string[][] =>
  sessions.map(({ session }) => session.files.map(({ path }) => path));

const lookOf = fc.record({
  series: fc.string(),
  model: fc.string(),
  isModelDecided: fc.boolean(),
  horizon: fc.integer({ min: 1, max: 1024 }),
  origin: fc.integer({ min: -1000, max: 0 }),
  end: fc.constant("2026-01-01T00:00:00"),
  frequency: fc.record({ unit: fc.constantFrom("month", "hour"), count: fc.integer({ min: 1, max: 9 }) }),
  zoom: fc.option(
    fc.oneof(fc.constantFrom("all" as const, "recent" as const), fc.record({ from: fc.integer(), to: fc.integer() })),
  ),
});
const files: fc.Arbitrary<StoredFile[]> = fc.array(
  fc.record({
    path: fc.string().map((name) => `/${name}`),
    stamp: fc.option(fc.record({ changedMs: fc.integer(), sizeBytes: fc.nat() })),
    content: fc.option(fc.record({ handle: fc.string(), shape: fc.string() })),
    arrangement: fc.record({
      options: fc.record({ timezone: fc.constant("UTC") }, { requiredKeys: [] }),
      source: fc.constantFrom("evidence" as const, "user" as const, "remembered" as const),
      look: fc.option(lookOf),
      isReadAgain: fc.boolean(),
    }),
  }),
  { maxLength: 5 },
);
const sessions: fc.Arbitrary<StoredSession> = files.chain((list) =>
  fc.record({
    files: fc.constant(list),
    active: list.length === 0 ? fc.constant(null) : fc.integer({ min: 0, max: list.length - 1 }),
    view: fc.dictionary(fc.string({ maxLength: 20 }), fc.oneof(fc.boolean(), fc.string({ maxLength: 20 }))),
    project: fc.option(
      fc.record({ path: fc.constant("/p.fantail"), isEmbedded: fc.boolean(), leftOut: fc.array(fc.string()) }),
    ),
  }),
);

test("any arrangement is there again in the next process, as it was saved last", () => {
  fc.assert(
    fc.property(fc.array(sessions, { minLength: 1, maxLength: 3 }), (list) => {
      rmSync(folder, { recursive: true, force: true });
      const { database, store } = open();
      for (const session of list) store.save(store.save(null, sessionOf("other")), session);
      database.close();
      const again = open();
      expect(again.store.open().map(({ session }) => session)).toEqual(JSON.parse(JSON.stringify(list)));
      again.database.close();
    }),
    { numRuns: 25 },
  );
});

test("what another process reads is what was saved, before this one ends in any way", () => {
  const { database, store } = open();
  store.save(null, sessionOf("a"));
  const other = open();
  expect(names(other.store.open())).toEqual([["/a.csv"]]);
  other.database.close();
  database.close();
});

test("a file that a later version wrote otherwise is left out, and the one in front stays in front", () => {
  const { database, store } = open();
  const session = sessionOf("a", "b", "c");
  const id = store.save(null, { ...session, active: 2 });
  const [first] = session.files;
  const strange = { ...first, arrangement: { ...arrangement, source: "dream" } };
  const state = { ...session, active: 2, files: [strange, ...session.files.slice(1)] };
  database.run("update sessions set state = ? where id = ?", JSON.stringify(state), id);
  expect(store.open()[0]?.session).toMatchObject({ files: [{ path: "/b.csv" }, { path: "/c.csv" }], active: 1 });
  database.close();
});

test("windows that were closed open again, the last one first; old ones and empty ones are forgotten", () => {
  const { database, store } = open();
  const ids = ["a", "b", "c"].map((name) => store.save(null, sessionOf(name)));
  const empty = store.save(null, sessionOf());
  for (const id of [...ids, empty]) store.close(id);
  expect(store.open()).toEqual([]);
  expect(store.reopen()?.session.files[0]?.path).toBe("/c.csv");
  expect(store.reopen()?.id).toBe(ids[1]);
  for (let count = 0; count < 12; count += 1) store.close(store.save(null, sessionOf(`more-${count}`)));
  for (let count = 0; count < 10; count += 1) expect(store.reopen()).not.toBeNull();
  expect(store.reopen()).toBeNull();
  database.close();
});

test("a file whose opening did not end is told of in the next process, until it has been settled", () => {
  const first = open();
  first.store.began("/a.csv");
  first.store.began("/b.csv");
  first.store.settled("/b.csv");
  first.database.close();
  const { database, store } = open();
  expect([...store.unsettled()]).toEqual(["/a.csv"]);
  store.settled("/a.csv");
  expect(store.unsettled().size).toBe(0);
  database.close();
});
