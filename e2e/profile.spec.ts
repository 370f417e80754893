import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { expect } from "./support/application.ts";
import { testsOfFile } from "./support/file-window.ts";
import { chart, expectAccessible, keepScreenshot, originSlider, useTheme } from "./support/window.ts";

const steps = 360;
const spikes = [60, 150, 290];
const shift = 200;
const lag = 3;
const dayOf = (step: number): Date => new Date(Date.UTC(2023, 0, 2 + step));

/** Even numbers in [−1, 1), the same in every run. */
function noise(count: number): readonly number[] {
  let state = 12345;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Two weekly series of which the first is ahead by three days; it has three spikes and moves up once. A third never changes. */
function table(): string {
  const shared = noise(steps + lag);
  const own = noise(steps);
  const rows = Array.from({ length: steps }, (_, step) => {
    const week = Math.sin((2 * Math.PI * step) / 7);
    const first =
      100 + 20 * week + 8 * (shared[step + lag] ?? 0) + (step >= shift ? 45 : 0) + (spikes.includes(step) ? 130 : 0);
    const second = 60 + 10 * week + 8 * (shared[step] ?? 0) + (own[step] ?? 0);
    const day = dayOf(step).toISOString().slice(0, 10);
    return [`early,${day},${first.toFixed(2)}`, `late,${day},${second.toFixed(2)}`, `flat,${day},7`];
  });
  return ["series,day,value", ...rows.flat()].join("\n");
}

const test = testsOfFile(async () => {
  const file = join(await mkdtemp(join(tmpdir(), "fantail-profile-")), "shops.csv");
  await writeFile(file, table());
  return file;
});
test.describe.configure({ mode: "serial", timeout: 120_000 });

const profile = (page: Page): Locator => page.getByRole("main", { name: "Profile of the data" });
const tab = (page: Page, name: string): Locator => profile(page).getByRole("tab", { name });
const list = (page: Page): Locator => profile(page).getByRole("grid", { name: "Series and their profiles" });
const names = (page: Page): Promise<(string | null)[]> =>
  list(page)
    .locator("tbody tr[data-row]")
    .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-row")));

test("opens by its keys, and comes to its end by itself", async ({ running }) => {
  const { page } = running;
  await page.keyboard.press("Control+Shift+P");
  await expect(profile(page)).toBeFocused();
  await tab(page, "All series").click();
  // The list is there before anything of it is known.
  await expect(list(page).getByRole("rowheader")).toHaveCount(3);
  await expect(profile(page).locator(".profile-progress")).toHaveCount(0, { timeout: 60_000 });
  const row = list(page).locator('tr[data-row="early"]');
  await expect(row.locator('[data-column="seasons"]')).toContainText("1 week");
  await expect(row.locator('[data-column="anomalies"]')).toHaveText(String(spikes.length));
  await tab(page, "Overview").click();
  await expect(profile(page).locator('[data-fact="series"] dd').first()).toHaveText("3");
  await expect(profile(page).locator('[data-fact="series"]')).toContainText("How many series the dataset has.");
  await profile(page).getByRole("button", { name: "Constant series: show these 1 series" }).press("Enter");
  await expect.poll(() => names(page)).toEqual(["flat"]);
});

test("sorts, narrows and opens a series by keyboard", async ({ running }) => {
  const { page } = running;
  await profile(page).getByRole("button", { name: /Show$/ }).press("Enter");
  await page.getByRole("option", { name: "All series" }).press("Enter");
  await list(page).getByRole("columnheader", { name: "Anomalies" }).getByRole("button").press("Enter");
  await list(page).getByRole("columnheader", { name: "Anomalies" }).getByRole("button").press("Enter");
  await expect.poll(async () => (await names(page))[0]).toBe("early");
  await useTheme(page, "dark");
  await expectAccessible(page);
  await keepScreenshot(page, "profile-list");
  await list(page).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect(tab(page, "One series")).toHaveAttribute("aria-selected", "true");
  await expect(profile(page).locator('[data-profile-of="early"][data-whole]')).toBeVisible({ timeout: 30_000 });
  await expect(profile(page).locator('[data-fact="kpssLevel"]')).toContainText(
    "Grows when values leave a steady level",
  );
});

test("a changepoint and an anomaly lead to their places on the chart", async ({ running }) => {
  const { page } = running;
  await useTheme(page, "light");
  await expectAccessible(page);
  await keepScreenshot(page, "profile-series");
  const written = (step: number): string =>
    dayOf(step).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const anomalies = page.getByRole("table", { name: "Anomalies" }).getByRole("rowheader");
  expect((await anomalies.allTextContents()).toSorted()).toEqual(spikes.map(written).toSorted());
  await expect(page.getByRole("table", { name: "Changepoints" }).getByRole("rowheader")).toHaveText(written(shift));
  await profile(page)
    .getByRole("button", { name: `${written(shift)}: show on the chart` })
    .press("Enter");
  await expect(chart(page)).toBeVisible();
  const marks = page.getByRole("list", { name: "Changes and anomalies" });
  await expect(marks).toHaveText(`Change 1Anomaly ${spikes.length}`);
  await keepScreenshot(page, "profile-chart");
  await page.keyboard.press("Control+Shift+P");
});

test("says which series leads which, and gives the table away", async ({ running, file }) => {
  const { app, page } = running;
  await tab(page, "Correlations").click();
  const pairs = profile(page).getByRole("grid", { name: "Pairs of series that move together" });
  await pairs.getByRole("rowheader", { name: "early leads late by 3 days" }).click();
  await expect(profile(page).getByRole("button", { name: "Examine late" })).toBeVisible();
  await keepScreenshot(page, "profile-correlations");
  const saved = join(dirname(file), "pairs.csv");
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = (() => Promise.resolve({ canceled: false, filePath })) as typeof dialog.showSaveDialog;
  }, saved);
  await profile(page).getByRole("button", { name: "Save the table as CSV" }).click();
  await expect(page.getByText("Saved pairs.csv")).toBeVisible();
  const [, first] = (await readFile(saved, "utf8")).trim().split("\r\n");
  expect(first).toMatch(/^early,late,3,0\.\d+,\d+,[^,]+,early leads late by 3 days$/);
  await profile(page).getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("Escape");
  await expect(originSlider(page)).toBeVisible();
});
