import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ProjectState } from "#contract/ipc";
import type { FileArrangement, ProjectFile } from "#domain/project";
import type { StoredFile, StoredSession } from "#main/sessions";
import { Projects, type FileFacts, type Referred } from "./projects.ts";

interface Page {
  readonly name: string;
}

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "fantail-projects-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const arrangement: FileArrangement = {
  options: { timezone: "UTC" },
  source: "user",
  look: null,
  isReadAgain: false,
};
const fileAt = (path: string): StoredFile => ({ path, stamp: null, content: null, arrangement });
const facts: FileFacts = {
  content: "c".repeat(64),
  corrections: { steps: [], position: 0, nextId: 1 },
  scenarios: {
    steps: [{ changes: [{ kind: "create", scenario: 1, name: "Promotion" }] }],
    position: 1,
    nextId: 2,
  },
  thresholds: { steps: [{ adds: [], removes: [2] }], position: 1, nextId: 3 },
  influences: { settings: { holidays: "DE", events: [], columns: [] }, use: "helping" },
  methods: [{ series: "s", method: "ets", metric: null, score: null, honestScore: null }],
};

/** One computer with its own user data: a window, and what the user answers. */
function computer(folder: string, { answer = "open" as "open" | "without" | null, known = [] as string[] } = {}) {
  const page: Page = { name: "window" };
  let session: StoredSession = { files: [], active: null, view: {}, project: null };
  const asked: (readonly Referred[])[] = [];
  const brought: [path: string, file: ProjectFile][] = [];
  const told: (ProjectState | null)[] = [];
  const said: string[] = [];
  let due: (() => void) | null = null;
  const projects = new Projects<Page>({
    version: "1.0.0",
    folder,
    isWindows: false,
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    sessions: {
      sessionOf: () => session,
      replace: (_page, next) => (session = next),
      pages: () => [page],
    },
    factsOf: () => Promise.resolve(facts),
    bring: (path, file) => brought.push([path, file]),
    isKnown: (path) => known.includes(path),
    ask: (_page, _project, files) => {
      asked.push(files);
      return Promise.resolve(answer);
    },
    tell: (_page, state) => told.push(state),
    notify: (_page, message) => said.push(message),
    after: (_ms, work) => {
      due = work;
      return () => (due = null);
    },
  });
  const show = (...paths: string[]): void => {
    session = { ...session, files: paths.map(fileAt), active: paths.length === 0 ? null : 0 };
    projects.touched(page);
  };
  return {
    ...{ page, projects, asked, brought, told, said, show },
    session: () => session,
    isDue: () => due !== null,
    /** Time goes by. */
    later: () => projects.flush(),
    async open(path: string): Promise<StoredSession | null> {
      const opened = await projects.open(page, path);
      if (opened !== null) session = opened;
      return opened;
    },
  };
}

const headOf = async (path: string): Promise<Record<string, unknown>> => {
  const text = (await readFile(path)).toString("latin1");
  return JSON.parse(text.slice(0, text.indexOf("\n"))) as Record<string, unknown>;
};
const namesIn = async (path: string): Promise<string[]> =>
  ((await headOf(path))["files"] as { name: string }[]).map(({ name }) => name);

async function tableAt(...parts: string[]): Promise<string> {
  const path = join(root, ...parts);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, `year,value\n2020,${parts.length}\n`);
  return path;
}

test("a project holds what its window has open, and is found again where both have been moved together", async () => {
  const table = await tableAt("here", "data", "sales.csv");
  const mine = computer(join(root, "mine"));
  mine.show(table);
  const path = join(root, "here", "plan.fantail");
  await mine.projects.save(mine.page, path, false);
  expect(mine.told.at(-1)).toEqual({ name: "plan", isEdited: false, isEmbedded: false });
  const moved = await tableAt("there", "data", "sales.csv");
  await writeFile(join(root, "there", "plan.fantail"), await readFile(path));
  await rm(table);

  const theirs = computer(join(root, "theirs"));
  const opened = await theirs.open(join(root, "there", "plan.fantail"));
  expect(theirs.asked).toEqual([[{ name: "sales.csv", path: moved }]]);
  expect(opened).toMatchObject({ files: [{ path: moved, arrangement }], active: 0 });
  expect(theirs.brought).toMatchObject([[moved, { methods: facts.methods, content: facts.content }]]);
});

test("files that the user has not opened before are asked about first; without an answer none is looked at", async () => {
  const known = await tableAt("known.csv");
  const unknown = await tableAt("unknown.csv");
  const mine = computer(join(root, "mine"));
  mine.show(known, unknown);
  const path = join(root, "plan.fantail");
  await mine.projects.save(mine.page, path, false);

  const cancelled = computer(join(root, "other"), { answer: null, known: [known] });
  expect(await cancelled.open(path)).toBeNull();
  expect(cancelled.asked).toEqual([[{ name: "unknown.csv", path: unknown }]]);
  expect(cancelled.brought).toEqual([]);

  const without = computer(join(root, "other"), { answer: "without", known: [known] });
  expect((await without.open(path))?.files.map((file) => file.path)).toEqual([known]);
  // What was left out is not lost when the project is saved, by itself or by the user.
  without.show(known);
  await without.later();
  await without.projects.save(without.page, path, false);
  expect(await namesIn(path)).toEqual(["known.csv", "unknown.csv"]);

  const trusted = computer(join(root, "other"), { known: [known, unknown] });
  expect((await trusted.open(path))?.files).toHaveLength(2);
  expect(trusted.asked).toEqual([]);
});

test("a project with its data opens where its files are not, byte for byte, and stays whole when it is saved there", async () => {
  const tables = [await tableAt("a.csv"), await tableAt("deep", "b.csv")];
  const mine = computer(join(root, "mine"));
  mine.show(...tables);
  const path = join(root, "plan.fantail");
  await mine.projects.save(mine.page, path, true);
  const texts = await Promise.all(tables.map((table) => readFile(table, "utf8")));
  for (const table of tables) await rm(table);

  const theirs = computer(join(root, "theirs"));
  const opened = await theirs.open(path);
  expect(theirs.asked).toEqual([]);
  const paths = opened?.files.map((file) => file.path) ?? [];
  expect(await Promise.all(paths.map((one) => readFile(one, "utf8")))).toEqual(texts);
  expect(paths.every((one) => one.startsWith(join(root, "theirs")))).toBe(true);

  // Closed, a file stays in the project until the user saves it.
  theirs.show(paths[1] ?? "");
  await theirs.later();
  expect(theirs.told.at(-1)).toMatchObject({ isEdited: true });
  expect(await namesIn(path)).toEqual(["b.csv", "a.csv"]);
  const third = computer(join(root, "third"));
  const again = await third.open(path);
  expect(await Promise.all((again?.files ?? []).map((one) => readFile(one.path, "utf8")))).toEqual(texts.toReversed());
  await theirs.projects.save(theirs.page, path, true);
  expect(await namesIn(path)).toEqual(["b.csv"]);
});

test("once it was saved it is kept up to date, and a window without files leaves it alone", async () => {
  const [one, two] = [await tableAt("one.csv"), await tableAt("two.csv")];
  const mine = computer(join(root, "mine"));
  const path = join(root, "plan.fantail");
  mine.show(one);
  expect(mine.isDue()).toBe(false);
  await mine.projects.save(mine.page, path, false);
  mine.show(one, two);
  expect(mine.isDue()).toBe(true);
  await mine.later();
  expect(mine.told.slice(-2)).toMatchObject([{ isEdited: true }, { isEdited: false }]);
  expect(await namesIn(path)).toEqual(["one.csv", "two.csv"]);
  const before = await readFile(path);
  await mine.later();
  mine.show();
  await mine.later();
  expect(await readFile(path)).toEqual(before);
  expect([mine.session().project, mine.told.at(-1)]).toEqual([null, null]);
});

test("what somebody else has written is not overwritten by itself", async () => {
  const [one, two] = [await tableAt("one.csv"), await tableAt("two.csv")];
  const mine = computer(join(root, "mine"));
  const path = join(root, "plan.fantail");
  mine.show(one);
  await mine.projects.save(mine.page, path, false);
  await appendFile(path, "more");
  mine.show(one, two);
  await mine.later();
  expect(mine.said).toEqual([expect.stringContaining("changed or moved by somebody else")]);
  expect(await namesIn(path)).toEqual(["one.csv"]);
  mine.show(two);
  await mine.later();
  expect(mine.said).toHaveLength(1);
  await mine.projects.save(mine.page, path, false);
  expect(await namesIn(path)).toEqual(["two.csv"]);
});

test("sections of a later version are there after this one has saved the project", async () => {
  const table = await tableAt("one.csv");
  const mine = computer(join(root, "mine"), { known: [table] });
  const path = join(root, "plan.fantail");
  mine.show(table);
  await mine.projects.save(mine.page, path, false);
  const head = await headOf(path);
  const files = head["files"] as object[];
  await writeFile(path, `${JSON.stringify({ ...head, alarms: [1], files: [{ ...files[0], later: { s: 5 } }] })}\n`);
  const again = computer(join(root, "again"), { known: [table] });
  await again.open(path);
  again.show(table, await tableAt("two.csv"));
  await again.later();
  const saved = await headOf(path);
  expect(saved).toMatchObject({ alarms: [1], files: [{ later: { s: 5 } }, { name: "two.csv" }] });
});

test("a project that is cut off, or whose data are others, is refused and left as it is", async () => {
  const table = await tableAt("one.csv");
  const mine = computer(join(root, "mine"));
  const path = join(root, "plan.fantail");
  mine.show(table);
  await mine.projects.save(mine.page, path, true);
  const whole = await readFile(path);
  const refused = { code: "project-unreadable" };
  for (const bytes of [whole.subarray(0, -1), whole.subarray(0, 40), Buffer.alloc(0)]) {
    await writeFile(path, bytes);
    await expect(mine.projects.open(mine.page, path)).rejects.toMatchObject(refused);
    expect(await readFile(path)).toEqual(bytes);
  }
  const other = Buffer.from(whole);
  other[other.length - 2] = (other[other.length - 2] ?? 0) ^ 1;
  await writeFile(path, other);
  const theirs = computer(join(root, "theirs"));
  await expect(theirs.open(path)).rejects.toMatchObject(refused);
  // Nothing of it is left where it could be taken for sound.
  const left = await readdir(join(root, "theirs"), { recursive: true });
  expect(left.filter((name) => name.includes("one"))).toEqual([]);
});

test("a name inside a project leads nowhere else", async () => {
  const table = await tableAt("one.csv");
  const mine = computer(join(root, "mine"));
  const path = join(root, "plan.fantail");
  mine.show(table);
  await mine.projects.save(mine.page, path, true);
  const text = (await readFile(path, "utf8")).replace(
    '"name":"one.csv"',
    String.raw`"name":"../../../evil\\..\\con.csv"`,
  );
  await writeFile(path, text);
  const folder = join(root, "theirs");
  const theirs = computer(folder);
  const opened = await theirs.open(path);
  expect(opened?.files[0]?.path).toMatch(/^.*\/theirs\/[0-9a-f]{64}\/data\.csv$/u);
});

test("embedded data that nobody needs any more go", async () => {
  const table = await tableAt("one.csv");
  const mine = computer(join(root, "mine"));
  const path = join(root, "plan.fantail");
  mine.show(table);
  await mine.projects.save(mine.page, path, true);
  const folder = join(root, "theirs");
  const theirs = computer(folder);
  const used = (await theirs.open(path))?.files.map((file) => file.path) ?? [];
  await theirs.projects.sweep(used);
  expect(await readdir(folder)).toHaveLength(1);
  await theirs.projects.sweep([table]);
  expect(await readdir(folder)).toEqual([]);
});
