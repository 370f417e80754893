import { appendFile, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { close, expect, launch, root, test } from "./support/application.ts";
import {
  expectAccessible,
  expectAccessibleInBothThemes,
  keepScreenshot,
  numbersTable,
  originSlider,
  readForecast,
} from "./support/window.ts";

test("yesterday's file beside today's: what changed, and how forecasts did once the file has more rows", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fantail-versions-"));
  const lines = (await readFile(join(root, "samples/airline-passengers.csv"), "utf8")).trimEnd().split(/\r?\n/);
  const [old, today] = [join(folder, "yesterday.csv"), join(folder, "today.csv")];
  const revised = lines.map((line) => line.replace(/^"1955-03",\d+/, '"1955-03",500'));
  await writeFile(old, `${lines.slice(0, -6).join("\n")}\n`);
  await writeFile(today, `${revised.join("\n")}\n`);
  const running = await launch({ words: [old, today] });
  try {
    const { app, page } = running;
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
    await expectAccessibleInBothThemes(page, "versions-wide");
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(900, 700));
    await expectAccessible(page);
    await keepScreenshot(page, "versions-narrow");

    await page.getByRole("button", { name: "Swap the two files" }).click();
    await expect(changes).toContainText("6 no longer there");
    await page.keyboard.press("Escape");
    await expect(originSlider(page)).toBeVisible();

    // What was forecast is judged by the rows that come.
    await readForecast(page, 0);
    await expect(numbersTable(page)).toContainText("Jul 1960");
    await appendFile(old, `${lines.slice(-6).join("\n")}\n`);
    await page.keyboard.press("Control+R");
    await expect(numbersTable(page)).toContainText("Jan 1961");
    await expect(numbersTable(page)).not.toContainText("Jul 1960");
    await page.keyboard.press("Control+Shift+H");
    const track = page.getByRole("table", { name: "Track record" });
    await expect(track.getByRole("row").filter({ hasText: "Jun 1960" })).toContainText(/6 of \d+[0-6] of 6/);
    await expect(page.getByText(/^[0-6] of 6 values inside the 80\s% ranges\.$/)).toBeVisible();
    await expectAccessibleInBothThemes(page, "versions-track-record");
  } finally {
    await close(running);
  }
});
