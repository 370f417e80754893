/** What was open comes back: after quitting, after a kill, in each window; with what became of its files meanwhile. */
import { once } from "node:events";
import { appendFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { close, dropFiles, expect, launch, root, test, type Running } from "./support/application.ts";
import { expectAccessibleInBothThemes, numbersTable, readForecast, setHorizon } from "./support/window.ts";

const tabs = (page: Page): Locator => page.getByRole("grid", { name: "Open files" }).getByRole("row");
const front = (page: Page): Locator =>
  page.getByRole("grid", { name: "Open files" }).getByRole("row", { selected: true });
const notices = (page: Page): Locator => page.getByRole("region", { name: "Notices" });
const welcome = (page: Page): Locator => page.getByRole("heading", { name: "Drop a CSV to see its future" });

let folder = "";
let userData = "";
let running: Running | null = null;
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-sessions-"));
  userData = join(folder, "data");
  await mkdir(userData);
});
test.afterAll(async () => {
  if (running !== null) await close(running);
  await rm(folder, { recursive: true, force: true });
});

const start = async (words: readonly string[] = []): Promise<Running> => {
  running = await launch({ userData, words, restores: true });
  return running;
};

/** What the sessions of the database say, as a process that is killed leaves it. */
const stored = ({ app }: Running): Promise<string[]> =>
  app.evaluate(
    (_electron, path) => {
      const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
      const database = new DatabaseSync(path, { readOnly: true });
      const rows = database.prepare("select state from sessions where closed_ms is null order by id").all();
      database.close();
      return rows.map(({ state }) => String(state));
    },
    join(userData, "database", "fantail.sqlite"),
  );

async function kill({ app }: Running): Promise<void> {
  const child = app.process();
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

async function yearlyFile(name: string, from: number): Promise<string> {
  const rows = Array.from({ length: 40 }, (_, year) => `${1970 + year},${from + (year % 7)}`);
  const path = join(folder, name);
  await writeFile(path, `year,value\n${rows.join("\n")}\n`);
  return path;
}

/** From the middle of one tab past the middle of another. */
async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (start === null || end === null) throw new Error("A tab is out of sight.");
  const isLeft = end.x < start.x;
  const y = start.y + start.height / 2;
  await page.mouse.move(start.x + 20, y);
  await page.mouse.down();
  await page.mouse.move(end.x + (isLeft ? 4 : end.width - 4), y, { steps: 6 });
  await page.mouse.up();
}

test("killed at work, it comes back as it was, and says which files have moved or changed", async () => {
  const airline = join(folder, "passengers.csv");
  await writeFile(airline, await readFile(join(root, "samples/airline-passengers.csv")));
  const north = await yearlyFile("north.csv", 1);
  const south = await yearlyFile("south.csv", 100);
  const first = await start([north, airline, south]);
  await expect(tabs(first.page)).toHaveCount(3);
  await first.page.keyboard.press("ControlOrMeta+2");
  await readForecast(first.page, 0);
  for (let step = 0; step < 3; step += 1) await first.page.keyboard.press("[");
  await readForecast(first.page, -3);
  await setHorizon(first.page, 18);
  await expect.poll(async () => (await stored(first)).join()).toContain(`"horizon":18,"origin":-3`);
  await kill(first);

  await rename(north, join(folder, "north-2026.csv"));
  await appendFile(airline, "1961-01,450\n1961-02,430\n");
  const again = await start();
  const { page, app } = again;
  await expect(tabs(page)).toHaveText([/north\.csv/, /passengers\.csv/, /south\.csv/]);
  await expect(front(page)).toHaveText(/passengers\.csv/);
  // The same time, in a file that has two more months.
  await expect(numbersTable(page)).toHaveAttribute("data-origin", "-5");
  await expect(numbersTable(page)).toHaveAttribute("data-horizon", "18");
  await expect(notices(page)).toContainText("“passengers.csv” has changed since it was open");
  await expect(tabs(page).first()).toHaveAccessibleName(/moved or renamed/);
  await expectAccessibleInBothThemes(page, "session-restored");

  await page.keyboard.press("ControlOrMeta+1");
  await expect(page.getByRole("alert")).toContainText("“north.csv” was moved or renamed");
  await expectAccessibleInBothThemes(page, "session-moved");
  const moved = join(folder, "north-2026.csv");
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = (() =>
      Promise.resolve({ canceled: false, filePaths: [path] })) as typeof dialog.showOpenDialog;
  }, moved);
  await page.getByRole("main").getByRole("button", { name: "Locate…" }).click();
  await expect(front(page)).toHaveText(/north-2026\.csv/);

  // Closed, had back by the notice; closed again, and had back by the key.
  await page.keyboard.press("ControlOrMeta+w");
  await expect(tabs(page)).toHaveCount(2);
  await notices(page).getByRole("button", { name: "Undo" }).click();
  await expect(front(page)).toHaveText(/north-2026\.csv/);
  await page.keyboard.press("ControlOrMeta+w");
  await page.keyboard.press("ControlOrMeta+Shift+T");
  await expect(tabs(page)).toHaveText([/north-2026\.csv/, /passengers\.csv/, /south\.csv/]);
  await page.keyboard.press("ControlOrMeta+Shift+PageDown");
  await tabs(page).last().click({ button: "middle" });
  await expect(tabs(page)).toHaveText([/passengers\.csv/, /north-2026\.csv/]);
  await drag(page, tabs(page).first(), tabs(page).last());
  await expect(tabs(page)).toHaveText([/north-2026\.csv/, /passengers\.csv/]);
  await drag(page, tabs(page).last(), tabs(page).first());
  await expect(tabs(page)).toHaveText([/passengers\.csv/, /north-2026\.csv/]);

  const opened = app.waitForEvent("window");
  await page.keyboard.press("ControlOrMeta+n");
  const second = await opened;
  await expect(welcome(second)).toBeVisible();
  await dropFiles(second, [south]);
  await expect(tabs(second)).toHaveText([/south\.csv/]);
  await expect.poll(async () => (await stored(again))[1] ?? "").toContain("south.csv");
  await app.close();
});

test("after quitting each window has its files, and files from outside come beside them", async () => {
  const east = await yearlyFile("east.csv", 50);
  const { app, page } = await start([east]);
  await expect(tabs(page)).toHaveText([/passengers\.csv/, /north-2026\.csv/, /east\.csv/]);
  await expect(front(page)).toHaveText(/east\.csv/);
  await expect.poll(() => app.windows().length).toBe(2);
  const second = app.windows().find((window) => window !== page);
  if (second === undefined) throw new Error("There is no second window.");
  await expect(tabs(second)).toHaveText([/south\.csv/]);
  await second.close();
  const reopened = app.waitForEvent("window");
  await page.keyboard.press("ControlOrMeta+Shift+N");
  const third = await reopened;
  await expect(tabs(third)).toHaveText([/south\.csv/]);
  await third.close();

  for (let left = 2; left >= 0; left -= 1) {
    await page.keyboard.press("ControlOrMeta+w");
    await expect(tabs(page)).toHaveCount(left);
  }
  const recent = page.getByRole("region", { name: "Recent files" });
  await expect(recent.getByRole("listitem")).toHaveCount(5);
  await expect(recent).toContainText("moved or renamed");
  await expectAccessibleInBothThemes(page, "welcome-recents");
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(900, 600));
  await expectAccessibleInBothThemes(page, "welcome-recents-900");
  await recent.getByRole("button", { name: /^passengers\.csv/ }).click();
  await expect(numbersTable(page)).toHaveAttribute("data-origin", "-5");
  await expect(numbersTable(page)).toHaveAttribute("data-horizon", "18");

  // A project, saved by the user once and by itself from then on.
  const project = join(folder, "plan.fantail");
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = (() => Promise.resolve({ canceled: false, filePath })) as typeof dialog.showSaveDialog;
  }, project);
  await page.keyboard.press("ControlOrMeta+s");
  await expect(notices(page)).toContainText("Saved plan.fantail");
  await expect(page).toHaveTitle("passengers.csv – plan – Fantail");
  await setHorizon(page, 12);
  await expect.poll(() => readFile(project, "utf8")).toContain(`"horizon":12`);
  await page.keyboard.press("ControlOrMeta+w");
  await expect(page).toHaveTitle("Fantail");
  await dropFiles(page, [project]);
  await expect(page).toHaveTitle("passengers.csv – plan – Fantail");
  await expect(numbersTable(page)).toHaveAttribute("data-horizon", "12");
  await app.close();
});
