/** Users' own models, with the real processes: what is taken, what is refused, and that a bad one harms nothing. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildOnnx, type TestModel } from "./onnx-builder.ts";
import { expect, models, open, test, type Imported } from "./fixture.ts";
import type { ElectronApplication } from "@playwright/test";

let folder: string;
let own: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-import-"));
  own = join(folder, "own");
});
test.afterEach(() => rmSync(folder, { recursive: true }));

function importModel(app: ElectronApplication, source: string): Promise<Imported> {
  return app.evaluate((_, paths) => globalThis.harness.importModel(paths.source, paths.own), { source, own });
}

async function importBuilt(app: ElectronApplication, model: TestModel, name = "my model.onnx"): Promise<Imported> {
  const path = join(folder, name);
  writeFileSync(path, buildOnnx(model));
  await open(app);
  return importModel(app, path);
}

/** One window of the values 1…8 after a gap, through the pool. */
function quantilesOf(app: ElectronApplication, id: string): Promise<readonly number[]> {
  return app.evaluate(async (_, model) => {
    const { harness } = globalThis;
    const batch = await harness.runModel(model, [Number.NaN, 1, 2, 3, 4, 5, 6, 7, 8], 1);
    return batch.numbers?.[0] ?? [];
  }, id);
}

const signatures: readonly [string, TestModel, { levels: number }][] = [
  ["Chronos-Bolt's", {}, { levels: 9 }],
  ["a fixed batch of one", { batch: 1, context: 512 }, { levels: 9 }],
  ["a fixed batch of four", { batch: 4, context: 64 }, { levels: 9 }],
  ["levels on the last axis", { isLevelsLast: true }, { levels: 9 }],
  ["Chronos-2's, with groups", { hasGroupIds: true, levels: 21 }, { levels: 21 }],
];
for (const [name, model, { levels }] of signatures) {
  test(`a model without a manifest is recognised by its signature: ${name}`, async ({ app }) => {
    const imported = await importBuilt(app, model);
    expect(imported).toMatchObject({ id: "my-model", levels });
    expect(readdirSync(own)).toEqual(["my-model"]);
    // The mean of the window, with zeros for what is missing, plus the number of the level.
    const quantiles = await quantilesOf(app, "my-model");
    const context = typeof model.context === "number" ? model.context : 512;
    const mean = 36 / context;
    quantiles.forEach((value, level) => expect(value).toBeCloseTo(mean + level, 4));
    expect(quantiles.length).toBe(levels);
  });
}

test("a model with a manifest is taken by it, and a second one of the same id is not", async ({ app }) => {
  await open(app);
  const name = readdirSync(models).find((entry) => existsSync(join(models, entry, "manifest.json"))) ?? "";
  const copy = join(folder, "copy");
  cpSync(join(models, name), copy, { recursive: true });
  const file = join(copy, "manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as { id: string };
  expect(await importModel(app, copy)).toMatchObject({ code: "model-refused" });
  writeFileSync(file, JSON.stringify({ ...manifest, id: "mine" }));
  expect(await importModel(app, copy)).toMatchObject({ id: "mine" });
});

const refusals: readonly [string, TestModel | string, string, string][] = [
  ["operators of its own", { domain: "com.example" }, "model-refused", "operators of its own (com.example)"],
  ["weights in other files", { externalFile: "../../etc/passwd" }, "model-refused", "keeps its weights in other files"],
  ["a number of levels that means nothing", { levels: 5 }, "model-refused", "cannot be told from its shape"],
  ["answers that are not finite", { isFragile: true }, "model-refused", "not finite"],
  ["a file that is no model", "time,value\n1,2\n", "model-damaged", "is not an ONNX file"],
];
for (const [name, model, code, sentence] of refusals) {
  test(`is refused with a sentence, and leaves nothing behind: ${name}`, async ({ app }) => {
    const path = join(folder, "odd.onnx");
    writeFileSync(path, typeof model === "string" ? model : buildOnnx(model));
    await open(app);
    const refused = await importModel(app, path);
    expect(refused).toMatchObject({ code, message: expect.stringContaining(sentence) });
    expect(existsSync(own) ? readdirSync(own) : []).toEqual([]);
    // The pool knows nothing of it.
    expect((await app.evaluate(() => globalThis.harness.outcome(globalThis.harness.run(1, 8)))).items).toBe(1);
  });
}

test("a folder with two models and no manifest asks which", async ({ app }) => {
  const two = join(folder, "two");
  mkdirSync(two);
  for (const name of ["a.onnx", "b.onnx"]) writeFileSync(join(two, name), buildOnnx());
  await open(app);
  expect(await importModel(app, two)).toMatchObject({ code: "model-refused", message: expect.stringContaining("2 ONNX files") });
});
