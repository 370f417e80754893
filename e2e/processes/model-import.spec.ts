/** Users' own models, with the real processes: what is taken, what is refused, and that a bad one harms nothing. */
import type { ModelDescription } from "#domain/model";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildOnnx, spreadOf, type TestModel } from "../../src/engine/registry/onnx-fixtures.ts";
import { expect, models, open, test, type Imported } from "./fixture.ts";
import type { ElectronApplication } from "@playwright/test";

let folder: string;
let own: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-import-"));
  own = join(folder, "own");
});
test.afterEach(() => rmSync(folder, { recursive: true }));

interface How {
  readonly description?: ModelDescription;
  readonly limits?: { readonly limitMs: number; readonly limitBytes: number };
}

function importModel(app: ElectronApplication, source: string, how: How = {}): Promise<Imported> {
  return app.evaluate(
    (_, { from, to, description, limits }) => globalThis.harness.importModel(from, to, description, limits),
    { from: source, to: own, ...how },
  );
}

async function importBuilt(app: ElectronApplication, model: TestModel, how: How = {}): Promise<Imported> {
  const path = join(folder, "my model.onnx");
  writeFileSync(path, buildOnnx(model));
  await open(app);
  return importModel(app, path, how);
}

/** The pool has seen nothing of a model that was refused, and goes on. */
async function expectUnharmed(app: ElectronApplication): Promise<void> {
  expect(existsSync(own) ? readdirSync(own) : []).toEqual([]);
  expect((await app.evaluate(() => globalThis.harness.outcome(globalThis.harness.run(1, 8)))).items).toBe(1);
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
  // Files with 16 bits and for short histories stay behind, and are not named.
  expect(readdirSync(join(own, "mine")).filter((each) => each.endsWith(".onnx")).length).toBe(1);
  expect(JSON.parse(readFileSync(join(own, "mine", "manifest.json"), "utf8"))).not.toHaveProperty("fp16");
});

const described: readonly [string, TestModel, ModelDescription, { levels: number; horizon: number }][] = [
  [
    "levels of the user's own",
    { levels: 5, horizon: 12 },
    { levels: [0.05, 0.25, 0.5, 0.75, 0.95] },
    { levels: 5, horizon: 12 },
  ],
  [
    "levels on the last axis",
    { levels: 3, horizon: 12, isLevelsLast: true },
    { levels: [0.1, 0.5, 0.9] },
    { levels: 3, horizon: 12 },
  ],
  ["a horizon that the file leaves open", { isHorizonOpen: true }, { horizonSteps: 8 }, { levels: 9, horizon: 8 }],
];
for (const [name, model, description, expected] of described) {
  test(`what the file does not say, the user does: ${name}`, async ({ app }) => {
    expect(
      await importBuilt(app, model, { description: { ...description, name: "Told", licence: "MIT" } }),
    ).toMatchObject({ id: "told", levels: expected.levels });
    const manifest = JSON.parse(readFileSync(join(own, "told", "manifest.json"), "utf8")) as object;
    expect(manifest).toMatchObject({ name: "Told", licence: "MIT", horizon: { native: expected.horizon } });
    const quantiles = await quantilesOf(app, "told");
    quantiles.forEach((value, level) => expect(value).toBeCloseTo(36 / 512 + level, 4));
  });
}

test("samples are samples where the user says so: their quantiles rise around the middle one", async ({ app }) => {
  const imported = await importBuilt(
    app,
    { levels: 20, horizon: 12, isLevelsLast: true },
    { description: { output: "samples" } },
  );
  expect(imported).toMatchObject({ id: "my-model" });
  expect(JSON.parse(readFileSync(join(own, "my-model", "manifest.json"), "utf8"))).toMatchObject({
    output: { kind: "samples", layout: "batch,horizon,samples", samples: 20 },
    horizon: { native: 12, max: 12 },
  });
  const quantiles = await quantilesOf(app, "my-model");
  expect(quantiles.length).toBe(15);
  expect(quantiles.every((value, level) => value > (quantiles[level - 1] ?? -Infinity))).toBe(true);
  // Samples 0 to 19 above the mean of the window.
  expect(quantiles[7]).toBeGreaterThan(36 / 512 + 8);
  expect(quantiles[7]).toBeLessThan(36 / 512 + 11);
});

test("a model that takes no missing values gets them filled, and not without being told", async ({ app }) => {
  const refused = await importBuilt(app, { isFragile: true });
  expect(refused).toMatchObject({
    code: "model-refused",
    message: expect.stringContaining("not finite"),
    hint: expect.stringContaining("have them filled"),
  });
  await expectUnharmed(app);
  const told = { description: { missing: "last" } } as const;
  expect(await importModel(app, join(folder, "my model.onnx"), told)).toMatchObject({ id: "my-model" });
  // The first value, carried back over the 504 steps before it, and the values one to eight.
  const [first] = await quantilesOf(app, "my-model");
  expect(first).toBeCloseTo((504 + 36) / 512, 4);
});

test("weights in files beside the model come along, and their hashes with them", async ({ app }) => {
  const source = join(folder, "source");
  mkdirSync(join(source, "weights"), { recursive: true });
  const model: TestModel = { externalFile: "weights/spread.bin" };
  writeFileSync(join(source, "wide.onnx"), buildOnnx(model));
  writeFileSync(join(source, "weights", "spread.bin"), spreadOf(model));
  await open(app);
  expect(await importModel(app, source)).toMatchObject({ id: "wide" });
  const manifest = JSON.parse(readFileSync(join(own, "wide", "manifest.json"), "utf8")) as object;
  expect(manifest).toMatchObject({ externalFiles: [{ file: "weights/spread.bin", sizeBytes: 9 * 8 * 4 }] });
  // What it was copied from is not needed any more.
  rmSync(source, { recursive: true });
  (await quantilesOf(app, "wide")).forEach((value, level) => expect(value).toBeCloseTo(36 / 512 + level, 4));

  // One bit in the weights, and the model is not offered any more.
  const copy = join(own, "wide", "weights", "spread.bin");
  const bytes = readFileSync(copy);
  bytes[5] = (bytes[5] ?? 0) ^ 1;
  writeFileSync(copy, bytes);
  const damaged = await app.evaluate(() =>
    globalThis.harness
      .probe("cpu", "wide")
      .catch(({ code, message }: { code: string; message: string }) => ({ code, message })),
  );
  expect(damaged).toMatchObject({
    code: "model-damaged",
    message: expect.stringContaining("weights/spread.bin is not the file"),
  });
});

test("weights behind a link that leads out of the folder are refused", async ({ app }) => {
  const source = join(folder, "source");
  mkdirSync(source);
  const model: TestModel = { externalFile: "weights.bin" };
  writeFileSync(join(source, "linked.onnx"), buildOnnx(model));
  writeFileSync(join(folder, "elsewhere.bin"), spreadOf(model));
  symlinkSync(join(folder, "elsewhere.bin"), join(source, "weights.bin"));
  await open(app);
  expect(await importModel(app, source)).toMatchObject({
    code: "model-refused",
    message: expect.stringContaining("a link to a place outside"),
  });
  await expectUnharmed(app);
});

const refusals: readonly [string, TestModel | string, string, string][] = [
  [
    "operators that nobody knows",
    { domain: "com.example" },
    "model-refused",
    "operators that Fantail does not run: com.example.Identity",
  ],
  [
    "an operator that opens other files",
    { domain: "com.microsoft", operator: "EPContext" },
    "model-refused",
    "com.microsoft.EPContext",
  ],
  [
    "weights outside of its folder",
    { externalFile: "../../etc/passwd" },
    "model-refused",
    "not a file in its own folder",
  ],
  ["weights that are not there", { externalFile: "weights.bin" }, "model-refused", "which is not beside it"],
  [
    "a number of levels that means nothing",
    { levels: 5 },
    "model-refused",
    "does not tell which quantile levels it holds",
  ],
  ["an operator set of the future", { opset: 99 }, "model-refused", "was tried and refused"],
  ["a file that is no model", "time,value\n1,2\n", "model-damaged", "is not an ONNX file"],
];
test("is refused with a sentence, and leaves nothing behind", async ({ app }) => {
  await open(app);
  for (const [name, model, code, sentence] of refusals) {
    const path = join(folder, "odd.onnx");
    writeFileSync(path, typeof model === "string" ? model : buildOnnx(model));
    expect(await importModel(app, path), name).toMatchObject({ code, message: expect.stringContaining(sentence) });
    await expectUnharmed(app);
  }
});

test.describe("models that mean harm", () => {
  test("one that never ends is ended when its time is up", async ({ app }) => {
    const started = Date.now();
    const refused = await importBuilt(app, { isEndless: true }, { limits: { limitMs: 4_000, limitBytes: 2 ** 30 } });
    expect(refused).toMatchObject({
      code: "model-refused",
      message: expect.stringContaining("It did not answer within 4 s"),
    });
    expect(Date.now() - started).toBeLessThan(20_000);
    await expectUnharmed(app);
  });

  test("one that wants more memory than it may have is ended before it has it", async ({ app }) => {
    // Above the limit, and below what Chromium's allocator ends by itself.
    const refused = await importBuilt(
      app,
      { greedBytes: 0.3 * 2 ** 30 },
      { limits: { limitMs: 60_000, limitBytes: 0.3 * 2 ** 30 } },
    );
    expect(refused).toMatchObject({
      code: "model-refused",
      message: expect.stringContaining("more than 322 MB of memory"),
    });
    await expectUnharmed(app);
  });

  test("one that wants more memory than there is, is refused by words and not by a crash", async ({ app }) => {
    await open(app);
    // More than Chromium gives in one piece, and more than any machine has.
    for (const greedBytes of [3 * 2 ** 30, 2 ** 47]) {
      const path = join(folder, `greed-${greedBytes}.onnx`);
      writeFileSync(path, buildOnnx({ greedBytes }));
      expect(await importModel(app, path)).toMatchObject({
        code: "model-refused",
        message: expect.stringContaining("was tried and refused"),
      });
    }
    await expectUnharmed(app);
  });

  const malformed: readonly [string, TestModel][] = [
    ["operators that wait for each other", { isCyclic: true }],
    ["a weight that says it is a tebibyte, and has four bytes", { claimedSizes: [2 ** 20, 2 ** 18] }],
    ["a weight whose sizes multiply to more than any number", { claimedSizes: [2 ** 45, 2 ** 45, 2 ** 45] }],
    ["a weight of no size at all", { claimedSizes: [0, 2 ** 50] }],
    ["more steps ahead than there are numbers for", { horizon: 2, levels: 2, isHorizonOpen: true, batch: 2 ** 50 }],
  ];
  test("ones whose graph or sizes make no sense are refused in words", async ({ app }) => {
    await open(app);
    for (const [name, model] of malformed) {
      const path = join(folder, "odd.onnx");
      writeFileSync(path, buildOnnx(model));
      expect((await importModel(app, path)).code, name).toBe("model-refused");
    }
    await expectUnharmed(app);
  });

  test("one of thousands of operators in a row is tried like any other", async ({ app }) => {
    expect(await importBuilt(app, { chain: 3_000 })).toEqual({ id: "my-model", levels: 9 });
  });

  test("valid ones with flipped bits and cut ends are taken or refused in words, and main goes on", async ({ app }) => {
    test.setTimeout(180_000);
    await open(app);
    const bytes = buildOnnx();
    // The same damage in every run of the test.
    let state = 2024;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state % below;
    };
    const found = new Map<string, number>();
    for (let round = 0; round < 24; round += 1) {
      const damaged = Uint8Array.from(bytes);
      for (let flip = 0; flip <= round % 4; flip += 1) {
        const at = random(damaged.length);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << random(8));
      }
      const path = join(folder, `damaged-${round}.onnx`);
      writeFileSync(path, round % 5 === 0 ? damaged.subarray(0, random(damaged.length)) : damaged);
      const outcome = await importModel(app, path, { limits: { limitMs: 15_000, limitBytes: 2 ** 30 } });
      const kind = outcome.code ?? "taken";
      found.set(kind, (found.get(kind) ?? 0) + 1);
      expect(outcome.code === undefined || (outcome.message?.length ?? 0) > 10).toBe(true);
    }
    // Each kind did occur, and there is no other.
    expect([...found.keys()].toSorted()).toEqual(["model-damaged", "model-refused", "taken"]);
    expect((await app.evaluate(() => globalThis.harness.outcome(globalThis.harness.run(1, 8)))).items).toBe(1);
  });
});

test("a folder with two models and no manifest asks which", async ({ app }) => {
  const two = join(folder, "two");
  mkdirSync(two);
  for (const name of ["a.onnx", "b.onnx"]) writeFileSync(join(two, name), buildOnnx());
  await open(app);
  expect(await importModel(app, two)).toMatchObject({
    code: "model-refused",
    message: expect.stringContaining("2 ONNX files"),
  });
});
