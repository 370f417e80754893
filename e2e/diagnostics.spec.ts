import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, root, test } from "./support/application.ts";
import { expectAccessible, originSlider, readForecast } from "./support/window.ts";

test("the diagnostics say how it goes, show the cache and the log, and copy a report without names", async ({
  start,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "fantail-Wiesenstrasse-"));
  const file = join(folder, "Zaunkönig.csv");
  const text = await readFile(join(root, "samples/airline-passengers.csv"), "utf8");
  await writeFile(file, text.replace(/Passengers/, "Geheimspalte").replace(/,432\s*$/, ",481.51623\n"));
  const { app, page, userData } = await start({ words: [file] });
  await readForecast(page, 0);
  await originSlider(page).focus();
  for (let step = -1; step >= -3; step -= 1) {
    await page.keyboard.press("ArrowLeft");
    await readForecast(page, step);
  }
  await page.getByRole("button", { name: "Help" }).click();
  await page.getByRole("menuitem", { name: /Diagnostics/ }).click();
  const dialog = page.getByRole("dialog", { name: "Diagnostics" });
  const times = dialog.getByRole("table", { name: "Times and their targets" });
  await expect(times.getByRole("row", { name: /^Reading a file 1 .* 95 % in 1\.0 s Too few to tell$/ })).toBeVisible();
  // Measured in the window, which tells main a second later.
  await expect(times.getByRole("row", { name: /^First chart 1 / })).toBeVisible();

  await dialog.getByRole("tab", { name: "Processes" }).click();
  await expect(dialog.getByRole("row", { name: /^Main running [\d.]+ MB/ })).toBeVisible();
  await dialog.getByRole("tab", { name: "Log" }).click();
  const lines = dialog.getByRole("list", { name: "Log" }).getByRole("listitem");
  await expect(lines.filter({ hasText: "window-ready" })).toHaveCount(1);
  await dialog.getByRole("searchbox").fill("start-step models");
  await expect(lines).toHaveCount(1);
  await dialog.getByRole("radio", { name: "Errors" }).click();
  await expect(dialog.getByText("No line matches.")).toBeVisible();
  await expectAccessible(page);

  await dialog.getByRole("tab", { name: "Cache" }).click();
  await expect(dialog.getByRole("table", { name: "Caches in memory" })).toContainText("Answers");
  await dialog.getByRole("button", { name: "Check files" }).click();
  await expect(dialog.getByText("No damage found.")).toBeVisible();

  const copied = (): Promise<string> => app.evaluate(({ clipboard }) => clipboard.readText());
  await dialog.getByRole("button", { name: "Copy a report" }).click();
  await expect(dialog.getByText(/^Copied \d+ lines, without names\.$/)).toBeVisible();
  const plain = await copied();
  expect(plain).toContain("firstChart: 1 time,");
  const own = ["Wiesenstrasse", "Zaunk", "Geheimspalte", "481.51623"];
  for (const name of [...own, userData, root]) expect(plain).not.toContain(name);
  const log = await readFile(join(userData, "logs/fantail.log"), "utf8");
  for (const name of own) expect(log).not.toContain(name);
  await dialog.getByText("With names of files, series and folders").click();
  await dialog.getByRole("button", { name: "Copy a report" }).click();
  await expect(dialog.getByText(/^Copied \d+ lines, with names\.$/)).toBeVisible();
  expect(await copied()).toContain(userData);
  await rm(folder, { recursive: true });
});
