import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { expect } from "./support/application.ts";
import { testsOfFile } from "./support/file-window.ts";
import { expectAccessibleInBothThemes, keepScreenshot, originSlider } from "./support/window.ts";

const days = 730;
const names = Array.from({ length: 40 }, (_, index) => `Site ${String(index + 1).padStart(2, "0")}`);
/** Days of Site 07 without a value: 10 to 19 March 2023. */
const gap = { from: 68, to: 77 };

/** 40 sites, daily over two years: one begins late, one ends early, one has a gap, and several miss a day now and then. */
function csv(): string {
  const value = (site: number, day: number): string => {
    if (site === 6 && day >= gap.from && day <= gap.to) return "";
    if (site === 11 && day < 200) return "";
    if (site === 12 && day > 600) return "";
    if (site > 20 && site < 26 && (day * 7 + site * 13) % 29 === 0) return "";
    return String(100 + site + 20 * Math.sin((2 * Math.PI * day) / 7) + ((day * 31 + site * 17) % 11));
  };
  const rows = Array.from({ length: days }, (_, day) => {
    const date = new Date(Date.UTC(2023, 0, 1 + day)).toISOString().slice(0, 10);
    return [date, ...names.map((_name, site) => value(site, day))].join(",");
  });
  // A day twice, with other values: its rows become one step.
  const again = (rows[300] ?? "").replaceAll(/,(\d)/g, ",1$1");
  return `${["date", ...names].join(",")}\n${[...rows, again].join("\n")}\n`;
}

// One window for all of them: each goes on from where the one before ended.
const test = testsOfFile(async () => {
  const file = join(await mkdtemp(join(tmpdir(), "fantail-availability-")), "sites.csv");
  await writeFile(file, csv());
  return file;
});
test.describe.configure({ mode: "serial", timeout: 60_000 });

const view = (page: Page): Locator => page.getByRole("main", { name: "Data over time" });
const figure = (page: Page, id: string): Locator => view(page).locator(`[data-figure="${id}"]`);
const row = (page: Page, name: string): Locator => view(page).getByRole("option", { name: new RegExp(name) });
const sight = (page: Page): Locator => view(page).getByRole("status", { name: "Stretch in sight" });

test("opens by its keys and says what the file has", async ({ running }) => {
  const { page } = running;
  await page.keyboard.press("Control+Shift+D");
  await expect(figure(page, "span")).toContainText("40 series");
  await expect(figure(page, "span")).toContainText("1 Jan 2023 – 30 Dec 2024");
  await expect(figure(page, "gap")).toContainText("Site 07, 10 Mar 2023 – 19 Mar 2023");
  await expect(figure(page, "rows")).toContainText("40 steps");
  await expect(row(page, "Site 01")).toContainText("no gaps");
  await expect(row(page, "Site 07")).toContainText("1 gap, the longest 10 days");
  await expect(view(page).getByRole("img", { name: /^Series with data per week/ })).toBeVisible();
  // Rows below are in no page until they come into sight.
  await expect(row(page, "Site 40")).toHaveCount(0);
});

test("looks at a gap, in exact figures, and moves by keys", async ({ running }) => {
  const { page } = running;
  await figure(page, "gap").getByRole("button").click();
  await expect(row(page, "Site 07")).toHaveAttribute("aria-selected", "true");
  await expect(sight(page)).toHaveText("28 Feb 2023 – 29 Mar 2023");
  await view(page)
    .getByRole("button", { name: /^Figures/ })
    .click();
  const bins = view(page).getByRole("table", { name: /^Series with data per 6 hours/ });
  const cells = bins.getByRole("row", { name: /^10 Mar 2023, 00:00–06:00/ }).getByRole("cell");
  await expect(cells.nth(0)).toHaveText("38");
  await expect(cells.nth(1)).toHaveText("39");
  // The series in front has a column of its own.
  await expect(cells.nth(4)).toHaveText("gap");
  await view(page)
    .getByRole("button", { name: /^Figures/ })
    .click();
  await view(page)
    .getByRole("button", { name: /^Gaps of Site 07/ })
    .click();
  await expect(view(page).getByRole("table", { name: "Gaps of Site 07" }).getByRole("row")).toHaveCount(2);

  // From the list, too.
  await row(page, "Site 07").focus();
  await page.keyboard.press("-");
  await page.keyboard.press("-");
  await expect(sight(page)).not.toContainText("28 Feb 2023");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("+");
  await page.keyboard.press("0");
  await expect(view(page).getByRole("img", { name: /^Series with data per week/ })).toBeVisible();
});

test("reads out what lies under the pointer, zooms by wheel and drag", async ({ running }) => {
  const { page } = running;
  const histogram = view(page).getByRole("img", { name: /^Series with data/ });
  const box = await histogram.boundingBox();
  if (box === null) throw new Error("the bars have no place");
  const at = (share: number): readonly [number, number] => [box.x + share * box.width, box.y + box.height / 2];
  await page.mouse.move(...at(0.5));
  await expect(page.locator(".availability-readout")).toContainText("40 of 40 series with data");
  const before = await sight(page).textContent();
  await page.mouse.wheel(0, -600);
  await expect(sight(page)).not.toHaveText(before ?? "");
  await histogram.dblclick();
  await expect(sight(page)).toHaveText(before ?? "");
  await page.mouse.move(...at(0.25));
  await page.mouse.down();
  await page.mouse.move(...at(0.3));
  await page.mouse.up();
  await expect(view(page).getByRole("img", { name: /^Series with data per 6 hours/ })).toBeVisible();
  await page.keyboard.press("0");
});

test("has nothing that axe finds, in both themes, and fits a narrow window", async ({ running }) => {
  const { app, page } = running;
  await view(page).getByRole("heading", { level: 1 }).hover();
  await expect(page.getByRole("tooltip")).toHaveCount(0);
  await expectAccessibleInBothThemes(page, "availability-wide");
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(900, 700));
  // Fewer pixels are wider bins, and nothing is wider than the page.
  await expect(view(page).getByRole("img", { name: /^Series with data per month/ })).toBeVisible();
  expect(await view(page).evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  await keepScreenshot(page, "availability-narrow");
});

test("finds series, and takes the one that is chosen to the chart", async ({ running }) => {
  const { page } = running;
  await view(page).getByRole("searchbox", { name: "Find series" }).fill("site 12");
  await expect(view(page).getByRole("option")).toHaveCount(1);
  await row(page, "Site 12").click();
  await view(page).focus();
  await page.keyboard.press("Escape");
  await expect(originSlider(page)).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Site 12" })).toBeVisible();
});
