import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { summarise } from "#engine/metrics";
import { expect, test, vi } from "vitest";
import { run } from "./accuracy.bench.ts";
import { type DataSet, dataSets } from "./accuracy-sets.ts";
import { figuresOf, type Row, tableOf } from "./accuracy-summary.ts";
import { columnSeries, joined, longSeries, readText, wideSeries } from "./accuracy-tables.ts";
import { contextRows, evenly, windowsOf } from "./accuracy-windows.ts";
import { completeFigure } from "./lib.ts";

const nan = Number.NaN;
const values = (series: Iterable<Float64Array>): number[][] => Array.from(series, (each) => [...each]);

test("a wide table: padding goes, gaps stay, and an empty cell is no zero", () => {
  const text = 'id,frequency,V300,V301,V302,V303\nA,12,,1,,3\nB,4,5,6,,\n"C",12,7,0,8,NA\n';
  expect(values(wideSeries(text).values())).toEqual([
    [1, nan, 3],
    [5, 6],
    [7, 0, 8],
  ]);
  expect([...wideSeries(text, "12").keys()]).toEqual(["A", "C"]);
});

test("a wide table may call its first column V1 and still mean the name", () => {
  expect(values(wideSeries('"V1","V2","V3"\n"H1","605","586"\n').values())).toEqual([[605, 586]]);
});

test("named columns are series of their own, each with its own ends", () => {
  const text = 'Date,"Wind, on land",Solar\n2006-01-01,,1\n2006-01-02,4,2\n2006-01-03,5,\n';
  expect(values(columnSeries(text, "Wind, on land", "Solar"))).toEqual([
    [4, 5],
    [1, 2],
  ]);
  expect(() => columnSeries(text, "Load")).toThrow('no column "Load"');
});

test("a long table tells interleaved series apart by all of their keys", () => {
  const text =
    "month,animal,state,count\n1,ox,x,10\n1,ox,y,20\n1,pig,x,30\n2,ox,x,11\n2,ox,y,\n2,pig,x,31\n3,ox,y,22\n";
  expect(values(longSeries(text, "count", "animal", "state"))).toEqual([
    [10, 11],
    [20, nan, 22],
    [30, 31],
  ]);
});

test("training and test part are joined by name and not by place", () => {
  const before = wideSeries("id,V1,V2,V3\nA,1,2,\nB,4,5,6\n");
  expect(values(joined(before, wideSeries("id,V1\nB,7\nA,3\n")))).toEqual([
    [1, 2, 3],
    [4, 5, 6, 7],
  ]);
  expect(() => joined(before, wideSeries("id,V1\nA,3\n"))).toThrow("Series B");
});

test("a file that the data folder lacks is named", () => {
  expect(() => readText(import.meta.dirname, "energy/absent.csv.gz")).toThrow("energy/absent.csv.gz");
});

test("without the data there is a sentence and no figure", async () => {
  vi.stubEnv("FANTAIL_DATA", "");
  const [figures, notes]: [unknown[], string[]] = [[], []];
  await run({ quick: true, args: [], figure: (input) => figures.push(input), note: (line) => notes.push(line) });
  vi.unstubAllEnvs();
  expect(figures).toEqual([]);
  expect(notes).toEqual([expect.stringContaining("FANTAIL_DATA")]);
});

test("windows end one horizon apart, the last one horizon before the end, and never see what they are asked", () => {
  const series = Float64Array.from({ length: 20 }, (_, index) => index - 11);
  const windows = windowsOf({ season: 4, horizon: 3, origins: 3 }, [series]);
  expect(windows.map(({ history, actuals }) => [history.length, ...actuals])).toEqual([
    [11, 0, 1, 2],
    [14, 3, 4, 5],
    [17, 6, 7, 8],
  ]);
  expect(windows.every(({ history, actuals }) => history.at(-1) === (actuals[0] as number) - 1)).toBe(true);
});

test("only the history says whether a series stays above zero", () => {
  const [window] = windowsOf({ season: 1, horizon: 2, origins: 1 }, [
    Float64Array.of(...Array<number>(8).fill(1), -1, -1),
  ]);
  expect(window?.isNonNegative).toBe(true);
  const [crossing] = windowsOf({ season: 1, horizon: 2, origins: 1 }, [
    Float64Array.of(-1, nan, ...Array<number>(8).fill(1)),
  ]);
  expect(crossing?.isNonNegative).toBe(false);
});

test("a window needs eight steps before it, two seasons up to a point, and an observation after it", () => {
  const ofLength = (length: number): Float64Array => new Float64Array(length).fill(1);
  const counts = (season: number, ...series: Float64Array[]): number =>
    windowsOf({ season, horizon: 2, origins: 1 }, series).length;
  expect([counts(1, ofLength(9)), counts(1, ofLength(10))]).toEqual([0, 1]);
  expect([counts(12, ofLength(25)), counts(12, ofLength(26))]).toEqual([0, 1]);
  expect(counts(52, ofLength(26))).toBe(1);
  expect(counts(1, Float64Array.of(...ofLength(10), nan, nan))).toBe(0);
});

test("contexts stand at the right, with NaN on the left of a short history", () => {
  const windows = windowsOf({ season: 1, horizon: 1, origins: 2 }, [
    Float64Array.from({ length: 10 }, (_, index) => index),
  ]);
  expect([...contextRows(windows, 9)]).toEqual([nan, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect([...contextRows(windows, 2)]).toEqual([6, 7, 7, 8]);
});

test("an even choice reaches from the first to the last and repeats none", () => {
  const items = Array.from({ length: 1001 }, (_, index) => index);
  const chosen = evenly(items, 300);
  expect([chosen.length, chosen[0], chosen.at(-1), new Set(chosen).size]).toEqual([300, 0, 1000, 300]);
  expect(evenly(items, Number.POSITIVE_INFINITY)).toEqual(items);
  expect(evenly([1, 2], 2)).toEqual([1, 2]);
  expect(evenly([1, 2], 1)).toEqual([1]);
});

/** A row whose scores are the given WQL, MASE and coverage; naive's are 1 and 2. */
function row(name: string, half: DataSet["half"], method: string, wql: number, mase: number, inside: number): Row {
  const scores = (WQL: number, MASE: number) => ({
    ...summarise([]),
    WQL,
    MASE,
    coverage: { "0.5": inside / 2, "0.8": inside, "0.95": 1 },
  });
  return {
    set: { name, half },
    method,
    windows: 3,
    scores: scores(wql, mase),
    naive: scores(1, 2),
    seconds: 2,
    againstStatistics: wql / 0.5,
  };
}

const rows = [
  row("a", "development", "net", 0.5, 1, 0.8),
  row("b", "held-out", "net", 2, 4, 0.6),
  row("c", "held-out", "net", 0.125, 1, 0.4),
  row("a", "development", "ets", 1.5, 3, 0.8),
];

test("ratios are averaged geometrically, each half by itself; coverage arithmetically; a missed goal stays missed", () => {
  const figures = new Map(figuresOf(rows, new Set(["net"])).map((input) => [input.id, completeFigure(input)]));
  const of = (id: string): number | undefined => figures.get(id)?.value;
  expect(of("wql-ratio-net")).toBeCloseTo(0.5);
  expect(of("wql-ratio-net/development")).toBeCloseTo(0.5);
  expect(of("wql-ratio-net/held-out")).toBeCloseTo(0.5);
  expect(of("mase-ratio-net")).toBeCloseTo(0.5 ** (1 / 3));
  expect(of("coverage80-net")).toBeCloseTo(0.6);
  expect(of("coverage80-net/held-out")).toBeCloseTo(0.5);
  expect(of("seconds-net")).toBe(6);
  expect(figures.get("wql-net/b")).toMatchObject({ value: 2, baseline: 1, ratio: 2, ok: null, runs: 3 });
  expect(figures.get("wql-ratio-net")).toMatchObject({ target: "< 1", ok: true });
  expect(figures.get("wql-ratio-net/goal")).toMatchObject({ target: "<= 0.65", ok: true });
  expect(figures.get("mase-ratio-net/goal")).toMatchObject({ target: "<= 0.78", ok: false });
  expect(figures.get("wql-against-ets-theta-net/goal")).toMatchObject({ value: expect.closeTo(1), ok: false });
  expect(figures.get("wql-ratio-ets")).toMatchObject({ value: 1.5, ok: null });
  expect(figures.has("wql-ratio-ets/held-out")).toBe(false);
  expect(figures.has("wql-ratio-ets/goal")).toBe(false);
});

test("a set without a score fails the target and is not left out of the mean", () => {
  const figures = figuresOf([...rows, row("d", "held-out", "net", nan, 1, 0.5)], new Set(["net"])).map(completeFigure);
  expect(figures.find(({ id }) => id === "wql-ratio-net")).toMatchObject({ value: nan, ok: false });
});

test("the table has a line per set and the means below", () => {
  const lines = tableOf(rows).split("\n");
  expect(lines.find((line) => line.startsWith("a "))).toMatch(/development +3 +0\.500 +1\.500$/);
  expect(lines.find((line) => line.startsWith("b "))).toMatch(/held-out +3 +2\.000 *$/);
  expect(lines.filter((line) => line.startsWith("geometric mean")).map((line) => line.trim().split(/ {2,}/))).toEqual([
    ["geometric mean", "development", "0.500", "1.500"],
    ["geometric mean", "held-out", "0.500"],
    ["geometric mean", "all", "0.500", "1.500"],
    ["geometric mean", "development", "0.500", "1.500"],
    ["geometric mean", "held-out", "1.000"],
    ["geometric mean", "all", "0.794", "1.500"],
  ]);
});

test("the sets and their halves are those that the models' training scores", () => {
  const python = readFileSync(resolve(import.meta.dirname, "../training/fantail_training/benchmarks.py"), "utf8");
  const theirs = [...python.matchAll(/^ +Benchmark\("(\w+)", (DEV|HELD), (\d+), (\d+),/gm)].map(
    ([, name, half, season, horizon]) => ({
      name,
      half: half === "DEV" ? "development" : "held-out",
      season: Number(season),
      horizon: Number(horizon),
    }),
  );
  expect(theirs).toEqual(dataSets.map(({ name, half, season, horizon }) => ({ name, half, season, horizon })));
});

test("a training run that starts from a bundled model names the file that is bundled", () => {
  const folder = resolve(import.meta.dirname, "../training/configs");
  const starts = readdirSync(folder).flatMap((name) => {
    const { initial } = JSON.parse(readFileSync(join(folder, name), "utf8")) as {
      initial?: { model?: string; sha256?: string };
    };
    return initial?.model === undefined ? [] : [{ name, file: join(folder, initial.model), sha256: initial.sha256 }];
  });
  const found = starts.map(({ name, file }) => ({
    name,
    file,
    sha256: createHash("sha256").update(readFileSync(file)).digest("hex"),
  }));
  expect(starts.length).toBeGreaterThan(0);
  expect(found).toEqual(starts);
});
