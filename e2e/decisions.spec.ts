/**
 * Six decisions, each as the person takes it who has to: mostly by keyboard, in the window that tests share. The numbers that they read
 * are the command line's, which has no window to get them from.
 */
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { ElectronApplication, Locator, Page } from "@playwright/test";
import { dropFiles, expect, root, test } from "./support/application.ts";
import {
  chart,
  expectAccessible,
  expectAccessibleInBothThemes,
  numbersTable,
  originSlider,
  readForecast,
  request,
  setHorizon,
} from "./support/window.ts";

/** A sample of content of its own, so that what is decided here is kept for no other file. @param rows that it ends after */
async function own(sample: string, rows = Infinity): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "fantail-decisions-")), basename(sample));
  const [header, , ...lines] = (await readFile(join(root, "samples", sample), "utf8")).trimEnd().split("\n");
  await writeFile(path, `${[header, ...lines.slice(0, rows)].join("\n")}\n`);
  return path;
}

async function open(page: Page, file: string): Promise<void> {
  await dropFiles(page, [file]);
  await originSlider(page).waitFor();
}

/** Opens a list and takes one of it, by keys. */
async function choose(within: Page | Locator, label: RegExp, option: string | RegExp): Promise<void> {
  await within.getByRole("button", { name: label }).press("Enter");
  const list = "page" in within ? within.page() : within;
  // The list takes the focus itself as it opens, and a key before that would go to what was chosen.
  await list.locator('[role="option"]:focus').waitFor();
  await list.getByRole("option", { name: option }).first().press("Enter");
}

async function type(within: Page | Locator, name: string, text: string): Promise<void> {
  const field = within.getByRole("textbox", { name, exact: true });
  await field.fill(text);
  await field.press("Tab");
}

/** What the next dialog for saving answers. */
const saveTo = (app: ElectronApplication, path: string): Promise<void> =>
  app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
const totals = (page: Page): Locator => page.getByRole("treegrid", { name: "Totals" });
const totalsRow = (page: Page, name: string): Locator =>
  totals(page).getByRole("row", { name: new RegExp(`^${name} `) });
const cell = (row: Locator, column: string): Locator => row.locator(`[data-column="${column}"]`);
const valueOf = async (row: Locator, column: string): Promise<number> =>
  Number(await cell(row, column).getAttribute("data-value"));

const thresholds = (page: Page): Locator => page.getByRole("complementary", { name: "Thresholds" });
const cards = (page: Page): Locator => thresholds(page).getByRole("listitem");

async function newThreshold(page: Page, kind: string): Promise<Locator> {
  await thresholds(page).getByRole("button", { name: "New threshold" }).press("Enter");
  await choose(thresholds(page), /Warn when it is/, kind);
  return thresholds(page);
}

async function newScenario(page: Page, name: string): Promise<void> {
  const main = page.getByRole("main", { name: "Scenarios" });
  await main.getByRole("button", { name: "New scenario" }).press("Enter");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.keyboard.press("Enter");
  await expect(main.getByRole("radio", { name })).toBeChecked();
}

/** As people read it: "Have 86.9 for …". */
const numberAfter = (text: string, word: string): number =>
  Number(new RegExp(`${word} ([\\d,.]*\\d)`).exec(text)?.[1]?.replaceAll(",", ""));

interface Answer {
  readonly forecasts: readonly {
    readonly series: string;
    readonly levels: readonly number[];
    readonly quantiles: readonly (readonly number[])[];
    readonly median: readonly number[];
    readonly timestamps: readonly string[];
    readonly thresholds: readonly {
      readonly ever: number;
      readonly by: readonly number[];
      readonly first: { readonly likeliest: string } | null;
      readonly level: number;
      readonly order: number;
      readonly mean: number;
      readonly cost: number | null;
    }[];
  }[];
  readonly totals: readonly {
    readonly series: string | null;
    readonly group: { readonly value: string } | null;
    readonly stretch: { readonly name: string };
    readonly levels: readonly number[];
    readonly quantiles: readonly number[];
  }[];
  readonly influences: readonly { readonly used: boolean; readonly effects: readonly { readonly name: string }[] }[];
}

const atLevel = ({ levels, quantiles }: Answer["totals"][number], level: number): number =>
  quantiles[levels.findIndex((one) => Math.abs(one - level) < 1e-6)] ?? Number.NaN;

/** Of a region, or of all series, in the first quarter of 2026. */
function totalOf({ totals: found }: Answer, region: string | null): Answer["totals"][number] {
  const total = found.find(
    ({ series, group, stretch }) => series === null && (group?.value ?? null) === region && stretch.name === "2026-Q1",
  );
  if (total === undefined) throw new Error("The command line has no such total.");
  return total;
}

test("a planner reads next quarter's total of a region, changes what she knows better, and the total follows", async ({
  shared: { page },
  commands,
}) => {
  const file = await own("shop-sales-simulated.csv");
  await open(page, file);
  await page.keyboard.press("Control+Shift+U");
  await choose(page, /Groups$/, "region");
  await choose(page, /Stretch$/, /^Quarter/);
  await choose(page, /Which$/, "Next");
  await expect(
    page.getByText(/^Q1 2026 \(Jan 2026 – Mar 2026\): 3 months forecast; ranges follow \d+ past/),
  ).toBeVisible();
  const [all, north] = [totalsRow(page, "All series"), totalsRow(page, "North")];
  const words = [
    "forecast",
    file,
    "--horizon",
    "24",
    "--once",
    "--sum",
    "quarter",
    "--total",
    "all",
    "--total",
    "region",
  ];
  const said = await commands.json<Answer>(words);
  const told = totalOf(said, null);
  const before = await valueOf(all, "total");
  // One draw of all series: whatever else is asked, the same question has the same answer, in both.
  for (const [row, total] of [
    [all, told],
    [north, totalOf(said, "North")],
    [totalsRow(page, "South"), totalOf(said, "South")],
    [totalsRow(page, "West"), totalOf(said, "West")],
  ] as const) {
    expect((await valueOf(row, "total")) / atLevel(total, 0.5)).toBeCloseTo(1, 6);
    await expect(cell(row, "range")).toHaveText(
      [0.1, 0.9].map((level) => Math.round(atLevel(total, level)).toLocaleString("en")).join(" – "),
    );
  }

  // Tea of the region, one level down, and from there its forecast.
  await totals(page).focus();
  await page.keyboard.type("n");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const detail = page.getByRole("region", { name: "tea", exact: true });
  const share = await valueOf(totals(page).getByRole("row", { selected: true }), "total");
  await detail.getByRole("button", { name: "Show its forecast" }).press("Enter");
  await expect(chart(page).locator("[data-series]")).toHaveAttribute("data-series", "North / tea");
  const shown = await readForecast(page, 0);
  const january = shown.quantiles.get(0.5)?.[2] ?? Number.NaN;

  // A campaign in January, which no past tells.
  await page.keyboard.press("Control+Shift+Y");
  const bar = page.getByRole("region", { name: "Adjust the forecast" });
  await choose(bar, /From$/, "Jan 2026");
  await type(bar, "Per cent", "20");
  await bar.getByRole("textbox", { name: "Note" }).fill("Tasting week");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Adjusted (1)" })).toBeVisible();

  await page.keyboard.press("Control+Shift+U");
  await expect.poll(() => valueOf(all, "total")).not.toBe(before);
  expect(((await valueOf(all, "total")) - before) / (0.2 * january)).toBeCloseTo(1, 1);
  expect(share).toBeLessThan(before);
  const plan = join(file, "../plan.csv");
  await writeFile(plan, "series,from,change,value,note\nNorth / tea,2026-01-01,multiply,+20 %,Tasting week\n");
  const followed = totalOf(await commands.json<Answer>([...words, "--adjust", plan]), null);
  expect((await valueOf(all, "total")) / atLevel(followed, 0.5)).toBeCloseTo(1, 3);
});

test("an energy trader reads tomorrow's chance of a line and its peak, knowing tomorrow's temperatures", async ({
  shared: { page },
  commands,
}) => {
  const file = await own("victoria-load-hourly.csv");
  await open(page, file);
  await page.keyboard.press("Control+Shift+I");
  const influences = page.getByRole("main", { name: "Influences" });
  // The file knows them ahead, so they were tried as it opened.
  await expect(influences.getByRole("checkbox", { name: "temperature_c" })).toBeChecked({ timeout: 30_000 });
  await expect(influences.getByText(/ helps?: error −\d+\s% over .* of the past\. Used/)).toBeVisible({
    timeout: 30_000,
  });
  await expect(influences.getByRole("heading", { name: "demand_mw" })).toBeVisible();
  await influences.getByRole("button", { name: "Back to the forecast" }).press("Enter");

  await page.keyboard.press("Control+Shift+L");
  const form = await newThreshold(page, "Above a limit");
  await type(form, "Value", "9000");
  await type(form, "Only until", "2014-01-14 23:00");
  await form.getByRole("button", { name: "Set", exact: true }).press("Enter");
  const words = ["forecast", file, "--covariate", "temperature_c", "--horizon", "48"];
  const said = await commands.json<Answer>([...words, "--above", "9000", "--sum", "horizon", "--stat", "peak"]);
  expect(said.influences[0]?.used).toBe(true);
  const tomorrow = said.forecasts[0]?.thresholds[0]?.by[23] ?? Number.NaN;
  await expect(cards(page)).toContainText(
    `Above 9,000 in 24 of the next 48 hours: ${Math.round(100 * tomorrow)}\u00A0%. If so, most likely first at 14 Jan 2014`,
  );
  await page.keyboard.press("Escape");

  await page.keyboard.press("Control+Shift+U");
  await page.getByRole("radio", { name: "Peak" }).press("Space");
  const peak = said.totals[0];
  if (peak === undefined) throw new Error("The command line has no peak.");
  const total = (): Promise<number> => valueOf(totals(page).getByRole("row").nth(1), "total");
  await expect.poll(async () => (await total()) / atLevel(peak, 0.5)).toBeCloseTo(1, 3);
  // Of tomorrow alone it is no higher than of both days.
  await choose(page, /Stretch$/, /^Next steps/);
  await type(page, "Steps", "24");
  await expect(page.getByText(/^14 Jan 2014 00:00 – 14 Jan 2014 23:00: 24 hours forecast/)).toBeVisible();
  await expect.poll(async () => (await total()) / atLevel(peak, 0.5)).toBeLessThan(1);
});

test("a call-centre manager plans for nine days in ten, with the region's holidays, and asks what a mailing would do", async ({
  shared: { page },
  commands,
}) => {
  const file = await own("calls-simulated.csv");
  await open(page, file);
  await page.keyboard.press("Control+Shift+I");
  const influences = page.getByRole("main", { name: "Influences" });
  await expect(influences.getByText("Nothing is chosen")).toBeVisible();
  await influences.getByRole("combobox", { name: "Holidays" }).fill("Bavaria");
  await page.getByRole("option", { name: "Germany, Bayern (Bavaria, DE-BY)" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(influences.getByText(/^Holidays help: error −\d+\s% over .* of the past\. Used/)).toBeVisible({
    timeout: 30_000,
  });
  await expect(influences.getByRole("row", { name: /^Epiphany/ })).toContainText(/−[4-8]\d\s%/);
  await expect(influences.getByRole("row", { name: /^Easter Monday/ })).toContainText("21 Apr 2025");
  await expectAccessibleInBothThemes(page, "influences");

  // An event that is typed wrong is none; one that is taken back leaves no trace.
  await type(influences, "Name", "Outage");
  await type(influences, "From", "2025-02-30");
  await expect(influences.getByText("Write days as 2026-04-03.")).toBeVisible();
  await type(influences, "From", "2024-06-12");
  await influences.getByRole("button", { name: "Add", exact: true }).press("Enter");
  const event = influences.getByRole("button", { name: "Remove Outage, 2024-06-12" });
  await expect(event).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).first().press("Enter");
  await expect(event).toBeHidden();
  await expect(influences.getByText(/Used in the forecast\.$/)).toBeVisible({ timeout: 30_000 });
  await influences.getByRole("button", { name: "Back to the forecast" }).press("Enter");

  const shown = await readForecast(page, 0);
  const words = ["forecast", file, "--holidays", "DE-BY", "--horizon", "14", "--explain"];
  const said = await commands.json<Answer>([...words, "--service-level", "0.9", "--lead-time", "1"]);
  expect(said.influences[0]?.used).toBe(true);
  expect(said.influences[0]?.effects.map(({ name }) => name)).toContain("Easter Monday");
  expect(said.forecasts[0]?.median).toEqual(shown.quantiles.get(0.5)?.map((value) => expect.closeTo(value, 2)));

  await page.keyboard.press("Control+Shift+L");
  const form = await newThreshold(page, "Out of stock");
  await type(form, "Share, %", "90");
  await form.getByRole("button", { name: "Set", exact: true }).press("Enter");
  await expect(cards(page)).toContainText(/Have \d+ for the next day: enough in 90\s% of cases\./);
  const order = said.forecasts[0]?.thresholds[0]?.order ?? Number.NaN;
  expect(numberAfter((await cards(page).textContent()) ?? "", "Have")).toBe(Math.ceil(order));
  await page.keyboard.press("Escape");

  await page.keyboard.press("Control+Shift+G");
  const main = page.getByRole("main", { name: "Scenarios" });
  await newScenario(page, "Mailing");
  await choose(main, /From$/, "14 Apr 2025");
  await choose(main, /To$/, "16 Apr 2025");
  await type(main, "Per cent", "50");
  await main.getByRole("button", { name: "Add", exact: true }).press("Enter");
  const sums = main.getByRole("table", { name: "Sum over the horizon" });
  const mailed = shown.quantiles.get(0.5)?.slice(2, 5) ?? [];
  await expect
    .poll(async () =>
      Number(
        await sums
          .getByRole("row", { name: /Mailing/ })
          .locator("td")
          .last()
          .getAttribute("data-value"),
      ),
    )
    .toBeGreaterThan(0.4 * mailed.reduce((sum, value) => sum + value, 0));
});

test("a clinician reads how likely glucose falls below 70 within the hour, and when first", async ({
  shared: { page },
  commands,
}) => {
  const file = await own("glucose-simulated.csv", 303);
  await open(page, file);
  await page.getByRole("button", { name: "Use Fantail Glucose" }).press("Enter");
  await readForecast(page, 0);
  await expect(numbersTable(page)).toHaveAttribute("data-model", "fantail-glucose");
  await setHorizon(page, 12);
  await page.keyboard.press("Control+Shift+L");
  const form = await newThreshold(page, "Below a limit");
  await type(form, "Value", "70");
  await choose(form, /Severity$/, "Critical");
  await form.getByRole("button", { name: "Set", exact: true }).press("Enter");
  const said = await commands.json<Answer>([
    ...["forecast", file, "--model", "fantail-glucose", "--horizon", "12", "--below", "70", "--once"],
  ]);
  const answer = said.forecasts[0]?.thresholds[0];
  const first = answer?.first?.likeliest.slice(11, 16) ?? "";
  await expect(cards(page)).toContainText(
    `Below 70 in the next hour: ${Math.round(100 * (answer?.ever ?? Number.NaN))}\u00A0%. If so, most likely first at 5 Mar 2024 ${first}`,
  );
  await expect(page.getByRole("img", { name: /^Below 70: chance at each step, highest/ })).toBeVisible();
});

test("a stock keeper orders for the lead time of a part that is seldom asked for, by share and by cost", async ({
  shared: { page },
  commands,
}) => {
  const file = await own("spare-parts-simulated.csv");
  await open(page, file);
  await page.keyboard.press("Control+f");
  await expect(page.getByRole("searchbox", { name: "Search series" })).toBeFocused();
  await page.keyboard.type("Gasket");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(chart(page).locator("[data-series]")).toHaveAttribute("data-series", "Gasket");
  await page.keyboard.press("Control+Shift+L");
  const form = await newThreshold(page, "Out of stock");
  await type(form, "Lead time, steps", "3");
  await form.getByRole("button", { name: "Set", exact: true }).press("Enter");
  await newThreshold(page, "Out of stock");
  await choose(form, /Enough in$/, "By cost");
  await type(form, "A unit too few costs", "5");
  await type(form, "A unit too many costs", "1");
  await type(form, "Lead time, steps", "3");
  await form.getByRole("button", { name: "Set", exact: true }).press("Enter");
  await expect(cards(page)).toHaveCount(2);
  const words = ["forecast", file, "--series", "Gasket", "--lead-time", "3", "--once"];
  const byShare = await commands.json<Answer>([...words, "--service-level", "0.95"]);
  const byCost = await commands.json<Answer>([...words, "--cost-under", "5", "--cost-over", "1"]);
  for (const [at, said, share] of [
    [0, byShare, 95],
    [1, byCost, 83],
  ] as const) {
    await expect(cards(page).nth(at)).toContainText(
      new RegExp(`for the next 3 months: enough in ${share}\\s% of cases`),
    );
    const text = (await cards(page).nth(at).textContent()) ?? "";
    const { order, mean } = said.forecasts[0]?.thresholds[0] ?? { order: Number.NaN, mean: Number.NaN };
    expect(numberAfter(text, "Have")).toBe(Math.ceil(order));
    expect(numberAfter(text, "cases\\.")).toBeCloseTo(mean, 1);
    expect(numberAfter(text, "so")).toBeCloseTo(Math.ceil(order) - mean, 1);
  }
});

test("a controller reads the year so far and its rest, sets scenarios side by side, and hands both on so that they can be made again", async ({
  shared: { app, page },
  commands,
}) => {
  const file = await own("shop-sales-simulated.csv");
  await open(page, file);
  await page.keyboard.press("Control+Shift+U");
  await choose(page, /Stretch$/, /^Year/);
  await choose(page, /Groups$/, "region");
  await expect(page.getByText(/^2025 \(Jan 2025 – Dec 2025\): 10 months observed, 2 months forecast/)).toBeVisible();
  const all = totalsRow(page, "All series");
  const regions = ["North", "South", "West"].map((name) => totalsRow(page, name));
  const sumOf = async (column: string): Promise<number> =>
    (await Promise.all(regions.map((row) => valueOf(row, column)))).reduce((sum, value) => sum + value, 0);
  // Regions add up to the whole, in what was observed and, nearly, in their medians.
  expect((await valueOf(all, "soFar")) - (await sumOf("soFar"))).toBeCloseTo(0, 6);
  expect((await valueOf(all, "total")) / (await sumOf("total"))).toBeCloseTo(1, 1);
  expect((await valueOf(all, "total")) / (await valueOf(all, "before"))).toBeGreaterThan(1);
  await totals(page).focus();
  await page.keyboard.type("n");
  await page.keyboard.press("Enter");
  await expect(totalsRow(page, "North")).toHaveAttribute("aria-expanded", "false");
  await expect(totalsRow(page, "tea")).toHaveCount(2);
  await type(page, "Plan", "1");
  await expect(page.getByText("> 99 % chance to reach 1")).toBeVisible();
  await expect(cell(totalsRow(page, "North"), "chance")).toHaveText(/^> 99\s%$/);
  await expectAccessible(page);

  // The same numbers are in an export, and are made again from it.
  const shown = await valueOf(totalsRow(page, "North"), "total");
  await page.keyboard.press("Escape");
  const north = join(file, "../north.json");
  await saveTo(app, north);
  await page.getByRole("button", { name: "Export", exact: true }).click();
  await page.getByRole("menuitem", { name: /JSON/ }).click();
  await expect(page.getByText("north.json").first()).toBeVisible();
  const { totals: written } = JSON.parse(await readFile(north, "utf8")) as {
    readonly totals: readonly { readonly group: { readonly value: string } | null; readonly quantiles: number[] }[];
  };
  const inFile = written.find(({ group }) => group?.value === "North");
  expect(inFile).toMatchObject({ plan: 1, stretch: { observed: 10, steps: 12 } });
  expect(inFile?.quantiles[3]).toBe(Number(shown.toPrecision(7)));
  const again = await commands.run(["replay", north, file, "--json"]);
  expect(again.exitCode, again.stdout + again.stderr).toBe(0);

  // A price rise that would cost some sales, beside what is expected.
  await page.keyboard.press("Control+Shift+G");
  const main = page.getByRole("main", { name: "Scenarios" });
  await newScenario(page, "Price rise");
  await main.getByRole("radio", { name: "Level shift" }).press("Space");
  await choose(main, /For$/, "Each series of North");
  await choose(main, /From$/, "Nov 2025");
  await type(main, "Per cent", "-8");
  await main.getByRole("button", { name: "Add", exact: true }).press("Enter");
  const sums = main.getByRole("table", { name: "Sum over the horizon" });
  const median = async (name: RegExp): Promise<number> =>
    Number(await sums.getByRole("row", { name }).locator("td").first().getAttribute("data-value"));
  await expect.poll(async () => (await median(/Price rise/)) / (await median(/Base/))).toBeCloseTo(0.92, 3);
  await expect(main.getByRole("img", { name: /^Medians and 80 % ranges of Base, Price rise/ })).toBeVisible();
  await expectAccessibleInBothThemes(page, "scenarios");

  // Saved for others, it says the same on the command line.
  const folder = join(file, "..");
  const saved = join(folder, "price-rise.json");
  await saveTo(app, saved);
  await main.getByRole("button", { name: "Save for others…" }).press("Enter");
  await expect.poll(() => readFile(saved, "utf8").catch(() => "")).toContain("Price rise");
  const words = ["forecast", file, "--series", "North / tea", "--horizon", "24", "--once", "--sum", "horizon"];
  const said = await commands.json<Answer>([...words, "--scenario", saved]);
  const told = said.totals[0];
  if (told === undefined) throw new Error("The command line has no sum.");
  expect((await median(/Price rise/)) / atLevel(told, 0.5)).toBeCloseTo(1, 3);

  // What is expected has the stocktaking in it; exported, it can be made again from the file.
  await main.getByRole("radio", { name: "Base" }).press("Space");
  await type(main, "Per cent", "-5");
  await main.getByRole("textbox", { name: "Note" }).fill("Stocktaking");
  await main.getByRole("button", { name: "Add", exact: true }).press("Enter");
  await expect(main.getByText("Stocktaking")).toBeVisible();
  await main.getByRole("button", { name: "Back to the forecast" }).press("Enter");
  const { series, horizon } = await readForecast(page, 0);
  const dataset = await page.getByRole("application").getAttribute("data-dataset");
  const model = await numbersTable(page).getAttribute("data-model");
  const exported = join(folder, "expected.json");
  await saveTo(app, exported);
  const key = { dataset, series, model, horizon, origin: 0 };
  expect(await request(page, "export:save", { ...key, format: "json" })).toMatchObject({ ok: true });
  const { manifest } = JSON.parse(await readFile(exported, "utf8")) as { manifest: unknown };
  expect(manifest).toMatchObject({
    settings: { adjustments: expect.stringMatching(/2025-11-01T00:00:00,multiply,0\.95,.*Stocktaking/) },
    warnings: [{ code: "adjusted" }],
  });
  const replayed = await commands.run(["replay", exported, file, "--json"]);
  expect(replayed.exitCode, replayed.stdout + replayed.stderr).toBe(0);
});
