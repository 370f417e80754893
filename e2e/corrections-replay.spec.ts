/** Corrections through the real processes: said in an export, and made again by the command line. */
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ElectronApplication, Page } from "@playwright/test";
import { expect, root, test } from "./support/application.ts";
import { fantail } from "./support/command-line.ts";
import { chart, request } from "./support/window.ts";

let folder = "";
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-corrections-"));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

interface Value {
  readonly files: readonly { readonly grant: string }[];
  readonly handle: string;
  readonly dataset: { readonly handle: string };
}

async function valueOf(page: Page, name: string, args: unknown): Promise<Value> {
  const answer = await request(page, name, args);
  expect(answer).toMatchObject({ ok: true });
  return answer.value as Value;
}

/** The dataset that a file is, in one more reference to it. */
async function openAgain(app: ElectronApplication, page: Page, file: string): Promise<string> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, file);
  const { files } = await valueOf(page, "file:choose", {});
  return (await valueOf(page, "dataset:import", { grant: files[0]?.grant })).handle;
}

test("a correction is said in an export, and a replay makes the same file again", async ({ start }) => {
  const file = join(folder, "passengers.csv");
  await copyFile(join(root, "samples/airline-passengers.csv"), file);
  const first = await start({ words: [file] });
  await expect(chart(first.page)).toBeVisible();
  const handle = await openAgain(first.app, first.page, file);
  const time = Date.UTC(1960, 6, 1);
  const edit = { series: "Passengers", from: time, to: time, action: { kind: "exclude" }, text: "strike" };
  const corrected = await valueOf(first.page, "corrections:apply", { dataset: handle, add: [edit], remove: [] });
  expect(corrected.dataset.handle).not.toBe(handle);

  const exported = join(folder, "forecast.json");
  await first.app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
  }, exported);
  const key = {
    dataset: corrected.dataset.handle,
    series: "Passengers",
    model: "seasonal-naive",
    horizon: 12,
    origin: 0,
  };
  await valueOf(first.page, "export:save", { ...key, format: "json" });
  const { manifest } = JSON.parse(await readFile(exported, "utf8")) as { manifest: unknown };
  expect(manifest).toMatchObject({
    dataHash: corrected.dataset.handle,
    settings: { corrections: expect.stringContaining("1960-07-01T00:00:00,exclude,,strike") },
    warnings: [{ code: "corrected" }],
  });
  await first.app.close();

  const replayed = await fantail(["replay", exported, file, "--json"], { userData: first.userData });
  expect(replayed.exitCode, replayed.stdout + replayed.stderr).toBe(0);
});
