import { copyFile, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { dropFiles, expect, launch, root, test, type Running } from "./support/application.ts";
import { fantail, launchCommands } from "./support/command-line.ts";
import {
  chart,
  expectAccessible,
  expectAccessibleInBothThemes,
  originSlider,
  readForecast,
  request,
} from "./support/window.ts";

const sample = join(root, "samples/airline-passengers.csv");

async function openStorage(page: Page): Promise<Locator> {
  await page.keyboard.press("ControlOrMeta+k");
  const palette = page.getByRole("dialog", { name: "Go to anything" });
  await expect(palette).toBeVisible();
  await page.keyboard.type("Storage");
  await expect(palette.getByRole("menuitem").first()).toContainText("Storage");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Storage" });
  await expect(dialog).toBeVisible();
  return dialog;
}

async function resize({ app }: Running, width: number, height: number): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    { width, height },
  );
}

async function allReady(page: Page): Promise<void> {
  await expect(page.getByText(/^(All [\d,]+ past forecasts ready|[\d,]+ of [\d,]+ forecasts reused)$/)).toBeVisible({
    timeout: 60_000,
  });
}

async function counts(page: Page): Promise<Record<string, number>> {
  const { value } = await request(page, "diagnostics:get", {});
  return (value as { health: { counts: Record<string, number> } }).health.counts;
}

/** A file that was last written long ago: a fresh one is not kept. */
async function oldFile(content: string, name: string, folder: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  const at = new Date(Date.now() - 60_000);
  await utimes(path, at, at);
  return path;
}

test.describe("storage", () => {
  test.describe.configure({ timeout: 120_000 });

  test("says what is kept, checks it, keeps and deletes it, all from the keyboard", async ({ start }) => {
    const { page } = await start();
    await expect(page.getByRole("heading", { name: "Drop a CSV to see its future" })).toBeVisible();
    let dialog = await openStorage(page);
    await expect(dialog.getByText("Nothing is cached yet.", { exact: false })).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Delete everything…" })).toBeDisabled();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();

    await dropFiles(page, [sample]);
    await readForecast(page, 0);
    await allReady(page);
    dialog = await openStorage(page);
    await dialog.getByRole("button", { name: "Write now" }).click();
    await expect(dialog.getByText("All computed forecasts are on disk.")).toBeVisible();
    const item = dialog.getByRole("listitem", { name: "airline-passengers.csv" });
    await expect(item).toContainText(/\d+ forecasts of .+ by .+ · used just now/);
    await expect(dialog.getByRole("meter", { name: "Space used on disk" })).toHaveAttribute(
      "aria-valuetext",
      /of 1\.0 GB$/,
    );

    await dialog.getByRole("button", { name: "Check files" }).press("Enter");
    await expect(dialog.getByText("No damage found.")).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Check files" })).toBeFocused();
    const pin = item.getByRole("button", { name: "Pin airline-passengers.csv" });
    await pin.press("Space");
    await expect(pin).toHaveAttribute("aria-pressed", "true");

    await item.getByRole("button", { name: "Delete the cached data of airline-passengers.csv" }).press("Enter");
    // The safe answer has the focus.
    await expect(item.getByRole("button", { name: "Keep" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(item).toBeVisible();
    await item.getByRole("button", { name: "Delete the cached data of airline-passengers.csv" }).press("Enter");
    await item.getByRole("button", { name: "Delete", exact: true }).press("Enter");
    await expect(item).toBeHidden();
    await expect(dialog.getByText("Deleted.", { exact: false })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    // What is open stays open, and is computed again.
    await originSlider(page).focus();
    await page.keyboard.press("ArrowLeft");
    await readForecast(page, -1);
  });

  test("a budget for the disk applies at once, one for the memory at the next start", async ({ start }) => {
    const first = await start();
    await expect(first.page.getByRole("heading", { name: "Drop a CSV to see its future" })).toBeVisible();
    let dialog = await openStorage(first.page);
    const disk = dialog.getByRole("textbox", { name: "On disk" });
    const memory = dialog.getByRole("textbox", { name: "In memory" });
    await disk.fill("500");
    await memory.fill("100");
    await memory.press("Tab");
    await dialog.getByRole("button", { name: "Apply" }).click();
    await expect(dialog.getByText("The memory budget applies after a restart", { exact: false })).toBeVisible();
    await expect(dialog.getByRole("meter", { name: "Space used on disk" })).toHaveAttribute(
      "aria-valuetext",
      /of 500 MB$/,
    );
    await expect(dialog.getByText(/until Fantail restarts/)).toBeVisible();
    // Outside of the bounds is brought back to them.
    await disk.fill("1");
    await disk.press("Tab");
    await expect(disk).toHaveValue("100");
    await first.app.close();

    const second = await start({ userData: first.userData });
    await expect(second.page.getByRole("heading", { name: "Drop a CSV to see its future" })).toBeVisible();
    dialog = await openStorage(second.page);
    await expect(dialog.getByRole("meter", { name: "Space used in memory" })).toHaveAttribute(
      "aria-valuetext",
      /of 100 MB$/,
    );
    await expect(dialog.getByRole("meter", { name: "Space used on disk" })).toHaveAttribute(
      "aria-valuetext",
      /of 500 MB$/,
    );
  });

  test("light and dark: axe finds nothing, wide and narrow", async ({ shared: running }) => {
    const { page } = running;
    await dropFiles(page, [sample, join(root, "samples/us-employment-monthly.csv")]);
    await expect(chart(page)).toBeVisible();
    await allReady(page);
    // What is computed ahead would be there again at once.
    await request(page, "settings:set", { isBackgroundPaused: true });
    const dialog = await openStorage(page);
    await dialog.getByRole("button", { name: "Write now" }).click();
    await expect(dialog.getByText("All computed forecasts are on disk.")).toBeVisible();
    for (const [name, width, height] of [
      ["wide", 1440, 900],
      ["narrow", 640, 700],
    ] as const) {
      await resize(running, width, height);
      await expectAccessibleInBothThemes(page, `storage-${name}`);
    }
    await dialog.getByRole("button", { name: "Delete everything…" }).click();
    await expectAccessibleInBothThemes(page, "storage-delete");
    await dialog.getByRole("button", { name: "Delete everything", exact: true }).click();
    await expect(dialog.getByText("Everything was deleted.")).toBeVisible();
    await expect(dialog.getByText("Nothing is cached yet.", { exact: false })).toBeVisible();
    // No button is left where the focus was: it stays in the dialog all the same.
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await request(page, "settings:set", { isBackgroundPaused: false });
  });
});

test.describe("after a restart", () => {
  test.describe.configure({ timeout: 120_000 });

  test("a file that was open is neither parsed nor computed again, and neither is its coverage", async ({ start }) => {
    const folder = await mkdtemp(join(tmpdir(), "fantail-restart-"));
    try {
      const file = await oldFile(await readFile(sample, "utf8"), "airline.csv", folder);
      const first = await start();
      await dropFiles(first.page, [file]);
      await readForecast(first.page, 0);
      await allReady(first.page);
      const { value: before } = await request(first.page, "forecast:coverage", await keyOf(first.page));
      await first.app.close();

      const second = await start({ userData: first.userData });
      await dropFiles(second.page, [file]);
      await readForecast(second.page, 0);
      await allReady(second.page);
      const known = await counts(second.page);
      expect(known["computed"] ?? 0).toBe(0);
      expect((await request(second.page, "forecast:coverage", await keyOf(second.page))).value).toEqual(before);
      const info = (await request(second.page, "cache:info", {})).value as { tiers: Record<string, { items: number }> };
      expect(info.tiers).toMatchObject({ datasets: { items: 1 }, series: { items: 1 } });
      expect(info.tiers["answers"]?.items).toBeGreaterThan(0);
      const log = await readFile(join(first.userData, "logs", "fantail.log"), "utf8");
      expect(log).not.toMatch(/damaged|cache-write-failed|cache-index-failed/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test("a file with rows appended shows how many forecasts were reused", async ({ start }) => {
    const folder = await mkdtemp(join(tmpdir(), "fantail-reuse-"));
    try {
      const lines = (await readFile(sample, "utf8")).trimEnd().split("\n");
      const { page } = await start();
      await dropFiles(page, [await oldFile(`${lines.slice(0, -6).join("\n")}\n`, "until-june.csv", folder)]);
      await readForecast(page, 0);
      await expect(page.getByText(/^All [\d,]+ past forecasts ready$/)).toBeVisible({ timeout: 60_000 });
      const before = (await counts(page))["computed"] ?? 0;
      await dropFiles(page, [await oldFile(`${lines.join("\n")}\n`, "until-december.csv", folder)]);
      const text = page.getByText(/^[\d,]+ of [\d,]+ forecasts reused$/);
      await expect(text).toBeVisible({ timeout: 60_000 });
      const [reused, total] = ((await text.textContent()) ?? "").match(/\d+/g)?.map(Number) ?? [];
      expect((total ?? 0) - (reused ?? 0)).toBe(6);
      expect(((await counts(page))["computed"] ?? 0) - before).toBe(6);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test("a kept file that was changed on disk is moved aside, and the file read again", async ({ start }) => {
    const folder = await mkdtemp(join(tmpdir(), "fantail-damage-"));
    try {
      const file = join(folder, "airline.csv");
      await copyFile(sample, file);
      await utimes(file, 1e9, 1e9);
      const first = await start();
      await dropFiles(first.page, [file]);
      const shown = await readForecast(first.page, 0);
      await first.app.close();
      const kept = join(first.userData, "forecasts", "v2", "datasets");
      const [name = ""] = (await readdir(kept)).filter((one) => one.endsWith(".arrow"));
      const bytes = await readFile(join(kept, name));
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 4;
      await writeFile(join(kept, name), bytes);

      const second = await launch({ userData: first.userData });
      await dropFiles(second.page, [file]);
      expect(await readForecast(second.page, 0)).toEqual(shown);
      await second.app.close();
      expect(await readdir(join(first.userData, "forecasts", "v2", "quarantine"))).toContain(name);
      expect(await readFile(join(first.userData, "logs", "fantail.log"), "utf8")).toContain("cache-file-damaged");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

test("the command line looks after the same files: lists, checks, pins, finds damage, deletes", async () => {
  test.setTimeout(180_000);
  const userData = await mkdtemp(join(tmpdir(), "fantail-cache-"));
  const inProcess = async <T>(...words: string[]): Promise<T> => {
    const { exitCode, stdout, stderr } = await fantail([...words, "--json"], { userData });
    expect(exitCode, stderr).toBe(0);
    return JSON.parse(stdout) as T;
  };
  try {
    await inProcess("forecast", sample, "--horizon", "12");
    const { datasets } = await inProcess<{
      datasets: { dataset: string; name: string; forecasts: number; bytes: number; isPinned: boolean }[];
    }>("cache", "list");
    // That of the future, and of ten past origins, by which its range is judged.
    expect(datasets).toMatchObject([{ name: "airline-passengers.csv", forecasts: 11, isPinned: false }]);
    const { dataset = "", bytes } = datasets[0] ?? {};
    await inProcess("cache", "pin", dataset);

    // What those processes left, seen from one more.
    const commands = await launchCommands({ userData });
    const cache = (...words: string[]): Promise<Record<string, unknown>> => commands.json(["cache", ...words]);
    expect((await cache("list"))["datasets"]).toMatchObject([{ isPinned: true }]);
    const info = await cache("info");
    expect(info).toMatchObject({
      bytes,
      datasets: 1,
      tiers: { forecasts: { items: 11 }, series: { items: 1 } },
      problem: null,
    });
    const files = Number(info["files"]);
    expect(await cache("verify")).toMatchObject({ files, damaged: 0, missing: 0 });
    const series = join(userData, "forecasts", "v2", "series");
    const [name = ""] = await readdir(series);
    await writeFile(join(series, name), "nonsense");
    // With the series go the forecasts that rest on it, in three chunks.
    expect(await cache("verify")).toMatchObject({ files, damaged: 1, missing: 0 });
    expect(await cache("delete", dataset)).toMatchObject({ files: files - 4 });
    expect(await cache("info")).toMatchObject({ bytes: 0, datasets: 0, files: 0 });
    expect((await commands.run(["cache", "pin", dataset])).exitCode).not.toBe(0);
    await commands.close();
  } finally {
    await rm(userData, { recursive: true, force: true });
  }
});

test("a file dropped with Alt is looked at like any other, and nothing of it is kept", async ({ start }) => {
  const { page, app, userData } = await start();
  await dropFiles(page, [sample], { isAltHeld: true });
  await expect(page.getByText(/ · 144 rows · not kept$/)).toBeVisible();
  await allReady(page);
  const kept = async (): Promise<readonly string[]> =>
    (await readdir(join(userData, "forecasts", "v2"), { recursive: true })).filter((name) => name.endsWith(".arrow"));
  await app.close();
  expect(await kept()).toEqual([]);
  const again = await launch({ userData });
  await dropFiles(again.page, [sample]);
  await expect(again.page.getByText(/ · 144 rows$/)).toBeVisible();
  await allReady(again.page);
  await again.app.close();
  expect((await kept()).length).toBeGreaterThan(0);
});

test("forecast --once gives the same numbers and leaves the cache as it was", async () => {
  test.setTimeout(180_000);
  const userData = await mkdtemp(join(tmpdir(), "fantail-once-"));
  // Each in a process of its own: a file that is open already is kept as it was opened.
  const run = async (...words: string[]): Promise<Record<string, unknown>> => {
    const { exitCode, stdout, stderr } = await fantail([...words, "--json"], { userData });
    expect(exitCode, stderr).toBe(0);
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  const cache = async (): Promise<unknown> => {
    const names = await readdir(join(userData, "forecasts", "v2"), { recursive: true });
    const files = names.filter((name) => name.endsWith(".arrow")).sort();
    return { files, info: await run("cache", "info"), list: await run("cache", "list") };
  };
  try {
    const words = ["forecast", sample, "--horizon", "12"];
    const once = await run(...words, "--once");
    await run(...words, "--once", "--model", "theta", "--coverage");
    expect(await cache()).toMatchObject({ files: [], info: { bytes: 0, datasets: 0, files: 0 } });
    const usual = await run(...words, "--coverage");
    expect(usual["forecasts"]).toMatchObject(once["forecasts"] as object[]);
    const before = await cache();
    expect((before as { files: string[] }).files.length).toBeGreaterThan(0);
    await run(...words, "--once", "--origin", "-100");
    await run(...words, "--once", "--model", "theta");
    const after = await cache();
    // Using an entry is what keeps it: only when that was last may differ.
    const withoutAges = (text: string): string => text.replaceAll(/"usedMs":[\d.]+/g, "");
    expect(withoutAges(JSON.stringify(after))).toBe(withoutAges(JSON.stringify(before)));
  } finally {
    await rm(userData, { recursive: true, force: true });
  }
});

test("numbers that change on their way into the window are never shown: refused, logged, asked for again", async ({
  start,
}) => {
  const { app, page, userData } = await start();
  await dropFiles(page, [sample]);
  const sound = await readForecast(page, 0);
  // Between main's answer and the window one bit flips, once; later every time.
  const damage = (times: number): Promise<void> =>
    app.evaluate(({ ipcMain }, left) => {
      type Invoke = (
        event: unknown,
        payload: { name: string },
      ) => Promise<{ ok: boolean; value?: { quantiles: Float32Array } }>;
      const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, Invoke> })._invokeHandlers;
      const state = globalThis as unknown as { answerOf?: Invoke | undefined; left?: number };
      const [channel] = [...handlers.keys()].filter((name) => name.includes("request"));
      state.answerOf ??= handlers.get(channel ?? "");
      state.left = left;
      handlers.set(channel ?? "", async (event, payload) => {
        const answer = await state.answerOf?.(event, payload);
        if (payload.name !== "forecast:get" || answer?.value === undefined || (state.left ?? 0) <= 0)
          return answer as never;
        state.left = (state.left ?? 0) - 1;
        const copy = structuredClone(answer);
        new Uint32Array(copy.value?.quantiles.buffer ?? new ArrayBuffer(4))[0]! ^= 1 << 22;
        return copy;
      });
    }, times);
  await damage(1);
  await originSlider(page).focus();
  await page.keyboard.press("ArrowLeft");
  await readForecast(page, -1);
  await page.keyboard.press("ArrowRight");
  expect(await readForecast(page, 0)).toEqual(sound);
  await expect
    .poll(() => readFile(join(userData, "logs", "fantail.log"), "utf8"))
    .toMatch(/"damaged-in-transit".*"window"|"to":"window"/);
  await damage(1_000);
  await page.keyboard.press("PageDown");
  await expect(page.getByText("changed on the way between two processes", { exact: false }).first()).toBeVisible();
});

/** What is selected in the window, as a question about it. */
async function keyOf(page: Page): Promise<Record<string, unknown>> {
  const shown = await readForecast(page, 0);
  const info = (await request(page, "models:list", {})).value as { defaultModel: string };
  const list = (await request(page, "cache:list", {})).value as { dataset: string; models: string[] }[];
  return {
    dataset: list[0]?.dataset,
    series: shown.series,
    model: list[0]?.models[0] ?? info.defaultModel,
    horizon: shown.horizon,
  };
}
