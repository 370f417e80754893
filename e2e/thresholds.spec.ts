import { copyFile, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { expect, root } from "./support/application.ts";
import { testsOfFile } from "./support/file-window.ts";
import { chart, expectAccessibleInBothThemes } from "./support/window.ts";

const test = testsOfFile(async () => {
  const file = join(await mkdtemp(join(tmpdir(), "fantail-thresholds-")), "passengers.csv");
  await copyFile(join(root, "samples/airline-passengers.csv"), file);
  return file;
});
test.describe.configure({ mode: "serial" });

const panel = (page: Page): Locator => page.getByRole("complementary", { name: "Thresholds" });
const cards = (page: Page): Locator => panel(page).getByRole("listitem");
const line = (page: Page): Locator => chart(page).getByRole("slider", { name: /^Line: Above/ });

async function setNumber(page: Page, name: string, value: number): Promise<void> {
  const field = panel(page).getByRole("textbox", { name });
  await field.fill(String(value));
  await field.press("Tab");
}

test("a limit is set by keys, drawn with its chance, moved, undone, and judged by the past", async ({ running }) => {
  const { page } = running;
  await page.keyboard.press("Control+Shift+L");
  await expect(panel(page)).toContainText("No threshold is set for this series.");
  await panel(page).getByRole("button", { name: "New threshold" }).click();
  await setNumber(page, "Value", 600);
  await expect(panel(page).getByRole("status")).toContainText(/^Above 600 in the next 24 months: \d+\u00A0%\./);
  await panel(page).getByRole("button", { name: "Set", exact: true }).click();
  await expect(cards(page)).toHaveCount(1);
  await expect(cards(page)).toContainText(/most likely first in (Jul|Aug) 19\d\d/i);
  await expect(line(page)).toContainText(/^Above 600 · \d+\u00A0%$/);
  await expect(page.getByRole("img", { name: /^Above 600: chance at each step, highest/ })).toBeVisible();

  const box = await line(page).boundingBox();
  if (box === null) throw new Error("The line has no place.");
  await page.mouse.move(box.x + 300, box.y + 5);
  await page.mouse.down();
  await page.mouse.move(box.x + 300, box.y + 80, { steps: 4 });
  await page.mouse.up();
  await expect(cards(page)).toContainText(/Above [45]\d\d/);
  await panel(page).getByRole("button", { name: "Undo" }).click();
  await expect(cards(page)).toContainText("Above 600");

  await line(page).focus();
  await page.keyboard.press("PageUp");
  await expect(line(page)).toContainText("Above 700");
  await page.keyboard.press("Enter");
  await expect(cards(page)).toContainText("Above 700");
  await panel(page).getByRole("button", { name: "Undo" }).click();
  await expect(cards(page)).toContainText("Above 600");

  await cards(page).getByRole("button", { name: "How such chances did in the past" }).click();
  await expect(cards(page)).toContainText(/In \d+ past forecasts? .* was stated on average/);
  await expectAccessibleInBothThemes(page, "thresholds");
});
