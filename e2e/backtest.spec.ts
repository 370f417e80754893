import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "./support/application.ts";

const airline = "samples/airline-passengers.csv";
const season = 12;

interface Report {
  models: {
    id: string;
    MASE: number;
    sMAPE: number;
    WQL: number;
    coverage: Record<string, number>;
    seconds: number;
    skill: number;
    originsWon: number;
    differsFromBest: boolean | null;
    metrics: Record<string, number>;
    byStep?: { metrics: Record<string, number> }[];
  }[];
  best: string;
  perSeries: { series: string; model: string; MASE: number; WQL: number; origins: number }[];
}

interface Document {
  manifest: { model: { id: string } };
  forecasts: {
    series: string;
    model: string;
    reason?: string;
    members?: { model: string; weight: number }[];
    median: number[];
    quantiles: number[][];
    levels: number[];
  }[];
}

async function airlineValues(): Promise<number[]> {
  const rows = (await readFile(airline, "utf8")).trim().split(/\r?\n/).slice(1);
  return rows.map((row) => Number(row.split(",").at(-1)));
}

/** Seasonal naive over the last `count` origins, `stride` apart, by the definition and by nothing of the application's. */
function naiveMase(values: readonly number[], horizon: number, count: number, stride: number, gap = 0): number {
  let sum = 0;
  for (let index = 0; index < count; index++) {
    const end = values.length - gap - horizon - index * stride;
    let scale = 0;
    for (let at = season; at < end; at++)
      scale += Math.abs((values[at] ?? 0) - (values[at - season] ?? 0)) / (end - season);
    let error = 0;
    for (let step = 0; step < horizon; step++) {
      const at = gap + step;
      error += Math.abs((values[end + at] ?? 0) - (values[end - season + (at % season)] ?? 0)) / horizon;
    }
    sum += error / scale;
  }
  return sum / count;
}

// Most of these run several commands.
test.describe.configure({ timeout: 180_000 });

test.describe("backtest", () => {
  test("has the shape of the contract, and seasonal naive's MASE by its definition", async ({ commands }) => {
    const report = await commands.json<Report>(["backtest", airline, "--horizon", "12", "--origins", "5"]);
    expect(Object.keys(report).slice(0, 2)).toEqual(["models", "perSeries"]);
    expect(report.models.slice(1).map(({ id }) => id)).toEqual(["seasonal-naive", "ets", "theta"]);
    for (const model of report.models) {
      expect(Object.keys(model).slice(0, 6)).toEqual(["id", "MASE", "sMAPE", "WQL", "coverage", "seconds"]);
      expect(Object.keys(model.coverage)).toEqual(["0.5", "0.8", "0.95"]);
      expect(
        [model.MASE, model.sMAPE, model.WQL, model.seconds].every((value) => value > 0 && value < 60),
        model.id,
      ).toBe(true);
      const shares = ["0.5", "0.8", "0.95"].map((share) => model.coverage[share] ?? -1);
      expect(
        shares.every((share, index) => share >= (shares[index - 1] ?? 0) && share <= 1),
        model.id,
      ).toBe(true);
    }
    expect(report.perSeries).toHaveLength(4);
    expect(report.perSeries.every(({ origins }) => origins === 5)).toBe(true);
    const naive = report.models.find(({ id }) => id === "seasonal-naive");
    expect(naive?.MASE).toBeCloseTo(naiveMase(await airlineValues(), 12, 5, 12), 6);
    expect(report.perSeries.find(({ model }) => model === "seasonal-naive")?.MASE).toBeCloseTo(
      naive?.MASE ?? Number.NaN,
      9,
    );
  });

  test("a stride of its own, one model, several series", async ({ commands }) => {
    const words = ["--horizon", "6", "--stride", "3", "--origins", "7", "--models", "seasonal-naive"];
    const report = await commands.json<Report>(["backtest", airline, ...words]);
    expect(report.models.map(({ id }) => id)).toEqual(["seasonal-naive"]);
    expect(report.models[0]?.MASE).toBeCloseTo(naiveMase(await airlineValues(), 6, 7, 3), 6);
    const many = await commands.json<Report>(["backtest", "samples/us-employment-monthly.csv", ...words]);
    expect(many.perSeries.length).toBeGreaterThan(15);
  });

  test("configured forecasters are models of their own, and what is adopted for nothing is the default", async ({
    commands,
  }) => {
    const ids = ["holt-winters-additive:alpha=0.3:beta=0.05:gamma=0.1", "seasonal-naive@12", "adopted"];
    const log = "holt-winters-additive:beta=0.05:alpha=0.30:gamma=0.1+log";
    const words = ["--horizon", "12", "--origins", "5", "--models", [...ids, log].join(",")];
    const { exitCode, stdout, stderr } = await commands.run(["backtest", airline, ...words, "--json"]);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('No method was adopted for "Passengers": the default model was used.');
    const { models } = JSON.parse(stdout) as Report;
    expect(models.map(({ id }) => id)).toEqual([...ids, `${ids[0]}+log`]);
    const [plain, naive, , onLogs] = models.map(({ MASE }) => MASE);
    expect(naive).toBeCloseTo(naiveMase(await airlineValues(), 12, 5, 12), 6);
    // The season of the passengers grows with their number.
    expect(onLogs).toBeLessThan((plain ?? 0) * 0.8);
  });

  test("scores begin after a gap, by step and against the best; a window is for models that can be held to it", async ({
    commands,
  }) => {
    const words = ["--horizon", "6", "--gap", "3", "--stride", "6", "--origins", "9", "--window", "60", "--by", "step"];
    const named = ["--models", "seasonal-naive,ets,theta"];
    const { models, best } = await commands.json<Report>(["backtest", airline, ...words, ...named]);
    const [naive] = models;
    expect(naive?.MASE).toBeCloseTo(naiveMase(await airlineValues(), 6, 9, 6, 3), 6);
    expect(models.map(({ byStep }) => byStep?.length)).toEqual([6, 6, 6]);
    const meanOfSteps = (naive?.byStep ?? []).reduce((sum, { metrics }) => sum + (metrics["MAE"] ?? 0) / 6, 0);
    expect(meanOfSteps).toBeCloseTo(naive?.metrics["MAE"] ?? Number.NaN, 6);
    for (const model of models) expect(model.skill).toBeCloseTo(1 - model.MASE / (naive?.MASE ?? 0), 9);
    expect(models.reduce((sum, { originsWon }) => sum + originsWon, 0)).toBe(9);
    expect(models.find(({ id }) => id === best)).toMatchObject({ differsFromBest: false });
    // Nine origins that overlap are too few to tell.
    expect(new Set(models.filter(({ id }) => id !== best).map((model) => model.differsFromBest))).toEqual(
      new Set([null]),
    );
    const { exitCode, stderr } = await commands.run(["backtest", airline, ...words]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("can't be held to a window of 60")]);
  });

  test("says what it needs, what it does not know and what is too short", async ({ commands }) => {
    const failed = async (...words: string[]) => {
      const { exitCode, stdout } = await commands.run(["backtest", ...words, "--json"]);
      return { exitCode, ...(JSON.parse(stdout) as { error: { code: string; message: string } }).error };
    };
    expect(await failed(airline, "--origins", "3")).toMatchObject({ exitCode: 2, code: "wrong-arguments" });
    expect(await failed(airline, "--horizon", "3", "--origins", "3", "--models", "ets,nope")).toMatchObject({
      exitCode: 69,
      code: "model-not-found",
    });
    expect(await failed(airline, "--horizon", "3", "--origins", "3", "--models", "ets,ses:alpha=3")).toMatchObject({
      exitCode: 2,
      code: "wrong-arguments",
      message: "alpha of Simple exponential smoothing (ses) has to be a number from 0.0001 to 0.9999, not 3.",
    });
    expect(await failed(airline, "--horizon", "140", "--origins", "3")).toMatchObject({
      exitCode: 65,
      code: "series-too-short",
    });
  });
});

test.describe("forecast with a model of one's choice", () => {
  test("auto names its model and its reason, and is not worse than seasonal naive where it was not chosen by", async ({
    commands,
  }) => {
    const { stdout, stderr, exitCode } = await commands.run([
      "forecast",
      airline,
      "--horizon",
      "12",
      "--model",
      "auto",
      "--json",
    ]);
    expect(exitCode, stderr).toBe(0);
    const { manifest, forecasts } = JSON.parse(stdout) as Document;
    const [chosen] = forecasts;
    expect(manifest.model.id).toBe(chosen?.model);
    expect(chosen?.reason).toMatch(
      /^[A-Z].*: 0\.\d\d of the quantile loss of seasonal naive in 8 past forecasts, each held back from the choice/,
    );
    expect(stderr).toContain(chosen?.reason);
    expect(chosen?.members?.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
    expect(Number(/(0\.\d\d) of the quantile loss/.exec(chosen?.reason ?? "")?.[1])).toBeLessThanOrEqual(1);
  });

  test("auto sees nothing after its origin", async ({ commands }) => {
    const folder = await mkdtemp(join(tmpdir(), "fantail-causal-"));
    const rows = (await readFile(airline, "utf8")).trim().split(/\r?\n/);
    const changed = join(folder, "changed.csv");
    await writeFile(
      changed,
      rows.map((row, index) => (index < rows.length - 12 ? row : `${row.split(",")[0]},9999`)).join("\n"),
    );
    const words = ["--horizon", "12", "--origin", "-12", "--model", "auto"];
    const one = await commands.json<Document>(["forecast", airline, ...words]);
    const other = await commands.json<Document>(["forecast", changed, ...words]);
    expect(other.forecasts[0]?.reason).toBe(one.forecasts[0]?.reason);
    expect(other.forecasts[0]?.quantiles).toEqual(one.forecasts[0]?.quantiles);
  });

  test("auto falls back to the default where the history is too short, and says so", async ({ commands }) => {
    const folder = await mkdtemp(join(tmpdir(), "fantail-short-"));
    const file = join(folder, "short.csv");
    await writeFile(
      file,
      `time,value\n${Array.from({ length: 14 }, (_, day) => `2024-03-${String(day + 1).padStart(2, "0")},${day % 5}`).join("\n")}\n`,
    );
    const short = await commands.json<Document>(["forecast", file, "--horizon", "12", "--model", "auto"]);
    expect(short.forecasts[0]?.reason).toContain("too short");
    const plain = await commands.json<Document>(["forecast", file, "--horizon", "12"]);
    expect(short.forecasts[0]?.model).toBe(plain.forecasts[0]?.model);
    expect(plain.forecasts[0]).not.toHaveProperty("reason");
  });

  test("statistical models forecast at the same levels, and seasonal naive repeats the last year", async ({
    commands,
  }) => {
    const values = await airlineValues();
    const naive = await commands.json<Document>(["forecast", airline, "--horizon", "12", "--model", "seasonal-naive"]);
    expect(naive.forecasts[0]?.median).toEqual(values.slice(-12));
    const ets = await commands.json<Document>([
      "forecast",
      airline,
      "--horizon",
      "12",
      "--model",
      "ets",
      "--levels",
      "0.2,0.5",
    ]);
    expect(ets.manifest.model.id).toBe("ets");
    expect(ets.forecasts[0]?.quantiles).toHaveLength(2);
  });

  test("a statistical model's forecast can be written like any other", async ({ commands }) => {
    const folder = await mkdtemp(join(tmpdir(), "fantail-out-"));
    const path = join(folder, "forecast.html");
    const { exitCode, stderr } = await commands.run([
      "forecast",
      airline,
      "--horizon",
      "12",
      "--model",
      "theta",
      "--out",
      path,
    ]);
    expect(exitCode, stderr).toBe(0);
    expect(await readFile(path, "utf8")).toContain("Theta");
  });
});
