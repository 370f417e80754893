import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { dropFiles, expect, root, test, type Running } from "./support/application.ts";
import {
  apply,
  chooseRole,
  chooseRule,
  germanFile,
  manySeriesFile,
  openReport,
  openSettings,
  recordFile,
  regionsFile,
  seriesNames,
  settingsOf,
  shopFile,
  troubledFile,
  workbookFile,
} from "./support/import-window.ts";
import { chart, expectAccessibleInBothThemes, keepScreenshot, originSlider, readForecast } from "./support/window.ts";

let folder = "";
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-import-"));
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

async function quit({ app }: Running): Promise<void> {
  await app.evaluate(({ app: application }) => application.quit()).catch(() => undefined);
  await app.close().catch(() => undefined);
}

const stepsOf = (page: Page): Promise<string> => page.locator(".series-span").innerText();

test("a clean file of two columns goes from drop to chart without a question", async ({ shared: { page } }) => {
  await page.evaluate(() => performance.clearMarks());
  await dropFiles(page, [join(root, "samples/airline-passengers.csv")]);
  await readForecast(page, 0);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const ms = await page.evaluate(() => {
    const at = (name: string): number => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN;
    return at("fantail:painted") - at("fantail:drop");
  });
  test.info().annotations.push({ type: "drop to chart", description: `${ms.toFixed(0)} ms` });
  // That both were marked; how long it may take is for the window's benchmark, on a machine that does nothing else.
  expect(ms).toBeGreaterThan(0);
});

test.describe("roles", () => {
  test("changed by keyboard on the preview: applied, undone and redone by shortcut, and remembered over a restart", async ({
    start,
  }) => {
    const first = await start();
    const { page } = first;
    await dropFiles(page, [await shopFile(folder, "shop.csv")]);
    await readForecast(page, 0);
    const before = await seriesNames(page);
    await originSlider(page).focus();
    await page.keyboard.press("ArrowLeft");
    await readForecast(page, -1);

    const dialog = await openSettings(page);
    const isTarget = before.includes("temperature");
    await chooseRole(page, "temperature", isTarget ? "Not used" : "Values");
    await expect(dialog.getByRole("status")).toContainText(
      isTarget ? "temperature is left out" : "temperature is forecast",
    );
    await keepScreenshot(page, "import-changed");
    await dialog.getByRole("button", { name: "Apply" }).focus();
    await page.keyboard.press("Enter");
    await expect(dialog.getByRole("status")).toContainText("Read again");
    // "Not used" stays what was asked for, although evidence would make a covariate of it.
    await expect(dialog.getByRole("button", { name: /Use temperature as/ })).toContainText(
      isTarget ? "Not used" : "Values",
    );
    const after = isTarget ? ["sales"] : ["sales", "temperature"];
    await expect.poll(() => seriesNames(page)).toEqual(after);
    // The series and the origin that were looked at are still there.
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(dialog).toBeHidden();
    expect((await readForecast(page, -1)).series).toBe("sales");

    await page.keyboard.press("Control+z");
    await expect.poll(() => seriesNames(page)).toEqual(before);
    await page.keyboard.press("Control+Shift+z");
    await expect.poll(() => seriesNames(page)).toEqual(after);
    await quit(first);

    const second = await start({ userData: first.userData });
    await dropFiles(second.page, [await shopFile(folder, "another-shop.csv")]);
    await readForecast(second.page, 0);
    expect(await seriesNames(second.page)).toEqual(after);
    const again = await openSettings(second.page);
    await expect(again).toContainText("Your settings for this kind of file were used.");
    await keepScreenshot(second.page, "import-remembered");
    // Declined for this file, taken back, and then given up for all.
    await again.getByRole("button", { name: "Read as new" }).click();
    await expect.poll(() => seriesNames(second.page)).toEqual(before);
    await expect(again).not.toContainText("Your settings for this kind of file were used.");
    await again.getByRole("button", { name: "Done" }).click();
    // The same data twice would be one dataset: this one lacks the last day.
    const lines = (await readFile(await shopFile(folder, "a-third-shop.csv"), "utf8")).trimEnd().split("\n");
    await writeFile(join(folder, "a-third-shop.csv"), lines.slice(0, -1).join("\n"));
    await dropFiles(second.page, [join(folder, "a-third-shop.csv")]);
    await expect.poll(() => seriesNames(second.page)).toEqual(after);
    const third = await openSettings(second.page);
    await third.getByRole("button", { name: "Forget them" }).click();
    await expect.poll(() => seriesNames(second.page)).toEqual(before);
    await expect(third).not.toContainText("Your settings for this kind of file were used.");
  });

  test("several columns together name the series, or fewer of them", async ({ shared: { page } }) => {
    await dropFiles(page, [await regionsFile(folder, "regions.csv", "turnover")]);
    await expect(page.getByText("160 rows · 4 series")).toBeVisible();
    const dialog = await openSettings(page);
    await chooseRole(page, "region", "Not used");
    // Rows of two regions would fall on one day: nobody but the user knows what becomes of them.
    const question = dialog.getByRole("group", { name: "Several rows at one time" });
    await expect(question).toContainText("Without “region”, rows of different series fall on the same time.");
    await expect(dialog.getByRole("button", { name: "Apply" })).toBeDisabled();
    await keepScreenshot(page, "import-question");
    await question.getByRole("button", { name: "Add them up" }).click();
    await expect(question).toBeHidden();
    await expect(dialog.getByRole("status")).toContainText("region is left out · Several rows at one time: sum");
    await apply(page);
    await expect.poll(async () => (await seriesNames(page)).toSorted()).toEqual(["Shop A", "Shop B"]);
    await chooseRole(page, "region", "Series name");
    await expect(dialog.getByRole("status")).toContainText("region tells series apart");
    await apply(page);
    await expect(page.getByText("160 rows · 4 series")).toBeVisible();
  });

  test("rows that are no data are left out, and come back", async ({ shared: { page } }) => {
    await dropFiles(page, [await shopFile(folder, "shop.csv", "remark")]);
    const shown = await readForecast(page, 0);
    const dialog = await openSettings(page);
    const rows = dialog.getByRole("textbox", { name: "Leave out rows" });
    await rows.fill("the last");
    await rows.press("Enter");
    await expect(dialog.getByRole("status")).toContainText("“the last” is no row and no range of rows");
    await dialog.getByRole("textbox", { name: "Leave out rows" }).press("Backspace");
    await rows.fill("5-7");
    await rows.press("Enter");
    await expect(dialog.getByRole("status")).toContainText("Rows 5-7 left out");
    await apply(page);
    await dialog.getByRole("button", { name: "Done" }).click();
    const report = await openReport(page);
    const repair = report.locator('[data-code="left-out-row"]');
    await expect(repair).toContainText("3 times");
    await page.keyboard.press("Control+z");
    await expect(repair).toHaveCount(0);
    expect((await readForecast(page, 0)).quantiles).toEqual(shown.quantiles);
  });

  test("a choice that can't be read is said in the dialog, and the chart stays", async ({ shared: { page } }) => {
    await dropFiles(page, [await shopFile(folder, "shop.csv")]);
    const shown = await readForecast(page, 0);
    const dialog = await openSettings(page);
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
});

test.describe("the preview", () => {
  test("shows the file's rows beside what became of them; another order of dates and other words change it", async ({
    shared: { page },
  }) => {
    await dropFiles(page, [await germanFile(folder, "umsatz.csv")]);
    await expect(page.locator(".series-heading")).toBeVisible();
    const dialog = await openSettings(page);
    const table = dialog.getByRole("table");
    const row = (number: number) => table.getByRole("row", { name: new RegExp(`^${number} `) });
    await expect(row(1)).toContainText("Umsatz");
    await expect(row(2)).toContainText("1.201,5");
    await expect(row(2)).toContainText("1201.5");
    await expect(row(3)).toContainText("02/01/2024");
    const isDayFirst = ((await row(3).textContent()) ?? "").includes("2024-01-02");
    await keepScreenshot(page, "import-preview");
    await chooseRule(page, "Dates", isDayFirst ? /^Month first/ : /^Day first/);
    await expect(dialog.getByRole("status")).toContainText(
      isDayFirst ? "Dates are read month first" : "Dates are read day first",
    );
    await apply(page);
    await expect(row(3)).toContainText(isDayFirst ? "2024-02-01" : "2024-01-02");

    await dialog.getByRole("textbox", { name: "Missing" }).fill("7");
    await page.keyboard.press("Enter");
    await expect(dialog.getByRole("status")).toContainText("“7” also means missing");
    await apply(page);
    await expect(row(8)).toContainText("missing");
    await expect(row(7)).not.toContainText("missing");
    await dialog.getByRole("button", { name: "Reset" }).click();
    await expect(row(8)).not.toContainText("missing");
  });

  test("a sheet of a workbook is chosen from a list with row counts", async ({ shared: { page } }) => {
    await dropFiles(page, [await workbookFile(folder, "regions.xlsx")]);
    await expect.poll(() => seriesNames(page)).toEqual(["north sales"]);
    const dialog = await openSettings(page);
    await chooseRule(page, "Sheet", /South/);
    await expect(dialog.getByRole("status")).toContainText("South is read");
    await apply(page);
    await expect.poll(() => seriesNames(page)).toEqual(["south sales"]);
    expect(await stepsOf(page)).toContain("60 days");
  });

  test("a table of a record file is chosen from a list with row counts", async ({ shared: { page } }) => {
    await dropFiles(page, [await recordFile(folder, "market.csv")]);
    await expect(page.locator(".series-heading")).toBeVisible();
    expect(await stepsOf(page)).toContain("600 steps");
    const dialog = await openSettings(page);
    await dialog.getByRole("button", { name: /Table$/ }).click();
    const tables = page.getByRole("listbox", { name: /Table/ });
    await expect(tables.getByRole("option")).toHaveCount(2);
    await expect(tables.getByRole("option", { name: /DEMAND/ })).toContainText("400 rows");
    await keepScreenshot(page, "import-tables");
    await page.getByRole("option", { name: /DEMAND/ }).click();
    await apply(page);
    await expect.poll(() => stepsOf(page)).toContain("400 steps");
  });
});

test.describe("rules", () => {
  test("the last of repeated times, short gaps filled", async ({ shared: { page } }) => {
    await dropFiles(page, [await shopFile(folder, "shop.csv", "comment")]);
    await readForecast(page, 0);
    await expect(page.locator(".key-missing:not([data-off])")).toHaveCount(1);
    const dialog = await openSettings(page);
    await chooseRule(page, "Several rows at one time", "Last");
    await chooseRule(page, "Short gaps", "Fill up to 6 steps");
    await expect(dialog.getByRole("status")).toHaveText(
      "Several rows at one time: last · Gaps of up to 6 steps are filled",
    );
    await apply(page);
    await expect(page.locator(".key-missing:not([data-off])")).toHaveCount(0);
    await dialog.getByRole("button", { name: "Done" }).click();
    const report = await openReport(page);
    await expect(report.locator('[data-code="interpolated-gap"]')).toContainText("13 times");
    await report.getByRole("button", { name: /^Times that occur more than once/ }).click();
    await expect(report.locator('[data-code="duplicate-timestamp"]')).toContainText("150 (last)");
    await report.getByRole("button", { name: "Undo: Short gaps filled" }).click();
    await expect(report.locator('[data-code="interpolated-gap"]')).toHaveCount(0);
    await expect(page.locator(".key-missing:not([data-off])")).toHaveCount(1);
  });

  test("longer steps as sums or means, and a long gap splits a series", async ({ shared: { page } }) => {
    await dropFiles(page, [await troubledFile(folder, "trouble.csv", "turnover")]);
    await expect(page.locator(".series-heading")).toBeVisible();
    expect(await stepsOf(page)).toContain("Daily");
    const dialog = await openSettings(page);
    await chooseRule(page, "Longer steps", "Weekly");
    await chooseRule(page, "Each step is", /^The mean/);
    await expect(dialog.getByRole("status")).toHaveText("Steps become weekly, as means");
    await apply(page);
    await expect.poll(() => stepsOf(page)).toContain("Weekly");
    await dialog.getByRole("button", { name: "Reset" }).click();
    await expect.poll(() => stepsOf(page)).toContain("Daily");

    await chooseRule(page, "Long gaps", /^Split the series/);
    await dialog.getByRole("textbox", { name: "Split over" }).fill("2");
    await page.keyboard.press("Tab");
    await expect(dialog.getByRole("status")).toHaveText("Gaps over 2 steps split a series");
    await apply(page);
    await expect.poll(async () => (await seriesNames(page)).length).toBe(2);
  });

  test("of many series those that are found are kept, and all of them come back", async ({ shared: { page } }) => {
    await dropFiles(page, [await manySeriesFile(folder, "shops.csv", 60, "turnover")]);
    await expect(page.getByText("2,400 rows · 60 series")).toBeVisible();
    const dialog = await openSettings(page);
    await dialog.getByRole("button", { name: /^Series to keep/ }).click();
    await dialog.getByRole("searchbox", { name: "Find series to keep" }).fill("shop 5");
    await dialog.getByRole("button", { name: "Only found" }).click();
    // Shop 5, 15 … 45 and 50 to 59; one of them goes again.
    await expect(dialog.getByRole("status")).toHaveText("15 series are kept");
    await dialog.getByRole("option", { name: "Shop 50" }).click();
    await expect(dialog.getByRole("status")).toHaveText("14 series are kept");
    await keepScreenshot(page, "import-series");
    await apply(page);
    await expect(page.getByText("2,400 rows · 14 series")).toBeVisible();
    await expect(dialog.getByRole("button", { name: /^Series to keep/ })).toContainText("14 of 60");
    await dialog.getByRole("button", { name: "Undo", exact: false }).first().click();
    await expect(page.getByText("2,400 rows · 60 series")).toBeVisible();
  });
});

test("light and dark: axe finds nothing, wide and narrow, and gaps are marked and told", async ({
  shared: { app, page },
}) => {
  await dropFiles(page, [await shopFile(folder, "shop.csv")]);
  await readForecast(page, 0);
  await expect(page.getByRole("region", { name: "Numbers" })).toContainText("6 days, 1 Mar 2024 – 6 Mar 2024");
  await expect(chart(page).locator(".chart")).toHaveAttribute("aria-label", /Values are missing in 2 places/);
  await expect(page.locator(".key-missing:not([data-off])")).toBeVisible();
  await keepScreenshot(page, "gaps");
  const dialog = await openSettings(page);
  await expectAccessibleInBothThemes(page, "import");
  await chooseRole(page, "temperature", "Explanatory");
  await chooseRule(page, "Long gaps", /^Split the series/);
  await chooseRule(page, "Longer steps", "Weekly");
  await dialog.getByRole("textbox", { name: "Missing" }).fill("9999");
  await page.keyboard.press("Enter");
  const zone = dialog.getByRole("combobox", { name: "Time zone" });
  await zone.focus();
  await zone.fill("Berl");
  await expect(page.getByRole("option", { name: "Europe/Berlin" })).toBeVisible();
  await keepScreenshot(page, "import-zone");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(zone).toHaveValue("Europe/Berlin");
  await dialog.getByRole("heading", { name: "Making the series" }).scrollIntoViewIfNeeded();
  await expectAccessibleInBothThemes(page, "import-options");
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(640, 480));
  await settingsOf(page).getByRole("table").scrollIntoViewIfNeeded();
  await expectAccessibleInBothThemes(page, "import-smallest");
});
