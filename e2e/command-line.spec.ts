import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { doctorSchema } from "#contract/data";
import { expect, test } from "./support/application.ts";
import { fantail, fantailJson } from "./support/command-line.ts";
import { writeLargeFile } from "./support/large-file.ts";
import { writeModelFolder } from "./support/small-model.ts";

const airline = "samples/airline-passengers.csv";

interface ForecastDocument {
  manifest: { app: string; dataHash: string; model: { id: string; sha256: string }; executionProvider: string };
  forecasts: {
    series: string;
    origin: number;
    timestamps: string[];
    levels: number[];
    quantiles: number[][];
    median: number[];
    actuals: (number | null)[] | null;
  }[];
}

test.describe("the command line", () => {
  test("inspect says what the import understood", async ({ commands }) => {
    const report = await commands.json<{ handle: string; series: Record<string, unknown>[] }>(["inspect", airline]);
    expect(report.handle).toMatch(/^[0-9a-f]{64}$/);
    expect(report.series).toEqual([
      expect.objectContaining({
        start: "1949-01-01T00:00:00",
        end: "1960-12-01T00:00:00",
        frequency: "month",
        steps: 144,
        missing: 0,
        seasonLengths: [12],
      }),
    ]);
  });

  test("forecast gives the future at origin 0, and the hidden actuals at an earlier one", async ({ commands }) => {
    const future = await fantailJson<ForecastDocument>(["forecast", airline, "--horizon", "12"]);
    const [forecast] = future.forecasts;
    expect(forecast?.timestamps[0]).toBe("1961-01-01T00:00:00");
    expect(forecast?.timestamps).toHaveLength(12);
    expect(forecast?.actuals).toBeNull();
    const past = await commands.json<ForecastDocument>(["forecast", airline, "--horizon", "12", "--origin", "-12"]);
    expect(past.forecasts[0]?.timestamps[0]).toBe("1960-01-01T00:00:00");
    expect(past.forecasts[0]?.actuals?.slice(0, 3)).toEqual([417, 391, 419]);
    expect(past.manifest.dataHash).toBe(future.manifest.dataHash);
  });

  test("sums by the year are ranges of their own, beside what happened", async ({ commands }) => {
    const { forecasts, totals } = await commands.json<ForecastDocument & { totals: Record<string, unknown>[] }>([
      ...["forecast", airline, "--horizon", "12", "--origin", "-12", "--sum", "year", "--total", "all"],
    ]);
    const sum = (values: readonly (number | null)[] = []) => values.reduce<number>((all, one) => all + (one ?? 0), 0);
    const [first] = forecasts;
    const whole = { from: "1960-01-01T00:00:00", to: "1960-12-01T00:00:00", name: "1960", steps: 12, isWhole: true };
    expect(totals).toHaveLength(2);
    expect(totals[0]).toMatchObject({
      series: first?.series,
      group: null,
      stretch: whole,
      actual: sum(first?.actuals ?? []),
    });
    // Of one series, the sum of all is the same.
    const { series: _all, seriesSummed, ...ofAll } = totals[1] ?? {};
    expect(totals[0]).toMatchObject(ofAll);
    expect(seriesSummed).toBe(1);
    const quantiles = totals[0]?.["quantiles"] as number[];
    const added = (first?.quantiles ?? []).map(sum);
    const width = (ends: readonly number[]): number => (ends.at(-1) ?? 0) - (ends[0] ?? 0);
    expect(width(quantiles)).toBeLessThan(width(added));
    expect(width(quantiles)).toBeGreaterThan(width(added) / 4);
  });

  test("quantiles never cross and other levels fit between the native ones", async ({ commands }) => {
    const { forecasts } = await commands.json<ForecastDocument>([
      "forecast",
      airline,
      "--horizon",
      "200",
      "--levels",
      "0.01,0.1,0.33,0.5,0.9,0.99",
    ]);
    const quantiles = forecasts[0]?.quantiles ?? [];
    expect(quantiles).toHaveLength(6);
    for (let step = 0; step < 200; step++) {
      const column = quantiles.map((row) => row[step] ?? Number.NaN);
      expect(
        column.every((value, index) => Number.isFinite(value) && (index === 0 || value >= (column[index - 1] ?? 0))),
      ).toBe(true);
    }
    expect(quantiles[3]).toEqual(forecasts[0]?.median);
  });

  test("the same file, model and version give the same bytes", async () => {
    const words = ["forecast", airline, "--horizon", "24", "--origin", "-5", "--json"];
    const [first, second] = [await fantail(words), await fantail(words)];
    expect(first.exitCode).toBe(0);
    expect(second.stdout).toBe(first.stdout);
  });

  test("writes every kind of file it promises", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fantail-out-"));
    const names = ["forecast.csv", "forecast.json", "forecast.svg", "forecast.png", "report.html"];
    const outs = names.flatMap((name) => ["--out", join(folder, name)]);
    const { exitCode, stdout, stderr } = await fantail(["forecast", airline, "--horizon", "12", "--json", ...outs]);
    expect(exitCode, stderr).toBe(0);
    const [csv, json, svg, png, html] = await Promise.all(names.map((name) => readFile(join(folder, name))));
    expect(csv?.toString().trim().split(/\r?\n/)).toHaveLength(13);
    expect(JSON.parse(json?.toString() ?? "")).toHaveProperty("forecasts");
    // One document, printed and written.
    expect(json?.toString()).toBe(stdout);
    expect(svg?.toString()).toContain("<svg");
    expect(png?.subarray(1, 4).toString()).toBe("PNG");
    expect(html?.toString()).toContain("Content-Security-Policy");
    expect(html?.toString()).not.toMatch(/<(script|link|img|iframe)[^>]+(src|href)=/);
  });

  test("models and doctor describe the machine", async ({ commands }) => {
    const { models } = await commands.json<{ models: { id: string; state: string }[] }>(["models"]);
    expect(models.some((model) => model.state === "ready")).toBe(true);
    expect((await commands.run(["models", "verify"])).exitCode).toBe(0);
    // Every device is tried with the default model: a small one does.
    const folder = await mkdtemp(join(tmpdir(), "fantail-doctor-"));
    await writeModelFolder(folder, "small");
    const doctor = doctorSchema.parse(await fantailJson(["doctor"], { FANTAIL_MODELS: folder }));
    await rm(folder, { recursive: true });
    // Everything that health is made of, with nothing done yet.
    const { health } = doctor;
    expect(health).toMatchObject({ status: "ok", load: 0, loadLevel: "idle", forecastsPerSecond: 0 });
    for (const queue of Object.values(health.queues))
      expect(queue).toEqual({ waiting: 0, running: 0, oldestMs: 0, done: 0 });
    expect(Object.keys(health.counts)).toEqual(
      expect.arrayContaining(["hit", "miss", "promoted", "joined", "cancelled", "superseded", "refused"]),
    );
    expect(Object.keys(health.latencyMs)).toEqual(
      expect.arrayContaining(["user", "hit", "density", "import", "export", "run"]),
    );
    for (const latency of Object.values(health.latencyMs))
      expect(Object.keys(latency)).toEqual(["count", "p50", "p95", "p99"]);
    for (const cache of ["forecasts", "queries", "closedSeries", "disk"])
      expect(health.caches[cache]?.maxBytes).toBeGreaterThan(0);
    expect(doctor.versions["electron"]).toBe("43.2.0");
    expect(doctor.providers).toContainEqual(expect.objectContaining({ name: "cpu", state: "used" }));
  });

  test("no such file ends the process with 66, and prints the error as JSON", async () => {
    const result = await fantail(["inspect", "none.csv", "--json"]);
    expect(result.exitCode, result.stderr).toBe(66);
    expect(JSON.parse(result.stdout)).toMatchObject({ error: { code: "file-not-found" } });
  });

  for (const [title, words, exitCode, code] of [
    ["an unknown command", ["forcast", airline], 2, "wrong-arguments"],
    ["a file where a command belongs", [airline], 2, "wrong-arguments"],
    ["a dataset that nothing is kept of", ["cache", "pin", "none"], 66, "dataset-not-found"],
    ["a dataset to delete that nothing is kept of", ["cache", "delete", "none"], 66, "dataset-not-found"],
    ["an option that the action has no use for", ["cache", "delete", "none", "--all"], 2, "wrong-arguments"],
    ["a folder", ["inspect", "samples"], 66, "file-is-folder"],
    ["an unknown option", ["inspect", airline, "--jsn"], 2, "wrong-arguments"],
    ["an unknown series", ["forecast", airline, "--series", "nope"], 2, "series-not-found"],
    ["an unknown model", ["forecast", airline, "--model", "nope"], 69, "model-not-found"],
    ["an origin before the data", ["forecast", airline, "--origin", "-144"], 2, "origin-out-of-range"],
    ["a horizon beyond the model", ["forecast", airline, "--horizon", "5000"], 2, "wrong-arguments"],
    ["an ending that can't be written", ["forecast", airline, "--out", "x.foo"], 2, "wrong-arguments"],
    ["a place that can't be written", ["forecast", airline, "--out", "/nowhere/at/all.csv"], 73, "cannot-write"],
  ] as const) {
    test(`${title} ends with ${exitCode} and ${code}`, async ({ commands }) => {
      const result = await commands.run([...words, "--json"]);
      expect(result.exitCode, result.stderr).toBe(exitCode);
      expect(JSON.parse(result.stdout)).toMatchObject({ error: { code } });
    });
  }

  test("without any word it says what there is, and opens no window", async () => {
    const { exitCode, stdout, stderr } = await fantail([]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("fantail inspect FILE");
  });

  test("data that can't be used ends with 65, with the row and the column", async ({ commands }) => {
    const folder = await mkdtemp(join(tmpdir(), "fantail-bad-"));
    const file = join(folder, "one-row.csv");
    await writeFile(file, "time,value\n2024-01-01,5\n");
    const result = await commands.run(["inspect", file, "--json"]);
    expect(result.exitCode).toBe(65);
    expect(JSON.parse(result.stdout)).toMatchObject({ error: { code: "too-few-rows" } });
  });

  test("an interrupt cancels cleanly", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fantail-big-"));
    const file = join(folder, "big.csv");
    await writeLargeFile(file, 200_000_000);
    const result = await fantail(["inspect", file, "--json"], { interruptAtFirstNote: true });
    await rm(folder, { recursive: true });
    expect(result.exitCode).toBe(130);
    expect(JSON.parse(result.stdout)).toMatchObject({ error: { code: "cancelled" } });
  });

  test("a damaged default model is said, on standard error and in the results, and another stands in", async ({
    commands,
  }) => {
    const folder = await mkdtemp(join(tmpdir(), "fantail-models-"));
    const { cp } = await import("node:fs/promises");
    await cp("models", folder, { recursive: true });
    const { defaultModel } = await commands.json<{ defaultModel: string }>(["models"]);
    const path = join(folder, defaultModel, "model.onnx");
    const bytes = await readFile(path);
    bytes[1000] = (bytes[1000] ?? 0) ^ 0xff;
    await writeFile(path, bytes);
    const env = { FANTAIL_MODELS: folder };
    const out = join(folder, "out.json");
    const result = await fantail(["forecast", airline, "--json", "--out", out], { env });
    expect(result.exitCode).toBe(0);
    expect(result.stderr).toContain(`The model ${defaultModel} can't be used`);
    const { manifest } = JSON.parse(result.stdout) as { manifest: { model: { id: string }; warnings: object[] } };
    expect(manifest.model.id).not.toBe(defaultModel);
    expect(manifest.warnings).toMatchObject([
      { code: "model-damaged", message: expect.stringContaining("is not the file that manifest.json names") },
    ]);
    expect(JSON.parse(await readFile(out, "utf8"))).toMatchObject({ manifest: { warnings: manifest.warnings } });
    const replayed = await fantail(["replay", out, airline, "--json"], { env });
    expect(JSON.parse(replayed.stdout)).toMatchObject({ identical: true });
    // A model that was asked for by name is what it is.
    const named = await fantail(["forecast", airline, "--json", "--model", manifest.model.id], { env });
    expect(JSON.parse(named.stdout)).not.toHaveProperty("manifest.warnings");
  });

  test("a damaged model stops the start, and says which, why and where the log is", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fantail-models-"));
    const { cp, readdir } = await import("node:fs/promises");
    await cp("models", folder, { recursive: true });
    for (const id of await readdir(folder)) {
      const path = join(folder, id, "model.onnx");
      const bytes = await readFile(path).catch(() => null);
      if (bytes === null) continue;
      bytes[1000] = (bytes[1000] ?? 0) ^ 0xff;
      await writeFile(path, bytes);
    }
    const result = await fantail(["forecast", airline], { env: { FANTAIL_MODELS: folder } });
    expect(result.exitCode).toBe(69);
    expect(result.stderr).toMatch(/model/i);
    expect(result.stderr).toContain("fantail.log");
  });
});
