import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { dropFiles, expect, test, type Running } from "./support/application.ts";
import { chart, keepScreenshot, originSlider, readForecast, request } from "./support/window.ts";

let folder = "";
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-import-"));
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

/** Daily values of a shop with a note, a gap, a doubled day and a word for missing. */
async function shopFile(name: string): Promise<string> {
  const rows: string[] = [];
  for (let day = 0; day < 120; day += 1) {
    if (day >= 60 && day < 66) continue;
    const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
    const sales = 100 + 20 * Math.sin((day / 7) * 2 * Math.PI) + day / 4;
    rows.push(`${date},${day === 20 ? "n/a" : sales.toFixed(1)},${(15 + 8 * Math.sin(day / 20)).toFixed(1)},${day % 2 === 0 ? "open" : "late"}`);
    if (day === 40) rows.push(`${date},150.0,16.0,open`);
  }
  const path = join(folder, name);
  await writeFile(path, `date,sales,temperature,note\n${rows.join("\n")}\n`);
  return path;
}

const dialogOf = (page: Page): Locator => page.getByRole("dialog", { name: "What was understood" });

async function openDialog(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: /^What was understood/ }).click();
  const dialog = dialogOf(page);
  await expect(dialog).toBeVisible();
  return dialog;
}

/** By keyboard alone: opens the list of a column's roles, types the first letters and confirms. */
async function chooseRole(page: Page, column: string, role: string): Promise<void> {
  const choice = dialogOf(page).getByRole("button", { name: new RegExp(`Use ${column} as`) });
  await choice.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("listbox", { name: `Use ${column} as` })).toBeVisible();
  await page.keyboard.type(role.slice(0, 4).toLowerCase());
  await page.keyboard.press("Enter");
  await expect(choice).toContainText(role);
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await dialogOf(page).getByRole("button", { name: new RegExp(label) }).click();
  await page.getByRole("option", { name: option }).click();
}

const seriesNames = (page: Page): Promise<string[]> => page.locator(".series-list .series-name").allTextContents();

async function useTheme(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await request(page, "settings:set", { theme });
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)).toEqual([]);
}

async function quit({ app }: Running): Promise<void> {
  await app.evaluate(({ app: application }) => application.quit()).catch(() => undefined);
  await app.close().catch(() => undefined);
}

test.describe("the import dialog", () => {
  test("a role changed by keyboard is applied, undone, and remembered over a restart", async ({ start }) => {
    const first = await start();
    const { page } = first;
    await dropFiles(page, [await shopFile("shop.csv")]);
    await readForecast(page, 0);
    const before = await seriesNames(page);
    await originSlider(page).focus();
    await page.keyboard.press("ArrowLeft");
    await readForecast(page, -1);

    const dialog = await openDialog(page);
    await expect(dialog.locator('[data-code="missing-value-word"]')).toContainText("Row 22");
    await expect(dialog.locator('[data-code="duplicate-timestamp"]')).toContainText("(mean)");
    await expect(dialog.getByRole("button", { name: "Undo", exact: true })).toHaveCount(0);
    const isTarget = before.includes("temperature");
    await chooseRole(page, "temperature", isTarget ? "Not used" : "Values");
    await keepScreenshot(page, "import-changed");
    await dialog.getByRole("button", { name: "Apply" }).focus();
    await page.keyboard.press("Enter");
    await expect(dialog.getByRole("status")).toContainText("Read again");
    // "Not used" stays what was asked for, although evidence would make a covariate of it.
    await expect(dialog.getByRole("button", { name: /Use temperature as/ })).toContainText(isTarget ? "Not used" : "Values");
    const after = isTarget ? ["sales"] : ["sales", "temperature"];
    await expect.poll(() => seriesNames(page)).toEqual(after);
    // The series and the origin that were looked at are still there.
    expect((await readForecast(page, -1)).series).toBe("sales");
    await keepScreenshot(page, "import-applied");

    await dialog.getByRole("button", { name: "Undo", exact: true }).click();
    await expect.poll(() => seriesNames(page)).toEqual(before);
    await expect(dialog.getByRole("button", { name: "Undo", exact: true })).toHaveCount(0);

    // Once more, and for good.
    await chooseRole(page, "temperature", isTarget ? "Not used" : "Values");
    await dialog.getByRole("button", { name: "Apply" }).click();
    await expect.poll(() => seriesNames(page)).toEqual(after);
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(dialog).toBeHidden();
    await quit(first);

    const second = await start({ userData: first.userData });
    await dropFiles(second.page, [await shopFile("another-shop.csv")]);
    await readForecast(second.page, 0);
    expect(await seriesNames(second.page)).toEqual(after);
    const again = await openDialog(second.page);
    await expect(again).toContainText("Your settings for this kind of file were used.");
    await keepScreenshot(second.page, "import-remembered");
    await again.getByRole("button", { name: "Reset" }).first().click();
    await expect.poll(() => seriesNames(second.page)).toEqual(before);
    await expect(again).not.toContainText("Your settings for this kind of file were used.");
  });

  test("a choice that can't be read is said in the dialog, and the chart stays", async ({ start }) => {
    const { page } = await start();
    await dropFiles(page, [await shopFile("shop.csv")]);
    const shown = await readForecast(page, 0);
    const dialog = await openDialog(page);
    await chooseRole(page, "note", "Time");
    await dialog.getByRole("button", { name: "Apply" }).click();
    await expect(dialog.getByRole("alert")).toBeVisible();
    await keepScreenshot(page, "import-refused");
    await dialog.getByRole("button", { name: "Reset" }).click();
    await expect(dialog.getByRole("alert")).toHaveCount(0);
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    expect((await readForecast(page, 0)).quantiles).toEqual(shown.quantiles);
  });

  test("rules: the last of repeated times, short gaps filled; the filling is undone on its own", async ({ start }) => {
    const { page } = await start();
    await dropFiles(page, [await shopFile("shop.csv")]);
    await readForecast(page, 0);
    const dialog = await openDialog(page);
    await choose(page, "Repeated times", "The last");
    await choose(page, "Short gaps", "Fill up to 6 steps");
    await dialog.getByRole("button", { name: "Apply" }).click();
    await expect(dialog.locator('[data-code="duplicate-timestamp"]')).toContainText("150 (last)");
    await expect(dialog.locator('[data-code="interpolated-gap"]')).toContainText("13 times");
    await expect(page.locator(".key-missing")).toHaveCount(0);
    await dialog.locator('[data-code="interpolated-gap"]').scrollIntoViewIfNeeded();
    await keepScreenshot(page, "import-rules");
    await dialog.getByRole("button", { name: /^Undo: Short gaps/ }).click();
    await expect(dialog.locator('[data-code="interpolated-gap"]')).toHaveCount(0);
    await expect(dialog.locator('[data-code="duplicate-timestamp"]')).toContainText("150 (last)");
    await expect(page.locator(".key-missing")).toHaveCount(1);
    await dialog.getByRole("button", { name: "Undo", exact: true }).click();
    await expect(dialog.locator('[data-code="interpolated-gap"]')).toBeVisible();
  });

  test("the report is saved as the user's choice of format", async ({ start }) => {
    const { app, page } = await start();
    await dropFiles(page, [await shopFile("shop.csv")]);
    await readForecast(page, 0);
    const dialog = await openDialog(page);
    for (const name of ["report.csv", "report.json"]) {
      const path = join(folder, name);
      await app.evaluate(({ dialog: dialogs }, filePath) => {
        dialogs.showSaveDialog = (() => Promise.resolve({ canceled: false, filePath })) as typeof dialogs.showSaveDialog;
      }, path);
      await dialog.getByRole("button", { name: "Save report…" }).click();
      await expect.poll(() => readFile(path, "utf8").catch(() => "")).not.toBe("");
      const text = await readFile(path, "utf8");
      if (name.endsWith(".json")) expect(JSON.parse(text)).toMatchObject({ name: "shop.csv", repairs: expect.arrayContaining([expect.objectContaining({ code: "duplicate-timestamp", count: 2 })]) });
      else expect(text).toContain("repair,duplicate-timestamp,2");
    }
  });

  for (const theme of ["light", "dark"] as const) {
    test(`${theme}: axe finds nothing, and gaps are marked and told`, async ({ start }) => {
      const { app, page } = await start();
      await useTheme(page, theme);
      await dropFiles(page, [await shopFile("shop.csv")]);
      await readForecast(page, 0);
      await expect(page.getByRole("region", { name: "Numbers" })).toContainText("6 steps, 1 Mar 2024 – 6 Mar 2024");
      await expect(chart(page).locator(".chart")).toHaveAttribute("aria-label", /Values are missing in 2 stretches/);
      await expect(page.locator(".key-missing")).toBeVisible();
      await keepScreenshot(page, `gaps-${theme}`);
      const dialog = await openDialog(page);
      await expectAccessible(page);
      await keepScreenshot(page, `import-${theme}`);
      await chooseRole(page, "temperature", "Values");
      await expectAccessible(page);
      const zone = dialog.getByRole("combobox", { name: "Time zone" });
      await zone.focus();
      await zone.fill("Berl");
      await expect(page.getByRole("option", { name: "Europe/Berlin" })).toBeVisible();
      await keepScreenshot(page, `import-zone-${theme}`);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await expect(zone).toHaveValue("Europe/Berlin");
      await dialog.getByRole("heading", { name: "Repairs" }).scrollIntoViewIfNeeded();
      await expectAccessible(page);
      await keepScreenshot(page, `import-repairs-${theme}`);
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(640, 480));
      await dialog.getByRole("heading", { name: "Columns" }).scrollIntoViewIfNeeded();
      await expectAccessible(page);
      await keepScreenshot(page, `import-smallest-${theme}`);
    });
  }
});
