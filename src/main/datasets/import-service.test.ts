import type { ImportOptions, IngestedDataset, IngestOptions, ImportPreset } from "#domain/dataset";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CancelledError, EngineError, isCancelled } from "#domain/errors";
import { openUserDatabase, type UserDatabase } from "#main/database";
import { SettingsStore } from "#main/platform";
import { ImportError } from "./import-error.ts";
import { DatasetRegistry } from "./dataset-registry.ts";
import { migrateImportPresets, ImportPresets } from "./import-presets.ts";
import { columnOptions, type DatasetOpener, ImportService } from "./import-service.ts";
import { datasetOf, regularSeries } from "./ingest-fixtures.ts";
import type { ReadFile } from "./ingest-client.ts";

const control = { signal: new AbortController().signal };
const month = { unit: "month", count: 1 } as const;

function fileOf(handle: string, names: readonly string[], evidence = names): IngestedDataset {
  const series = { ...regularSeries("a", new Float64Array(12)), frequency: month };
  const columns = names.map((name, index) => ({
    name,
    role: index === 0 ? ("time" as const) : index === 1 ? ("target" as const) : ("covariate" as const),
    type: "number" as const,
  }));
  return { ...datasetOf(handle, series), columns, shape: evidence.join() };
}

let folder = "";
const databases: UserDatabase[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-imports-"));
});
afterEach(() => {
  for (const database of databases.splice(0)) database.close();
  rmSync(folder, { recursive: true, force: true });
});

function setUp(names: readonly string[] = ["time", "a", "b"]) {
  const asked: unknown[] = [];
  const logged: string[] = [];
  const logger = {
    info: () => undefined,
    warn: () => undefined,
    error: (event: string) => void logged.push(event),
  };
  /** Reads every file as its columns say, as the ingest process would. */
  const reader = {
    columns: names,
    /** What another table of the file has. */
    otherColumns: names,
    readFile(_path: string, options: IngestOptions) {
      asked.push(options);
      const missing = options.targetColumns?.find((name) => !reader.columns.includes(name));
      if (missing !== undefined || options.timezone === "nowhere")
        throw new EngineError("wrong-arguments", "It does not fit.");
      const columns = options.recordTable === undefined ? reader.columns : reader.otherColumns;
      return Promise.resolve(fileOf(JSON.stringify(options), columns, reader.columns));
    },
    async readFileWithPresets(path: string, presets: readonly ImportPreset<IngestOptions>[]): Promise<ReadFile> {
      const preset = presets.find(({ shape }) => shape === reader.columns.join());
      if (preset === undefined) return { dataset: await reader.readFile(path, {}), preset: { what: "none" } };
      try {
        return { dataset: await reader.readFile(path, preset.options), preset: { what: "used" } };
      } catch (error) {
        if (isCancelled(error) || !(error instanceof EngineError)) throw error;
        return { dataset: await reader.readFile(path, {}), preset: { what: "failed", problem: error.message } };
      }
    },
  };
  const start = () => {
    const { database } = openUserDatabase({ folder, logger, wallNow: Date.now, repairs: true });
    databases.push(database);
    const datasets = new DatasetRegistry();
    const presets = new ImportPresets(database, Date.now);
    const corrections: DatasetOpener = {
      async open(dataset, owner, source) {
        if (source.settings?.isOneShot === true) datasets.openOnce(dataset, owner, source);
        else datasets.open(dataset, owner, source);
        return dataset;
      },
    };
    const imports = new ImportService({ reader, datasets, corrections, presets, logger });
    const page = {};
    return {
      database,
      datasets,
      presets,
      page,
      importFile: (path: string, options?: ImportOptions, owner: object = page, scope?: "this-file" | "its-kind") =>
        imports.import(path, { options, scope }, control, owner),
      imports,
      open: () => [...datasets.values()].map(({ dataset }) => dataset.handle),
    };
  };
  return { asked, logged, reader, restarted: start, ...start() };
}

test("what the user chose is used again for the next file with the same columns, and only for such", async () => {
  const { importFile, restarted, reader } = setUp();
  const options = { targetColumns: ["b"] };
  expect((await importFile("1", options)).settings).toEqual({ options, source: "user" });
  const later = restarted();
  expect((await later.importFile("2")).settings).toEqual({ options, source: "remembered" });
  expect(later.open()).toEqual([JSON.stringify(options)]);
  reader.columns = ["time", "a", "b", "c"];
  expect((await later.importFile("3")).settings).toEqual({ options: {}, source: "evidence" });
});

test("another table of a file is remembered for files that look like it, whatever that table's columns are", async () => {
  const { importFile, restarted, reader } = setUp();
  reader.otherColumns = ["time", "of another table"];
  await importFile("1", { recordTable: "OTHER" });
  expect((await restarted().importFile("2")).settings).toEqual({
    options: { recordTable: "OTHER" },
    source: "remembered",
  });
});

test("empty options read by evidence and end what was remembered", async () => {
  const { importFile, presets } = setUp();
  await importFile("1", { timezone: "Europe/Berlin" });
  expect((await importFile("1", {})).settings).toEqual({ options: {}, source: "evidence" });
  expect(presets.list()).toEqual([]);
  expect((await importFile("1")).settings.source).toBe("evidence");
});

test("a file that is read as new leaves what is remembered for the others", async () => {
  const { importFile, page } = setUp();
  const options = { timezone: "Europe/Berlin" };
  await importFile("1", options);
  expect((await importFile("2", {}, page, "this-file")).settings).toEqual({ options: {}, source: "evidence" });
  expect((await importFile("3")).settings).toEqual({ options, source: "remembered" });
});

test("rows that were left out are those of one file", async () => {
  const { importFile } = setUp();
  const rows = { leftOutRows: [{ from: 7, to: 9 }] };
  const { settings } = await importFile("1", { timezone: "Europe/Berlin", ...rows });
  expect(settings.options).toMatchObject(rows);
  expect((await importFile("2")).settings.options).toEqual({ timezone: "Europe/Berlin" });
  await importFile("1", rows);
  expect((await importFile("2")).settings).toEqual({ options: {}, source: "evidence" });
});

test("remembered options that don't fit give way to the evidence, and it is said", async () => {
  const { importFile, presets } = setUp();
  await importFile("1", { timezone: "Europe/Berlin" });
  const shape = presets.list()[0]?.shape ?? "";
  presets.save({ shape, options: { timezone: "nowhere" } });
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
  const { importFile, presets } = setUp();
  await expect(importFile("1", { targetColumns: ["x"] })).rejects.toThrow("It does not fit.");
  expect(presets.list()).toEqual([]);
});

test("a hundred kinds of file are remembered, the latest ones", async () => {
  const { importFile, presets, reader } = setUp();
  for (let index = 0; index < 105; index += 1) {
    reader.columns = ["time", `value ${index}`];
    await importFile("1", { timezone: "Europe/Berlin" });
  }
  expect(presets.list()).toHaveLength(100);
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
  expect(() => imports.report(handle, "1")).toThrow("no longer open");
});

test("what was understood of a file that failed is there until the owner's next import, and only for that file", async () => {
  const { importFile, imports, reader, page } = setUp();
  const other = {};
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
  expect(imports.understood("1", page)).toEqual(understood);
  expect(imports.understood("2", page)).toBeNull();
  expect(imports.understood("1", other)).toBeNull();
  await expect(importFile("2", undefined, other)).rejects.toMatchObject({ code: "no-time-column" });
  expect(imports.understood("2", other)).toEqual(understood);
  expect(imports.understood("1", page)).toEqual(understood);
  reader.readFile = readFile;
  await importFile("1", { timeColumn: "time" });
  expect(imports.understood("1", page)).toBeNull();
  expect(imports.understood("2", other)).toEqual(understood);
});

test("what comes to its end after the page went is not opened", async () => {
  const { importFile, datasets, page, open } = setUp();
  const imported = importFile("1");
  datasets.closeAll(page);
  await expect(imported).rejects.toMatchObject({ code: "cancelled" });
  expect(open()).toEqual([]);
});

test("a file is opened all the same when the database fails", async () => {
  const { importFile, database, logged, open } = setUp();
  database.exec("drop table import_presets");
  await importFile("1");
  expect((await importFile("1", { timezone: "Europe/Berlin" })).settings.source).toBe("user");
  expect(open()).toEqual(["{}", JSON.stringify({ timezone: "Europe/Berlin" })]);
  expect(logged).toEqual(["import-presets-failed", "import-presets-failed"]);
});

test("what the settings of an earlier version remember is taken over once, and removed there", async () => {
  const { presets, restarted } = setUp();
  const path = join(folder, "settings.json");
  const former = [
    { shape: "time,a,b", options: { timezone: "Europe/Berlin" } },
    { shape: "other", options: { sheet: "2" } },
  ];
  writeFileSync(path, JSON.stringify({ theme: "dark", imports: former }));
  presets.save({ shape: "other", options: { sheet: "newer" } });
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  await migrateImportPresets(new SettingsStore(path, logger), presets);
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ theme: "dark" });
  const { presets: later, importFile } = restarted();
  expect(later.list()).toEqual([{ shape: "other", options: { sheet: "newer" } }, former[0]]);
  expect((await importFile("1")).settings).toEqual({ options: former[0]?.options, source: "remembered" });
});

test("they stay in the settings while the database would forget them", async () => {
  const path = join(folder, "settings.json");
  writeFileSync(path, JSON.stringify({ imports: [{ shape: "a", options: { sheet: "2" } }] }));
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const { database } = openUserDatabase({ folder: join(path, "inside"), logger, wallNow: Date.now, repairs: true });
  databases.push(database);
  const settings = new SettingsStore(path, logger);
  await migrateImportPresets(settings, new ImportPresets(database, Date.now));
  expect(settings.current.imports).toHaveLength(1);
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

test("a file is read for its columns as it was read for its series, but to its end", () => {
  const options = { targetColumns: ["sales"], idColumns: ["region"], knownFuture: true, series: ["south"] } as const;
  expect(columnOptions(options, ["price"])).toEqual({
    ...{ targetColumns: ["price"], idColumns: ["region"], wordsAsColumns: true },
  });
});
