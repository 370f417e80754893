/** What the window shows when something takes its time, and when there is little room. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dropFiles, expect, root, test } from "./support/application.ts";
import { regionsFile, seriesNames, shopFile, troubledFile } from "./support/import-window.ts";
import { chart, inferencePid, numbersTable, originSlider, readForecast } from "./support/window.ts";

test("a series that takes its time stands under its own name alone: no other series' numbers are shown for it", async ({
  shared: { page },
}) => {
  test.skip(process.platform === "win32", "no process can be held there");
  const folder = await mkdtemp(join(tmpdir(), "fantail-layout-"));
  await dropFiles(page, [await regionsFile(folder, "regions.csv")]);
  const numbers = page.locator(".reading-value");
  const drawn = chart(page).locator("[data-series]");
  await expect(numbers).toBeVisible();
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

test("the map leads through the past: by a click, its frame, a date, the worst misses and by itself", async ({
  shared: { app, page },
}) => {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
  await dropFiles(page, [join(root, "samples/airline-passengers.csv")]);
  const drawn = chart(page).locator("[data-series]");
  const origin = (value: number) => expect(drawn).toHaveAttribute("data-origin", String(value));
  await origin(0);
  const place = await page.locator(".chart-frame").boundingBox();
  const map = await page.locator(".map").boundingBox();
  if (map === null) throw new Error("There is no map.");
  // The history's 144 steps and two years beyond it, each as wide as the other.
  const xOf = (step: number): number => map.x + (step / 167) * map.width;
  await page.mouse.click(xOf(119), map.y + 30);
  await origin(-24);
  await expect(originSlider(page)).toHaveAttribute(
    "aria-valuetext",
    /^24 months back, as if made at the end of Dec 1958/,
  );

  // All of the history is in sight; the frame's left end is taken to its middle, and its bar moves what is left.
  const stretch = page.getByRole("slider", { name: "Stretch in sight" });
  await expect(stretch).toHaveAttribute("aria-valuetext", "Jan 1949 to Dec 1962");
  await page.mouse.move(map.x - 3, map.y + 30);
  await page.mouse.down();
  await page.mouse.move(xOf(84) - 3, map.y + 30, { steps: 4 });
  await page.mouse.up();
  await expect(stretch).toHaveAttribute("aria-valuetext", "Jan 1956 to Dec 1962");
  await stretch.press("ArrowLeft");
  await expect(stretch).toHaveAttribute("aria-valuetext", /^[A-Z][a-z]{2} 1955 to [A-Z][a-z]{2} 1962$/);
  await page.getByRole("radio", { name: "All" }).click();

  await page.keyboard.press("ControlOrMeta+g");
  await page.getByRole("textbox", { name: "Date" }).fill("March 1957");
  await page.keyboard.press("Enter");
  await origin(-45);
  await expect(page.locator(".reading")).toContainText(/^Mar 1959:\s*\d+.*happened: \d+/);

  await page.getByRole("button", { name: "Worst misses" }).click();
  const worst = page.getByRole("list", { name: "Worst misses" }).getByRole("button");
  await expect(worst.first()).toHaveText(/^[A-Z][a-z]{2} 19\d\d\s*off by \d+ · \d+.% inside$/, { timeout: 60_000 });
  await page.getByRole("radio", { name: "Range" }).click();
  await worst.first().click();
  await expect(drawn).not.toHaveAttribute("data-origin", "-45");
  await page.keyboard.press("Escape");

  await originSlider(page).focus();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await origin(-2);
  await page.getByRole("button", { name: "Play the past" }).click();
  await origin(0);
  await expect(page.getByRole("button", { name: "Play the past" })).toBeVisible();
  expect(await page.locator(".chart-frame").boundingBox()).toEqual(place);
});

test("a wide window shows the numbers without being asked, until they are put away", async ({
  shared: { app, page },
}) => {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1920, 1080));
  await dropFiles(page, [join(root, "samples/airline-passengers.csv")]);
  await expect(numbersTable(page)).toBeVisible();
  await page.getByRole("button", { name: "Hide the numbers" }).click();
  await expect(numbersTable(page)).toBeHidden();
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
        [
          ".chart-frame",
          ".reading",
          ".trust",
          ".ranges-choice",
          ".chart-bar",
          ".chart-controls",
          ".scrubber-ways",
          ".map",
        ].map((name) => {
          const { x, y, width, height } = document.querySelector(name)?.getBoundingClientRect() ?? new DOMRect();
          return [name, [x, y, width, height]];
        }),
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
    expect((await page.locator(".chart-frame").boundingBox())?.y).toBeLessThanOrEqual(180);
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
  await expect(page.locator(".reading-when")).toHaveText(/^\d{1,2} [A-Z][a-z]{2} 2024:$/);
  // Over a few weeks it names days, over more of them months.
  await page.getByRole("radio", { name: "Recent" }).click();
  await expect(chart(page).locator(".xtick text").nth(1)).toHaveText(/^([A-Z][a-z]{2} )?\d{1,2} [A-Z][a-z]{2}$/);
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
