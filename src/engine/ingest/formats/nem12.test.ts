import type { IngestedDataset } from "#domain/dataset";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatTimestamp } from "#engine/series";
import { ingest } from "#engine/ingest";
import { sourceOf, testPorts } from "../testing.ts";

const read = (content: string, chunkBytes = 4096): Promise<IngestedDataset> =>
  ingest(sourceOf(content, chunkBytes), {}, testPorts());
const date = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10).replaceAll("-", "");
const head = "100,NEM12,202402010135,MDA1,Ret1\n";
const register = (suffix: string, minutes: number, unit = "kWh", nmi = "6305012345"): string =>
  `200,${nmi},E1B1,1,${suffix},N1,SM1234567,${unit},${minutes},\n`;
const daily = (i: number, values: readonly unknown[], quality = "A", updated = "20240201013500"): string =>
  `300,${date(i)},${values.join(",")},${quality},,,${updated},20240201020000\n`;
const flat = (minutes: number, value: (at: number) => number): number[] =>
  Array.from({ length: 1440 / minutes }, (_, at) => value(at));
const told = ({ series }: IngestedDataset): [string, number[]][] => series.map(({ id, values }) => [id, [...values]]);

describe("intervals", () => {
  test("of any length, of several registers, arrive at their times with their values", async () => {
    const value = fc.integer({ min: 0, max: 99_999 }).map((thousandths) => thousandths / 1000);
    const stream = fc.constantFrom(5, 15, 30).chain((minutes) =>
      fc.record({
        minutes: fc.constant(minutes),
        days: fc.array(fc.array(value, { minLength: 1440 / minutes, maxLength: 1440 / minutes }), {
          minLength: 2,
          maxLength: 4,
        }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(stream, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 5, max: 3000 }),
        async (streams, chunkBytes) => {
          const content = streams.map(
            ({ minutes, days }, at) =>
              register(`E${at + 1}`, minutes) + days.map((values, i) => daily(i, values)).join(""),
          );
          const dataset = await read(`${head}${content.join("")}900\n`, chunkBytes);
          expect(dataset.file.vendor).toBe("nem12");
          for (const [at, { minutes, days }] of streams.entries()) {
            const found = dataset.series.find(({ id }) => streams.length === 1 || id.endsWith(`E${at + 1}`));
            expect([...(found?.values ?? [])]).toEqual(days.flat());
            expect(found?.frequency).toEqual({ unit: "minute", count: minutes });
            expect(formatTimestamp(found?.times[0] ?? 0)).toBe("2024-01-01T00:00:00");
            expect(found?.missing).toBe(0);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test("are Eastern Standard Time, in the unit of the file", async () => {
    const dataset = await read(
      `${head}${register("E1", 30, "KWH")}${daily(
        0,
        flat(30, (at) => at),
      )}${daily(
        1,
        flat(30, (at) => at),
      )}900`,
    );
    expect(dataset.zone).toBe("+10:00");
    expect(dataset.columns.at(-1)?.name).toBe("value (kWh)");
  });

  test("of quality N are missing, as a day and as a part of one, and estimates are said", async () => {
    const content = `${head}${register("E1", 30)}${daily(
      0,
      flat(30, () => 5),
      "V",
    )}400,1,10,A,,\n400,11,14,N,,\n400,15,48,S14,32,\n${daily(
      1,
      flat(30, () => 7),
      "N",
    )}${daily(
      2,
      flat(30, () => 9),
      "E52",
    )}900\n`;
    const dataset = await read(content);
    const values = told(dataset)[0]?.[1] ?? [];
    expect(values.map((value, at) => (Number.isNaN(value) ? at : -1)).filter((at) => at >= 0)).toEqual([
      10,
      11,
      12,
      13,
      ...Array.from({ length: 48 }, (_, at) => 48 + at),
    ]);
    expect(dataset.repairs.find(({ code }) => code === "no-reading")).toMatchObject({ count: 52, rows: [{ row: 5 }] });
    expect(dataset.warnings).toContainEqual({
      code: "estimated-reading",
      message: expect.stringContaining("82 intervals") as string,
    });
  });

  test("of a day that stands there twice are the later version's", async () => {
    const content = `${head}${register("E1", 30)}${daily(
      0,
      flat(30, () => 2),
      "A",
      "20240301000000",
    )}${daily(
      1,
      flat(30, () => 3),
    )}${daily(
      0,
      flat(30, () => 1),
    )}${daily(
      1,
      flat(30, () => 4),
    )}900\n`;
    const dataset = await read(content);
    expect(told(dataset)[0]?.[1]).toEqual([...flat(30, () => 2), ...flat(30, () => 4)]);
    expect(dataset.repairs.find(({ code }) => code === "replaced-reading")).toMatchObject({ count: 2 });
    expect(dataset.warnings.map(({ code }) => code)).not.toContain("duplicate-values");
  });

  test("are named with the rows of the file", async () => {
    const content = `${head}${register("E1", 30)}${daily(
      0,
      flat(30, () => 2),
    )}${daily(1, ["x", ...flat(30, () => 3).slice(1)])}900\n`;
    const { repairs } = await read(content);
    expect(repairs.find(({ code }) => code === "not-a-number")?.rows).toMatchObject([{ row: 4, from: "x" }]);
  });
});

describe("a file that is not as the format says is refused with its row", () => {
  const good = daily(
    0,
    flat(30, () => 1),
  );
  test.each<[string, string, number | undefined, string]>([
    [
      "a value too few",
      `${head}${register("E1", 30)}${daily(0, flat(30, () => 1).slice(1))}${good}900`,
      3,
      "not a quality",
    ],
    ["a value too many", `${head}${register("E1", 30)}${daily(0, [...flat(30, () => 1), 1])}900`, 3, "not a quality"],
    ["a row that breaks off", `${head}${register("E1", 30)}300,20240101,1,2,3\n${good}900`, 3, "3 of 48 values"],
    ["not a date", `${head}${register("E1", 30)}${good.replace("20240101", "20240231")}900`, 3, "not a date"],
    ["no register", `${head}${good}900`, 2, "before the first register"],
    ["not a length", `${head}${register("E1", 7)}${good}900`, 2, "not a length"],
    ["another record", `${head}${register("E1", 30)}${good}777,1\n900`, 4, "777"],
    ["a quality beyond the day", `${head}${register("E1", 30)}${good}400,1,49,A\n900`, 4, "1 to 48"],
    ["no data", `${head}${register("E1", 30)}900\n`, undefined, "no interval data"],
    [
      "NEM13",
      "100,NEM13,200301011534,MDP1,Retailer1\n250,1234567890,1141,01,11,11,METSER66,E,000021.2,20031001103230\n",
      undefined,
      "NEM13",
    ],
  ])("%s", async (_, content, row, words) => {
    await expect(read(content)).rejects.toMatchObject({ row, message: expect.stringContaining(words) as string });
  });

  test("but one that ends in the middle of its last row is read up to there, and says so", async () => {
    const content = `${head}${register("E1", 30)}${daily(
      0,
      flat(30, () => 1),
    )}${daily(
      1,
      flat(30, () => 2),
    )}300,20240103,1,2,3`;
    const dataset = await read(content);
    expect(told(dataset)[0]?.[1]).toHaveLength(96);
    expect(dataset.warnings.map(({ code }) => code)).toContain("cut-off-file");
  });
});
