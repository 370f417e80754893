import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ingest } from "#engine/ingest";
import { sourceOf, testPorts } from "../testing.ts";

const read = (content: unknown, options: IngestOptions = {}): Promise<IngestedDataset> =>
  ingest(sourceOf(typeof content === "string" ? content : JSON.stringify(content), 4096), options, testPorts());
const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
const epoch = (i: number): number => Date.UTC(2024, 0, 1) / 1000 + i * 300;
const of = <T>(count: number, item: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => item(i));
const told = ({ series }: IngestedDataset): [string, number[]][] => series.map(({ id, values }) => [id, [...values]]);
const numbers = of(20, (i) => 100 + ((i * 37) % 23));

describe("layouts that programs write", () => {
  test.each<[string, unknown]>([
    ["rows of objects", numbers.map((value, i) => ({ date: day(i), value }))],
    ["under a key", { status: "ok", data: { rows: numbers.map((value, i) => ({ date: day(i), value })) } }],
    ["columns of lists", { daily: { date: numbers.map((_, i) => day(i)), value: numbers } }],
    [
      "names beside rows (pandas' split, Influx)",
      { columns: ["date", "value"], data: numbers.map((value, i) => [day(i), value]) },
    ],
    [
      "names as objects beside rows",
      { meta: [{ name: "date" }, { name: "value" }], rows: numbers.map((value, i) => [day(i), value]) },
    ],
    [
      "an index beside rows",
      { columns: ["value"], index: numbers.map((_, i) => day(i)), data: numbers.map((value) => [value]) },
    ],
    ["values by day", Object.fromEntries(numbers.map((value, i) => [day(i), value]))],
    ["rows by day", Object.fromEntries(numbers.map((value, i) => [day(i), { value: String(value) }]))],
    [
      "columns by milliseconds (pandas)",
      { value: Object.fromEntries(numbers.map((value, i) => [String(Date.UTC(2024, 0, 1 + i)), value])) },
    ],
    ["a line for each", numbers.map((value, i) => JSON.stringify({ date: day(i), value })).join("\n")],
    [
      "words that JSON does not have",
      `[${numbers.map((value, i) => `{"date":"${day(i)}","note":"a NaN","x":NaN,"value":${value}}`).join(",")}]`,
    ],
  ])("%s", async (_, content) => {
    expect(told(await read(content))).toEqual([["value", numbers]]);
  });

  test("objects within rows are columns with dots in their names (Fitbit)", async () => {
    const rows = numbers.map((bpm, i) => ({
      dateTime: new Date(epoch(i) * 1000).toISOString(),
      value: { bpm, confidence: i % 4, deep: { er: { list: [1] } } },
    }));
    const dataset = await read(rows, { targetColumns: ["value.bpm"] });
    expect(told(dataset)).toEqual([["value.bpm", numbers]]);
    expect(dataset.columns.map(({ name }) => name)).toEqual(["dateTime", "value.bpm", "value.confidence"]);
  });

  test("pairs of time and value under what names them (Prometheus)", async () => {
    const result = ["a", "b"].map((instance, at) => ({
      metric: { __name__: "load", instance },
      values: numbers.map((value, i) => [epoch(i), `${value + at}.125`]),
    }));
    const dataset = await read({ status: "success", data: { resultType: "matrix", result } });
    expect(told(dataset)).toEqual(["a", "b"].map((id, at) => [id, numbers.map((value) => value + at + 0.125)]));
    expect(dataset.warnings.map(({ code }) => code)).not.toContain("ambiguous-decimal");
  });

  test("names beside rows within what names the series (Influx)", async () => {
    const series = ["a", "b"].map((host, at) => ({
      name: "cpu",
      tags: { host },
      columns: ["time", "usage"],
      values: numbers.map((value, i) => [new Date(epoch(i) * 1000).toISOString(), value + at]),
    }));
    const both = [
      ["a", numbers],
      ["b", numbers.map((value) => value + 1)],
    ];
    expect(told(await read({ results: [{ statement_id: 0, series }] }))).toEqual(both);
    expect(told(await read({ results: [{ statement_id: 0, series: series.slice(0, 1) }] }))).toEqual([
      ["usage", numbers],
    ]);
  });

  test("numbers that are written as texts with three decimals are no thousands", async () => {
    const result = [
      { metric: {}, values: numbers.map((value, i) => [epoch(i), i % 2 === 0 ? "925" : `${value}.171`]) },
    ];
    const dataset = await read({ data: { result } });
    expect(told(dataset)[0]?.[1].slice(0, 2)).toEqual([925, numbers[1] === undefined ? 0 : numbers[1] + 0.171]);
  });

  test("pairs with the value in front (Grafana), and several lists of pairs", async () => {
    const grafana = ["x", "y"].map((target, at) => ({
      target,
      datapoints: numbers.map((value, i) => [value + at, epoch(i) * 1000]),
    }));
    expect(told(await read(grafana))).toEqual([
      ["x", numbers],
      ["y", numbers.map((value) => value + 1)],
    ]);
    const pairs = (by: number): unknown => numbers.map((value, i) => [epoch(i) * 1000, value * by]);
    expect(told(await read({ prices: pairs(1), volumes: pairs(2) }))).toEqual([
      ["prices", numbers],
      ["volumes", numbers.map((value) => value * 2)],
    ]);
  });

  test("lists of rows, a series each, of which only the first row says whose it is (Home Assistant)", async () => {
    const history = ["sensor.a", "sensor.b"].map((entity_id, at) =>
      numbers.map((value, i) => ({
        ...(i === 0 ? { entity_id } : {}),
        last_changed: new Date(epoch(i) * 1000).toISOString(),
        state: String(value + at),
      })),
    );
    expect((await read(history)).series.map(({ id }) => id)).toEqual(["sensor.a", "sensor.b"]);
  });
});

test("of several tables the largest is read, and the others are named", async () => {
  const content = {
    hourly: {
      time: of(48, (i) =>
        `2024-01-01T${String(i % 24).padStart(2, "0")}:00`.replace("01-01", i < 24 ? "01-01" : "01-02"),
      ),
      load: of(48, (i) => i),
    },
    daily: { time: of(10, day), sun: of(10, (i) => i) },
  };
  const dataset = await read(content);
  expect(dataset.tables).toEqual({
    kind: "table",
    chosen: "hourly",
    tables: [
      { name: "hourly", rows: 48 },
      { name: "daily", rows: 10 },
    ],
  });
  expect(dataset.warnings.map(({ code }) => code)).toContain("several-tables");
  expect(told(await read(content, { recordTable: "daily" }))).toEqual([["sun", of(10, (i) => i)]]);
});

test("whatever is nested, every value arrives under its path", async () => {
  const key = fc.stringMatching(/^[a-z]{1,6}$/);
  const shape = fc.uniqueArray(fc.tuple(key, key, key), { minLength: 1, maxLength: 5, selector: ([a]) => a });
  await fc.assert(
    fc.asyncProperty(
      shape,
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 12, maxLength: 30 }),
      async (paths, values) => {
        const row = (i: number): unknown => ({
          "0time": day(i),
          ...Object.fromEntries(paths.map(([a, b, c], at) => [`k${a}`, { [b]: { [c]: (values[i] ?? 0) + at } }])),
        });
        const names = paths.map(([a, b, c]) => `k${a}.${b}.${c}`);
        const dataset = await read(
          values.map((_, i) => row(i)),
          { timeColumn: "0time", targetColumns: names, idColumns: [] },
        );
        for (const [at, name] of names.entries()) {
          const found = dataset.series.find(({ id }) => id === name);
          expect([...(found?.values ?? [])]).toEqual(values.map((value) => value + at + 0));
        }
      },
    ),
    { numRuns: 60 },
  );
});

describe("refused in words", () => {
  test.each<[string, string, object]>([
    ["cut off", '{"a": [\n{"x": 1},\n{"x":', { code: "file-not-a-table", row: 3 }],
    ["a broken line", '{"x": 1}\n{"x": 2}\n{"x":', { code: "file-not-a-table", row: 3 }],
    ["no rows", '{"a": {"b": "c"}}', { code: "file-not-a-table" }],
    [
      "deep beyond measure",
      `{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}`,
      { code: expect.any(String) as string },
    ],
    [
      "objects in objects beyond measure",
      `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`,
      { code: "file-not-a-table" },
    ],
  ])("%s", async (_, content, error) => {
    await expect(read(content)).rejects.toMatchObject(error);
  });
});
