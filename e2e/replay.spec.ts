import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "./support/application.ts";
import { fantail } from "./support/command-line.ts";

const airline = "samples/airline-passengers.csv";
const endings = ["csv", "json", "xlsx", "parquet", "svg", "png", "html"] as const;

test("every kind of export is made again from its manifest, byte for byte, and refused in words where something differs", async ({
  commands,
}) => {
  test.setTimeout(300_000);
  const folder = await mkdtemp(join(tmpdir(), "fantail-replay-"));
  const paths = endings.map((ending) => join(folder, `forecast.${ending}`));
  const made = await fantail([
    "forecast",
    airline,
    "--horizon",
    "12",
    "--origin",
    "-6",
    "--bands",
    "calibrated",
    "--levels",
    "0.1,0.4,0.5,0.9",
    ...paths.flatMap((path) => ["--out", path]),
  ]);
  expect(made.exitCode, made.stderr).toBe(0);
  // In another process. From the second on what was computed once is not computed again, and must not show.
  for (const path of paths) {
    const replayed = await commands.run(["replay", path, airline, "--json"]);
    expect(replayed.exitCode, `${path}: ${replayed.stdout}${replayed.stderr}`).toBe(0);
    expect(JSON.parse(replayed.stdout)).toMatchObject({
      identical: true,
      manifest: { settings: { bands: "calibrated", origin: -6 } },
    });
  }

  const json = join(folder, "forecast.json");
  const text = await readFile(json, "utf8");
  const other = join(folder, "other.csv");
  await writeFile(other, (await readFile(airline, "utf8")).replace("112", "113"));
  const changed = (from: string | RegExp, to: string): Promise<void> =>
    writeFile(join(folder, "changed.json"), text.replace(from, to));
  const refused = async (file: string, words: string): Promise<void> => {
    const result = await commands.run(["replay", join(folder, "changed.json"), file, "--json"]);
    expect(result.exitCode).toBe(2);
    expect((JSON.parse(result.stdout) as { error: { message: string } }).error.message).toContain(words);
  };
  await changed("", "");
  await refused(other, "other data");
  await changed(/"app":"[^"]*"/, '"app":"0.0.1"');
  await refused(airline, "Fantail 0.0.1");
  await changed(/"sha256":"[^"]*"/, '"sha256":"00"');
  await refused(airline, "model file");
  await changed('"executionProvider":"cpu"', '"executionProvider":"cuda"');
  await refused(airline, "cuda");
  await changed(/"preprocessing":"[^"]*"/, '"preprocessing":"0"');
  await refused(airline, "preprocessing");
  await changed(/"median":\[\d/, '"median":[9');
  await refused(airline, "changed after it was written");
  await rm(folder, { recursive: true });
});

test("16 bits are asked for by the device's name, and their numbers are named and made again", async () => {
  test.setTimeout(240_000);
  const folder = await mkdtemp(join(tmpdir(), "fantail-replay-"));
  const userData = await mkdtemp(join(tmpdir(), "fantail-replay-data-"));
  interface Document {
    readonly manifest: {
      readonly model: { readonly id: string; readonly sha256: string };
      readonly executionProvider: string;
    };
    readonly forecasts: readonly unknown[];
  }
  const forecast = async (device: string): Promise<Document> => {
    const made = await fantail(
      ["forecast", airline, "--device", device, "--json", "--out", join(folder, `${device}.html`)],
      { userData },
    );
    expect(made.exitCode, made.stderr).toBe(0);
    return JSON.parse(made.stdout) as Document;
  };
  const full = await forecast("cpu");
  const { fp16 } = JSON.parse(await readFile(`models/${full.manifest.model.id}/manifest.json`, "utf8")) as {
    fp16?: { sha256: string };
  };
  test.skip(fp16 === undefined, "the default model has no file with 16 bits");
  const half = await forecast("cpu+fp16");
  expect(half.manifest).toMatchObject({ executionProvider: "cpu+fp16", model: { sha256: fp16?.sha256 } });
  expect(full.manifest.executionProvider).toBe("cpu");
  expect(half.forecasts).not.toEqual(full.forecasts);

  const path = join(folder, "cpu+fp16.html");
  const replayed = await fantail(["replay", path, airline, "--device", "cpu+fp16"], { userData });
  expect(replayed.exitCode, replayed.stderr).toBe(0);
  const refused = await fantail(["replay", path, airline, "--device", "cpu"], { userData });
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain('was computed on "cpu+fp16", but this run uses "cpu" (see --device)');

  const { providers } = JSON.parse((await fantail(["doctor", "--json"], { userData })).stdout) as {
    providers: {
      name: string;
      state: string;
      windowsPerRun: number;
      windowsPerSecond: number;
      largestRelativeError: number;
    }[];
  };
  const report = providers.find(({ name }) => name === "cpu+fp16");
  expect(report).toMatchObject({
    state: "available",
    windowsPerRun: expect.any(Number),
    windowsPerSecond: expect.any(Number),
  });
  expect(report?.largestRelativeError).toBeLessThan(1e-3);
  await rm(folder, { recursive: true });
  await rm(userData, { recursive: true });
});

test("auto is made again, too: the same choice, the same bytes", async ({ commands }) => {
  test.setTimeout(120_000);
  const folder = await mkdtemp(join(tmpdir(), "fantail-replay-"));
  const path = join(folder, "auto.html");
  expect((await fantail(["forecast", airline, "--horizon", "12", "--model", "auto", "--out", path])).exitCode).toBe(0);
  const replayed = await commands.run(["replay", path, airline]);
  expect(replayed.exitCode, replayed.stderr).toBe(0);
  await rm(folder, { recursive: true });
});
