/** Years of two digits, times that can't be, and marks behind times. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatFrequency } from "#domain/series";
import { ingest } from "../index.ts";
import type { IngestedDataset } from "#domain/dataset";
import { sourceOf, testPorts } from "../testing.ts";

const read = (content: string): Promise<IngestedDataset> =>
  ingest(sourceOf(content, 4096), {}, testPorts({ thisYear: 2026 }));
const codes = ({ warnings }: IngestedDataset): string[] => warnings.map(({ code }) => code);
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (value: number): string => String(value).padStart(2, "0");

describe("years of two digits", () => {
  const writings = {
    "Jan-65": (year: number, month: number) => `${months[month] ?? ""}-${two(year % 100)}`,
    "01.01.65": (year: number, month: number) => `01.${two(month + 1)}.${two(year % 100)}`,
    "1-Jan-65": (year: number, month: number) => `1-${months[month] ?? ""}-${two(year % 100)}`,
  };
  const runs = fc.record({
    firstYear: fc.integer({ min: 1930, max: 2024 }),
    years: fc.integer({ min: 3, max: 30 }),
    written: fc.constantFrom(...Object.values(writings)),
    order: fc.constantFrom("oldest first", "newest first", "shuffled"),
  });

  test("are one run that begins in the past", async () => {
    await fc.assert(
      fc.asyncProperty(runs, async ({ firstYear, years, written, order }) => {
        const rows = Array.from(
          { length: years * 12 },
          (_, i) => `${written(firstYear + Math.floor(i / 12), i % 12)},${i + 0.5}`,
        );
        if (order === "newest first") rows.reverse();
        if (order === "shuffled")
          rows.sort((a, b) => ((Number(a.split(",")[1]) * 7919) % 97) - ((Number(b.split(",")[1]) * 7919) % 97));
        const dataset = await read(`month,value\n${rows.join("\n")}\n`);
        const [series] = dataset.series;
        expect(series?.times[0]).toBe(Date.UTC(firstYear, 0, 1));
        expect([...(series?.values ?? [])]).toEqual(rows.map((_, i) => i + 0.5));
        const isObvious = firstYear >= 2000 && firstYear + years - 1 <= 2027;
        expect(codes(dataset).includes("two-digit-years")).toBe(!isObvious);
      }),
      { numRuns: 80 },
    );
  });
});

test("a few impossible times are set aside, in the file and in a series of it, and named", async () => {
  const impossible = fc.constantFrom(
    "1970-01-01 00:00:00",
    "1900-01-01",
    "9999-12-31",
    "2204-01-01 00:00",
    "0001-01-01",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(impossible, fc.nat(399)), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 3 }),
      async (odd, sensors) => {
        const at = new Map(odd.map(([time, row]) => [row, time]));
        const rows = Array.from({ length: 400 }, (_, i) => {
          const own = new Date(Date.UTC(2024, 0, 1) + Math.floor(i / sensors) * 3_600_000).toISOString().slice(0, 16);
          return `${at.get(i) ?? own.replace("T", " ")},s${i % sensors},${i}.5`;
        });
        const dataset = await read(`time,sensor,value\n${rows.join("\n")}\n`);
        expect(dataset.series).toHaveLength(sensors);
        for (const series of dataset.series) expect(formatFrequency(series.frequency)).toBe("hour");
        expect(dataset.repairs.find(({ code }) => code === "outlying-timestamp")?.rows.map(({ row }) => row)).toEqual(
          [...at.keys()].sort((a, b) => a - b).map((row) => row + 2),
        );
        expect(codes(dataset)).toContain("outlying-timestamp");
      },
    ),
    { numRuns: 60 },
  );
});

test("an outlying time of one series within the times of another", async () => {
  const day = (i: number): string => new Date(Date.UTC(2010, 0, 1 + i)).toISOString().slice(0, 10);
  const long = Array.from({ length: 3000 }, (_, i) => `a,${day(i)},${i}.5`);
  const short = Array.from({ length: 60 }, (_, i) => `b,${day(i === 30 ? 2900 : i + 100)},${i}.5`);
  const dataset = await read(`sensor,date,value\n${[...long, ...short].join("\n")}\n`);
  expect(dataset.series.map(({ id, values }) => [id, values.length])).toEqual([
    ["a", 3000],
    ["b", 60],
  ]);
});

test("a lone clock among dates has no date", async () => {
  const rows = Array.from(
    { length: 40 },
    (_, i) => `${new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10)},${i}.5`,
  );
  const dataset = await read(`date,close\n15:59,7\n${rows.join("\n")}\n`);
  expect(dataset.series[0]?.times[0]).toBe(Date.UTC(2024, 0, 1));
  expect(dataset.repairs).toMatchObject([{ code: "unreadable-timestamp", count: 1, examples: [{ from: "15:59" }] }]);
});

test.each(["2023p", "2023 p", "2023*", "2023 (p)", "2023†", "2023 [r]"])("%s is 2023", async (last) => {
  const rows = Array.from({ length: 33 }, (_, i) => `${1990 + i};${i},5`);
  const dataset = await read(`Jahr;Wert\n${rows.join("\n")}\n${last};99,5\n`);
  expect(dataset.series[0]?.values.at(-1)).toBe(99.5);
  expect(codes(dataset)).toContain("marked-timestamp");
});
