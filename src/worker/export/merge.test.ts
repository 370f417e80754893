import type { ExportedForecast, ExportManifest } from "#domain/export";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { afterEach, beforeEach, expect, test } from "vitest";
import { decisionsDocument, seriesNotes } from "#engine/export";
import { csvMetadata, readManifest, sidecarPath } from "./manifest.ts";
import { mergeParts } from "./merge.ts";
import { render } from "./render.ts";
import { writeAtomically } from "./write.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-merge-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function forecastOf(series: string, more: Partial<ExportedForecast> = {}): ExportedForecast {
  return {
    dataset: "d",
    zone: null,
    series,
    model: { id: "base", name: "Base", version: "1.0.0", sha256: "a" },
    origin: 0,
    horizon: 2,
    frequency: { unit: "month", count: 1 },
    levels: [0.1, 0.5],
    quantiles: Float32Array.of(1, 2, 3, series.length),
    times: Float64Array.of(Date.UTC(1961, 0, 1), Date.UTC(1961, 1, 1)),
    actuals: null,
    anchor: { time: Date.UTC(1960, 11, 1), value: 432 },
    historyTimes: Float64Array.of(Date.UTC(1960, 11, 1)),
    historyValues: Float64Array.of(432),
    ...more,
  };
}

const whole: ExportManifest = {
  app: "1",
  dataHash: "d",
  model: { id: "base", version: "1.0.0", sha256: "a" },
  settings: { horizon: 2, model: "default" },
  executionProvider: "cpu",
  preprocessing: "1",
};

async function write(
  name: string,
  forecasts: readonly ExportedForecast[],
  settings: ExportManifest["settings"],
  more: Partial<ExportManifest> = {},
): Promise<string> {
  const path = join(folder, name);
  const empty = { model: { id: "auto", version: "", sha256: "" }, dataHash: "", executionProvider: "" };
  const none = forecasts.length === 0 ? empty : {};
  const manifest = { ...whole, ...none, ...more, settings: { ...whole.settings, ...settings } };
  await writeAtomically(path, await render({ type: "export", id: 1, path, title: "", forecasts, manifest }));
  const beside = csvMetadata(basename(path), manifest, seriesNotes(forecasts), decisionsDocument({}, forecasts));
  if (name.endsWith(".csv")) await writeAtomically(sidecarPath(path), beside);
  return path;
}

/** The three parts of four series, of which one is named as badly as can be and one part has none. */
async function writeParts(ending: string): Promise<readonly string[]> {
  const part = (index: number, forecasts: readonly ExportedForecast[]): Promise<string> =>
    write(`${index}${ending}`, forecasts, { shard: `${index}/3`, wholeData: "d" });
  const bad = 'two\r\nlines, "quoted"';
  return Promise.all([
    part(1, [forecastOf("a"), forecastOf(bad)]),
    part(2, []),
    part(3, [
      forecastOf("cc"),
      forecastOf("d", { levels: [0.1, 0.5, 0.9], quantiles: Float32Array.of(1, 2, 3, 4, 5, 6) }),
    ]),
  ]);
}
const all = [
  forecastOf("a"),
  forecastOf('two\r\nlines, "quoted"'),
  forecastOf("cc"),
  forecastOf("d", { levels: [0.1, 0.5, 0.9], quantiles: Float32Array.of(1, 2, 3, 4, 5, 6) }),
];

test.each([".csv", ".json"])("parts of %s make the bytes that one run would have made", async (ending) => {
  const parts = await writeParts(ending);
  const out = join(folder, `out${ending}`);
  const { bytes } = await mergeParts(out, [...parts].reverse());
  const once = await write(`whole${ending}`, all, { parts: 3 });
  expect(await readFile(out, "utf8")).toBe(await readFile(once, "utf8"));
  expect(bytes).toBe((await readFile(once)).byteLength);
  expect(await readManifest(out)).toEqual(await readManifest(once));
});

test("parts of Parquet make the rows that one run would have made", async () => {
  const out = join(folder, "out.parquet");
  await mergeParts(out, await writeParts(".parquet"));
  const once = await write("whole.parquet", all, { parts: 3 });
  const rowsOf = async (path: string) => parquetReadObjects({ file: await asyncBufferFromFile(path) });
  expect(await rowsOf(out)).toEqual(await rowsOf(once));
  expect(await rowsOf(out)).toHaveLength(8);
  expect(await readManifest(out)).toEqual(await readManifest(once));
});

test("a run without any series is a file without rows", async () => {
  const one = await write("1.csv", [], { shard: "1/1", wholeData: "d" });
  await mergeParts(join(folder, "out.csv"), [one]);
  expect(await readFile(join(folder, "out.csv"), "utf8")).toBe("series,model,origin,timestamp,median,actual\r\n");
});

test("what is no whole run is refused with the reason, and nothing is written", async () => {
  const [one = "", two = "", three = ""] = await writeParts(".csv");
  const own = { shard: "2/3", wholeData: "d" };
  const refusals: [readonly string[], string][] = [
    [[one, three], "Part 2 is missing, of 3."],
    [[three], "Parts 1, 2 are missing, of 3."],
    [[one, two, three, two], "Part 2 is given twice: 2.csv and 2.csv."],
    [
      [one, await write("horizon.csv", [forecastOf("b")], { ...own, horizon: 3 }), three],
      "1.csv and horizon.csv are parts of different runs: their setting “horizon” differs.",
    ],
    [
      [one, await write("data.csv", [forecastOf("b")], { ...own, wholeData: "e" }), three],
      "1.csv and data.csv are parts of different runs: they are of other data.",
    ],
    [
      [one, await write("device.csv", [forecastOf("b")], own, { executionProvider: "cuda" }), three],
      "1.csv and device.csv are parts of different runs: computed on cpu and on cuda; see --device.",
    ],
    [
      [one, await write("model.csv", [forecastOf("b")], own, { model: { ...whole.model, sha256: "b" } }), three],
      "1.csv and model.csv are parts of different runs: the file of their model base differs.",
    ],
    [[one, await write("n.csv", [], { ...own, shard: "2/4" })], "one is of 3 parts, the other of 4."],
    [[await write("plain.csv", all, {})], "plain.csv is no part of a run: it was not written by forecast --shard."],
    [[await write("1.json", all, own)], "1.json is no .csv file: parts are joined to a file of their own kind."],
    [[join(folder, "out.csv"), one], "out.csv is a part, and would be overwritten."],
  ];
  for (const [parts, message] of refusals) {
    await expect(mergeParts(join(folder, "out.csv"), parts), message).rejects.toThrow(message);
  }
  await writeFile(one, (await readFile(one, "utf8")).slice(0, -9));
  await expect(mergeParts(join(folder, "out.csv"), [one, two, three])).rejects.toThrow(
    "1.csv ends in the middle of a row.",
  );
  expect((await readdir(folder)).filter((name) => name.includes("out"))).toEqual([]);
});
