import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ElectronApplication, Locator, Page } from "@playwright/test";
import { expect } from "./support/application.ts";
import { testsOfFile } from "./support/file-window.ts";
import { expectAccessible, expectAccessibleInBothThemes, originSlider } from "./support/window.ts";

const shops = ["north", "east", "south", "west"];
const months = 60;

/** Monthly sales of a few shops, of different sizes: the last one sells most. */
function sales(): string {
  const rows = Array.from({ length: months }, (_, month) => {
    const date = new Date(Date.UTC(2020, month, 1)).toISOString().slice(0, 10);
    const values = shops.map((_shop, index) =>
      (100 * (index + 1) + 2 * month + 30 * Math.sin(month / 1.91)).toFixed(1),
    );
    return [date, ...values].join(",");
  });
  return `${["month", ...shops].join(",")}\n${rows.join("\n")}\n`;
}

const test = testsOfFile(async () => {
  const file = join(await mkdtemp(join(tmpdir(), "fantail-side-by-side-")), "shops.csv");
  await writeFile(file, sales());
  return file;
});
test.describe.configure({ mode: "serial", timeout: 60_000 });

const sideBySide = (page: Page): Locator => page.getByRole("main", { name: "Side by side" });
const panels = (page: Page): Locator => page.getByRole("listbox", { name: "4 side by side" }).getByRole("option");

async function chooseTarget(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = (() => Promise.resolve({ canceled: false, filePath })) as typeof dialog.showSaveDialog;
  }, path);
}

test("shows the largest series by its keys, one time in all of them, and leads to one", async ({ running }) => {
  const { page } = running;
  await page.keyboard.press("Control+Shift+B");
  await expect(panels(page)).toHaveCount(shops.length);
  await expect(panels(page).first()).toHaveAccessibleName(/^west\. Last value .* Forecast for Dec 2026: median /);
  await expect(panels(page).locator(".beside-cursor")).toHaveCount(0);

  await panels(page).first().press("ArrowDown");
  await expect(panels(page).nth(1)).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(panels(page).locator(".beside-cursor")).toHaveCount(shops.length);
  const said = sideBySide(page).getByRole("status").filter({ hasText: "ahead" });
  await expect(said).toHaveText(/^Jan 2025, 1 month ahead · south: median [\d.]+, 80.% between [\d.]+ and [\d.]+$/);

  await page.keyboard.press("Enter");
  await expect(originSlider(page)).toBeVisible();
  await expect(page.getByRole("heading", { name: "south" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panels(page).nth(1)).toBeFocused();
});

test("has nothing that axe finds, and gives its numbers away", async ({ running, file }) => {
  const { app, page } = running;
  await sideBySide(page).getByRole("radio", { name: "Past forecasts" }).click();
  const past = page.getByRole("option", { name: /^12 months back\./ });
  await expect(past).toHaveAccessibleName(/of 12 months within\./);
  await past.press("ArrowRight");
  await expectAccessibleInBothThemes(page, "side-by-side");
  await sideBySide(page).getByRole("radio", { name: "One chart" }).click();
  await expect(page.getByRole("img", { name: /^Chart of 12 months back, 24 months back/ })).toBeVisible();
  await expectAccessible(page);

  const saved = join(dirname(file), "numbers.csv");
  await chooseTarget(app, saved);
  await sideBySide(page).getByRole("button", { name: "Save the table as CSV" }).click();
  await expect(page.getByText("Saved numbers.csv")).toBeVisible();
  const [head, ...rows] = (await readFile(saved, "utf8")).trim().split("\r\n");
  expect(head).toBe("Compared,File,Series,Model,Origin,Time,Steps ahead,Median,80 % from,80 % to,Actual");
  // Of 24 months each; the newest one has seen what came for half of them.
  expect(new Set(rows.map((row) => row.split(",")[0]))).toEqual(
    new Set([12, 24, 36, 48].map((back) => `${back} months back`)),
  );
  expect(rows.filter((row) => row.endsWith(","))).toHaveLength(12);

  const picture = join(dirname(file), "all.png");
  await chooseTarget(app, picture);
  await sideBySide(page).getByRole("button", { name: "The picture" }).click();
  await page.getByRole("menuitem", { name: "Save as PNG…" }).click();
  await expect(page.getByText("Saved all.png")).toBeVisible();
  expect((await readFile(picture)).subarray(1, 4).toString()).toBe("PNG");
});
