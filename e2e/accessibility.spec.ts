import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { dropFiles, expect, root, test, type Running } from "./support/application.ts";
import { openReport, openSettings, reportOf } from "./support/import-window.ts";
import { expectAccessibleInBothThemes, originSlider, readForecast } from "./support/window.ts";

const sizes = { wide: [1440, 900], narrow: [720, 560], smallest: [640, 480], large: [2400, 1350] } as const;

async function resize({ app }: Running, size: keyof typeof sizes): Promise<void> {
  const [width, height] = sizes[size];
  await app.evaluate(
    ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setContentSize(bounds.width, bounds.height),
    { width, height },
  );
}

async function expectDialog(page: Page, name: string, screenshot: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name });
  await expect(dialog).toBeVisible();
  await expectAccessibleInBothThemes(page, screenshot);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
}

// Each walks through many sizes and states.
test.describe.configure({ timeout: 180_000 });

test.describe("light and dark: axe finds nothing", () => {
  test("empty, loading errors and the chart, wide and narrow", async ({ shared: running }) => {
    const { page } = running;
    await expect(page.getByRole("heading", { name: "Drop a CSV to see its future" })).toBeVisible();
    for (const size of ["wide", "smallest"] as const) {
      await resize(running, size);
      await expectAccessibleInBothThemes(page, `empty-${size}`);
    }
    const empty = join(await mkdtemp(join(tmpdir(), "fantail-axe-")), "empty.csv");
    await writeFile(empty, "");
    await dropFiles(page, [empty]);
    await expect(page.getByRole("alert")).toBeVisible();
    await expectAccessibleInBothThemes(page, "error");

    await dropFiles(page, [join(root, "samples/us-employment-monthly.csv")]);
    await expect(originSlider(page)).toBeVisible();
    for (const size of ["wide", "narrow", "smallest", "large"] as const) {
      await resize(running, size);
      await expectAccessibleInBothThemes(page, `full-${size}`);
    }
    await resize(running, "wide");
    await originSlider(page).focus();
    await page.keyboard.press("PageDown");
    await page.keyboard.press("PageDown");
    await readForecast(page, -24);
    await expectAccessibleInBothThemes(page, "past-wide");
  });

  test("the dialogs", async ({ shared: { page } }) => {
    await dropFiles(page, [join(root, "samples/co2-weekly.csv")]);
    await expect(originSlider(page)).toBeVisible();
    await openReport(page);
    await expectAccessibleInBothThemes(page, "understood");
    await page.keyboard.press("Escape");
    await expect(reportOf(page)).toBeHidden();
    await openSettings(page);
    await expectDialog(page, "Import settings", "settings");
    await page.keyboard.press("?");
    await expectDialog(page, "Keyboard shortcuts", "shortcuts");
    await page.getByRole("button", { name: "Help" }).click();
    await page.getByRole("menuitem", { name: /Diagnostics/ }).click();
    await expect(page.getByRole("dialog", { name: "Diagnostics" })).toContainText("43.2.0");
    await expectDialog(page, "Diagnostics", "diagnostics");
  });
});
