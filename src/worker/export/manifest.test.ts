import type { ExportedForecast, ExportManifest } from "#domain/export";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parquetMetadata } from "hyparquet";
import { exportEndings, seriesNotes } from "#engine/export";
import { sidecarPath, csvMetadata, readManifest } from "./manifest.ts";
import { render } from "./render.ts";
import { wholeOf } from "./zip-fixtures.ts";

const levels = [0.1, 0.5, 0.9];
const forecast: ExportedForecast = {
  dataset: "d",
  zone: null,
  series: 'Größe <1> & "mehr"',
  model: { id: "base", name: "Fantail base", version: "1.0.0", sha256: "a".repeat(64) },
  origin: 0,
  horizon: 2,
  frequency: { unit: "month", count: 1 },
  levels,
  quantiles: Float32Array.from([1, 2, 3, 4, 5, 6]),
  times: Float64Array.of(Date.UTC(1961, 0, 1), Date.UTC(1961, 1, 1)),
  actuals: null,
  anchor: { time: Date.UTC(1960, 11, 1), value: 432 },
  calibration: { residuals: 480, steps: 240, otherSeries: 0 },
  measured: {
    coverage: { "0.5": 0.5, "0.8": 0.789, "0.95": 0.94 },
    steps: 240,
    origins: 10,
    skill: 0.21,
    range: { level: 0.8, coverage: 0.789, steps: 240, origins: 10, effectiveSteps: 80, margin: 0.09, verdict: "held" },
    rangeAsModelled: null,
  },
  historyTimes: Float64Array.of(Date.UTC(1960, 10, 1), Date.UTC(1960, 11, 1)),
  historyValues: Float64Array.of(390, 432),
};
const manifest: ExportManifest = {
  app: "1.2.3",
  dataHash: "d".repeat(64),
  model: { id: "base", version: "1.0.0", sha256: "a".repeat(64) },
  // Everything that markup, archives and old encodings could trip over.
  settings: {
    horizon: 2,
    levels,
    bands: "calibrated",
    series: ['Größe <1> & "mehr"', "数字 </script><!-- 😀", "'a'"],
    title: "a > b",
  },
  executionProvider: "cpu",
  preprocessing: "1",
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-manifest-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(ending: string): Promise<string> {
  const path = join(folder, `forecast${ending}`);
  await writeFile(path, await render({ type: "export", id: 1, path, title: "a > b", manifest, forecasts: [forecast] }));
  if (ending === ".csv")
    await writeFile(sidecarPath(path), csvMetadata("forecast.csv", manifest, seriesNotes([forecast])));
  return path;
}

test.each(exportEndings)("the manifest of a %s file is found again as it was", async (ending) => {
  expect(await readManifest(await write(ending))).toEqual(manifest);
});

test.each(exportEndings)("the same forecast gives the same %s file, to the byte", async (ending) => {
  const path = join(folder, `a${ending}`);
  const request = { type: "export", id: 1, path, title: "t", manifest, forecasts: [forecast] } as const;
  const once = await wholeOf(await render(request));
  expect(once.equals(await wholeOf(await render(request)))).toBe(true);
});

test("how the bands held is in the picture, the report, the workbook and the data", async () => {
  const text = async (ending: string): Promise<string> => {
    const path = await write(ending);
    return String(
      await wholeOf(await render({ type: "export", id: 1, path, title: "t", manifest, forecasts: [forecast] })),
    );
  };
  const sentences = [
    "Ranges corrected with 240 past months \u00b7 In past forecasts the 80\u00a0% range contained 79\u00a0% of 240 values: as claimed",
    "Error 21\u00a0% lower than repeating the last season, in 10 past forecasts",
  ];
  for (const ending of [".svg", ".html"])
    for (const sentence of sentences) expect(await text(ending), ending).toContain(sentence);
  const table = JSON.parse(csvMetadata("forecast.csv", manifest, seriesNotes([forecast]))) as unknown;
  expect(table).toMatchObject({ notes: [{ series: forecast.series, notes: sentences }] });
  const { buffer, byteOffset, byteLength } = await readFile(await write(".parquet"));
  const { key_value_metadata: pairs } = parquetMetadata(
    buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer,
  );
  expect(JSON.parse(pairs?.find(({ key }) => key === "fantail.notes")?.value ?? "")).toMatchObject([
    { notes: sentences },
  ]);
  expect(JSON.parse(await text(".json"))).toMatchObject({
    forecasts: [{ calibration: forecast.calibration, measured: forecast.measured }],
  });
});

test("a file without a manifest is refused in words, and a missing one by name", async () => {
  for (const [name, content] of [
    ["a.json", "{}"],
    ["a.svg", "<svg></svg>"],
    ["a.png", "no picture"],
    ["a.xlsx", "no archive"],
    ["a.parquet", "no table"],
  ] as const) {
    const path = join(folder, name);
    await writeFile(path, content);
    await expect(readManifest(path), name).rejects.toMatchObject({ code: "file-unreadable" });
  }
  await writeFile(join(folder, "a.csv"), "time,value\r\n");
  await expect(readManifest(join(folder, "a.csv"))).rejects.toMatchObject({
    code: "file-not-found",
    message: expect.stringContaining("a.csv-metadata.json"),
  });
  await expect(readManifest(join(folder, "a.pdf"))).rejects.toMatchObject({ code: "wrong-arguments" });
});
