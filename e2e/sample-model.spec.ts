/** Models that give samples, from the file to the chart, the command line, the disk and back. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildOnnx } from "../src/engine/registry/onnx-fixtures.ts";
import { expect, root, test } from "./support/application.ts";
import type { Page } from "@playwright/test";
import { fantail, fantailJson, launchCommands } from "./support/command-line.ts";
import { chart, keepScreenshot, openView, readForecast, request, setHorizon } from "./support/window.ts";

const glucose = join(root, "samples/glucose-simulated.csv");
const model = "fantail-glucose";
const horizon = 24;

interface Document {
  readonly manifest: { readonly preprocessing: string; readonly settings: Readonly<Record<string, unknown>> };
  readonly forecasts: readonly {
    readonly series: string;
    readonly levels: number[];
    readonly quantiles: number[][];
    readonly median: number[];
  }[];
}

/** Forecasts that this run of the application computed. */
async function computed(page: Page): Promise<number> {
  const { value } = await request(page, "diagnostics:get", {});
  return (value as { health: { counts: Record<string, number> } }).health.counts["computed"] ?? 0;
}

/** By the name that people read. */
async function chooseModel(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: / Model$/ }).click();
  await page.getByRole("option", { name: new RegExp(name) }).click();
}

let folder = "";
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-samples-"));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));
test.describe.configure({ timeout: 180_000 });

test("the glucose model is offered in the window and used, fills the background, and a restart computes nothing again", async ({
  start,
  commands,
}) => {
  // Eight hours: each of its origins costs fifty windows beyond the first hour.
  const lines = (await readFile(glucose, "utf8")).trimEnd().split("\n");
  const file = join(folder, "eight-hours.csv");
  await writeFile(file, `${[lines[0], ...lines.slice(-96)].join("\n")}\n`);
  const first = await start({ words: [file] });
  await expect(chart(first.page)).toBeVisible();
  await readForecast(first.page, 0);
  await setHorizon(first.page, horizon);
  const frame = first.page.locator(".chart-frame");
  const place = await frame.boundingBox();
  await first.page.getByRole("button", { name: "Use Fantail Glucose" }).click();
  await expect(first.page.getByRole("button", { name: "Use Fantail Glucose" })).toHaveCount(0);
  expect(await frame.boundingBox()).toEqual(place);
  await expect(first.page.getByText(/^Fantail Glucose \d\.\d\.\d · on this computer’s processor/)).toBeVisible();
  const shown = await readForecast(first.page, 0);
  expect(shown.horizon).toBe(horizon);
  const expected = await commands.json<Document>(["forecast", file, "--model", model, "--horizon", String(horizon)]);
  const forecast = expected.forecasts[0];
  for (const [level, values] of shown.quantiles) {
    // The same numbers of 32 bits: the document writes no more digits than they have.
    expect(values, `level ${level}`).toEqual(forecast?.quantiles[forecast.levels.indexOf(level)]?.map(Math.fround));
  }
  const levels = [...shown.quantiles.keys()].toSorted((a, b) => a - b);
  for (let step = 0; step < horizon; step += 1) {
    const column = levels.map((level) => shown.quantiles.get(level)?.[step] ?? Number.NaN);
    expect(column).toEqual(column.toSorted((a, b) => a - b));
    expect(column[0]).toBeGreaterThan(20);
    expect(column.at(-1)).toBeLessThan(500);
  }
  // Two hours ahead less is known than five minutes ahead, across the seam at one hour, too.
  const width = (step: number): number =>
    (shown.quantiles.get(0.9)?.[step] ?? 0) - (shown.quantiles.get(0.1)?.[step] ?? 0);
  expect(width(11)).toBeGreaterThan(3 * width(0));
  expect(width(12) / width(11)).toBeGreaterThan(0.95);
  expect(width(12) / width(11)).toBeLessThan(1.15);
  expect(width(23)).toBeGreaterThan(width(11));
  await keepScreenshot(first.page, "glucose");

  const ready = /^(All [\d,]+ past forecasts ready|[\d,]+ of [\d,]+ forecasts reused)$/;
  await expect(first.page.getByText(ready)).toBeVisible({ timeout: 120_000 });
  await first.app.close();

  const second = await start({ words: [file], userData: first.userData });
  await expect(chart(second.page)).toBeVisible();
  await readForecast(second.page, 0);
  await setHorizon(second.page, horizon);
  // The default model's forecasts of this file, as far as they were not ready when the other was chosen.
  await expect(second.page.getByText(ready)).toBeVisible({ timeout: 120_000 });
  const before = await computed(second.page);
  await chooseModel(second.page, "Fantail Glucose");
  await expect(second.page.getByText(/^Fantail Glucose \d\.\d\.\d · on this computer’s processor/)).toBeVisible();
  const again = await readForecast(second.page, 0);
  expect([...again.quantiles]).toEqual([...shown.quantiles]);
  await expect(second.page.getByText(ready)).toBeVisible({ timeout: 120_000 });
  expect(await computed(second.page)).toBe(before);
});

test("the same file gives the same bytes, any level from the density, and other rules another forecast that says so", async ({
  commands,
}) => {
  const words = ["forecast", glucose, "--model", model, "--horizon", String(horizon), "--json"];
  const [once, again] = [await fantail(words), await commands.run(words)];
  expect(once.exitCode, once.stderr).toBe(0);
  expect(again.stdout).toBe(once.stdout);
  const usual = JSON.parse(once.stdout) as Document;
  expect(usual.manifest).toMatchObject({ preprocessing: "1 isj", settings: { model, bandwidth: "isj" } });

  const other = await commands.json<Document>([
    "forecast",
    glucose,
    "--model",
    model,
    "--horizon",
    String(horizon),
    "--levels",
    "0.01,0.123,0.5,0.99",
  ]);
  const [forecast] = other.forecasts;
  const known = usual.forecasts[0];
  expect(forecast?.quantiles[2]).toEqual(known?.median);
  for (let step = 0; step < horizon; step += 1) {
    const column = forecast?.quantiles.map((values) => values[step] ?? Number.NaN) ?? [];
    expect(column).toEqual(column.toSorted((a, b) => a - b));
    // Beyond the outermost of the usual levels, from the density itself.
    expect(column[0]).toBeLessThan(known?.quantiles[0]?.[step] ?? 0);
    expect(column[3]).toBeGreaterThan(known?.quantiles.at(-1)?.[step] ?? 0);
  }

  const scott = await fantailJson<Document>([
    "forecast",
    glucose,
    "--model",
    model,
    "--horizon",
    String(horizon),
    "--bandwidth",
    "scott",
  ]);
  expect(scott.manifest).toMatchObject({ preprocessing: "1 scott", settings: { bandwidth: "scott" } });
  expect(scott.forecasts[0]?.quantiles).not.toEqual(known?.quantiles);
  const wrong = await commands.run([...words, "--bandwidth", "wide"]);
  expect([wrong.exitCode, JSON.parse(wrong.stdout)]).toEqual([
    2,
    { error: expect.objectContaining({ code: "wrong-arguments", message: expect.stringContaining("wide") }) },
  ]);
});

test("mmol/L gives the same bands as mg/dL, but for their unit and for chance", async ({ commands }) => {
  const lines = (await readFile(glucose, "utf8")).trimEnd().split("\n");
  const mmol = lines.map((line, index) => {
    const [time = "", value = ""] = line.split(",");
    return index === 0 ? "time,glucose_mmol_l" : `${time},${(Number(value) / 18.0182).toFixed(4)}`;
  });
  const path = join(folder, "mmol.csv");
  await writeFile(path, `${mmol.join("\n")}\n`);
  const forecast = (file: string): Promise<Document> =>
    commands.json(["forecast", file, "--model", model, "--horizon", "12", "--levels", "0.1,0.5,0.9"]);
  const [one, other] = [await forecast(glucose), await forecast(path)];
  one.forecasts[0]?.quantiles.forEach((values, level) => {
    values.forEach((value, step) => {
      const scaled = (other.forecasts[0]?.quantiles[level]?.[step] ?? 0) * 18.0182;
      expect(Math.abs(scaled / value - 1), `level ${level}, step ${step}: ${value} and ${scaled}`).toBeLessThan(0.1);
    });
  });
});

test("the glucose model refuses other steps in words, and is better than yesterday's course", async ({ commands }) => {
  const refused = await commands.run(["forecast", join(root, "samples/airline-passengers.csv"), "--model", model]);
  expect(refused.exitCode).toBe(69);
  expect(refused.stderr).toContain("is made for steps of 5 minutes; this series has steps of 1 month.");

  const { models } = await commands.json<{ models: { id: string; WQL: number; coverage: Record<string, number> }[] }>([
    "backtest",
    glucose,
    "--horizon",
    "12",
    "--origins",
    "20",
    "--stride",
    "13",
    "--models",
    `${model},seasonal-naive`,
  ]);
  const [own, naive] = [models.find(({ id }) => id === model), models.find(({ id }) => id === "seasonal-naive")];
  expect(own?.WQL).toBeLessThan(0.7 * (naive?.WQL ?? 0));
  expect(own?.coverage["0.95"]).toBeGreaterThan(0.8);
});

test("a user's own model that gives samples is imported with what its file can't say, and forecasts", async () => {
  const path = join(folder, "Twenty samples.onnx");
  await writeFile(path, buildOnnx({ levels: 20, horizon: 8, isLevelsLast: true, context: 32 }));
  const own = await launchCommands();
  const { models } = await own.json<{ models: { id: string; output: string }[] }>([
    "models",
    "import",
    path,
    "--output",
    "samples",
    "--missing",
    "last",
  ]);
  expect(models[0]).toMatchObject({ id: "twenty-samples", output: "samples" });
  const sample = join(root, "samples/airline-passengers.csv");
  const { forecasts } = await own.json<Document>(["forecast", sample, "--model", "twenty-samples", "--horizon", "8"]);
  const [only] = forecasts;
  // Its samples are the mean of the context and 0 to 19 more: their median lies in the middle.
  const lines = (await readFile(sample, "utf8")).trimEnd().split("\n").slice(-32);
  const mean = lines.reduce((sum, line) => sum + Number(line.split(",").at(-1)), 0) / lines.length;
  expect(only?.median[0]).toBeCloseTo(mean + 9.5, 0);
  expect(only?.levels).toHaveLength(15);
  const far = await own.run(["forecast", sample, "--model", "twenty-samples", "--horizon", "9"]);
  expect(far.exitCode).not.toBe(0);
  expect(far.stderr).toContain("1 to 8 steps ahead");
  await own.close();
});

test("the window shows forecasts of counts as whole numbers when it is asked to, and remembers that", async ({
  start,
}) => {
  const first = await start({ words: [join(root, "samples/airline-passengers.csv")] });
  const plain = await readForecast(first.page, 0);
  await (await openView(first.page)).getByRole("button", { name: "Whole numbers" }).click();
  await first.page.keyboard.press("Escape");
  const median = plain.quantiles.get(0.5) ?? [];
  const rounded = median.map((value) => Math.floor(value + 0.5));
  await expect.poll(async () => (await readForecast(first.page, 0)).quantiles.get(0.5)).toEqual(rounded);
  await keepScreenshot(first.page, "whole-numbers");
  await first.app.close();
  const second = await start({ words: [join(root, "samples/airline-passengers.csv")], userData: first.userData });
  const button = (await openView(second.page)).getByRole("button", { name: "Whole numbers" });
  await expect(button).toHaveAttribute("aria-pressed", "true");
  await second.page.keyboard.press("Escape");
  expect((await readForecast(second.page, 0)).quantiles.get(0.5)).toEqual(rounded);
});

test("counts are rounded on request, and nothing else is", async ({ commands }) => {
  const sample = join(root, "samples/airline-passengers.csv");
  const plain = await commands.json<Document>(["forecast", sample, "--horizon", "6"]);
  const whole = await commands.json<Document>(["forecast", sample, "--horizon", "6", "--round"]);
  expect(plain.forecasts[0]?.quantiles.flat().every(Number.isInteger)).toBe(false);
  expect(whole.forecasts[0]?.quantiles).toEqual(
    plain.forecasts[0]?.quantiles.map((values) => values.map((value) => Math.floor(value + 0.5))),
  );
  expect(whole.manifest.settings).toMatchObject({ round: true });
  const measured = join(root, "samples/co2-weekly.csv");
  const co2 = await commands.json<Document>(["forecast", measured, "--horizon", "4", "--round"]);
  expect(co2.forecasts[0]?.quantiles.flat().some((value) => !Number.isInteger(value))).toBe(true);
});
