import { join } from "node:path";
import type { ElectronApplication, Locator, Page } from "@playwright/test";
import { dropFiles, expect, root, test } from "./support/application.ts";
import { chart, keepScreenshot, readForecast, setHorizon } from "./support/window.ts";

const airline = join(root, "samples", "airline-passengers.csv");
const load = join(root, "samples", "france-load-hourly.csv");

/** Opens one more window by the command's key, and waits until it can take files. */
async function openWindow(app: ElectronApplication, from: Page): Promise<Page> {
  const opened = app.waitForEvent("window");
  await from.keyboard.press("ControlOrMeta+n");
  const page = await opened;
  await expect(page.getByRole("heading", { name: "Drop a CSV to see its future" })).toBeVisible();
  return page;
}

const openFiles = (page: Page): Locator => page.getByRole("grid", { name: "Open files" }).getByRole("row");
const pastReady = (page: Page): Locator =>
  page.getByText(/^(All [\d,]+ past forecasts ready|[\d,]+ of [\d,]+ forecasts reused)$/);

test("two windows with two horizons of one series both get their whole past", async ({ start }) => {
  const { app, page: first } = await start();
  await dropFiles(first, [airline]);
  await expect(chart(first)).toBeVisible();
  const second = await openWindow(app, first);
  await dropFiles(second, [airline]);
  await expect(chart(second)).toBeVisible();
  // At once: whichever is asked for last must not put an end to the other's.
  for (const page of [first, second]) await readForecast(page, 0);
  await setHorizon(second, 12);
  await setHorizon(first, 18);
  await expect(pastReady(second)).toBeVisible();
  await expect(pastReady(first)).toBeVisible();
  expect((await readForecast(second, 0)).horizon).toBe(12);
  expect((await readForecast(first, 0)).horizon).toBe(18);
  await keepScreenshot(second, "second-window");
});

test("a window that is closed takes nothing with it but its own; the last one ends the application", async ({
  start,
}) => {
  const { app, page: first } = await start();
  await dropFiles(first, [airline]);
  await expect(chart(first)).toBeVisible();
  const second = await openWindow(app, first);
  await dropFiles(second, [airline, load]);
  await expect(openFiles(second)).toHaveCount(2);
  // What one window arranges is its own.
  await expect(openFiles(first)).toHaveCount(1);
  await second.close();
  const { quantiles } = await readForecast(first, 0);
  expect(quantiles.size).toBe(7);
  const third = await openWindow(app, first);
  await first.close();
  await dropFiles(third, [load]);
  await expect(chart(third)).toBeVisible();
  const closed = app.waitForEvent("close");
  await third.close();
  await closed;
});

test("a command of the menu goes to the window that the user looks at", async ({ start }) => {
  const { app, page: first } = await start();
  await expect(first.getByRole("heading", { name: "Drop a CSV to see its future" })).toBeVisible();
  const second = await openWindow(app, first);
  // A new window takes the focus when it is first shown, which may come after its page: the command must come after both.
  const focusOf = (id: number): Promise<boolean> =>
    app.evaluate(({ BrowserWindow }, wanted) => BrowserWindow.fromId(wanted)?.isFocused() === true, id);
  await expect.poll(() => focusOf(2)).toBe(true);
  // Without a window manager nobody gives the focus away. The application hears of it by this event, and goes by it.
  await app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<void>((resolve) => {
        const window = BrowserWindow.fromId(1);
        window?.once("focus", () => resolve());
        window?.focus();
      }),
  );
  await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById("diagnostics")?.click());
  await expect(first.getByRole("dialog", { name: "Diagnostics" })).toBeVisible();
  await expect(second.getByRole("dialog")).toHaveCount(0);
});
