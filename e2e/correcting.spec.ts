import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { close, expect, launch, root, test } from "./support/application.ts";
import { expectAccessible, expectAccessibleInBothThemes, keepScreenshot, originSlider } from "./support/window.ts";

const sample = join(root, "samples/airline-passengers.csv");

test("rows are excluded, replaced and brought back; the forecast says how it moved, and the file stays as it is", async () => {
  const before = await readFile(sample, "utf8");
  const running = await launch({ words: [sample] });
  try {
    const { app, page } = running;
    await originSlider(page).waitFor();
    await page.keyboard.press("Control+Shift+X");
    const rows = page.getByRole("listbox", { name: "Values by time" });
    const side = page.getByRole("complementary", { name: "Corrections" });
    await rows.getByRole("option", { name: /^Jan 1949 ?112$/ }).click();
    // The last year, by the keyboard alone.
    await page.keyboard.press("End");
    for (let step = 0; step < 11; step += 1) await page.keyboard.press("Shift+ArrowUp");
    await expect(page.getByText("12 rows chosen")).toBeVisible();
    await page.getByRole("button", { name: "Exclude", exact: true }).click();
    await expect(side).toContainText("Jan 1960 to Dec 1960, 12 steps");
    await expect(side.getByRole("status")).toContainText(/^The forecast moved by .\d/);
    await expect(rows.getByRole("option", { name: /^Dec 1960 ?– ?in the file 432/ })).toBeVisible();

    await page.getByRole("button", { name: "Undo 1 correction" }).click();
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

    await expectAccessibleInBothThemes(page, "correcting-wide");
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(900, 700));
    await expectAccessible(page);
    await keepScreenshot(page, "correcting-narrow");
    expect(await readFile(sample, "utf8")).toBe(before);
  } finally {
    await close(running);
  }
});
