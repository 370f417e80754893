/** The queue's process and the search processes, really: killed in the middle, and ended when nobody wants their work. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ElectronApplication } from "@playwright/test";
import { root } from "../support/application.ts";
import { expect, test } from "./fixture.ts";
import type { Job } from "#domain/job";

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-queue-"));
});
test.afterEach(async ({ app }) => {
  await app.evaluate(() => globalThis.harness.stop());
  rmSync(folder, { recursive: true });
});

function search(app: ElectronApplication, trials: number): Promise<string> {
  const about = { file: join(root, "samples", "us-employment-monthly.csv"), queue: folder, trials };
  return app.evaluate((_, { file, queue, trials: most }) => globalThis.harness.search(file, queue, most), about);
}

async function jobNow(app: ElectronApplication): Promise<Pick<Job, "state" | "trials">> {
  const [job] = await app.evaluate(async () => (await globalThis.harness.jobs?.list()) ?? []);
  if (job === undefined) throw new Error("the queue is empty");
  return job;
}

function pidsOf(app: ElectronApplication, name: string): Promise<number[]> {
  return app.evaluate(
    (_, wanted) =>
      globalThis.harness
        .workers()
        .filter((worker) => worker.name.startsWith(wanted))
        .flatMap(({ pid }) => pid ?? []),
    name,
  );
}

async function kill(app: ElectronApplication, name: string): Promise<void> {
  const [pid] = await pidsOf(app, name);
  if (pid === undefined) throw new Error(`no ${name} process`);
  process.kill(pid, "SIGKILL");
}

async function untilCompleted(app: ElectronApplication, trials: number): Promise<void> {
  await expect.poll(async () => (await jobNow(app)).trials.completed, { timeout: 20_000 }).toBeGreaterThan(trials);
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test("a search loses nothing but time when one of its processes is killed, and then the queue's", async ({ app }) => {
  const id = await search(app, 3000);
  await untilCompleted(app, 10);
  await kill(app, "search");
  const before = (await jobNow(app)).trials.completed;
  await untilCompleted(app, before + 10);
  await kill(app, "jobs");
  await expect.poll(async () => (await jobNow(app)).state, { timeout: 60_000 }).toBe("completed");
  const { trials } = await jobNow(app);
  expect(trials).toMatchObject({ failed: 0, timedOut: 0 });
  const result = await app.evaluate((_, job) => globalThis.harness.jobs?.result(job, null), id);
  expect(result?.winners).toHaveLength(21);
});

test("a search that is cancelled takes no more of the processor", async ({ app }) => {
  const id = await search(app, 10_000);
  await untilCompleted(app, 10);
  const pids = await pidsOf(app, "search");
  expect(pids.length).toBeGreaterThan(0);
  await app.evaluate((_, job) => globalThis.harness.jobs?.change(job, "cancel"), id);
  await expect.poll(() => pids.filter(isThere), { timeout: 2_000 }).toEqual([]);
  expect(await jobNow(app)).toMatchObject({ state: "cancelled" });
});
