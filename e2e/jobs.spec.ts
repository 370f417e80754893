/**
 * What analysts come for, as they would put it themselves: each job from the file to its end, in one window. At its end each is
 * looked at in three sizes and in light and dark; the pictures are in test-results/screenshots.
 */
import { execFileSync } from "node:child_process";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import type { Locator, Page } from "@playwright/test";
import { dropFiles, expect, root, type Running, test } from "./support/application.ts";
import { germanFile, openSettings, troubledFile } from "./support/import-window.ts";
import {
  chart,
  expectAccessible,
  expectAccessibleInBothThemes,
  keepScreenshot,
  numbersTable,
  originSlider,
  readForecast,
  useTheme,
} from "./support/window.ts";

let folder = "";
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-jobs-"));
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));
test.describe.configure({ timeout: 120_000 });

const airline = join(root, "samples/airline-passengers.csv");

/** A copy with contents of its own: what is corrected and adopted is found by them, in a window that other tests share. */
async function ownAirline(name: string, jan1949: number): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, (await readFile(airline, "utf8")).replace(/^("?1949-01"?),112/m, `$1,${jan1949}`));
  return path;
}

const front = (page: Page): Locator =>
  page.getByRole("grid", { name: "Open files" }).getByRole("row", { selected: true });
const notices = (page: Page): Locator => page.getByRole("region", { name: "Notices" });
const dialog = (page: Page, name: string): Locator => page.getByRole("dialog", { name });
const heading = (page: Page): Locator => page.getByRole("heading", { level: 1 });
const badge = (page: Page): Locator => page.locator(".trust-badge");

async function resize({ app, page }: Running, width: number, height: number, zoom = 1): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, size) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setContentSize(size.width, size.height);
      window?.webContents.setZoomFactor(size.zoom);
    },
    { width, height, zoom },
  );
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width / zoom);
}

/** The state at the end of a job, small, usual and large, in both themes; and nothing for axe to find. */
async function look(running: Running, job: string): Promise<void> {
  const { page } = running;
  await page.mouse.move(2, 2);
  for (const [width, height] of [
    [1920, 1080],
    [900, 600],
    [1280, 800],
  ] as const) {
    await resize(running, width, height);
    if (width === 1280) await expectAccessibleInBothThemes(page, `job-${job}-1280`);
    else
      for (const theme of ["light", "dark"] as const) {
        await useTheme(page, theme);
        await keepScreenshot(page, `job-${job}-${width}-${theme}`);
      }
  }
}

test("What will the next two years bring, and may I believe it?", async ({ shared }) => {
  const { page } = shared;
  await resize(shared, 1280, 800);
  await dropFiles(page, [airline]);
  await expect(page.getByRole("spinbutton", { name: "Step of the forecast" })).toContainText(
    /Dec 1962: \d+, 80.% between \d+ and \d+, \d+.% above Dec 1960/,
  );
  await expect(badge(page)).toContainText(/80.% range held \d+.%/);
  await badge(page).click();
  await expect(page.getByRole("dialog")).toContainText(/In \d+ past forecasts the median was off by/);
  await page.keyboard.press("Escape");
  await page.getByRole("radio", { name: "Corrected" }).click();
  await badge(page).click();
  await expect(page.getByRole("dialog")).toContainText(/past forecasts/);
  await look(shared, "01-believe");
  await page.keyboard.press("Escape");
  await page.getByRole("radio", { name: "As modelled" }).click();
});

test("What would we have said a year ago, and where were we most wrong?", async ({ shared }) => {
  const { page } = shared;
  await resize(shared, 1280, 800);
  await dropFiles(page, [airline]);
  await originSlider(page).focus();
  await page.keyboard.press("PageDown");
  const { actuals } = await readForecast(page, -12);
  expect(actuals.slice(0, 12).every(Number.isFinite)).toBe(true);
  await page.keyboard.press("Control+g");
  await page.getByRole("textbox", { name: "Date" }).fill("Jun 1957");
  await page.keyboard.press("Enter");
  await readForecast(page, -42);
  await page.getByRole("button", { name: "Worst misses" }).click();
  const misses = page.getByRole("list", { name: "Worst misses" });
  await misses.getByRole("button").first().click();
  await expect(misses.locator("[aria-current]")).toHaveCount(1);
  await look(shared, "02-year-ago");
  await page.keyboard.press("Escape");
});

const products = ["Trousers", "Shirts", "Hats", "Coats", "Socks", "Gloves", "Scarves"];

/** Monthly sales of articles in two regions: levels, trends and seasons differ, and so does how regular they are. */
async function shopsFile(name: string, count: number): Promise<string> {
  const lines = ["region,article,product,month,sales"];
  for (let series = 0; series < count; series += 1) {
    const article = Math.floor(series / 2);
    for (let month = 0; month < 60; month += 1) {
      const noise = ((series * 7919 + month * 104_729) % 211) / 211 - 0.5;
      const season = 0.2 * Math.sin((2 * Math.PI * (month + series)) / 12);
      const value =
        (100 + 37 * series) * (1 + (((series % 7) - 3) / 400) * month + season + (0.1 + (series % 5) * 0.2) * noise);
      const date = new Date(Date.UTC(2019, month, 1)).toISOString().slice(0, 10);
      lines.push(
        `${series % 2 === 0 ? "North" : "South"},Article ${article},${products[article % products.length]},${date},${value.toFixed(1)}`,
      );
    }
  }
  const path = join(folder, name);
  await writeFile(path, `${lines.join("\n")}\n`);
  return path;
}

const table = (page: Page): Locator => page.getByRole("main", { name: "All series" });
const tableRows = (page: Page): Locator => table(page).locator("tbody tr[data-row]");

/** The skill of each series that the table shows, once all are known. */
async function skills(page: Page): Promise<readonly number[]> {
  await expect(
    table(page)
      .getByText(/\d+ series/)
      .first(),
  ).toBeVisible();
  const cells = table(page).locator('td[data-column="skill"]');
  await expect(cells.filter({ hasText: "…" })).toHaveCount(0, { timeout: 60_000 });
  return cells.evaluateAll((found) => found.map((cell) => Number(cell.getAttribute("data-value"))));
}

test("Which of my articles need looking at, and which grow fastest?", async ({ shared }) => {
  const { page } = shared;
  await resize(shared, 1280, 800);
  await dropFiles(page, [await shopsFile("articles.csv", 14)]);
  await page.getByRole("button", { name: "All 14 series" }).click();
  await skills(page);
  await table(page)
    .getByRole("button", { name: /^All series Show/ })
    .click();
  await page.getByRole("option", { name: "Worst 20" }).click();
  const worst = await skills(page);
  expect(worst).toHaveLength(14);
  expect(worst).toEqual(worst.toSorted((one, other) => one - other));
  expect(worst[0]).toBeLessThan(worst.at(-1) ?? Number.NaN);
  await table(page)
    .getByRole("button", { name: /^None Groups/ })
    .click();
  await page.getByRole("option", { name: "region" }).click();
  await expect(table(page).locator('tr[data-row="group North"]')).toContainText("7 series");
  // By what the file says of them, too.
  const find = table(page).getByRole("searchbox", { name: "Find series by name" });
  await find.fill("socks");
  await expect(tableRows(page).filter({ hasText: "Article 4" })).toHaveCount(2);
  await find.fill("");
  await look(shared, "03-articles");
});

test("Is there a better model for this one?", async ({ shared }) => {
  const { page } = shared;
  await resize(shared, 1280, 800);
  await dropFiles(page, [await shopsFile("one-article.csv", 1)]);
  await readForecast(page, 0);
  await page.keyboard.press("Control+Shift+M");
  const comparison = page.getByRole("main", { name: "Compare models" });
  await expect(comparison.getByRole("button", { name: "Compare again" })).toBeEnabled({ timeout: 60_000 });
  const scores = page.getByRole("table", { name: "Scores of models" });
  const best = scores.locator("tbody tr").first();
  await expect(best).toContainText("Best");
  await best.getByRole("button", { name: /^What to do with/ }).click();
  await page.getByRole("menuitem", { name: "Adopt for this series" }).click();
  await expect(notices(page)).toContainText(/adopt/i);
  await look(shared, "04-better-model");
});

const nowhere = { x: 0, y: 0, width: 0, height: 0 };

test("Autumn 1960 was a strike: leave it out, and show me what that changes", async ({ shared }) => {
  const { page } = shared;
  const file = await ownAirline("strike.csv", 113);
  const before = await readFile(file, "utf8");
  await resize(shared, 1280, 800);
  await dropFiles(page, [file]);
  await originSlider(page).waitFor();
  // In the chart, by the keyboard: from the last value some steps back, and what can be done to it.
  await chart(page).locator(".chart[aria-label]").focus();
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Shift+F10");
  const menu = page.getByRole("menu", { name: "What to do with it" });
  await expect(page.getByRole("dialog", { name: /^Correct (Sep|Oct) 1960: \d/ })).toBeVisible();
  await keepScreenshot(page, "correcting-menu");
  await menu.getByRole("menuitem", { name: "Multiply…" }).click();
  await page.getByRole("textbox", { name: "Factor" }).fill("2");
  await page.getByRole("textbox", { name: "Factor" }).press("Enter");
  // The forecast as it was is drawn, and the sentence says how it moved.
  const note = page.getByRole("status").filter({ hasText: "Before the correction" });
  await expect(note).toContainText(/The forecast moved by .\d/);
  await expect(chart(page).locator(".scatterlayer .trace")).not.toHaveCount(0);
  await keepScreenshot(page, "correcting-overlay");

  // A drag with Shift chooses a stretch; what is chosen there is chosen in the rows.
  const { x, y, width, height } = (await chart(page).locator(".chart-canvas").boundingBox()) ?? nowhere;
  await page.keyboard.down("Shift");
  await page.mouse.move(x + width * 0.3, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.4, y + height / 2, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up("Shift");
  await expect(page.getByRole("dialog", { name: /^Correct \w+ 19\d\d to \w+ 19\d\d, \d+ months$/ })).toBeVisible();
  await keepScreenshot(page, "correcting-chosen");
  await menu.getByRole("menuitem", { name: "Undo 1 correction" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Before undo" })).toBeVisible();
  await page.getByRole("button", { name: "Hide: Before undo" }).click();
  await expect(note).toHaveCount(0);

  await page.keyboard.press("Control+Shift+X");
  await expect(page.getByText(/^\d\d rows chosen$/)).toBeVisible();
  const rows = page.getByRole("listbox", { name: "Values by time" });
  const side = page.getByRole("complementary", { name: "Corrections" });
  await rows.getByRole("option", { name: /^Jan 1949 ?113$/ }).click();
  // The last year, by the keyboard alone.
  await page.keyboard.press("End");
  for (let step = 0; step < 11; step += 1) await page.keyboard.press("Shift+ArrowUp");
  await expect(page.getByText("12 rows chosen")).toBeVisible();
  await page.getByRole("button", { name: "Exclude", exact: true }).click();
  await expect(side).toContainText("Jan 1960 to Dec 1960, 12 steps");
  await expect(side.getByRole("status")).toContainText(/The forecast moved by .\d/);
  await expect(rows.getByRole("option", { name: /^Dec 1960 ?– ?in the file 432/ })).toBeVisible();

  // The menu of the rows is the chart's.
  await rows.getByRole("option", { name: /^Dec 1960/ }).press("Shift+F10");
  await menu.getByRole("menuitem", { name: "Undo 1 correction" }).click();
  await expect(rows.getByRole("option", { name: /^Dec 1960 ?432$/ })).toBeVisible();
  await page.getByRole("button", { name: "Redo 1 correction" }).click();
  await page.getByRole("button", { name: /^Take back: Excluded/ }).click();
  await expect(side).toContainText("Nothing is corrected.");

  await rows.getByRole("option", { name: /^Dec 1960/ }).click();
  await page.getByRole("button", { name: "Replace…" }).click();
  await page.getByRole("textbox", { name: "Value for all of them" }).fill("900");
  await page.getByRole("textbox", { name: "Value for all of them" }).press("Enter");
  await expect(side).toContainText("Replaced by 900");
  await side.getByRole("button", { name: "Suggest outliers" }).click();
  await expect(side.getByRole("region", { name: "Suggested outliers" })).toContainText("Dec 1960: 900");

  await look(shared, "05-strike");
  expect(await readFile(file, "utf8")).toBe(before);
});

test("Today's export came: what changed against yesterday's, and how good was our forecast?", async ({ shared }) => {
  const { page } = shared;
  const lines = (await readFile(join(root, "samples/airline-passengers.csv"), "utf8")).trimEnd().split(/\r?\n/);
  const [old, today] = [join(folder, "yesterday.csv"), join(folder, "today.csv")];
  const revised = lines.map((line) => line.replace(/^"1955-03",\d+/, '"1955-03",500'));
  await writeFile(old, `${lines.slice(0, -6).join("\n")}\n`);
  await writeFile(today, `${revised.join("\n")}\n`);
  await resize(shared, 1280, 800);
  await dropFiles(page, [old, today]);
  await originSlider(page).waitFor();
  await page.getByRole("row", { name: "today.csv" }).click();
  await page.keyboard.press("Control+Shift+H");
  await expect(page.getByText("Forecasts of this file are kept from now on")).toBeVisible();
  const changes = page.getByRole("table", { name: "Changes by series" });
  await expect(changes).toContainText("1 changed, 6 added");
  await expect(changes).toContainText("Most at Mar 1955: 267 → 500");
  await expect(changes.locator("[data-column=outcome]")).toHaveText(/^[0-6] of 6 inside, MASE \d\.\d\d$/);
  await expect(changes.locator("[data-column=forecast]")).toHaveAttribute("data-value", /^\d/);

  await page.getByRole("textbox", { name: "Level to cross" }).fill("500");
  await page.keyboard.press("Enter");
  await expect(changes.locator("[data-column=level]")).toHaveText(/^\d+\s% → \d+\s%, /);
  await look(shared, "06-versions");

  await page.getByRole("button", { name: "Swap the two files" }).click();
  await expect(changes).toContainText("6 no longer there");

  // Two models of one file; a row opens both forecasts.
  await page.getByRole("radio", { name: "Models" }).click();
  await expect(page.getByText("1 series: 1 with another forecast.")).toBeVisible();
  await expect(changes.locator("[data-column=level]")).toHaveText(/^\d+\s% → \d+\s%, /);
  await expectAccessible(page);
  await keepScreenshot(page, "versions-models");
  await changes.getByRole("button").last().click();
  await expect(page.getByRole("status").filter({ hasText: "The forecast differs by" })).toContainText("Fantail Base");
  await keepScreenshot(page, "versions-overlaid");
  await page.getByRole("button", { name: "Hide: Fantail Base" }).click();
  await expect(originSlider(page)).toBeVisible();

  // What was forecast is judged by the rows that come.
  await readForecast(page, 0);
  await expect(numbersTable(page)).toContainText("Jul 1960");
  await appendFile(old, `${lines.slice(-6).join("\n")}\n`);
  await page.keyboard.press("Control+R");
  await expect(numbersTable(page)).toContainText("Jan 1961");
  await expect(numbersTable(page)).not.toContainText("Jul 1960");
  await expect(page.getByRole("status").filter({ hasText: "As forecast on" })).toContainText("The forecast moved by");
  await keepScreenshot(page, "versions-reloaded");
  await page.keyboard.press("Control+Shift+H");
  const track = page.getByRole("table", { name: "Track record" });
  const made = track.getByRole("row").filter({ hasText: "Jun 1960" });
  await expect(made.filter({ hasText: "Fantail Base" })).toContainText(/6 of \d+[0-6] of 6/);
  await expect(made.filter({ hasText: "Seasonal naive" })).toContainText(/6 of \d+[0-6] of 6/);
  await expect(page.getByText(/^\d+ of 12 values inside the 80\s% ranges\.$/)).toBeVisible();
  await expectAccessibleInBothThemes(page, "versions-track-record");
});

test("Finance writes 1.234,5 and days first: read it right", async ({ shared }) => {
  const { page } = shared;
  await resize(shared, 1280, 800);
  await dropFiles(page, [await germanFile(folder, "Umsatz.csv")]);
  await expect(heading(page)).toHaveText("Umsatz");
  const { actuals } = await readForecast(page, 0);
  expect(actuals.every(Number.isNaN)).toBe(true);
  await page.getByRole("button", { name: /^How the file was read/ }).click();
  const report = page.getByRole("complementary", { name: "How the file was read" });
  await expect(report).toContainText(/comma/i);
  const settings = await openSettings(page);
  await expect(settings).toContainText("1.201,5");
  await look(shared, "07-german");
  await page.keyboard.press("Escape");
});

async function exportItem(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name }).click();
}

const clipboardOf = ({ app }: Running): Promise<{ text: string; html: string; picture: { width: number } }> =>
  app.evaluate(({ clipboard }) => ({
    text: clipboard.readText(),
    html: clipboard.readHTML(),
    picture: clipboard.readImage().getSize(),
  }));

const month = (index: number): string => new Date(Date.UTC(2018, index, 1)).toISOString().slice(0, 7);
const value = (index: number, from: number): string => (from + 10 * Math.sin((index / 6) * Math.PI)).toFixed(1);

test("I have it in a spreadsheet: paste, forecast, and copy back", async ({ shared: running, commands }) => {
  const { app, page } = running;
  await resize(running, 1280, 800);
  const cells = ["Month\tNorth\tSouth"].concat(
    Array.from({ length: 60 }, (_, index) => `${month(index)}\t${value(index, 50)}\t${value(index, 80)}`),
  );
  await app.evaluate(({ clipboard }, text) => clipboard.writeText(text), cells.join("\r\n"));
  await page.keyboard.press("ControlOrMeta+v");
  await expect(front(page)).toHaveText(/^Pasted, \d\d:\d\d/);
  await expect(notices(page)).toContainText("is kept as a file");
  const shown = await readForecast(page, 0);

  await exportItem(page, "As a command");
  await expect(notices(page)).toContainText("The command is on the clipboard.");
  const { text: command } = await clipboardOf(running);
  const words = execFileSync("sh", ["-c", `fantail() { printf '%s\\0' "$@"; }\n${command}`], { encoding: "utf8" });
  const answer = await commands.json<{
    forecasts: { series: string; levels: number[]; quantiles: number[][] }[];
  }>(words.split("\0").slice(0, -1));
  const [forecast] = answer.forecasts;
  expect(answer.forecasts).toHaveLength(1);
  expect(forecast?.series).toBe(shown.series);
  for (const [level, numbers] of shown.quantiles)
    expect(forecast?.quantiles[forecast.levels.indexOf(level)]?.map(Math.fround), String(level)).toEqual(numbers);

  await page.getByRole("button", { name: "Copy the numbers" }).click();
  await page.getByRole("menuitem", { name: "Copy history and forecast" }).click();
  await expect(notices(page)).toContainText("rows are on the clipboard.");
  const { text, html } = await clipboardOf(running);
  const rows = text.trimEnd().split("\r\n");
  expect(rows).toHaveLength(1 + 60 + shown.horizon);
  expect(rows[1]).toMatch(/^2018-01-01\t50\t/);
  expect(html).toContain('x:num="50"');

  await exportItem(page, "Picture of the chart");
  await expect(notices(page)).toContainText("The picture is on the clipboard.");
  expect((await clipboardOf(running)).picture.width).toBe(2400);
  await look(running, "08-pasted");
});

test("The board wants a report, and the planners a table for each series", async ({ shared: running }) => {
  const { app, page } = running;
  await resize(running, 1280, 800);
  const months = Array.from({ length: 60 }, (_, index) => `${month(index)},${value(index, 50)},${value(index, 80)}`);
  await writeFile(join(folder, "plan.csv"), `Month,North,South\n${months.join("\n")}\n`);
  await dropFiles(page, [join(folder, "plan.csv")]);
  await readForecast(page, 0);
  const report = join(folder, "report.pdf");
  await app.evaluate(
    ({ dialog: asked }, [filePath, target]) => {
      asked.showSaveDialog = (() => Promise.resolve({ canceled: false, filePath })) as typeof asked.showSaveDialog;
      asked.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [target] });
    },
    [report, folder] as const,
  );
  await exportItem(page, "Title, author and comments…");
  const details = dialog(page, "Title, author and comments");
  await details.getByRole("textbox", { name: "Title" }).fill("Plan for 2023");
  await details.getByRole("textbox", { name: "Comments" }).fill("As agreed.");
  await expectAccessibleInBothThemes(page, "report-details");
  await details.getByRole("button", { name: "Save" }).click();
  await expect(details).toBeHidden();
  await exportItem(page, /^Report \(PDF\)/);
  await expect(notices(page)).toContainText("Saved report.pdf");
  const pdf = await readFile(report);
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  for (const part of ["/StructTreeRoot", "/Outlines", "/Lang"]) expect(pdf.includes(part), part).toBe(true);
  expect(textRuns(pdf)).toBeGreaterThan(50);

  await page.keyboard.press("ControlOrMeta+Shift+e");
  const several = dialog(page, "Export several series");
  await several.getByRole("radio", { name: "One for each series" }).click();
  await several.getByRole("button", { name: /As$/ }).click();
  await page.getByRole("option", { name: /^Table \(CSV\)/ }).click();
  await look(running, "09-report");
  await several.getByRole("button", { name: "Export…" }).click();
  await expect(several).toContainText("2 series are in 2 files.");
  await several.getByRole("button", { name: "Done" }).click();
  const written = (await readdir(folder)).filter((name) => /^(North|South)\.csv$/.test(name));
  expect(written.sort()).toEqual(["North.csv", "South.csv"]);
  expect(await readFile(join(folder, "South.csv"), "utf8")).toMatch(/^series,model,origin,timestamp[^]*\nSouth,/);
});

test("The numbers are in a database, and the rest in a folder", async ({ shared: running }) => {
  const { app, page } = running;
  await resize(running, 1280, 800);
  const database = join(folder, "shop.db");
  await app.evaluate((_, path) => {
    const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
    const db = new DatabaseSync(path);
    db.exec("create table sales (day text, units integer); create table notes (at integer, text text); begin");
    const insert = db.prepare("insert into sales values (?, ?)");
    for (let day = 0; day < 90; day += 1)
      insert.run(new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10), 20 + (day % 7));
    db.exec("commit");
    db.close();
  }, database);
  await dropFiles(page, [database]);
  await expect(front(page)).toHaveText(/shop\.db/);
  await readForecast(page, 0);
  await expect(numbersTable(page)).toHaveAttribute("data-series", "units");
  expect((await readdir(folder)).filter((name) => name.startsWith("shop"))).toEqual(["shop.db"]);

  const data = join(folder, "data");
  await mkdir(join(data, "old"), { recursive: true });
  const yearly = Array.from({ length: 40 }, (_, year) => `${1970 + year},${year % 7}`).join("\n");
  for (const name of ["a.csv", "old/b.csv"]) await writeFile(join(data, name), `year,value\n${yearly}${name}\n`);
  await writeFile(join(data, "picture.png"), "none");
  await dropFiles(page, [data]);
  const files = dialog(page, "Open files of a folder");
  await expect(files.getByRole("option")).toHaveText([/a\.csv/, /old\/b\.csv/]);
  await look(running, "10-folder");
  await files.getByRole("option", { name: "old/b.csv" }).click();
  await files.getByRole("button", { name: "Open", exact: true }).click();
  await expect(front(page)).toHaveText(/a\.csv/);
});

test("What is in this file before I trust it?", async ({ shared }) => {
  const { page } = shared;
  await resize(shared, 1280, 800);
  await dropFiles(page, [await troubledFile(folder, "sensor.csv", "sensor")]);
  await originSlider(page).waitFor();
  await page.getByRole("button", { name: /^How the file was read/ }).click();
  await expect(page.getByRole("complementary", { name: "How the file was read" })).toContainText("missing");
  await page.keyboard.press("Control+Shift+P");
  const profile = page.getByRole("main", { name: "Profile of the data" });
  await expect(profile.locator(".profile-progress")).toHaveCount(0, { timeout: 60_000 });
  await expect(profile).toContainText("Rising trend");
  await look(shared, "11-profile");
});

test("Try everything over lunch, and tell me what is best", async ({ shared }) => {
  const { page } = shared;
  await resize(shared, 1280, 800);
  await dropFiles(page, [await shopsFile("lunch.csv", 2)]);
  await originSlider(page).waitFor();
  await page.keyboard.press("ControlOrMeta+b");
  const settings = dialog(page, "Find the best model");
  await settings.getByRole("radio", { name: "All 2 series" }).click();
  await settings.getByRole("textbox", { name: "Horizon" }).fill("6");
  await settings.getByRole("button", { name: /Stop$/ }).click();
  await page.getByRole("option", { name: "After some trials" }).click();
  await settings.getByRole("textbox", { name: "Trials" }).fill("16");
  await page.keyboard.press("Tab");
  await settings.getByRole("button", { name: "Start search" }).click();
  const job = page.getByRole("complementary", { name: "Queue" }).getByRole("row", { name: "lunch.csv" });
  await expect(job).toContainText("Done", { timeout: 90_000 });
  await page.getByRole("list").getByRole("button", { name: "Open result" }).click();
  const result = dialog(page, "Best models for lunch.csv");
  await expect(result.getByRole("grid").getByRole("row")).toHaveCount(2);
  await look(shared, "12-lunch");
  await page.keyboard.press("Escape");
});

/** Presses Tab until something has the focus, as a person without a pointer does. */
async function tabTo(page: Page, target: Locator, key = "Tab"): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element.contains(document.activeElement))) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${String(target)} is not reached by ${key}.`);
}

/** At another zoom Playwright's own picture is of a part alone. */
async function keepWholeWindow({ app }: Running, name: string): Promise<void> {
  const picture = await app.evaluate(async ({ BrowserWindow }) => {
    const shown = await BrowserWindow.getAllWindows()[0]?.webContents.capturePage();
    return shown?.toPNG().toString("base64") ?? "";
  });
  await mkdir(join(root, "test-results/screenshots"), { recursive: true });
  await writeFile(join(root, "test-results/screenshots", `${name}.png`), Buffer.from(picture, "base64"));
}

test("The whole morning without a mouse, at twice the size: from the file over its worst series to the export", async ({
  shared,
}) => {
  const { app, page } = shared;
  const saved = join(folder, "worst.csv");
  await app.evaluate(({ dialog: asked }, filePath) => {
    asked.showSaveDialog = (() => Promise.resolve({ canceled: false, filePath })) as typeof asked.showSaveDialog;
  }, saved);
  const isHigh = async (): Promise<void> =>
    expect
      .poll(async () => (await page.locator(".chart-frame").boundingBox())?.height ?? 0)
      .toBeGreaterThanOrEqual(240);
  await dropFiles(page, [await shopsFile("morning.csv", 6)]);
  await originSlider(page).waitFor();
  for (const [width, height] of [
    [900, 600],
    [1280, 800],
  ] as const) {
    await resize(shared, width, height, 2);
    await isHigh();
    expect(
      await page.locator(".panel-main").evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
    ).toBe(0);
    await keepWholeWindow(shared, `job-13-chart-${width}-zoomed`);
    // But for a fraction of a pixel.
    await page.getByRole("button", { name: "Future" }).scrollIntoViewIfNeeded();
    await expect(page.getByRole("button", { name: "Future" })).toBeInViewport({ ratio: 0.98 });
  }

  // The worst of all series.
  await page.keyboard.press("Control+Shift+A");
  await skills(page);
  await tabTo(page, table(page).getByRole("button", { name: /Show$/ }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("listbox")).toBeVisible();
  await page.keyboard.type("Worst");
  await page.keyboard.press("Enter");
  await expect(tableRows(page)).toHaveCount(6);
  const worst = await skills(page);
  expect(worst).toEqual(worst.toSorted((one, other) => one - other));
  await tabTo(page, table(page).getByRole("grid", { name: "All series" }));
  await page.keyboard.press("Home");
  const series = (await table(page).locator("tr[data-active]").getAttribute("data-row")) ?? "";
  await keepWholeWindow(shared, "job-13-table-zoomed");
  await page.keyboard.press("Enter");
  await expect(heading(page)).toHaveText(series);
  await isHigh();
  await tabTo(page, originSlider(page));
  await page.keyboard.press("PageDown");
  await expect(page.locator(".scrubber-origin")).toHaveText("12 months back");
  await page.keyboard.press("End");
  await expect(page.locator(".scrubber-origin")).toHaveText("Forecast from all data");

  // What does better there.
  await page.keyboard.press("Control+Shift+M");
  const comparison = page.getByRole("main", { name: "Compare models" });
  await expect(comparison.getByRole("button", { name: "Compare again" })).toBeEnabled({ timeout: 60_000 });
  const first = page.getByRole("table", { name: "Scores of models" }).locator("tbody tr").first();
  await tabTo(page, first.getByRole("button", { name: /^What to do with/ }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Adopt for this series" })).toBeFocused();
  await keepWholeWindow(shared, "job-13-comparison-zoomed");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await tabTo(page, comparison.getByRole("button", { name: "Back to the forecast" }), "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("group", { name: "Adopted model" })).toBeVisible();

  // Its last three months don't count.
  await page.keyboard.press("Control+Shift+X");
  const rows = page.getByRole("listbox", { name: "Values by time" });
  await expect(rows.getByRole("option").first()).toBeVisible();
  await tabTo(page, rows);
  await page.keyboard.press("End");
  await page.keyboard.press("Shift+ArrowUp");
  await page.keyboard.press("Shift+ArrowUp");
  await expect(page.getByText("3 rows chosen")).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Exclude", exact: true }), "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("complementary", { name: "Corrections" })).toContainText("3 steps");
  await keepWholeWindow(shared, "job-13-correcting-zoomed");
  // The first Escape is the button's tooltip's.
  await tabTo(page, page.getByRole("button", { name: "Back to the forecast" }), "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(chart(page)).toBeVisible();

  await page.keyboard.press("Control+e");
  await expect(page.getByRole("menu", { name: "Export" })).toBeVisible();
  await keepWholeWindow(shared, "job-13-export-zoomed");
  await page.keyboard.type("Table");
  await page.keyboard.press("Enter");
  await expect(notices(page)).toContainText("Saved worst.csv");
  const written = await readFile(saved, "utf8");
  expect(written.split("\n")[1]).toMatch(new RegExp(`^"?${series}`));
  await isHigh();
  await expectAccessible(page);
  await keepWholeWindow(shared, "job-13-saved-zoomed");
});

/** How often text is shown in the streams of a PDF. */
function textRuns(pdf: Buffer): number {
  let runs = 0;
  for (let at = pdf.indexOf("stream\n"); at >= 0; at = pdf.indexOf("stream\n", at + 7)) {
    // The end of a stream's mark is another one's beginning.
    if (pdf.subarray(at - 3, at).toString() === "end") continue;
    try {
      const text = inflateSync(pdf.subarray(at + 7), { finishFlush: 2 }).toString("latin1");
      runs += text.match(/\bT[jJ]\b/g)?.length ?? 0;
    } catch {
      // A font, or a picture that is packed otherwise.
    }
  }
  return runs;
}
