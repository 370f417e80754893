import { expect, test } from "vitest";
import type { ImportOptions } from "#contract/data";
import type { IngestedDataset, IngestOptions } from "#contract/worker";
import { CancelledError, EngineError } from "#engine/errors";
import type { Settings } from "../platform/settings.ts";
import { ImportError } from "./import-error.ts";
import { DatasetRegistry } from "./dataset-registry.ts";
import { Imports } from "./imports.ts";
import { datasetOf, regularSeries } from "./ingest-fixtures.ts";

const control = { signal: new AbortController().signal };
const month = { unit: "month", count: 1 } as const;

function fileOf(handle: string, names: readonly string[]): IngestedDataset {
  const series = { ...regularSeries("a", new Float64Array(12)), frequency: month };
  const columns = names.map((name, index) => ({
    name,
    role: index === 0 ? ("time" as const) : index === 1 ? ("target" as const) : ("covariate" as const),
    type: "number" as const,
  }));
  return { ...datasetOf(handle, series), columns };
}

function setUp(names: readonly string[] = ["time", "a", "b"]) {
  const asked: unknown[] = [];
  let current: Settings = { theme: "system" };
  const settings = {
    get current() {
      return current;
    },
    update: (change: Partial<Settings>) => {
      current = { ...current, ...change };
      return Promise.resolve();
    },
  };
  const reader = {
    columns: names,
    readFile(_path: string, options: IngestOptions) {
      asked.push(options);
      const missing = options.targetColumns?.find((name) => !reader.columns.includes(name));
      if (missing !== undefined || options.timezone === "nowhere")
        throw new EngineError("wrong-arguments", "It does not fit.");
      return Promise.resolve(fileOf(JSON.stringify(options), reader.columns));
    },
  };
  const start = () => {
    const datasets = new DatasetRegistry();
    const imports = new Imports(reader, datasets, settings);
    const page = {};
    return {
      datasets,
      page,
      importFile: (path: string, options?: ImportOptions) => imports.import(path, options, control, page),
      imports,
      open: () => [...datasets.values()].map(({ dataset }) => dataset.handle),
    };
  };
  return { asked, reader, settings, restarted: start, ...start() };
}

test("what the user chose is used again for the next file with the same columns, and only for such", async () => {
  const { importFile, restarted, reader } = setUp();
  const options = { targetColumns: ["b"] };
  expect((await importFile("1", options)).settings).toEqual({ options, source: "user" });
  const later = restarted();
  expect((await later.importFile("2")).settings).toEqual({ options, source: "remembered" });
  // The reading that only told the columns is let go of.
  expect(later.open()).toEqual([JSON.stringify(options)]);
  reader.columns = ["time", "a", "b", "c"];
  expect((await later.importFile("3")).settings).toEqual({ options: {}, source: "evidence" });
});

test("another table of a file is remembered for files that look like it, whatever that table's columns are", async () => {
  const { importFile, restarted, reader } = setUp();
  await importFile("1");
  reader.columns = ["time", "of another table"];
  await importFile("1", { recordTable: "OTHER" });
  reader.columns = ["time", "a", "b"];
  expect((await restarted().importFile("2")).settings).toEqual({
    options: { recordTable: "OTHER" },
    source: "remembered",
  });
});

test("empty options read by evidence and end what was remembered", async () => {
  const { importFile, settings } = setUp();
  await importFile("1", { timezone: "Europe/Berlin" });
  expect((await importFile("1", {})).settings).toEqual({ options: {}, source: "evidence" });
  expect(settings.current.imports).toEqual([]);
  expect((await importFile("1")).settings.source).toBe("evidence");
});

test("remembered options that don't fit give way to the evidence, and it is said", async () => {
  const { importFile, settings } = setUp();
  await importFile("1", { timezone: "Europe/Berlin" });
  const shape = settings.current.imports?.[0]?.shape ?? "";
  await settings.update({ imports: [{ shape, options: { timezone: "nowhere" } }] });
  expect((await importFile("1")).settings).toEqual({
    options: {},
    source: "evidence",
    problem: "It does not fit.",
  });
});

test("an import that is cancelled while the remembered options are tried is cancelled, and leaves nothing open", async () => {
  const { importFile, restarted, reader } = setUp();
  await importFile("1", { timezone: "Europe/Berlin" });
  const { readFile } = reader;
  reader.readFile = (path, options) =>
    options.timezone === undefined ? readFile(path, options) : Promise.reject(new CancelledError("user"));
  const later = restarted();
  await expect(later.importFile("2")).rejects.toMatchObject({ code: "cancelled" });
  expect(later.open()).toEqual([]);
});

test("options that fail are not remembered", async () => {
  const { importFile, settings } = setUp();
  await expect(importFile("1", { targetColumns: ["x"] })).rejects.toThrow("It does not fit.");
  expect(settings.current.imports).toBeUndefined();
});

test("a hundred kinds of file are remembered, the latest ones", async () => {
  const { importFile, settings, reader } = setUp();
  for (let index = 0; index < 105; index += 1) {
    reader.columns = ["time", `value ${index}`];
    await importFile("1", { timezone: "Europe/Berlin" });
  }
  expect(settings.current.imports).toHaveLength(100);
  reader.columns = ["time", "value 0"];
  expect((await importFile("1")).settings.source).toBe("evidence");
  reader.columns = ["time", "value 104"];
  expect((await importFile("1")).settings.source).toBe("remembered");
});

test("covariates and ignored columns are as the user says; the engine is not asked", async () => {
  const { importFile, asked } = setUp();
  const { columns } = await importFile("1", { covariateColumns: [] });
  expect(columns.map(({ role }) => role)).toEqual(["time", "target", "ignored"]);
  expect(asked).toEqual([{}]);
});

test("a report lasts as long as the dataset is open", async () => {
  const { importFile, imports, datasets, page } = setUp();
  const { handle } = await importFile("folder/a.csv");
  await importFile("folder/a.csv");
  datasets.close(handle, page);
  expect(imports.report(handle, "1")).toMatchObject({
    app: "1",
    name: "a.csv",
    series: [{ frequency: "month", steps: 12 }],
  });
  datasets.close(handle, page);
  expect(() => imports.report(handle, "1")).toThrow("not open any more");
});

test("what was understood of a file that failed is there until the next import, and only for that file", async () => {
  const { importFile, imports, reader } = setUp();
  const understood = {
    file: null,
    columns: [],
    preview: { rows: [{ row: 1, kind: "data" as const, cells: ["a"], understood: null }], cellOf: [0] },
    tables: null,
  };
  const { readFile } = reader;
  reader.readFile = () =>
    Promise.reject(new ImportError({ code: "no-time-column", message: "No column holds dates." }, understood));
  await expect(importFile("1")).rejects.toMatchObject({ code: "no-time-column" });
  expect(imports.understood("1")).toEqual(understood);
  expect(imports.understood("2")).toBeNull();
  reader.readFile = readFile;
  await importFile("1", { timeColumn: "time" });
  expect(imports.understood("1")).toBeNull();
});

test("what comes to its end after the page went is not opened", async () => {
  const { importFile, datasets, page, open } = setUp();
  const imported = importFile("1");
  datasets.closeAll(page);
  await expect(imported).rejects.toMatchObject({ code: "cancelled" });
  expect(open()).toEqual([]);
});

test("rows of a repair come in pages", () => {
  const { imports, datasets, page } = setUp();
  const rows = Array.from({ length: 25 }, (_, i) => ({ row: i + 2, column: "v", from: "x", to: "missing" }));
  const repair = {
    code: "not-a-number",
    count: 25,
    examples: [],
    description: "",
    undo: { isPossible: false, words: "" },
    rows,
  };
  datasets.open({ ...fileOf("h", ["time", "a"]), repairs: [repair] }, page);
  expect(imports.repairRows("h", "not-a-number", 20, 10)).toEqual({ rows: rows.slice(20), listed: 25 });
});
