import { openTool, readForecast } from "./support/window.ts";
import { close, dropFiles, expect, launch, root, type Running, test } from "./support/application.ts";
import { join } from "node:path";

test.describe.configure({ mode: "serial" });

let running: Running;
test.beforeAll(async () => {
  running = await launch();
});
test.afterAll(() => close(running));

/** Files of the page whose name matches are not served until this is called with null. */
async function withhold(pattern: string | null): Promise<void> {
  await running.app.evaluate(
    ({ session }, text) =>
      session.defaultSession.webRequest.onBeforeRequest((details, decide) =>
        decide({ cancel: text !== null && new RegExp(text).test(details.url) }),
      ),
    pattern,
  );
}

const loaded = (pattern: RegExp): Promise<boolean> =>
  running.page.evaluate(
    ([source]) => performance.getEntriesByType("resource").some(({ name }) => new RegExp(source).test(name)),
    [pattern.source] as const,
  );

test("a dialog loads when it is opened; where that fails it says so, and can be tried again", async () => {
  const { page } = running;
  await page.getByRole("main").first().waitFor();
  expect(await loaded(/shortcuts-dialog/)).toBe(false);
  await withhold("shortcuts-dialog.*js");
  await page.keyboard.press("?");
  const failure = page.getByRole("dialog", { name: "Could not be opened" });
  await expect(failure.getByRole("alert")).toContainText("could not be loaded");
  await failure.getByRole("button", { name: "Try again" }).click();
  await expect(failure.getByRole("alert")).toBeVisible();
  await withhold(null);
  await failure.getByRole("button", { name: "Try again" }).click();
  const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(dialog).toBeVisible();
  expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});

test("the comparison and the queue load when they are shown, and the keyboard goes there", async () => {
  const { page } = running;
  await dropFiles(page, [join(root, "samples/airline-passengers.csv")]);
  await readForecast(page, 0);
  expect(await loaded(/comparison-page|queue-panel|report-panel/)).toBe(false);
  await openTool(page, "Compare", "Compare models");
  const comparison = page.getByRole("main", { name: "Compare models" });
  await expect(comparison).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(comparison).toBeHidden();
  await expect(page.getByRole("button", { name: "Compare", exact: true })).toBeFocused();
});

test("a page whose part is missing says so, and opens once it is there", async () => {
  const { page } = running;
  const open = (): Promise<void> => openTool(page, "Data", "Data over time");
  await withhold("assets/availability-.*js");
  await open();
  await expect(page.getByText("This part of Fantail could not be loaded.")).toBeVisible();
  await withhold(null);
  await open();
  await expect(page.getByRole("main", { name: "Data over time" })).toBeVisible();
});

test("a page that stops with an error leaves the rest of the window as it is, and can be tried again", async () => {
  const { page } = running;
  await page.keyboard.press("Escape");
  await expect(page.getByRole("main", { name: "Data over time" })).toBeHidden();
  // Each page takes the focus as it opens.
  await page.evaluate(`
    globalThis.focusBefore = HTMLElement.prototype.focus;
    HTMLElement.prototype.focus = function () { throw new Error("nothing may have the focus"); };
  `);
  await page.keyboard.press("Control+Shift+M");
  const alert = page.getByRole("alert").filter({ hasText: "stopped with an error: nothing may have the focus" });
  await expect(alert).toBeVisible();
  await expect(page.getByRole("button", { name: "Decide", exact: true })).toBeVisible();
  await page.evaluate("HTMLElement.prototype.focus = globalThis.focusBefore");
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("main", { name: "Compare models" })).toBeVisible();
});
