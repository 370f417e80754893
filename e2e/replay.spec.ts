import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { fantail } from "./support/command-line.ts";

const airline = "samples/airline-passengers.csv";
const endings = ["csv", "json", "xlsx", "parquet", "svg", "png", "html"] as const;

test("every kind of export is made again from its manifest, byte for byte, and refused in words where something differs", async () => {
  test.setTimeout(300_000);
  const folder = await mkdtemp(join(tmpdir(), "fantail-replay-"));
  // One data folder: what was computed once is not computed again, and must not show.
  const userData = await mkdtemp(join(tmpdir(), "fantail-replay-data-"));
  const paths = endings.map((ending) => join(folder, `forecast.${ending}`));
  const made = await fantail(
    ["forecast", airline, "--horizon", "12", "--origin", "-6", "--bands", "calibrated", "--levels", "0.1,0.4,0.5,0.9", ...paths.flatMap((path) => ["--out", path])],
    { userData },
  );
  expect(made.exitCode, made.stderr).toBe(0);
  for (const path of paths) {
    const replayed = await fantail(["replay", path, airline, "--json"], path.endsWith(".json") ? {} : { userData });
    expect(replayed.exitCode, `${path}: ${replayed.stdout}${replayed.stderr}`).toBe(0);
    expect(JSON.parse(replayed.stdout)).toMatchObject({ identical: true, manifest: { settings: { bands: "calibrated", origin: -6 } } });
  }

  const json = join(folder, "forecast.json");
  const text = await readFile(json, "utf8");
  const other = join(folder, "other.csv");
  await writeFile(other, (await readFile(airline, "utf8")).replace("112", "113"));
  const changed = (from: string | RegExp, to: string): Promise<void> => writeFile(join(folder, "changed.json"), text.replace(from, to));
  const refused = async (file: string, words: string): Promise<void> => {
    const result = await fantail(["replay", join(folder, "changed.json"), file, "--json"], { userData });
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
  await rm(userData, { recursive: true });
});

test("auto is made again, too: the same choice, the same bytes", async () => {
  test.setTimeout(120_000);
  const folder = await mkdtemp(join(tmpdir(), "fantail-replay-"));
  const path = join(folder, "auto.html");
  expect((await fantail(["forecast", airline, "--horizon", "12", "--model", "auto", "--out", path])).exitCode).toBe(0);
  const replayed = await fantail(["replay", path, airline]);
  expect(replayed.exitCode, replayed.stderr).toBe(0);
  await rm(folder, { recursive: true });
});
