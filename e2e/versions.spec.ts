import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { close, expect, launch, root, test } from "./support/application.ts";
import { expectAccessible, expectAccessibleInBothThemes, keepScreenshot, originSlider } from "./support/window.ts";

test("yesterday's file beside today's: what changed in the values, in the forecast, and how that did", async () => {
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
  } finally {
    await close(running);
  }
});
