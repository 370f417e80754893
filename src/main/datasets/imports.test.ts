import { expect, test } from "vitest";
import type { Dataset, ImportOptions } from "#contract/data";
import { CancelledError, EngineError } from "#engine/errors";
import type { Settings } from "../platform/settings.ts";
import { ImportError } from "./import-error.ts";
import { Imports } from "./imports.ts";

const control = { signal: new AbortController().signal };
const month = { unit: "month", count: 1 } as const;

function datasetOf(handle: string, names: readonly string[]): Dataset {
  return {
    handle,
    zone: null,
    name: "a.csv",
    file: {
      encoding: "utf-8",
      delimiter: ",",
      decimal: ".",
      layout: "wide",
      vendor: null,
      dataRows: 48,
      dateOrder: null,
    },
    columns: names.map((name, index) => ({
      name,
      role: index === 0 ? "time" : index === 1 ? "target" : "covariate",
      type: "number",
    })),
    series: [
      {
        id: "a",
        start: "2024",
        end: "2025",
        frequency: month,
        steps: 12,
        missing: 0,
        seasonLengths: [12],
        oldestOrigin: 0,
        flags: {},
      },
    ],
    otherSeries: [],
    repairs: [],
    undone: [],
    warnings: [],
    preview: { rows: [], cellOf: [] },
    tables: null,
  };
}

function setUp(names: readonly string[] = ["time", "a", "b"]) {
  const asked: unknown[] = [];
  const closed: string[] = [];
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
  const host = {
    columns: names,
    importFile(_path: string, options: ImportOptions) {
      asked.push(options);
      const missing = options.targetColumns?.find((name) => !host.columns.includes(name));
      if (missing !== undefined || options.timezone === "nowhere")
        throw new EngineError("wrong-arguments", "It does not fit.");
      return Promise.resolve(datasetOf(JSON.stringify(options), host.columns));
    },
    repairRows: () => [],
    close: (handle: string) => void closed.push(handle),
  };
  return {
    asked,
    closed,
    host,
    settings,
    imports: new Imports(host, settings),
    restarted: () => new Imports(host, settings),
  };
}

test("what the user chose is used again for the next file with the same columns, and only for such", async () => {
  const { imports, restarted, host, closed } = setUp();
  const options = { targetColumns: ["b"] };
  expect((await imports.import("1", options, control)).settings).toEqual({ options, source: "user" });
  const later = restarted();
  expect((await later.import("2", undefined, control)).settings).toEqual({ options, source: "remembered" });
  // The reading that only told the columns is let go of.
  expect(closed).toEqual(["{}"]);
  host.columns = ["time", "a", "b", "c"];
  expect((await later.import("3", undefined, control)).settings).toEqual({ options: {}, source: "evidence" });
});

test("another table of a file is remembered for files that look like it, whatever that table's columns are", async () => {
  const { imports, restarted, host } = setUp();
  await imports.import("1", undefined, control);
  host.columns = ["time", "of another table"];
  await imports.import("1", { recordTable: "OTHER" }, control);
  host.columns = ["time", "a", "b"];
  expect((await restarted().import("2", undefined, control)).settings).toEqual({
    options: { recordTable: "OTHER" },
    source: "remembered",
  });
});

test("empty options read by evidence and end what was remembered", async () => {
  const { imports, settings } = setUp();
  await imports.import("1", { timezone: "Europe/Berlin" }, control);
  expect((await imports.import("1", {}, control)).settings).toEqual({ options: {}, source: "evidence" });
  expect(settings.current.imports).toEqual([]);
  expect((await imports.import("1", undefined, control)).settings.source).toBe("evidence");
});

test("remembered options that don't fit give way to the evidence, and it is said", async () => {
  const { imports, settings } = setUp();
  await imports.import("1", { timezone: "Europe/Berlin" }, control);
  const shape = settings.current.imports?.[0]?.shape ?? "";
  await settings.update({ imports: [{ shape, options: { timezone: "nowhere" } }] });
  expect((await imports.import("1", undefined, control)).settings).toEqual({
    options: {},
    source: "evidence",
    problem: "It does not fit.",
  });
});

test("an import that is cancelled while the remembered options are tried is cancelled, and leaves nothing open", async () => {
  const { imports, restarted, host, closed } = setUp();
  await imports.import("1", { timezone: "Europe/Berlin" }, control);
  const { importFile } = host;
  host.importFile = (path, options) =>
    options.timezone === undefined ? importFile.call(host, path, options) : Promise.reject(new CancelledError("user"));
  await expect(restarted().import("2", undefined, control)).rejects.toMatchObject({ code: "cancelled" });
  expect(closed).toEqual(["{}"]);
});

test("options that fail are not remembered", async () => {
  const { imports, settings } = setUp();
  await expect(imports.import("1", { targetColumns: ["x"] }, control)).rejects.toThrow("It does not fit.");
  expect(settings.current.imports).toBeUndefined();
});

test("a hundred kinds of file are remembered, the latest ones", async () => {
  const { imports, settings, host } = setUp();
  for (let index = 0; index < 105; index += 1) {
    host.columns = ["time", `value ${index}`];
    await imports.import("1", { timezone: "Europe/Berlin" }, control);
  }
  expect(settings.current.imports).toHaveLength(100);
  host.columns = ["time", "value 0"];
  expect((await imports.import("1", undefined, control)).settings.source).toBe("evidence");
  host.columns = ["time", "value 104"];
  expect((await imports.import("1", undefined, control)).settings.source).toBe("remembered");
});

test("covariates and ignored columns are as the user says; the engine is not asked", async () => {
  const { imports, asked } = setUp();
  const { columns } = await imports.import("1", { covariateColumns: [] }, control);
  expect(columns.map(({ role }) => role)).toEqual(["time", "target", "ignored"]);
  expect(asked).toEqual([{}]);
});

test("a report lasts as long as the dataset is open", async () => {
  const { imports } = setUp();
  const { handle } = await imports.import("1", undefined, control);
  await imports.import("1", undefined, control);
  imports.close(handle);
  expect(imports.report(handle, "1")).toMatchObject({
    app: "1",
    name: "a.csv",
    series: [{ frequency: "month", steps: 12 }],
  });
  imports.close(handle);
  expect(() => imports.report(handle, "1")).toThrow("not open any more");
});

test("what was understood of a file that failed is there until the next import, and only for that file", async () => {
  const { imports, host } = setUp();
  const understood = {
    file: null,
    columns: [],
    preview: { rows: [{ row: 1, kind: "data" as const, cells: ["a"], understood: null }], cellOf: [0] },
    tables: null,
  };
  const { importFile } = host;
  host.importFile = () =>
    Promise.reject(new ImportError({ code: "no-time-column", message: "No column holds dates." }, understood));
  await expect(imports.import("1", undefined, control)).rejects.toMatchObject({ code: "no-time-column" });
  expect(imports.understood("1")).toEqual(understood);
  expect(imports.understood("2")).toBeNull();
  host.importFile = importFile.bind(host);
  await imports.import("1", { timeColumn: "time" }, control);
  expect(imports.understood("1")).toBeNull();
});

test("rows of a repair come in pages", () => {
  const { imports, host } = setUp();
  const rows = Array.from({ length: 25 }, (_, i) => ({ row: i + 2, column: "v", from: "x", to: "missing" }));
  host.repairRows = () => rows as never[];
  expect(imports.repairRows("h", "not-a-number", 20, 10)).toEqual({ rows: rows.slice(20), listed: 25 });
});
