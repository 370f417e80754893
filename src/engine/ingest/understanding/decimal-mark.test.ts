import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ingest } from "../index.ts";
import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import { sourceOf, testPorts } from "../testing.ts";

const read = (content: string, options: IngestOptions = {}): Promise<IngestedDataset> =>
  ingest(sourceOf(content, 4096), options, testPorts());
const codes = ({ warnings }: IngestedDataset): string[] => warnings.map(({ code }) => code);
const dateOf = (i: number): Date => new Date(Date.UTC(2024, 0, 1 + i));
const isoDay = (i: number): string => dateOf(i).toISOString().slice(0, 10);
const two = (value: number): string => String(value).padStart(2, "0");

const dates = {
  iso: isoDay,
  german: (i: number) =>
    `${two(dateOf(i).getUTCDate())}.${two(dateOf(i).getUTCMonth() + 1)}.${dateOf(i).getUTCFullYear()}`,
  american: (i: number) => `${dateOf(i).getUTCMonth() + 1}/${dateOf(i).getUTCDate()}/${dateOf(i).getUTCFullYear()}`,
};

function grouped(value: number, mark: string): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, mark);
}

function table(name: string, cells: readonly string[], date: (i: number) => string, delimiter: string): string {
  return `date${delimiter}${name}\n${cells.map((cell, i) => `${date(i)}${delimiter}${cell}\n`).join("")}`;
}

const places = fc.record({
  mark: fc.constantFrom(".", ","),
  delimiter: fc.constantFrom(";", "\t", "|"),
  date: fc.constantFrom(...Object.values(dates)),
});

test("grouped thousands beside numbers below 1000 are thousands, whatever the mark, the delimiter and the dates", async () => {
  const counts = fc.array(fc.oneof(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1000, max: 999_999 })), {
    minLength: 20,
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(counts, places, async (some, { mark, delimiter, date }) => {
      const values = [5, 1234, ...some];
      const dataset = await read(
        table(
          "visits",
          values.map((value) => grouped(value, mark)),
          date,
          delimiter,
        ),
      );
      expect([...(dataset.series[0]?.values ?? [])]).toEqual(values);
    }),
    { numRuns: 100 },
  );
});

test("decimals stay decimals as soon as one number has another length", async () => {
  const prices = fc.array(fc.integer({ min: 1, max: 999_999 }), { minLength: 20, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(prices, places, async (some, { mark, delimiter, date }) => {
      const cells = ["0.5", "12.25", ...some.map((value) => (value / 1000).toFixed(3))];
      const dataset = await read(
        table(
          "price",
          cells.map((cell) => cell.replace(".", mark)),
          date,
          delimiter,
        ),
      );
      expect([...(dataset.series[0]?.values ?? [])]).toEqual(cells.map(Number));
    }),
    { numRuns: 60 },
  );
});

describe("only ambiguous numbers", () => {
  const cells = (mark: string): string[] =>
    Array.from({ length: 40 }, (_, i) => `${1 + (i % 9)}${mark}${100 + i * 10}`);
  const first = async (content: string, options: IngestOptions = {}): Promise<[number | undefined, string[]]> => {
    const dataset = await read(content, options);
    return [dataset.series[0]?.values[0], codes(dataset)];
  };

  test("are read as the dates suggest, and that is said", async () => {
    expect(await first(table("v", cells("."), dates.german, ";"))).toEqual([1100, ["ambiguous-decimal"]]);
    expect(await first(table("v", cells(","), dates.german, ";"))).toEqual([1.1, ["ambiguous-decimal"]]);
    expect((await first(table("v", cells(","), dates.american, "\t")))[0]).toBe(1100);
    expect((await first(table("v", cells("."), dates.american, "\t")))[0]).toBe(1.1);
  });

  test("follow another column's proof", async () => {
    const rows = cells(",").map((cell, i) => `${isoDay(i)};${cell};${i},5`);
    const dataset = await read(`date;a;b\n${rows.join("\n")}\n`);
    expect(dataset.series.map(({ values }) => values[0])).toEqual([1.1, 0.5]);
  });

  test("are the user's to decide", async () => {
    expect(await first(table("v", cells("."), dates.german, ";"), { decimalMark: "." })).toEqual([1.1, []]);
  });
});

test("rows far below decide about the first ones", async () => {
  const rows = Array.from(
    { length: 6000 },
    (_, i) =>
      `${new Date(Date.UTC(2024, 0, 1, i)).toISOString().slice(0, 16)};${i < 5000 ? 100 + (i % 800) : `1.${200 + (i % 700)}`}`,
  );
  const dataset = await read(`time;calls\n${rows.join("\n")}\n`);
  expect(dataset.series[0]?.values[5500]).toBe(1000 + 200 + (5500 % 700));
  expect(codes(dataset)).toContain("decimal-mark");
});
