import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CrashReports } from "./crash-reports.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fantail-crashes-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function setUp() {
  const clock = { ms: Date.UTC(2026, 0, 1) };
  const dumps = join(root, "dumps");
  const reports = new CrashReports({
    folder: join(root, "crashes"),
    dumps,
    versions: { Fantail: "1.2.3" },
    recentLog: () => ['{"event":"worker-exit"}\n'],
    wallNow: () => clock.ms,
  });
  const dump = (name: string, timeMs: number): string => {
    const path = join(dumps, "pending", `${name}.dmp`);
    mkdirSync(join(dumps, "pending"), { recursive: true });
    writeFileSync(path, "memory");
    utimesSync(path, timeMs / 1000, timeMs / 1000);
    return path;
  };
  return { reports, clock, dump };
}

test("a report says what ended, how, in which version, and what was in the log", async () => {
  const { reports, clock } = setUp();
  expect(await reports.list()).toEqual([]);
  reports.record({ process: "inference", reason: "crashed", exitCode: 139 });
  clock.ms += 1_000;
  reports.record({ process: "main", reason: "TypeError: no\n    at run (out/main/a.js:1:2)", exitCode: null });
  const [main, inference] = await reports.list();
  expect(inference).toMatchObject({
    ...{ time: "2026-01-01T00:00:00.000Z", process: "inference", reason: "crashed", exitCode: 139, hasMinidump: false },
    text: expect.stringMatching(/^Fantail: 1\.2\.3$[^]*\{"event":"worker-exit"\}/m),
  });
  expect(main).toMatchObject({ process: "main", reason: "TypeError: no", exitCode: null });
  expect(main?.text).toContain("\n    at run (out/main/a.js:1:2)\n");
});

test("a minidump belongs to the crash of its moment, or has a report of its own, and goes with it", async () => {
  const { reports, clock, dump } = setUp();
  reports.record({ process: "density", reason: "crashed", exitCode: 11 });
  const [near, far, fresh] = [
    dump("near", clock.ms + 2_000),
    dump("far", clock.ms - 3_600_000),
    dump("new", clock.ms + 50_000),
  ];
  const found = await reports.list();
  expect(found.map(({ process, text }) => [process, text.includes(near), text.includes(far)])).toEqual([
    ["density", true, false],
    ["unknown", false, true],
  ]);
  expect((await reports.list()).map(({ id }) => id)).toEqual(found.map(({ id }) => id));
  await reports.remove(found[0]?.id ?? "");
  expect([existsSync(near), existsSync(far), existsSync(fresh)]).toEqual([false, true, true]);
  // One that was just written may be of a crash that is told in a moment.
  expect(await reports.list()).toHaveLength(1);
  clock.ms += 90_000;
  expect((await reports.list()).map(({ text }) => text.includes(fresh))).toEqual([true, false]);
});

test("of many only the newest are kept", async () => {
  const { reports, clock } = setUp();
  for (let crash = 0; crash < 25; crash++) {
    clock.ms += 1_000;
    reports.record({ process: "search", reason: "out-of-memory", exitCode: crash });
  }
  const kept = (await reports.list()).map(({ exitCode }) => exitCode);
  expect(kept).toEqual(Array.from({ length: 20 }, (_, index) => 24 - index));
  expect(await reports.list()).toHaveLength(20);
});

test("nothing but a report can be named", async () => {
  const { reports } = setUp();
  for (const id of ["../settings.json", "crash-/../x.txt", "", "crash-2026-main.txt/.."])
    expect(() => reports.pathOf(id)).toThrow("There is no such report.");
  await expect(reports.remove("../x")).rejects.toThrow("There is no such report.");
});

test("a disk that can't be written costs the report and nothing else", async () => {
  const { reports } = setUp();
  writeFileSync(join(root, "crashes"), "a file where the folder should be");
  reports.record({ process: "main", reason: "x", exitCode: 1 });
  expect(await reports.list()).toEqual([]);
});
