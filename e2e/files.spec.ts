/** Files that are open: how they are chosen, shown, closed and followed on the disk, and what was saved. */
import { appendFile, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { ElectronApplication, Locator, Page } from "@playwright/test";
import { dropFiles, expect, root, test } from "./support/application.ts";
import { chart, expectAccessibleInBothThemes, keepScreenshot, numbersTable, readForecast } from "./support/window.ts";

const airline = join(root, "samples/airline-passengers.csv");
const tabs = (page: Page): Locator => page.getByRole("grid", { name: "Open files" }).getByRole("row");
const front = (page: Page): Locator =>
  page.getByRole("grid", { name: "Open files" }).getByRole("row", { selected: true });
const notices = (page: Page): Locator => page.getByRole("region", { name: "Notices" });

let folder = "";
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-files-"));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

/** A short yearly file, read in no time; `from` makes its content its own. */
async function yearlyFile(name: string, from: number): Promise<string> {
  const rows = Array.from({ length: 40 }, (_, year) => `${1970 + year},${from + (year % 7)}`);
  const path = join(folder, name);
  await writeFile(path, `year,value\n${rows.join("\n")}\n`);
  return path;
}

/** The answers of the system's dialogs and programs, which a test must not wait for. */
async function answer(app: ElectronApplication, open: readonly string[], save = ""): Promise<void> {
  await app.evaluate(
    ({ dialog, shell }, [filePaths, filePath]) => {
      const asked = globalThis as unknown as { options: unknown[]; shown: string[] };
      asked.options ??= [];
      asked.shown ??= [];
      dialog.showOpenDialog = ((_window: unknown, options: unknown) => {
        asked.options.push(options);
        return Promise.resolve({ canceled: false, filePaths });
      }) as typeof dialog.showOpenDialog;
      dialog.showSaveDialog = (() => Promise.resolve({ canceled: false, filePath })) as typeof dialog.showSaveDialog;
      shell.openPath = (path) => {
        asked.shown.push(`open ${path}`);
        return Promise.resolve("");
      };
      shell.showItemInFolder = (path) => void asked.shown.push(`show ${path}`);
    },
    [[...open], save] as const,
  );
}

/** The user comes back from another program. */
const comeBack = (page: Page): Promise<void> => page.evaluate(() => void window.dispatchEvent(new Event("focus")));

/** Names of controls that a notice lies on. */
function coveredControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const boxes = [...document.querySelectorAll(".notice")].map((notice) => notice.getBoundingClientRect());
    const controls = document.querySelectorAll("button, input, [role=option], [role=row], [role=slider], a[href]");
    return [...controls]
      .filter(
        (control) => control.closest(".notices") === null && control.checkVisibility({ visibilityProperty: true }),
      )
      .filter((control) => {
        const { left, right, top, bottom, width } = control.getBoundingClientRect();
        return boxes.some(
          (box) => width > 1 && left < box.right && right > box.left && top < box.bottom && bottom > box.top,
        );
      })
      .map((control) => control.getAttribute("aria-label") ?? control.textContent ?? control.tagName);
  });
}

test("several files are chosen at once, each has a tab that can be read, and the rest are in a list", async ({
  start,
}) => {
  const { app, page } = await start();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(900, 600));
  const files = await Promise.all(
    Array.from({ length: 9 }, (_, index) => yearlyFile(`branch-${index}-of-the-north.csv`, index)),
  );
  await answer(app, files);
  await page.getByRole("button", { name: /^Open files/ }).click();
  await expect(tabs(page)).toHaveCount(files.length);
  await expect(front(page)).toHaveText(/branch-8/);
  await expect(front(page)).toBeInViewport({ ratio: 0.9 });
  for (const tab of await tabs(page).all()) expect((await tab.boundingBox())?.width ?? 0).toBeGreaterThan(120);

  await page.getByRole("button", { name: "All open files" }).click();
  await expect(page.getByRole("menu", { name: "All open files" })).toBeVisible();
  await expectAccessibleInBothThemes(page, "file-list");
  await page.getByRole("menuitemradio", { name: "branch-0-of-the-north.csv" }).click();
  await expect(front(page)).toHaveText(/branch-0/);
  await expect(front(page)).toBeInViewport({ ratio: 0.9 });

  // Ctrl+W closes the file in front, and the window only where none is left.
  await page.keyboard.press("ControlOrMeta+w");
  await expect(tabs(page)).toHaveCount(files.length - 1);
  await expect(front(page)).toHaveText(/branch-1/);
  for (let left = files.length - 2; left > 0; left -= 1) {
    await page.keyboard.press("ControlOrMeta+w");
    await expect(tabs(page)).toHaveCount(left);
  }
  await page.keyboard.press("ControlOrMeta+w");
  await expect(page.getByRole("heading", { name: "Drop a CSV to see its future" })).toBeVisible();
  const closed = app.waitForEvent("close");
  // The page is gone before the key is up again.
  await page.keyboard.press("ControlOrMeta+w").catch(() => undefined);
  await closed;
});

test("a file that changes says so and is read again as it was looked at; one that is moved is found again", async ({
  start,
}) => {
  const path = join(folder, "passengers.csv");
  await writeFile(path, await readFile(airline));
  const { app, page } = await start({ words: [path] });
  await readForecast(page, 0);
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("[");
  await readForecast(page, -3);
  await comeBack(page);
  await expect(notices(page).getByRole("listitem")).toHaveCount(0);

  await appendFile(path, "1961-01,450\n1961-02,430\n");
  await comeBack(page);
  await expect(notices(page)).toContainText("“passengers.csv” has changed since it was read.");
  await expect(tabs(page)).toHaveAccessibleName(/changed since it was read/);
  expect(await coveredControls(page)).toEqual([]);
  await expectAccessibleInBothThemes(page, "file-changed");
  await notices(page).getByRole("button", { name: "Read again" }).click();
  await expect(page.locator(".series-span")).toContainText("146 months");
  // The same time: two more months came after it.
  await expect(numbersTable(page)).toHaveAttribute("data-origin", "-5");
  await expect(notices(page)).not.toContainText("has changed");

  const moved = join(folder, "moved.csv");
  await rename(path, moved);
  await comeBack(page);
  await expect(notices(page)).toContainText("“passengers.csv” was moved or renamed.");
  await answer(app, [moved]);
  await notices(page).getByRole("button", { name: "Locate…" }).click();
  await expect(tabs(page)).toHaveText(/moved\.csv/);
  await expect(notices(page)).not.toContainText("was moved");
  await expect(numbersTable(page)).toHaveAttribute("data-origin", "-5");
});

test("what was exported is opened and shown in its folder from the notice, which covers no control", async ({
  shared: { app, page },
}) => {
  await dropFiles(page, [airline]);
  await expect(chart(page).locator("[data-origin='0']")).toBeVisible();
  const path = join(folder, "forecast.csv");
  await answer(app, [], path);
  const save = async (): Promise<void> => {
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: /^Table/ }).click();
    await expect(notices(page)).toContainText(`Saved ${basename(path)}`);
  };
  await save();
  for (const name of ["Open", "Show in folder"]) await notices(page).getByRole("button", { name, exact: true }).click();
  await expect
    .poll(() => app.evaluate(() => (globalThis as unknown as { shown: string[] }).shown))
    .toEqual([`open ${path}`, `show ${path}`]);
  for (const [width, height] of [
    [1280, 800],
    [900, 600],
    [640, 480],
  ] as const) {
    await app.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size[0] ?? 0, size[1] ?? 0),
      [width, height],
    );
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width);
    await save();
    expect(await coveredControls(page)).toEqual([]);
    await keepScreenshot(page, `notice-${width}`);
    await page.locator(".panel-main").evaluate((panel) => panel.scrollTo(0, panel.scrollHeight));
    await expect.poll(() => coveredControls(page)).toEqual([]);
  }
});
