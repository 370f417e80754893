import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dropFiles, expect, root, test } from "./support/application.ts";
import { chooseRole, chooseRule, closedFile, seriesNames, timelessFile } from "./support/import-window.ts";
import { writeLargeFile } from "./support/large-file.ts";
import { expectAccessibleInBothThemes, keepScreenshot, originSlider, readForecast } from "./support/window.ts";

let folder = "";
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-rescue-"));
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

test("a file that failed is looked at, fixed and opened; what was open before stays", async ({ shared: { page } }) => {
  await dropFiles(page, [join(root, "samples/airline-passengers.csv")]);
  const before = await readForecast(page, 0);
  await dropFiles(page, [await closedFile(folder, "readings.csv")]);
  const alert = page.getByRole("alert").filter({ hasText: "readings.csv" });
  await expect(alert).toHaveAttribute("data-code", "no-value-column");
  expect((await readForecast(page, 0)).quantiles).toEqual(before.quantiles);

  await alert.getByRole("button", { name: /^Fix how it is read/ }).click();
  const dialog = page.getByRole("dialog", { name: "Fix how the file is read" });
  await expect(dialog.getByRole("alert")).toContainText("holds numbers");
  await expect(dialog.getByRole("row", { name: /^3 / })).toContainText("out of office");
  // A wrong fix is said where it was made, and the next one can follow at once.
  await chooseRole(page, "reading", "Time");
  await dialog.getByRole("button", { name: "Try again" }).click();
  await expect(dialog.getByRole("alert")).toHaveAttribute("data-code", /^(?!no-value-column)/);
  await keepScreenshot(page, "rescue-again");
  await chooseRole(page, "date", "Time");
  await dialog.getByRole("textbox", { name: "Missing" }).fill("out of office");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("status")).toContainText("“out of office” also means missing");
  await dialog.getByRole("button", { name: "Try again" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/ · 90 rows$/)).toBeVisible();
  expect(await seriesNames(page)).toEqual(["reading"]);
  await expect(page.getByRole("alert")).toHaveCount(0);
  // The file before is a tab away, as it was.
  await page.getByRole("row", { name: /airline-passengers/ }).click();
  expect((await readForecast(page, 0)).quantiles).toEqual(before.quantiles);
});

test("rows without times are counted from the start and in the steps that the user names", async ({
  shared: { page },
}) => {
  await dropFiles(page, [await timelessFile(folder, "timeless.csv")]);
  const alert = page.getByRole("alert").filter({ hasText: "timeless.csv" });
  await expect(alert).toHaveAttribute("data-code", "no-time-column");
  await alert.getByRole("button", { name: /^Fix how it is read/ }).click();
  const dialog = page.getByRole("dialog", { name: "Fix how the file is read" });
  await chooseRule(page, "Frequency", "Hourly");
  await dialog.getByRole("textbox", { name: "First row" }).fill("2024-03-01 06:00");
  await expect(dialog.getByRole("status")).toContainText("The first row is at 2024-03-01 06:00");
  await dialog.getByRole("button", { name: "Try again" }).click();
  await expect(dialog).toBeHidden();
  await readForecast(page, 0);
  await expect(page.locator(".series-span")).toContainText("1 Mar 2024 06:00");
});

test("light and dark: axe finds nothing in the card and the dialog of a file that failed", async ({
  shared: { app, page },
}) => {
  await dropFiles(page, [await closedFile(folder, "readings.csv", "state")]);
  await expect(page.getByRole("alert")).toBeVisible();
  await expectAccessibleInBothThemes(page, "rescue-card");
  await page.getByRole("button", { name: /^Fix how it is read/ }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessibleInBothThemes(page, "rescue");
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(640, 480));
  await expectAccessibleInBothThemes(page, "rescue-smallest");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("alert")).toBeVisible();
});

test("a file that is dropped while another one is read waits for its turn; both are opened, with time left in sight", async ({
  shared: { page },
}) => {
  const path = join(folder, "long.csv");
  await writeLargeFile(path, 60_000_000);
  await dropFiles(page, [path]);
  const card = page.getByRole("region", { name: "Opening long.csv" });
  await expect(card).toContainText(/of 6\d MB/);
  await dropFiles(page, [join(root, "samples/airline-passengers.csv"), join(root, "samples/co2-weekly.csv")]);
  await expect(card).toContainText("2 more files");
  await expect(page.getByRole("row", { name: /long\.csv/ })).toBeVisible({ timeout: 60_000 });
  for (const name of ["airline-passengers.csv", "co2-weekly.csv"])
    await expect(page.getByRole("row", { name: new RegExp(name) })).toBeVisible();
});

test("reading a large file again can be cancelled at once, and the first reading stays", async ({
  shared: { page },
}) => {
  const path = join(folder, "again.csv");
  await writeLargeFile(path, 60_000_000);
  await dropFiles(page, [path]);
  await expect(originSlider(page)).toBeVisible({ timeout: 60_000 });
  const before = await readForecast(page, 0);
  await page.getByRole("button", { name: "Import settings", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /Several rows at one time$/ }).click();
  await page.getByRole("option", { name: "Last" }).click();
  await dialog.getByRole("button", { name: "Apply" }).click();
  await expect(dialog.getByRole("progressbar")).toBeVisible();
  const cancelMs = await page.evaluate(async () => {
    const startedMs = performance.now();
    const buttons = [...document.querySelectorAll<HTMLElement>("[role=dialog] button")];
    buttons.find(({ textContent }) => textContent === "Cancel")?.click();
    while (document.querySelector("[role=dialog] [role=progressbar]") !== null)
      await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - startedMs;
  });
  test.info().annotations.push({ type: "cancel", description: `${cancelMs.toFixed(0)} ms` });
  expect(cancelMs).toBeLessThan(500);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  expect((await readForecast(page, 0)).quantiles).toEqual(before.quantiles);
});

test("the same file, changed on disk and dropped again, is another dataset; unchanged, it is the one that is open", async ({
  shared: { page },
}) => {
  const path = join(folder, "growing.csv");
  const rows = (count: number): string =>
    `date,value\n${Array.from({ length: count }, (_, day) => `${new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10)},${100 + (day % 7)}`).join("\n")}\n`;
  await writeFile(path, rows(60));
  await dropFiles(page, [path]);
  await expect(page.getByText(/ · 60 rows$/)).toBeVisible();
  await dropFiles(page, [path]);
  await expect(page.getByText("growing.csv is already open.")).toBeVisible();
  await writeFile(path, rows(75));
  await dropFiles(page, [path]);
  await expect(page.getByText(/ · 75 rows$/)).toBeVisible();
  await expect(page.getByRole("row", { name: /growing/ })).toHaveCount(2);
});
