import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { dropFiles, expect, test, type Running } from "./support/application.ts";
import { manySeriesFile, openReport, reportOf, shopFile, troubledFile } from "./support/import-window.ts";
import {
  chart,
  expectAccessible,
  expectAccessibleInBothThemes,
  keepScreenshot,
  originSlider,
  openView,
} from "./support/window.ts";

let folder = "";
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-report-"));
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

async function open({ page }: Running, path: string): Promise<void> {
  await dropFiles(page, [path]);
  await expect(originSlider(page)).toBeVisible();
}

/** Marks of one kind that the chart draws. */
const marks = (page: Page, role: string, code?: string): Promise<number> =>
  page.evaluate(
    ([wanted, wantedCode]) => {
      const plot = document.querySelector(".chart-canvas") as unknown as {
        data?: { meta?: { role: string; code?: string }; x: unknown[] }[];
      } | null;
      const traces =
        plot?.data?.filter(
          ({ meta }) => meta?.role === wanted && (wantedCode === undefined || meta.code === wantedCode),
        ) ?? [];
      return traces.reduce((sum, { x }) => sum + x.length, 0);
    },
    [role, code] as const,
  );

test("all rows of a repair can be paged through; the one that is chosen is shown on the chart", async ({
  shared: running,
}) => {
  const { page } = running;
  await open(running, await troubledFile(folder, "trouble.csv"));
  const report = await openReport(page);
  await report.getByRole("button", { name: /^Cells that are not numbers|^Words that mean missing/ }).click();
  const rows = report.getByRole("listbox", { name: /^Rows: / });
  await expect(rows.getByRole("option")).toHaveCount(20);
  await expect(report.getByText(/^1–20 of 4\d$/)).toBeVisible();
  const first = await rows.getByRole("option").first().textContent();
  await report.getByRole("button", { name: "Later rows" }).click();
  await expect(report.getByText(/^21–40 of 4\d$/)).toBeVisible();
  await expect(rows.getByRole("option").first()).not.toHaveText(first ?? "");
  await report.getByRole("button", { name: "Later rows" }).click();
  await expect(report.getByText(/^41–(4\d) of \1$/)).toBeVisible();
  await expect(report.getByRole("button", { name: "Later rows" })).toBeDisabled();

  // The doubled day: a row with a place on the chart, by keyboard.
  const doubled = report.getByRole("button", { name: /^Times that occur more than once/ });
  await doubled.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect.poll(() => marks(page, "finding")).toBeGreaterThan(0);
  await keepScreenshot(page, "report-finding");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(reportOf(page)).toBeHidden();
  await expect.poll(() => marks(page, "finding")).toBe(0);
});

test("a repair is undone and made again, on its own and by shortcut; where it can't be, it is said why", async ({
  shared: running,
}) => {
  const { page } = running;
  await open(running, await troubledFile(folder, "trouble.csv", "turnover"));
  const report = await openReport(page);
  const duplicates = report.locator('[data-code="duplicate-timestamp"]');
  const undone = report.locator('[data-undone="duplicate-timestamp"]');
  await expect(duplicates).toContainText("1 time");
  await report.getByRole("button", { name: "Undo: Times that occur more than once" }).click();
  await expect(undone).toBeVisible();
  await expect(duplicates).toHaveCount(0);
  await keepScreenshot(page, "report-undone");
  await report.getByRole("button", { name: "Redo: Times that occur more than once" }).click();
  await expect(duplicates).toContainText("1 time");
  await expect(undone).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(undone).toBeVisible();
  await page.keyboard.press("Control+Shift+z");
  await expect(undone).toHaveCount(0);
  await expect(report.locator(".finding", { hasText: "Can’t be undone." }).first()).toBeVisible();
});

test("flags are drawn, named, pointed at and put away", async ({ shared: running }) => {
  const { page } = running;
  await open(running, await troubledFile(folder, "trouble.csv"));
  await page.getByRole("radiogroup", { name: "Period" }).getByRole("radio", { name: "All" }).click();
  await expect(page.getByRole("list", { name: "Flags" })).toContainText("Outlier");
  await expect.poll(() => marks(page, "flag", "outlier")).toBeGreaterThan(0);
  await expect.poll(() => marks(page, "flag", "duplicate")).toBe(1);
  await keepScreenshot(page, "flags-all");

  // Under the pointer the outlier says what it is.
  const outlier = await page.evaluate(() => {
    const plot = document.querySelector(".chart-canvas") as unknown as {
      data: { meta?: { code?: string }; x: string[] }[];
      _fullLayout: { xaxis: { _offset: number; d2p: (value: string) => number } };
    };
    const time = plot.data.find(({ meta }) => meta?.code === "outlier")?.x[0] ?? "";
    return plot._fullLayout.xaxis._offset + plot._fullLayout.xaxis.d2p(time);
  });
  const canvas = await page.locator(".chart-canvas").boundingBox();
  await page.mouse.move((canvas?.x ?? 0) + outlier, (canvas?.y ?? 0) + 100);
  await expect(page.locator(".readout-flag")).toContainText("Outlier");
  await keepScreenshot(page, "flags-readout");
  await page.mouse.move(5, 5);

  await (await openView(page)).getByRole("button", { name: "Flags" }).click();
  await page.keyboard.press("Escape");
  await expect.poll(() => marks(page, "flag")).toBe(0);
  await expect(page.getByRole("list", { name: "Flags" })).toHaveCount(0);
});

test("the list says how many steps of a series are flagged", async ({ shared: running }) => {
  const path = await troubledFile(folder, "two.csv");
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  const both = lines.map((line, index) =>
    line.startsWith("#") ? line : index === 0 ? `${line},visits` : `${line},${30 + ((index * 7) % 13)}`,
  );
  await writeFile(path, both.join("\n"));
  await open(running, path);
  await expect(running.page.locator(".series-item")).toHaveCount(2);
  await expect(running.page.locator(".series-item").first().locator(".series-flags")).toContainText(/\d/);
});

test("the report is saved as the user's choice of format", async ({ shared: running }) => {
  const { app, page } = running;
  await open(running, await shopFile(folder, "shop.csv"));
  const report = await openReport(page);
  const save = async (name: string): Promise<string> => {
    const path = join(folder, name);
    await app.evaluate(({ dialog: dialogs }, filePath) => {
      dialogs.showSaveDialog = (() => Promise.resolve({ canceled: false, filePath })) as typeof dialogs.showSaveDialog;
    }, path);
    await report.getByRole("button", { name: "Save report…" }).click();
    await expect.poll(() => readFile(path, "utf8").catch(() => "")).not.toBe("");
    return readFile(path, "utf8");
  };
  expect(await save("report.csv")).toContain("repair,duplicate-timestamp,2");
  expect(JSON.parse(await save("report.json"))).toMatchObject({
    name: "shop.csv",
    repairs: expect.arrayContaining([expect.objectContaining({ code: "duplicate-timestamp", count: 2 })]),
  });
});

test("light and dark: axe finds nothing beside the report, wide and narrow", async ({ shared: running }) => {
  const { app, page } = running;
  await open(running, await troubledFile(folder, "trouble.csv"));
  const report = await openReport(page);
  await report.getByRole("button", { name: /^Times that occur more than once/ }).click();
  await expectAccessible(page);
  for (const [name, width, height] of [
    ["wide", 1920, 1080],
    ["usual", 1320, 833],
    ["narrow", 800, 700],
    ["smallest", 640, 480],
  ] as const) {
    await app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), [
      width,
      height,
    ] as const);
    await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(width);
    await expectAccessibleInBothThemes(page, `report-${name}`);
  }
  await page.keyboard.press("Escape");
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1320, 833));
  await dropFiles(page, [await manySeriesFile(folder, "shops.csv", 200)]);
  await expect(page.getByText("8,000 rows · 200 series")).toBeVisible();
  await expect(chart(page)).toBeVisible();
  await expectAccessibleInBothThemes(page, "many-series");
});
