/** The user's own models in the window: in, described, renamed, made a default, out again; and the ones that are refused. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ElectronApplication, Locator, Page } from "@playwright/test";
import { buildOnnx } from "../src/engine/registry/onnx-fixtures.ts";
import { dropFiles, expect, root, test } from "./support/application.ts";
import { writeModelFolder } from "./support/small-model.ts";
import { expectAccessibleInBothThemes, keepScreenshot, readForecast, request } from "./support/window.ts";

let folder = "";
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-models-"));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));
test.describe.configure({ timeout: 180_000 });

const monthly = join(root, "samples/airline-passengers.csv");
const dialogOf = (page: Page): Locator => page.getByRole("dialog", { name: "Models" });
const formOf = (page: Page): Locator => page.getByRole("dialog", { name: "Import a model" });
const cardOf = (page: Page, id: string): Locator => dialogOf(page).locator(`[data-model="${id}"]`);

async function openDialog({ app, page }: { readonly app: ElectronApplication; readonly page: Page }): Promise<Locator> {
  await page.getByRole("main").first().waitFor();
  // As the application's menu does it.
  await app.evaluate(({ Menu }) => {
    const help = Menu.getApplicationMenu()?.items.find(({ role }) => role === "help");
    help?.submenu?.items.find(({ label }) => label.includes("Models"))?.click();
  });
  await expect(dialogOf(page)).toBeVisible();
  return dialogOf(page);
}

/** The answer of the system's dialog, which a test must not wait for. */
async function answerOpenDialog(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = (() =>
      Promise.resolve({ canceled: false, filePaths: [filePath] })) as typeof dialog.showOpenDialog;
  }, path);
}

interface Listed {
  readonly models: readonly {
    readonly id: string;
    readonly sha256: string;
    readonly version: string;
    readonly source: string;
  }[];
  readonly defaultModel: string;
}

async function listed(page: Page): Promise<Listed> {
  return (await request(page, "models:list", {})).value as Listed;
}

test("a model is imported with what its file can't say, renamed, made a default, used, exported, removed and put back", async ({
  start,
}) => {
  const first = await start();
  const { app, page } = first;
  const path = join(folder, "Shop model.onnx");
  await writeFile(path, buildOnnx({ levels: 3, horizon: 24 }));
  await answerOpenDialog(app, path);
  const dialog = await openDialog(first);
  await expect(dialog.locator(".model-card")).not.toHaveCount(0);
  const { defaultModel } = await listed(page);

  await dialog.getByRole("button", { name: "Import…" }).click();
  const form = formOf(page);
  await expect(form).toContainText("quantiles float32 [batch, 3, 24]");
  await form.getByRole("button", { name: "Import", exact: true }).click();
  await expect(form.getByRole("alert")).toContainText(
    "the shape of quantiles float32 [batch, 3, 24] does not tell which quantile levels it holds",
  );
  await form.getByRole("textbox", { name: "Quantile levels" }).fill("10%, 50%, 90%");
  await form.getByRole("textbox", { name: "Licence" }).fill("MIT");
  await form.getByRole("textbox", { name: "Horizon" }).fill("24");
  await keepScreenshot(page, "models-form");
  await form.getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog.getByRole("status")).toContainText("Shop model was tested and is ready.");
  const card = cardOf(page, "shop-model");
  await expect(card).toContainText("MIT · 3 quantiles · Context 512 steps · Horizon 24, to 1,024");
  await expect(card).toContainText("Yours");

  await card.getByRole("button", { name: "Rename Shop model" }).click();
  const name = card.getByRole("textbox", { name: "Name of the model" });
  await expect(name).toBeFocused();
  await name.fill("Corner shop");
  await page.keyboard.press("Enter");
  await expect(card.getByRole("heading", { name: "Corner shop" })).toBeVisible();
  // The application's own keep their names and stay.
  await expect(cardOf(page, defaultModel).getByRole("button", { name: /^(Rename|Remove)/ })).toHaveCount(0);

  await card.getByRole("button", { name: "Default for, Corner shop" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Monthly" }).click();
  await page.keyboard.press("Escape");
  await expect(card).toContainText("Default for: Monthly");
  await card.getByRole("button", { name: "Verify Corner shop" }).click();
  await expect(dialog.getByRole("status")).toContainText("Corner shop is complete and works.");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();

  // Monthly data takes the new default.
  await dropFiles(page, [monthly]);
  await expect(page.getByRole("button", { name: / Model$/ })).toContainText("Corner shop");
  await readForecast(page, 0);
  await expect(page.locator(".status-bar")).toContainText("Corner shop");
  const exported = join(folder, "forecast.json");
  await app.evaluate(({ dialog: dialogs }, filePath) => {
    dialogs.showSaveDialog = (() => Promise.resolve({ canceled: false, filePath })) as typeof dialogs.showSaveDialog;
  }, exported);
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: /Data \(JSON\)/ }).click();
  await expect.poll(() => readFile(exported, "utf8").catch(() => "")).toContain("quantiles");
  const { manifest, forecasts } = JSON.parse(await readFile(exported, "utf8")) as {
    manifest: { model: object; preprocessing: string };
    forecasts: { levels: number[] }[];
  };
  expect(forecasts[0]?.levels).toEqual([0.1, 0.5, 0.9]);
  const own = (await listed(page)).models.find(({ id }) => id === "shop-model");
  expect(manifest.model).toEqual({ id: "shop-model", version: own?.version, sha256: own?.sha256 });
  expect(manifest.preprocessing).toMatch(/^1-[0-9a-f]{8}$/);

  // The next start knows all of it.
  await app.evaluate(({ app: application }) => application.quit()).catch(() => undefined);
  await app.close().catch(() => undefined);
  const second = await start({ userData: first.userData });
  await openDialog(second);
  const again = cardOf(second.page, "shop-model");
  await expect(again).toContainText("Corner shop");
  await expect(again).toContainText("Default for: Monthly");
  await second.page.keyboard.press("Escape");
  await expect(dialogOf(second.page)).toBeHidden();
  await dropFiles(second.page, [monthly]);
  await readForecast(second.page, 0);

  // From the list of models beside the chart, too.
  await second.page.getByRole("button", { name: / Model$/ }).click();
  await second.page.getByRole("option", { name: "Manage models…" }).click();
  await expect(dialogOf(second.page)).toBeVisible();
  await again.getByRole("button", { name: "Remove Corner shop" }).click();
  const question = again.getByRole("group", { name: "Remove Corner shop?" });
  // Who presses Enter without reading keeps the model.
  await expect(question.getByRole("button", { name: "Keep" })).toBeFocused();
  await keepScreenshot(second.page, "models-removal");
  await question.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(dialogOf(second.page).getByRole("status")).toContainText("Corner shop was removed.");
  await expect(again).toHaveCount(0);
  expect((await listed(second.page)).models.map(({ id }) => id)).not.toContain("shop-model");
  await dialogOf(second.page).getByRole("button", { name: "Undo" }).click();
  await expect(again).toContainText("Default for: Monthly");
  await again.getByRole("button", { name: "Remove Corner shop" }).click();
  await question.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(again).toHaveCount(0);
  await second.page.keyboard.press("Escape");
  await expect(dialogOf(second.page)).toBeHidden();
  // What was open goes on with the default model.
  await readForecast(second.page, 0);
  await expect(second.page.locator(".status-bar")).not.toContainText("Corner shop");
});

test("a folder with a manifest is dropped and taken as it is", async ({ start }) => {
  const running = await start();
  const { page } = running;
  const source = await writeModelFolder(folder, "dropped");
  await openDialog(running);
  await dropFiles(page, [source]);
  const form = formOf(page);
  await expect(form).toContainText("describes the model completely");
  await expect(form.getByRole("textbox")).toHaveCount(0);
  await form.getByRole("button", { name: "Import", exact: true }).click();
  await expect(cardOf(page, "dropped")).toContainText("Small dropped");
  // Nothing was opened as a table behind the dialog.
  await page.keyboard.press("Escape");
  await expect(page.getByRole("heading", { name: "Drop a CSV to see its future" })).toBeVisible();
});

test("what is no model, or a bad one, is refused in words, and the window goes on", async ({ start }) => {
  const running = await start();
  const { page } = running;
  const dialog = await openDialog(running);
  await expect(dialog.locator(".model-card")).not.toHaveCount(0);
  const before = (await listed(page)).models.length;
  const bad: readonly (readonly [name: string, content: Uint8Array | string, sentence: string])[] = [
    ["table.csv", "time,value\n1,2\n", "table.csv is not a model. A model is an ONNX file or a folder with one."],
    ["table.onnx", "time,value\n1,2\n", "table.onnx is not an ONNX file, or it is incomplete."],
    [
      "own-operators.onnx",
      buildOnnx({ domain: "com.example" }),
      "operators that Fantail does not run: com.example.Identity",
    ],
    ["outside.onnx", buildOnnx({ externalFile: "../../secret.bin" }), "which is not a file in its own folder"],
    ["cut.onnx", buildOnnx().subarray(0, 300), "is not an ONNX file, or it is incomplete."],
  ];
  for (const [name, content, sentence] of bad) {
    await writeFile(join(folder, name), content);
    await dropFiles(page, [join(folder, name)]);
    await expect(formOf(page).getByRole("alert")).toContainText(sentence);
    await formOf(page).getByRole("button", { name: "Back" }).click();
  }
  // This one is only found out when it is tried.
  await writeFile(join(folder, "fragile.onnx"), buildOnnx({ isFragile: true }));
  await dropFiles(page, [join(folder, "fragile.onnx")]);
  const form = formOf(page);
  await form.getByRole("button", { name: "Import", exact: true }).click();
  await expect(form.getByRole("alert")).toContainText(
    "not finite for its probe. If it cannot handle missing values, have them filled.",
  );
  await keepScreenshot(page, "models-refused");
  await form.getByRole("button", { name: /Missing values/ }).click();
  await page.getByRole("option", { name: "The last value before" }).click();
  await form.getByRole("button", { name: "Import", exact: true }).click();
  await expect(cardOf(page, "fragile")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  expect((await listed(page)).models.length).toBe(before + 1);
  await dropFiles(page, [monthly]);
  await readForecast(page, 0);
});

test("the page can name no path, and the application's own models stay", async ({ shared: { page } }) => {
  await page.getByRole("main").first().waitFor();
  expect(await request(page, "models:inspect", { grant: "/etc/passwd" })).toMatchObject({
    ok: false,
    error: { code: "not-allowed" },
  });
  expect(await request(page, "models:import", { grant: "x", description: { path: "/etc/passwd" } })).toMatchObject({
    ok: false,
    error: { code: "wrong-arguments" },
  });
  const { models } = await listed(page);
  const bundled = models.find(({ source }) => source === "bundled")?.id ?? "";
  expect(await request(page, "models:remove", { id: bundled })).toMatchObject({
    ok: false,
    error: { code: "not-allowed" },
  });
  expect(await request(page, "models:remove", { id: "../../etc" })).toMatchObject({
    ok: false,
    error: { code: "model-not-found" },
  });
});

test("a device that can't be used is refused with its reason, and the choice goes back", async ({ start }) => {
  test.skip(process.platform !== "linux", "which devices are missing depends on the platform");
  const models = join(folder, "models");
  await mkdir(models);
  await writeModelFolder(models, "small");
  const running = await start({ env: { FANTAIL_MODELS: models } });
  const { page } = running;
  const dialog = await openDialog(running);
  const choice = dialog.getByRole("button", { name: /Run models on/ });
  await expect(choice).toContainText("Automatic");
  await choice.click();
  await page.getByRole("option", { name: /DirectML/ }).click();
  await expect(dialog.getByRole("alert")).toContainText("The device dml can't be used here. Only on Windows.", {
    timeout: 90_000,
  });
  await expect(choice).toContainText("Automatic");
  // Measured now: what is not there can't be chosen any more, and says why.
  await choice.click();
  await expect(page.getByRole("option", { name: /Core ML/ })).toContainText("Only on macOS.");
  await expect(page.getByRole("option", { name: /Core ML/ })).toHaveAttribute("aria-disabled", "true");
  await keepScreenshot(page, "models-devices");
  await page.getByRole("option", { name: /Processor/ }).click();
  await expect(choice).toContainText("Processor (cpu)");
  expect(JSON.parse(await readFile(join(running.userData, "settings.json"), "utf8"))).toMatchObject({ device: "cpu" });
});

test("light and dark: axe finds nothing in the dialog and its form, wide and narrow", async ({ start }) => {
  const running = await start();
  const { app, page } = running;
  await openDialog(running);
  await writeFile(join(folder, "My forecaster.onnx"), buildOnnx({ isHorizonOpen: true, context: "steps" }));
  for (const [size, [width, height]] of Object.entries({ wide: [1440, 900], narrow: [640, 480] } as const)) {
    await app.evaluate(
      ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setContentSize(bounds.width, bounds.height),
      { width, height },
    );
    await expect(dialogOf(page).locator(".model-card")).not.toHaveCount(0);
    await expectAccessibleInBothThemes(page, `models-${size}`);
    await dropFiles(page, [join(folder, "My forecaster.onnx")]);
    await expect(formOf(page).getByRole("textbox", { name: "Horizon" })).toBeVisible();
    await expectAccessibleInBothThemes(page, `models-form-${size}`);
    await page.keyboard.press("Escape");
  }
  await dropFiles(page, [join(folder, "My forecaster.onnx")]);
  await formOf(page).getByRole("textbox", { name: "Horizon" }).fill("8");
  await formOf(page).getByRole("button", { name: "Import", exact: true }).click();
  const card = cardOf(page, "my-forecaster");
  await card.getByRole("button", { name: /^Remove/ }).click();
  await card.scrollIntoViewIfNeeded();
  await expectAccessibleInBothThemes(page, "models-removal");
});
