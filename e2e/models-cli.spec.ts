/** The user's models and devices on the command line: words in, exit codes and JSON out. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildOnnx } from "../src/engine/registry/onnx-fixtures.ts";
import { expect, root, test } from "./support/application.ts";
import { fantail, launchCommands, type CommandResult } from "./support/command-line.ts";
import { writeModelFolder } from "./support/small-model.ts";

let folder = "";
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-models-cli-"));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));
test.describe.configure({ timeout: 180_000 });

/** One data folder, with one small model in the place of the application's. */
const place = () => ({ userData: join(folder, "data"), env: { FANTAIL_MODELS: join(folder, "models") } });

function run(...words: readonly string[]): Promise<CommandResult> {
  return fantail(words, place());
}

async function json<T>(...words: readonly string[]): Promise<T> {
  const { stdout, stderr, exitCode } = await run(...words, "--json");
  expect(exitCode, `${words.join(" ")}: ${stdout} ${stderr}`).toBe(0);
  return JSON.parse(stdout) as T;
}

interface Models {
  readonly models: readonly {
    readonly id: string;
    readonly name: string;
    readonly source: string;
    readonly state: string;
    readonly sha256: string;
    readonly version: string;
  }[];
  readonly defaultModel: string;
  readonly defaults: Readonly<Record<string, string>>;
}
interface Document {
  readonly manifest: { readonly model: object; readonly preprocessing: string; readonly executionProvider: string };
  readonly forecasts: readonly { readonly model: string; readonly levels: readonly number[] }[];
}

test("a model is imported, renamed, made the default of a frequency, used, verified and removed", async () => {
  await writeModelFolder(join(folder, "models"), "small");
  const path = join(folder, "Shop.onnx");
  await writeFile(path, buildOnnx({ levels: 3, horizon: 12, context: "steps" }));
  const sample = join(root, "samples/airline-passengers.csv");

  const first = await launchCommands(place());
  const unclear = await first.run(["models", "import", path]);
  expect(unclear.exitCode).toBe(69);
  expect(unclear.stderr).toContain("Say which quantile levels the output holds");
  const imported = await first.json<Models>([
    "models",
    "import",
    path,
    "--levels",
    "0.1,0.5,0.9",
    "--context",
    "128",
    "--licence",
    "MIT",
    "--name",
    "Corner shop",
  ]);
  expect(imported.models).toEqual([
    expect.objectContaining({
      id: "corner-shop",
      source: "own",
      state: "ready",
      licence: "MIT",
      maxContextSteps: 128,
      nativeHorizonSteps: 12,
    }),
  ]);
  await first.json(["models", "rename", "corner-shop", "The shop"]);
  expect((await first.json<Models>(["models", "default", "corner-shop", "--frequency", "month"])).defaults).toEqual({
    month: "corner-shop",
  });

  await first.close();

  const listed = await json<Models>("models");
  expect(listed.models.map(({ id, source }) => [id, source])).toEqual([
    ["small", "bundled"],
    ["corner-shop", "own"],
  ]);
  expect(listed.defaultModel).toBe("small");
  const own = listed.models[1];
  expect(own?.name).toBe("The shop");

  const second = await launchCommands(place());
  // The default of monthly data, and what it was made with, by name, version and hash.
  const monthly = await second.json<Document>(["forecast", sample, "--horizon", "6"]);
  expect(monthly.forecasts[0]).toMatchObject({ model: "corner-shop", levels: [0.1, 0.5, 0.9] });
  expect(monthly.manifest.model).toEqual({ id: "corner-shop", version: own?.version, sha256: own?.sha256 });
  expect(monthly.manifest.preprocessing).toMatch(/^1-[0-9a-f]{8}$/);
  expect(
    (await second.json<Document>(["forecast", sample, "--horizon", "6", "--model", "small"])).manifest,
  ).toMatchObject({
    model: { id: "small" },
    preprocessing: "1",
  });

  const doctor = await second.json<{
    models: { id: string; state: string }[];
    modelDefaults: object;
    device: string;
    providers: { name: string; windowsPerRun: number | null; reason: string | null }[];
  }>(["doctor"]);
  expect(doctor).toMatchObject({ modelDefaults: { month: "corner-shop" }, device: "auto" });
  expect(doctor.providers.find(({ name }) => name === "cpu")?.windowsPerRun).toBeGreaterThan(0);
  expect(
    doctor.providers.filter(({ name }) => name === "dml" || name === "coreml").every(({ reason }) => reason !== null),
  ).toBe(true);

  // One bit, and the model is named with its file and its exit code.
  const file = join(folder, "data/models/corner-shop/model.onnx");
  const bytes = await readFile(file);
  bytes[200] = (bytes[200] ?? 0) ^ 4;
  await writeFile(file, bytes);
  const damaged = await second.run(["models", "verify", "corner-shop"]);
  expect(damaged.exitCode).toBe(69);
  expect(damaged.stderr).toContain("model.onnx is not the file that manifest.json names");
  // The damage of one harms no other.
  expect(
    (await second.json<Document>(["forecast", sample, "--horizon", "6", "--model", "small"])).forecasts[0]?.model,
  ).toBe("small");

  expect((await second.run(["models", "remove", "small"])).exitCode).not.toBe(0);
  expect((await second.json<Models>(["models", "remove", "corner-shop"])).models.map(({ id }) => id)).toEqual([
    "small",
  ]);
  await second.close();
  expect((await json<Models>("models")).defaults).toEqual({});
  expect((await json<Document>("forecast", sample, "--horizon", "6")).forecasts[0]?.model).toBe("small");
});

test("what can't be is said with an exit code: words, models, devices", async () => {
  await writeModelFolder(join(folder, "models"), "small");
  const sample = join(root, "samples/airline-passengers.csv");
  const bad = join(folder, "bad.onnx");
  await writeFile(bad, buildOnnx({ domain: "com.example" }));
  const cases: readonly (readonly [words: readonly string[], exitCode: number, sentence: string])[] = [
    [["models", "import", bad], 69, "operators that Fantail does not run: com.example.Identity"],
    [["models", "import", join(folder, "nothing.onnx")], 66, "There is no nothing.onnx."],
    [["models", "rename", "small"], 2, "models rename ID NAME"],
    [["models", "remove", "gone"], 69, 'There is no model "gone".'],
    [["models", "--levels", "0.1,0.5,0.9"], 2, "models list takes no --levels"],
    [["models", "default", "small", "--frequency", "fortnight"], 2, '"fortnight" is not a frequency'],
    [["forecast", sample, "--device", "tpu"], 2, 'There is no device "tpu".'],
    [
      ["forecast", sample, "--horizon", "3", "--device", process.platform === "win32" ? "coreml" : "dml"],
      69,
      "can't be used here. Only on",
    ],
  ];
  const commands = await launchCommands(place());
  for (const [words, exitCode, sentence] of cases) {
    // A device is for the start of a process.
    const result = await (words.includes("--device") ? run(...words) : commands.run(words));
    expect(`${result.stderr}`, words.join(" ")).toContain(sentence);
    expect(result.exitCode, words.join(" ")).toBe(exitCode);
  }
  await commands.close();
  // The processor by name is the processor.
  expect(
    (await json<Document>("forecast", sample, "--horizon", "3", "--device", "cpu")).manifest.executionProvider,
  ).toBe("cpu");
});
