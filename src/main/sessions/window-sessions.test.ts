import { beforeEach, expect, test } from "vitest";
import type { FileState } from "#contract/ipc";
import { openUserDatabase } from "#main/database";
import type { FileArrangement } from "#domain/project";
import { type FileStamp, SessionStore } from "./session-store.ts";
import { WindowSessions } from "./window-sessions.ts";

interface Page {
  readonly name: string;
}

const arrangement: FileArrangement = { options: {}, source: "evidence", look: null, isReadAgain: false };
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

let store: SessionStore;
beforeEach(() => {
  // In memory: the same statements.
  const { database } = openUserDatabase({ folder: "/dev/null/none", logger, wallNow: () => 0, repairs: false });
  let nowMs = 0;
  store = new SessionStore(database, () => (nowMs += 1));
});

/** Another start of the application, on the same database. */
function begin() {
  const paths = new Map<string, string>();
  const states = new Map<string, FileState>();
  const later: (() => void)[] = [];
  const arranged: string[] = [];
  let count = 0;
  const again = (path: string, stamp: FileStamp | null) => {
    const grant = `grant ${(count += 1)}`;
    paths.set(grant, path);
    return { grant, name: path.slice(1), sizeBytes: stamp?.sizeBytes ?? 0 };
  };
  const sessions = new WindowSessions<Page>({
    store,
    logger,
    files: {
      again,
      pathOf: (grant) => {
        const path = paths.get(grant);
        if (path === undefined) throw new Error("It was never given.");
        return path;
      },
      lastRead: () => ({ stamp: { changedMs: 1, sizeBytes: 2 }, content: null }),
      stateOf: (grant) => Promise.resolve(states.get(paths.get(grant) ?? "") ?? "same"),
    },
    onArranged: (path) => arranged.push(path),
    onSaved: () => undefined,
    after: (_ms, work) => later.push(work),
  });
  const page = (name: string): Page => ({ name });
  const save = (window: Page, epoch: number, ...names: string[]): void =>
    sessions.save(window, {
      epoch,
      files: names.map((path) => ({ grant: again(path, null).grant, arrangement })),
      active: names.length === 0 ? null : 0,
      view: { isSidebarShown: false },
    });
  return { sessions, states, arranged, page, save, settle: () => later.splice(0).forEach((work) => work()) };
}

test("what a window saved comes back in the next start, with what became of its files", async () => {
  const first = begin();
  const window = first.page("a");
  const { epoch, files } = await first.sessions.restore(window);
  expect(files).toEqual([]);
  first.save(window, epoch, "/a.csv", "/b.csv");
  expect(first.arranged).toEqual(["/a.csv", "/b.csv"]);
  first.sessions.closed(window, true);

  const next = begin();
  next.states.set("/b.csv", "missing");
  const again = next.page("a");
  next.sessions.attach(again, store.open()[0] ?? null);
  const restored = await next.sessions.restore(again);
  expect(restored).toMatchObject({
    files: [
      { grant: { name: "a.csv" }, state: "same", isOffered: false },
      { grant: { name: "b.csv" }, state: "missing" },
    ],
    active: 0,
    view: { isSidebarShown: false },
  });
  expect(JSON.stringify(restored)).not.toContain("/a.csv");
});

test("a page that the user loads anew begins empty; one that crashed gets its files back", async () => {
  const { sessions, page, save } = begin();
  const window = page("a");
  const { epoch } = await sessions.restore(window);
  save(window, epoch, "/a.csv");
  sessions.crashed(window);
  const after = await sessions.restore(window);
  expect(after.files).toHaveLength(1);
  expect((await sessions.restore(window)).files).toEqual([]);
});

test("what a page arranged before it was given a session is not meant any more", async () => {
  const { sessions, page, save } = begin();
  const window = page("a");
  const { epoch } = await sessions.restore(window);
  save(window, epoch, "/a.csv");
  sessions.replace(window, { ...sessions.sessionOf(window), files: [] });
  const { epoch: next } = await sessions.given(window);
  save(window, epoch, "/a.csv");
  expect(sessions.sessionOf(window).files).toEqual([]);
  save(window, next, "/b.csv");
  expect(sessions.sessionOf(window).files).toMatchObject([{ path: "/b.csv", stamp: { sizeBytes: 2 } }]);
});

test("one of several windows that is closed can be opened again; the last one is what the next start begins with", async () => {
  const { sessions, page, save } = begin();
  const [one, two] = [page("one"), page("two")];
  for (const [window, path] of [
    [one, "/one.csv"],
    [two, "/two.csv"],
  ] as const)
    save(window, (await sessions.restore(window)).epoch, path);
  sessions.closed(one, false);
  sessions.closed(two, true);
  expect(store.open().map(({ session }) => session.files[0]?.path)).toEqual(["/two.csv"]);
  expect(store.reopen()?.session.files[0]?.path).toBe("/one.csv");
});

test("a file that ended the last start is offered, and no longer once it was opened well", async () => {
  const first = begin();
  const window = first.page("a");
  first.save(window, (await first.sessions.restore(window)).epoch, "/bad.csv", "/good.csv");

  const crashing = begin();
  const second = crashing.page("a");
  crashing.sessions.attach(second, store.open()[0] ?? null);
  await crashing.sessions.restore(second);
  crashing.sessions.begins("/bad.csv");
  // Here everything ends.

  const careful = begin();
  const third = careful.page("a");
  careful.sessions.attach(third, store.open()[0] ?? null);
  const { files } = await careful.sessions.restore(third);
  expect(files.map(({ isOffered }) => isOffered)).toEqual([true, false]);
  careful.sessions.begins("/bad.csv");
  careful.sessions.ended(third, "/bad.csv", true);
  expect(store.unsettled()).toContain("/bad.csv");
  careful.settle();
  expect(store.unsettled().size).toBe(0);
});

test("a page that crashes soon after a file was read has that file offered; quitting blames none", async () => {
  const first = begin();
  const window = first.page("a");
  first.save(window, (await first.sessions.restore(window)).epoch, "/a.csv", "/b.csv");
  const next = begin();
  const again = next.page("a");
  next.sessions.attach(again, store.open()[0] ?? null);
  await next.sessions.restore(again);
  next.sessions.begins("/a.csv");
  next.sessions.ended(again, "/a.csv", true);
  next.sessions.crashed(again);
  next.settle();
  expect((await next.sessions.restore(again)).files.map(({ isOffered }) => isOffered)).toEqual([true, false]);
  next.sessions.begins("/b.csv");
  next.sessions.leave();
  expect([...store.unsettled()]).toEqual(["/a.csv"]);
});

test("a file that was opened a moment ago is not offered when it is wanted again: nothing has ended since", async () => {
  const { sessions, page } = begin();
  const window = page("a");
  const file = { path: "/a.csv", stamp: null, content: null, arrangement };
  await sessions.keptFile(file);
  sessions.begins("/a.csv");
  sessions.ended(window, "/a.csv", true);
  expect(store.unsettled()).toContain("/a.csv");
  expect((await sessions.keptFile(file)).isOffered).toBe(false);
});

test("a file that the user opens is under no suspicion: it does not come back by itself yet", () => {
  const { sessions } = begin();
  sessions.begins("/new.csv");
  expect(store.unsettled().size).toBe(0);
});
