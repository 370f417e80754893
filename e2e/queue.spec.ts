/** The queue in the window: a search from the dialog to an adopted model, and what is left of it after a reload. */
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { dropFiles, expect, root, test } from "./support/application.ts";
import {
  expectAccessible,
  expectAccessibleInBothThemes,
  keepScreenshot,
  numbersTable,
  readForecast,
} from "./support/window.ts";

const sample = join(root, "samples/airline-passengers.csv");

const queueOf = (page: Page): Locator => page.getByRole("complementary", { name: "Queue" });
const resultOf = (page: Page): Locator => page.getByRole("dialog", { name: "Best models for airline-passengers.csv" });
const adoptedOf = (page: Page): Locator => page.getByRole("group", { name: "Adopted model" });

/** Starts a search that is over soon, as a user does. */
async function startSearch(page: Page, trials: number): Promise<void> {
  await page.keyboard.press("ControlOrMeta+b");
  const dialog = page.getByRole("dialog", { name: "Find the best model" });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("textbox", { name: "Horizon" }).fill("12");
  await dialog.getByRole("button", { name: /Stop$/ }).click();
  await page.getByRole("option", { name: "After some trials" }).click();
  await dialog.getByRole("textbox", { name: "Trials" }).fill(String(trials));
  await page.keyboard.press("Tab");
  await expect(dialog.getByText(`At most ${trials} trials`)).toBeVisible();
  await keepScreenshot(page, "find-best");
  await dialog.getByRole("button", { name: "Start search" }).click();
  await expect(dialog).toBeHidden();
}

test.describe.configure({ timeout: 180_000 });

test("a search runs in the queue, and what it finds is compared, adopted, taken back and kept", async ({ start }) => {
  const { app, page } = await start({ words: [sample] });
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
  await readForecast(page, 0);
  const plain = await numbersTable(page).getAttribute("data-model");

  await startSearch(page, 40);
  const queue = queueOf(page);
  const job = queue.getByRole("row", { name: "airline-passengers.csv" });
  await expect(job).toContainText("Running");
  await expect(page.getByRole("button", { name: /^Searching \d+/ })).toBeVisible();

  // By keyboard: Space pauses, and goes on with it.
  await job.focus();
  await page.keyboard.press("Space");
  await expect(job).toContainText("Paused");
  await expect(queue.getByRole("grid").locator(":focus")).toHaveCount(1);
  await expectAccessibleInBothThemes(page, "queue");

  // The page goes and comes back: the queue is main's, and nothing of it is lost.
  await page.reload();
  await expect(page.getByRole("button", { name: "1 paused" })).toBeVisible();
  await page.getByRole("button", { name: "1 paused" }).click();
  await expect(job).toContainText("Paused");
  await dropFiles(page, [sample]);
  await readForecast(page, 0);
  await job.focus();
  await page.keyboard.press("Space");
  await expect(job).toContainText("Done", { timeout: 90_000 });

  await page.getByRole("list").getByRole("button", { name: "Open result" }).click();
  const result = resultOf(page);
  const board = result.getByRole("table");
  await expect(board.getByRole("row")).not.toHaveCount(1);
  await expect(result.getByText(/lower than repeating the last season/)).toBeVisible();
  await result.getByRole("button", { name: /Ranked by$/ }).click();
  await page.getByRole("option", { name: "Middle and ranges (WQL)" }).click();
  await expect(result.getByText(/^Middle and ranges \(WQL\) \d/)).toBeVisible();
  await expectAccessibleInBothThemes(page, "result");

  await result.getByRole("button", { name: "Adopt for Passengers" }).click();
  await expect(result.getByRole("button", { name: "Adopted for Passengers" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(result).toBeHidden();
  await expect(adoptedOf(page)).toBeVisible();
  await expect(numbersTable(page)).not.toHaveAttribute("data-model", plain ?? "");
  const adopted = await numbersTable(page).getAttribute("data-model");
  await expectAccessible(page);
  await keepScreenshot(page, "adopted");

  await page.keyboard.press("ControlOrMeta+z");
  await expect(adoptedOf(page)).toBeHidden();
  await expect(numbersTable(page)).toHaveAttribute("data-model", plain ?? "");
  await page.keyboard.press("ControlOrMeta+y");
  await expect(numbersTable(page)).toHaveAttribute("data-model", adopted ?? "");

  await page.reload();
  await dropFiles(page, [sample]);
  await readForecast(page, 0);
  await expect(adoptedOf(page)).toBeVisible();
  await expect(numbersTable(page)).toHaveAttribute("data-model", adopted ?? "");
  await adoptedOf(page).getByRole("button", { name: "Stop using this method" }).click();
  await expect(adoptedOf(page)).toBeHidden();
  await expect(numbersTable(page)).toHaveAttribute("data-model", plain ?? "");

  // What the import itself put into the queue is known by now, and has left no job there.
  const profile = (): Promise<unknown> =>
    page.evaluate(`(async () => {
      const ask = (name, args) => window.fantail.request(crypto.randomUUID(), name, args);
      const { value: jobs } = await ask("jobs:list", {});
      const { value } = await ask("profile:request", { dataset: jobs[0].dataset, isWanted: false });
      return { ...value.progress, kinds: jobs.map(({ kind }) => kind) };
    })()`);
  await expect.poll(profile, { timeout: 60_000 }).toMatchObject({ kinds: ["search"], state: "completed", profiled: 1 });
});
