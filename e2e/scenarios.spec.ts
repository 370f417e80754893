/** Adjusted forecasts in one window, from the first drag to what became of it. Scenarios are among the decisions (decisions.spec.ts). */
import { appendFile, copyFile, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, root } from "./support/application.ts";
import { testsOfFile } from "./support/file-window.ts";
import { chart, numbersTable, readForecast, setHorizon } from "./support/window.ts";

const test = testsOfFile(async () => {
  const file = join(await mkdtemp(join(tmpdir(), "fantail-scenarios-")), "passengers.csv");
  await copyFile(join(root, "samples/airline-passengers.csv"), file);
  return file;
});
test.describe.configure({ mode: "serial", timeout: 60_000 });

const badge = (page: Page, count: number) => page.getByRole("button", { name: `Adjusted (${count})` });
const medianAt = (page: Page, step: number) => numbersTable(page).locator(`tr[data-step="${step}"] [data-level="0.5"]`);

test("a step is dragged, others are adjusted by per cent, and undo takes both back", async ({ running: { page } }) => {
  await expect(chart(page)).toBeVisible();
  const before = await readForecast(page, 0);
  await setHorizon(page, 12);
  await page.keyboard.press("Control+Shift+Y");
  const bar = page.getByRole("region", { name: "Adjust the forecast" });
  await expect(bar).toBeVisible();
  const box = await page.getByRole("application").boundingBox();
  if (box === null) throw new Error("there is no chart");
  const [x, y] = [box.x + box.width - 100, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y - 20);
  await page.mouse.move(x, y - 40);
  await page.mouse.up();
  await expect(badge(page, 1)).toBeVisible();
  await expect(numbersTable(page).locator("[data-model]")).toHaveCount(1);

  await page.getByRole("button", { name: /^Adjust May 1961/ }).click();
  await bar.getByRole("textbox", { name: "Per cent" }).fill("15");
  await bar.getByRole("textbox", { name: "Note" }).fill("Spring fares");
  await bar.getByRole("button", { name: "Apply" }).click();
  await expect(badge(page, 2)).toBeVisible();
  const model = before.quantiles.get(0.5)?.[4] ?? Number.NaN;
  const adjusted = Number(await medianAt(page, 4).getAttribute("data-value"));
  expect(adjusted / model).toBeCloseTo(1.15, 5);

  await page.getByRole("button", { name: "Done" }).click();
  await page.keyboard.press("Control+Z");
  await page.keyboard.press("Control+Z");
  await expect(numbersTable(page).locator("[data-model]")).toHaveCount(0);
  await page.keyboard.press("Control+Shift+Z");
  await page.keyboard.press("Control+Shift+Z");
  await expect(badge(page, 2)).toBeVisible();
});

test("once an adjusted step is observed, it is said what adjusting was worth", async ({ running: { page }, file }) => {
  await appendFile(file, "1961-01,450\n1961-02,430\n1961-03,460\n1961-04,500\n1961-05,600\n");
  await page.keyboard.press("Control+R");
  await expect(numbersTable(page).locator("tr[data-step='0'] th")).toHaveText(/Jun 1961/);
  await page.keyboard.press("Control+Shift+G");
  await expect(
    page.getByText(/Over 1 adjusted step the adjusted forecast was off by .* too few to tell/),
  ).toBeVisible();
});
