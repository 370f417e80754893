/** What the window shows when something takes its time, and when there is little room. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dropFiles, expect, root, test } from "./support/application.ts";
import { regionsFile, seriesNames, shopFile, troubledFile } from "./support/import-window.ts";
import { chart, inferencePid, originSlider, readForecast } from "./support/window.ts";

test("a series that takes its time stands under its own name alone: no other series' numbers are shown for it", async ({
  shared: { page },
}) => {
  test.skip(process.platform === "win32", "no process can be held there");
  const folder = await mkdtemp(join(tmpdir(), "fantail-layout-"));
  await dropFiles(page, [await regionsFile(folder, "regions.csv")]);
  const numbers = page.locator(".strip .cell-main").first();
  const drawn = chart(page).locator("[data-series]");
  await expect(numbers).not.toHaveText("–");
  const [first, second] = await seriesNames(page);
  await expect(drawn).toHaveAttribute("data-series", first ?? "");
  const pid = await inferencePid(page);
  process.kill(pid, "SIGSTOP");
  try {
    await page.getByRole("option", { name: second ?? "" }).click();
    await expect(page.getByRole("heading", { name: second ?? "", level: 1 })).toBeVisible();
    await expect(page.getByRole("main")).toHaveAttribute("aria-busy", "true");
    await expect(numbers).toBeHidden();
    await expect(drawn).toHaveAttribute("data-series", first ?? "");
  } finally {
    process.kill(pid, "SIGCONT");
  }
  await expect(drawn).toHaveAttribute("data-series", second ?? "");
  await expect(numbers).toBeVisible();
  await expect(page.getByRole("main")).toHaveAttribute("aria-busy", "false");
  await rm(folder, { recursive: true, force: true });
});

test("with everything twice as large the chart keeps a height, and what is below it can be scrolled to", async ({
  shared: { app, page },
}) => {
  await dropFiles(page, [join(root, "samples/airline-passengers.csv")]);
  await expect(originSlider(page)).toBeVisible();
  await app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0];
    window?.setContentSize(1280, 800);
    window?.webContents.setZoomFactor(2);
  });
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(640);
  expect((await page.locator(".chart-frame").boundingBox())?.height).toBeGreaterThanOrEqual(240);
  const future = page.getByRole("button", { name: "Future" });
  await future.scrollIntoViewIfNeeded();
  // But for a fraction of a pixel.
  await expect(future).toBeInViewport({ ratio: 0.98 });
});

test("nothing moves when gaps, flags, actuals and sentences come and go, and the chart has its room in a small window", async ({
  shared: { app, page },
}) => {
  const folder = await mkdtemp(join(tmpdir(), "fantail-layout-"));
  await dropFiles(page, [join(root, "samples/airline-passengers.csv"), await troubledFile(folder, "trouble.csv")]);
  const size = async (width: number, height: number): Promise<void> => {
    await app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), [
      width,
      height,
    ] as const);
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width);
  };
  const drawn = chart(page).locator("[data-series]");
  const places = (): Promise<unknown> =>
    page.evaluate(() =>
      Object.fromEntries(
        [".chart-frame", ".evidence", ".chart-bar", ".chart-controls", ".scrubber-row", ".slider-track", ".strip"].map(
          (name) => {
            const { x, y, width, height } = document.querySelector(name)?.getBoundingClientRect() ?? new DOMRect();
            return [name, [x, y, width, height]];
          },
        ),
      ),
    );
  // One series with gaps and flags, in front.
  await expect(page.getByRole("list", { name: "Flags" })).toBeVisible();
  for (const [width, height] of [
    [900, 600],
    [1280, 800],
  ] as const) {
    await size(width, height);
    await page.getByRole("row", { name: "trouble.csv" }).click();
    await expect(drawn).toHaveAttribute("data-series", "sales");
    const troubled = await places();
    const panel = page.locator(".panel-main");
    expect(await panel.evaluate((element) => element.scrollHeight - element.clientHeight)).toBe(0);
    expect((await page.locator(".chart-frame").boundingBox())?.height).toBeGreaterThanOrEqual(240);
    await page.getByRole("row", { name: "airline-passengers.csv" }).click();
    await expect(drawn).toHaveAttribute("data-series", "Passengers");
    expect(await places()).toEqual(troubled);
    await page.keyboard.press("[");
    await expect(drawn).toHaveAttribute("data-origin", "-1");
    expect(await places()).toEqual(troubled);
    await expect(page.locator(".evidence")).not.toHaveAttribute("data-verdict", "unknown", { timeout: 60_000 });
    expect(await places()).toEqual(troubled);
    await page.keyboard.press("]");
  }
  await rm(folder, { recursive: true, force: true });
});

test("the chart's axis names days as everything around it does", async ({ shared: { page } }) => {
  const folder = await mkdtemp(join(tmpdir(), "fantail-layout-"));
  await dropFiles(page, [await shopFile(folder, "shop.csv")]);
  await expect(page.locator(".strip .cell-when").first()).toHaveText(/^\d{1,2} [A-Z][a-z]{2} 2024$/);
  await expect(chart(page).locator(".xtick text").nth(1)).toHaveText(/^\d{1,2} [A-Z][a-z]{2}$/);
  await rm(folder, { recursive: true, force: true });
});

test("the tab of the file in front is in sight, however many there are", async ({ shared: { app, page } }) => {
  const folder = await mkdtemp(join(tmpdir(), "fantail-layout-"));
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(640, 480));
  const files = Array.from({ length: 8 }, (_, index) => join(folder, `year-${index}.csv`));
  const rows = (from: number): string =>
    Array.from({ length: 40 }, (_, year) => `${1970 + year},${from + (year % 7)}`).join("\n");
  await Promise.all(files.map((file, index) => writeFile(file, `year,value\n${rows(index)}\n`)));
  await dropFiles(page, files);
  const last = page.getByRole("row", { name: "year-7.csv" });
  await expect(last).toHaveAttribute("aria-selected", "true");
  await expect(last).toBeInViewport({ ratio: 0.9 });
  await rm(folder, { recursive: true, force: true });
});

test("the search is reached by its shortcut where the list of series is put away, too", async ({
  shared: { app, page },
}) => {
  const folder = await mkdtemp(join(tmpdir(), "fantail-layout-"));
  await dropFiles(page, [await regionsFile(folder, "regions.csv")]);
  const search = page.getByRole("searchbox", { name: "Search series" });
  await expect(search).toBeVisible();
  await page.getByRole("button", { name: "Hide the series list" }).click();
  await expect(search).toBeHidden();
  await page.keyboard.press("ControlOrMeta+f");
  await expect(search).toBeFocused();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(640, 480));
  await expect(search).not.toBeInViewport();
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("/");
  await expect(search).toBeFocused();
  await expect(search).toBeInViewport();
  await rm(folder, { recursive: true, force: true });
});

test("brackets move the origin on keyboards that write them with AltGr, too", async ({ shared: { page } }) => {
  await dropFiles(page, [join(root, "samples/airline-passengers.csv")]);
  await readForecast(page, 0);
  await page.evaluate(() => {
    const altGr = { ctrlKey: true, altKey: true, modifierAltGraph: true, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "[", ...altGr }));
  });
  await readForecast(page, -1);
  // Without AltGr it is another shortcut, and none of ours.
  const isTaken = await page.evaluate(
    () =>
      !document.body.dispatchEvent(
        new KeyboardEvent("keydown", { key: "[", ctrlKey: true, bubbles: true, cancelable: true }),
      ),
  );
  expect(isTaken).toBe(false);
  await readForecast(page, -1);
});

test("every band has its name in the legend, also where there are gaps and flags to tell of", async ({
  shared: { app, page },
}) => {
  const folder = await mkdtemp(join(tmpdir(), "fantail-layout-"));
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
  await dropFiles(page, [await shopFile(folder, "shop.csv")]);
  const legend = page.getByRole("list", { name: "Legend" });
  await expect(legend.getByText("Missing")).toBeVisible();
  const [box, last] = await Promise.all([legend.boundingBox(), legend.getByText("95")?.boundingBox()]);
  if (box === null || last === null) throw new Error("There is no legend.");
  expect(last.x + last.width).toBeLessThanOrEqual(box.x + box.width);
  await rm(folder, { recursive: true, force: true });
});
