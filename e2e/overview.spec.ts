import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { close, expect, launch, type Running, test as base } from "./support/application.ts";
import { fantailJson } from "./support/command-line.ts";
import { expectAccessibleInBothThemes, keepScreenshot, originSlider } from "./support/window.ts";

const regions = ["North", "East", "South", "West"];
const count = 300;
const months = 60;

interface Report {
  readonly forecasts: readonly {
    readonly series: string;
    readonly levels: readonly number[];
    readonly quantiles: readonly (readonly number[])[];
    readonly median: readonly number[];
  }[];
}

interface Fixtures {
  readonly file: string;
  readonly running: Running;
}

// One window for all of them: each goes on from where the one before ended.
const test = base.extend<object, Fixtures>({
  file: [
    async ({}, use) => {
      const file = join(await mkdtemp(join(tmpdir(), "fantail-overview-")), "shops.csv");
      await writeFile(file, shops());
      await use(file);
    },
    { scope: "worker" },
  ],
  running: [
    async ({ file }, use) => {
      const running = await launch({ words: [file] });
      await originSlider(running.page).waitFor();
      await use(running);
      await close(running);
    },
    { scope: "worker" },
  ],
});
test.describe.configure({ mode: "serial", timeout: 120_000 });

/** Sales of shops: levels, trends and seasons differ, and so does how regular they are. */
function shops(): string {
  const lines = ["region,article,month,sales"];
  for (let series = 0; series < count; series += 1) {
    const region = regions[series % regions.length] ?? "";
    const article = String(Math.floor(series / regions.length)).padStart(3, "0");
    const level = 100 + ((series * 37) % 400);
    const growth = ((series % 21) - 10) / 1_000;
    for (let month = 0; month < months; month += 1) {
      const noise = ((series * 7919 + month * 104_729) % 211) / 211 - 0.5;
      const season = 0.2 * Math.sin((2 * Math.PI * (month + series)) / 12);
      const value = level * (1 + growth * month + season + 0.1 * noise);
      const date = new Date(Date.UTC(2019, month, 1)).toISOString().slice(0, 10);
      lines.push(`${region},Article ${article},${date},${value.toFixed(1)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

const table = (page: Page): Locator => page.getByRole("main", { name: "All series" });
const rows = (page: Page): Locator => table(page).locator("tbody tr[data-row]");
const status = (page: Page): Locator => table(page).getByRole("status");

async function valueIn(page: Page, series: string, column: string): Promise<number> {
  const cell = table(page).locator(`tr[data-row="${series}"] td[data-column="${column}"]`);
  return Number(await cell.getAttribute("data-value"));
}

test("is one click away, fills itself, and gives the command line's numbers", async ({ running, file }) => {
  const { page } = running;
  await page.getByRole("button", { name: "All 300 series" }).click();
  // Those in sight come first.
  await expect(rows(page).nth(5).locator('td[data-column="skill"]')).not.toHaveText("…", { timeout: 60_000 });
  await keepScreenshot(page, "overview-300");

  const [first, second] = await rows(page).evaluateAll((found) => found.map((row) => row.getAttribute("data-row")));
  const words = ["--horizon", "24", "--levels", "0.1,0.5,0.9", "--series", first ?? "", "--series", second ?? ""];
  const { forecasts } = await fantailJson<Report>(["forecast", file, ...words]);
  expect(forecasts.map(({ series }) => series)).toEqual([first, second]);
  for (const { series, median } of forecasts)
    expect(await valueIn(page, series, "forecast"), series).toBeCloseTo(median.at(-1) ?? Number.NaN, 4);
});

test("sorts by a column, and narrows to what is asked for", async ({ running }) => {
  const { page } = running;
  const head = table(page).getByRole("columnheader", { name: "Growth" });
  await head.getByRole("button").click();
  await expect(head).toHaveAttribute("aria-sort", "descending");
  const growths = await rows(page).evaluateAll((found) =>
    found.map((row) => Number(row.querySelector('td[data-column="growth"]')?.getAttribute("data-value"))),
  );
  expect(growths.length).toBeGreaterThan(10);
  const known = growths.filter((growth) => !Number.isNaN(growth));
  expect(known.length).toBeGreaterThan(5);
  // Rows without an answer yet are the last ones.
  expect(growths.slice(0, known.length)).toEqual(known.toSorted((one, other) => other - one));

  await table(page).getByRole("searchbox", { name: "Find series by name" }).fill("north 00");
  await expect(status(page)).toContainText("10 of 300 series");
  await table(page).getByRole("searchbox", { name: "Find series by name" }).fill("");
  await table(page)
    .getByRole("button", { name: /^All series Show/ })
    .click();
  await page.getByRole("option", { name: "Worst 20" }).click();
  await expect(status(page)).toContainText(/^\d+ of 300 series/);
  const skills = await rows(page).evaluateAll((found) =>
    found.map((row) => Number(row.querySelector('td[data-column="skill"]')?.getAttribute("data-value"))),
  );
  expect(skills.length).toBeLessThanOrEqual(20);
  expect(skills).toEqual(skills.toSorted((one, other) => one - other));
});

test("groups by a column of the file, with sums of what happened", async ({ running }) => {
  const { page } = running;
  await table(page)
    .getByRole("button", { name: /^Worst 20 Show/ })
    .click();
  await page.getByRole("option", { name: "All series" }).click();
  await table(page)
    .getByRole("button", { name: /^None Groups/ })
    .click();
  await page.getByRole("option", { name: "region" }).click();
  const east = table(page).locator('tr[data-row="group East"]');
  await expect(east).toContainText("75 series · last values together");
  await east.click();
  await expect(east).toHaveAttribute("aria-expanded", "false");
  await expectAccessibleInBothThemes(page, "overview-groups");
  await table(page)
    .getByRole("button", { name: /^region Groups/ })
    .click();
  await page.getByRole("option", { name: "None" }).click();
});

test("opens a forecast by keyboard, comes back to the same place, and chooses several", async ({ running }) => {
  const { page } = running;
  const grid = table(page).getByRole("grid", { name: "All series" });
  await grid.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowUp");
  const opened = await table(page).locator("tr[data-active]").getAttribute("data-row");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(opened ?? "");
  await page.keyboard.press("Escape");
  await expect(table(page).locator(`tr[data-row="${opened}"]`)).toBeInViewport();
  await grid.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(status(page)).toHaveText("300 series · 3 chosen");
  await expectAccessibleInBothThemes(page, "overview-chosen");
  await table(page).getByRole("button", { name: "Find the best model…" }).click();
  await expect(page.getByRole("dialog").getByRole("radio", { name: /^The 3 chosen/ })).toBeChecked();
  await page.keyboard.press("Escape");
});
