import { appendFile, copyFile, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { expect, root } from "./support/application.ts";
import { fantailJson } from "./support/command-line.ts";
import { testsOfFile } from "./support/file-window.ts";
import {
  expectAccessible,
  expectAccessibleInBothThemes,
  keepScreenshot,
  originSlider,
  request,
} from "./support/window.ts";

const sample = join(root, "samples/airline-passengers.csv");
const horizon = 6;
const models = ["seasonal-naive", "ets", "theta"];

interface Report {
  readonly models: readonly { readonly id: string; readonly MASE: number; readonly WQL: number }[];
}

const test = testsOfFile(async () => {
  const file = join(await mkdtemp(join(tmpdir(), "fantail-comparison-")), "passengers.csv");
  await copyFile(sample, file);
  return file;
});
test.describe.configure({ mode: "serial", timeout: 120_000 });

const comparison = (page: Page): Locator => page.getByRole("main", { name: "Compare models" });
const scores = (page: Page): Locator => page.getByRole("table", { name: "Scores of models" });
const rowOf = (page: Page, model: string): Locator => scores(page).locator(`tr[data-model="${model}"]`);

async function valueIn(page: Page, model: string, column: string): Promise<number> {
  const text = await rowOf(page, model).locator(`td[data-column="${column}"]`).getAttribute("data-value");
  return Number(text);
}

/** Types a number into a field of the page, as a user does. */
async function setNumber(page: Page, name: string, value: number): Promise<void> {
  const field = comparison(page).getByRole("textbox", { name });
  await field.fill(String(value));
  await field.press("Enter");
}

async function compare(page: Page): Promise<void> {
  await comparison(page).getByRole("button", { name: "Compare", exact: true }).click();
  await expect(comparison(page).getByRole("button", { name: "Compare again" })).toBeEnabled({ timeout: 60_000 });
}

/** Of the file in front, as main has them. */
async function adoptedMethods(page: Page): Promise<readonly string[]> {
  const { dataset } = await page.evaluate(() => ({
    dataset: document.querySelector("[data-comparison]")?.getAttribute("data-comparison") ?? "",
  }));
  const { value } = await request(page, "methods:list", { dataset });
  return (value as { method: string }[]).map(({ method }) => method);
}

test("opens by its keys, compares what is chosen, and gives the command line's numbers", async ({ running, file }) => {
  const { page } = running;
  await page.keyboard.press("Control+Shift+M");
  // Each model has a row from the start, and its own numbers before the slowest is done.
  await page.locator('tr[data-model="auto"][data-waiting]').waitFor();
  await page.waitForFunction(
    () =>
      document.querySelector('tr[data-model="ets"] td[data-column="wins"]')?.textContent === "\u2026" &&
      document.querySelector('tr[data-model="auto"][data-waiting]') !== null,
  );
  await keepScreenshot(page, "comparison-computing");
  await expect(comparison(page).getByRole("button", { name: "Compare again" })).toBeEnabled({ timeout: 60_000 });
  await expect(scores(page).getByRole("rowheader").filter({ hasText: "Seasonal naive" })).toHaveCount(1);

  // By keyboard: everything else is taken out of the list.
  await comparison(page).getByRole("button", { name: "models" }).press("Enter");
  const picker = page.getByRole("listbox", { name: "Models to compare" });
  const chosen = picker.getByRole("option", { selected: true });
  for (const name of ["Automatic", "Fantail", "ARIMA"]) {
    const option = chosen.filter({ hasText: name }).first();
    await option.focus();
    await page.keyboard.press("Space");
  }
  await expect(chosen).toHaveCount(models.length);
  await expect(picker.getByRole("option", { name: "Croston (SBA)" })).toContainText("for demand that is mostly zero");
  await page.keyboard.press("Escape");
  await setNumber(page, "Horizon", horizon);
  await setNumber(page, "Past forecasts", 7);
  await expect(comparison(page).getByRole("status").filter({ hasText: "changed since" })).toBeVisible();
  await compare(page);

  const words = ["--horizon", String(horizon), "--origins", "7", "--models", models.join(",")];
  const report = await fantailJson<Report>(["backtest", file, ...words]);
  expect(report.models.map(({ id }) => id)).toEqual(models);
  for (const { id, MASE, WQL } of report.models) {
    expect(await valueIn(page, id, "MASE"), id).toBeCloseTo(MASE, 12);
    expect(await valueIn(page, id, "WQL"), id).toBeCloseTo(WQL, 12);
  }
  const naive = report.models[0]?.MASE ?? Number.NaN;
  const ets = report.models[1]?.MASE ?? Number.NaN;
  expect(await valueIn(page, "ets", "skill")).toBeCloseTo(1 - ets / naive, 12);
});

test("sorts by a column, shows errors by step and period, and past forecasts", async ({ running }) => {
  const { page } = running;
  const header = scores(page).getByRole("columnheader", { name: "MASE" });
  await expect(header).toHaveAttribute("aria-sort", "ascending");
  const order = () =>
    scores(page)
      .locator("tbody tr")
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-model")));
  const ascending = await order();
  await header.getByRole("button").press("Enter");
  await expect(header).toHaveAttribute("aria-sort", "descending");
  expect(await order()).toEqual(ascending.toReversed());

  const bySteps = page.getByRole("table", { name: "MAE by month ahead" });
  await expect(bySteps.getByRole("row")).toHaveCount(horizon + 1);
  // The mean over the steps is that of the table.
  await comparison(page)
    .getByRole("button", { name: /Further column$/ })
    .click();
  await page.getByRole("option", { name: /^MAE\b/ }).click();
  const cells = await bySteps
    .locator("tbody tr td:nth-child(3)")
    .evaluateAll((all) => all.map((cell) => Number(cell.getAttribute("data-value"))));
  expect(cells.reduce((sum, value) => sum + value, 0) / horizon).toBeCloseTo(await valueIn(page, "ets", "MAE"), 9);

  await page.getByRole("tab", { name: "By period" }).press("Enter");
  await expect(page.getByRole("table", { name: "MAE by period" }).getByRole("rowheader").first()).toBeVisible();
  await page.getByRole("tab", { name: "Past forecasts" }).click();
  await comparison(page)
    .getByRole("button", { name: /Made after$/ })
    .click();
  await page.getByRole("option", { name: "Jun 1960" }).click();
  const past = page.getByRole("table", { name: "Medians and what happened" });
  await expect(past.getByRole("row")).toHaveCount(horizon + 1);
  const values = (await readFile(sample, "utf8"))
    .trim()
    .split(/\r?\n/)
    .map((row) => Number(row.split(",").at(-1)));
  // Seasonal naive repeats the year before.
  const column = past.locator("tbody tr td:nth-child(3)");
  await expect(column.first()).toHaveAttribute("data-value", String(values.at(-6 - 12)));
});

test("looks into the residuals of a model", async ({ running }) => {
  const { page } = running;
  await rowOf(page, "ets").getByRole("button", { name: "What to do with ETS" }).press("Enter");
  await page.getByRole("menuitem", { name: "Look at its residuals" }).click();
  await expect(comparison(page).getByText(/^The residuals (look like noise|still carry a pattern)/)).toBeVisible();
  await expect(page.getByRole("table", { name: "Parameters" }).getByRole("rowheader", { name: "alpha" })).toBeVisible();
});

test("gives the table away: as a file, and to the clipboard", async ({ running, file }) => {
  const { app, page } = running;
  const saved = join(dirname(file), "table.csv");
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = (() => Promise.resolve({ canceled: false, filePath })) as typeof dialog.showSaveDialog;
  }, saved);
  await comparison(page).getByRole("button", { name: "Save the table as CSV" }).click();
  await expect(page.getByText("Saved table.csv")).toBeVisible();
  const [header = "", ...rows] = (await readFile(saved, "utf8")).trim().split("\r\n");
  expect(header).toMatch(/^Model,Id,Skill,MASE,WQL,In 80 %,Bias,Seconds,Origins won,Against the best,80 % width,MAE$/);
  const ets = rows.find((row) => row.startsWith("ETS,ets,"))?.split(",") ?? [];
  expect(Number(ets[3])).toBe(await valueIn(page, "ets", "MASE"));

  await comparison(page).getByRole("button", { name: "Copy the table" }).click();
  await expect(page.getByText("The table is copied.")).toBeVisible();
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied.split("\n").map((line) => line.split("\t")[1])).toEqual([
    "Id",
    ...rows.map((row) => row.split(",")[1]),
  ]);
});

test("leaves no tooltip behind that another one replaced", async ({ running }) => {
  const { page } = running;
  const tooltips = page.getByRole("tooltip");
  const heading = comparison(page).getByRole("heading", { level: 1 });
  const save = comparison(page).getByRole("button", { name: "Save the table as CSV" });
  await heading.hover();
  await save.press("Shift+Tab");
  await expect(tooltips).toHaveText(["Copy the table"]);
  // A mouse that had not moved since the keyboard was used would open none.
  await heading.hover({ position: { x: 4, y: 4 } });
  await save.hover();
  await expect(tooltips).toHaveText(["Save the table as CSV"]);
  await heading.click();
  await expect(tooltips).toHaveCount(0);
});

test("has nothing that axe finds, wide in both themes and narrow", async ({ running }) => {
  const { app, page } = running;
  await page.getByRole("tab", { name: "By month ahead" }).click();
  // Where the mouse rests over a button, as the page moves under it, a tooltip opens, which is in no landmark.
  await comparison(page).getByRole("heading", { level: 1 }).hover();
  await expect(page.getByRole("tooltip")).toHaveCount(0);
  await expectAccessibleInBothThemes(page, "comparison-wide");
  await page.getByRole("tab", { name: "Residuals" }).click();
  await expect(page.getByRole("table", { name: "Parameters" })).toBeVisible();
  await expectAccessible(page);
  await keepScreenshot(page, "comparison-residuals");
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(900, 700));
  await expectAccessible(page);
  await keepScreenshot(page, "comparison-narrow");
});

test("a method is adopted, and given back", async ({ running }) => {
  const { page } = running;
  const before = await adoptedMethods(page);
  await rowOf(page, "theta").getByRole("button", { name: "What to do with Theta" }).click();
  await page.getByRole("menuitem", { name: "Adopt for this series" }).click();
  const notice = page.getByText("Theta is adopted for Passengers.");
  await expect(notice).toBeVisible();
  expect(await adoptedMethods(page)).toEqual(["theta"]);
  await page.getByRole("button", { name: "Undo", exact: true }).first().click();
  await expect.poll(() => adoptedMethods(page)).toEqual(before);
  await expect(notice).toHaveCount(0);
});

test("keeps the scores when the file is read again, says so, and Escape leads back", async ({ running, file }) => {
  const { page } = running;
  await appendFile(file, "1961-01,450\n");
  await page.keyboard.press("Control+R");
  await expect(comparison(page).getByText("The file was read again since these scores were computed.")).toBeVisible();
  await expect(scores(page)).toBeVisible();
  // The tab that was left open; what it shows can't be asked of a reading that is gone.
  await expect(
    comparison(page).getByText("Compare again to see residuals of the file as it is read now."),
  ).toBeVisible();
  await compare(page);
  await expect(page.getByRole("table", { name: "Parameters" })).toBeVisible();
  await expect(comparison(page).getByText("read again")).toHaveCount(0);
  await comparison(page).focus();
  await page.keyboard.press("Escape");
  await expect(originSlider(page)).toBeVisible();
});
