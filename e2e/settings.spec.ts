import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { close, expect, launch, root, type Running, test as base } from "./support/application.ts";
import { chart, expectAccessible, keepScreenshot, numbersTable, useTheme } from "./support/window.ts";

/** One window for all of this file, as on a German machine, used for the first time. */
const test = base.extend<object, { german: Running }>({
  german: [
    async ({}, use) => {
      const running = await launch({
        words: [join(root, "samples/us-employment-monthly.csv")],
        env: { LC_ALL: "de_DE.UTF-8", LANGUAGE: "de_DE" },
        isFirstUse: true,
      });
      await use(running);
      await close(running);
    },
    { scope: "worker" },
  ],
});

test.describe.configure({ mode: "serial" });

const dialog = (page: Page, name: string): Locator => page.getByRole("dialog", { name, exact: true });

async function kept({ userData }: Running): Promise<unknown> {
  return JSON.parse(await readFile(join(userData, "settings.json"), "utf8"));
}

test("a first use has a tour of three steps, and never again", async ({ german }) => {
  const { page } = german;
  await expect(chart(page)).toBeVisible();
  const tour = page.getByRole("complementary", { name: "Tour" });
  await expect(tour.getByRole("heading")).toHaveText("The fan is the forecast");
  await keepScreenshot(page, "tour");
  await tour.getByRole("button", { name: "Next" }).click();
  await tour.getByRole("button", { name: "Next" }).click();
  await expect(tour).toContainText("Ctrl+K");
  await tour.getByRole("button", { name: "Done" }).click();
  await expect(tour).toBeHidden();
  await expect.poll(() => kept(german)).toMatchObject({ isTourSeen: true });
});

test("a picture with the system's numbers and dates is made again from its manifest, byte for byte", async ({
  german: { app, page },
  commands,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "fantail-settings-"));
  const path = join(folder, "plan.svg");
  await app.evaluate(({ dialog: asked }, filePath) => {
    asked.showSaveDialog = (() => Promise.resolve({ canceled: false, filePath })) as typeof asked.showSaveDialog;
  }, path);
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: /^Picture \(SVG\)/ }).click();
  await expect(page.getByRole("region", { name: "Notices" })).toContainText("Saved plan.svg");
  expect(await readFile(path, "utf8")).toMatch(/>1\d\d\.\d{3}</);
  const file = join(root, "samples/us-employment-monthly.csv");
  const replayed = await commands.run(["replay", path, file, "--json"]);
  expect(replayed.exitCode, `${replayed.stdout}${replayed.stderr}`).toBe(0);
  expect(JSON.parse(replayed.stdout)).toMatchObject({ identical: true });
  await rm(folder, { recursive: true });
});

test("numbers, dates and fields are the system's until something else is set", async ({ german: { page } }) => {
  await page.getByRole("button", { name: "Numbers", exact: true }).click();
  await expect(numbersTable(page)).toContainText(/\d\.\d{3}/);
  await page.keyboard.press("Control+,");
  const settings = dialog(page, "Settings");
  const search = settings.getByRole("searchbox", { name: "Find a setting" });
  // What other features keep is there, too.
  await search.fill("graphics card");
  await expect(settings.getByRole("group", { name: "Device" })).toContainText("Default: Automatic.");
  await expect(settings.getByRole("button", { name: /Run models on$/ })).toBeVisible();
  await search.fill("default model");
  await expect(settings.getByRole("button", { name: /^Fantail Base All other data$/ })).toBeVisible();
  await search.fill("storage");
  await expect(settings.getByRole("textbox", { name: "On disk" })).toBeVisible();
  await search.fill("thousands");
  await settings.getByRole("button", { name: /^Match system Numbers|Numbers/ }).click();
  await page.getByRole("option", { name: "1,234.5", exact: true }).click();
  await expect(settings.getByRole("button", { name: "Reset “Numbers”" })).toBeEnabled();
  await expect(page.getByRole("listbox", { name: "Numbers" })).toHaveCount(0);
  await settings.getByRole("button", { name: "Close" }).click();
  await expect(settings).toBeHidden();
  await expect(numbersTable(page)).toContainText(/\d,\d{3}/);
  await expect(numbersTable(page)).not.toContainText(/\d\.\d{3}\b/);
});

test("a key that is recorded calls its command, the menu has it, and a conflict is said", async ({ german }) => {
  const { app, page } = german;
  await page.keyboard.press("Control+,");
  const settings = dialog(page, "Settings");
  await settings.getByRole("button", { name: /^Keys of “Compare models”/ }).click();
  await page.keyboard.press("Control+e");
  await expect(settings.getByRole("alert")).toContainText("“Export the forecast”");
  await settings.getByRole("button", { name: "Give it to this command" }).click();
  await expect
    .poll(() => kept(german))
    .toMatchObject({ shortcuts: { compare: [{ key: "e", mod: true }], export: [] } });
  const accelerators = (): Promise<(string | undefined)[]> =>
    app.evaluate(({ Menu }) =>
      ["compare", "export"].map((id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.accelerator ?? undefined),
    );
  await expect.poll(accelerators).toEqual(["CmdOrCtrl+E", undefined]);
  await expectAccessible(page);
  for (const theme of ["light", "dark"] as const) {
    await useTheme(page, theme);
    await keepScreenshot(page, `settings-${theme}`);
  }
  await settings.getByRole("button", { name: "Reset all keys" }).click();
  await expect.poll(accelerators).toEqual(["CmdOrCtrl+Shift+M", "CmdOrCtrl+E"]);
  // The button that was pressed has nothing left to do: the keyboard still has the dialog.
  await page.keyboard.press("Escape");
  await expect(settings).toBeHidden();
});

test("the palette goes to a series, a setting and a page, by the keyboard alone", async ({ german: { page } }) => {
  const palette = dialog(page, "Go to anything");
  const find = async (words: string): Promise<void> => {
    await page.keyboard.press("Control+k");
    await expect(palette).toBeVisible();
    await page.keyboard.type(words);
  };
  await find("comp mod");
  await expect(palette.getByRole("menuitem").first()).toContainText("Compare models");
  await expectAccessible(page);
  await keepScreenshot(page, "palette");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main", { name: "Compare models" })).toBeVisible();
  await page.keyboard.press("Escape");
  await find("trust and");
  await expect(palette.getByRole("menuitem").first()).toContainText("Trust and ranges");
  await page.keyboard.press("Enter");
  const handbook = dialog(page, "Handbook");
  await expect(handbook.getByRole("heading", { name: "Trust and ranges" })).toBeVisible();
  await expectAccessible(page);
  await keepScreenshot(page, "handbook");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(palette.getByRole("menuitem").first()).toContainText("Trust and ranges");
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
});

test("a row has a menu of commands, by the keyboard, too", async ({ german: { page } }) => {
  const list = page.getByRole("listbox", { name: "Series" });
  await list.getByRole("option", { name: /^Construction/ }).click();
  await page.keyboard.press("Shift+F10");
  const menu = page.getByRole("menu", { name: "Series" });
  await expect(menu.getByRole("menuitem", { name: /^Find the best model/ })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(menu).toBeHidden();
  await list.getByRole("option", { name: /^Manufacturing/ }).click({ button: "right" });
  await menu.getByRole("menuitem", { name: /^Profile of the data/ }).click();
  await expect(page.getByRole("main", { name: "Profile of the data" })).toContainText("Manufacturing");
});
