import fc from "fast-check";
import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import { describe, expect, test } from "vitest";
import { ingest } from "../ingest.ts";
import { sourceOf, testPorts } from "../testing.ts";

const two = (value: number): string => String(value).padStart(2, "0");
const years = (count: number, write: (year: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => write(1995 + i));
/** From January 2021 on. */
const months = (count: number, write: (year: number, month: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => write(2021 + Math.floor(i / 12), (i % 12) + 1));
/** From 1 November 2023 on. */
const days = (count: number, write: (year: number, month: number, day: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => {
    const date = new Date(Date.UTC(2023, 10, 1 + i));
    return write(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
  });
const englishMonths = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

async function read(name: string, times: readonly string[], options: IngestOptions = {}): Promise<IngestedDataset> {
  const rows = times.map((time, i) => `${time},${i}.5`);
  return ingest(sourceOf(`${name},value\n${rows.join("\n")}\n`, 512), options, testPorts());
}

function factsOf({ series, warnings }: IngestedDataset): unknown {
  const [one] = series;
  const dayOf = (ms: number | undefined): string => new Date(ms ?? Number.NaN).toISOString().slice(0, 10);
  return {
    step: `${one?.frequency.count} ${one?.frequency.unit}`,
    start: dayOf(one?.times[0]),
    end: dayOf(one?.times.at(-1)),
    missing: one?.missing,
    said: warnings.map(({ code }) => code).filter((code) => code !== "too-short"),
  };
}

describe("what a period is shows in its column", () => {
  test.each([
    [
      "seasons beside one that is no month",
      "Season",
      ["1999-00", "2000-01", "2001-02", "2002-03"],
      "1 year",
      "1999-01-01",
      "2002-01-01",
      ["seasons"],
    ],
    [
      "seasons of which all could be months",
      "Season",
      years(12, (y) => `${y + 5}-${two((y + 6) % 100)}`),
      "1 year",
      "2000-01-01",
      "2011-01-01",
      ["seasons"],
    ],
    ["months", "Month", months(24, (y, m) => `${y}-${two(m)}`), "1 month", "2021-01-01", "2022-12-01", []],
    [
      "quarters",
      "Period",
      months(24, (y, m) => `${y}:${m}`).filter((text) => /:[1-4]$/.test(text)),
      "1 quarter",
      "2021-01-01",
      "2022-10-01",
      ["parts-of-years"],
    ],
    ["months without zeros", "Period", months(24, (y, m) => `${y}:${m}`), "1 month", "2021-01-01", "2022-12-01", []],
    [
      "decimals that are quarters",
      "Period",
      months(24, (y, m) => `${y}.${m}`).filter((text) => /\.[1-4]$/.test(text)),
      "1 quarter",
      "2021-01-01",
      "2022-10-01",
      ["parts-of-years"],
    ],
    [
      "decimals that are months",
      "Period",
      months(24, (y, m) => `${y}.${two(m)}`),
      "1 month",
      "2021-01-01",
      "2022-12-01",
      [],
    ],
    [
      "October without its zero",
      "Period",
      months(24, (y, m) => `${y}.${two(m).replace(/0$/, "")}`),
      "1 month",
      "2021-01-01",
      "2022-12-01",
      [],
    ],
    [
      "decimal years",
      "Date",
      months(24, (y, m) => (y + (m - 1) / 12).toFixed(3)),
      "1 month",
      "2021-01-01",
      "2022-12-01",
      [],
    ],
    [
      "months before their years",
      "Date",
      months(24, (y, m) => `${two(m)}.${y}`),
      "1 month",
      "2021-01-01",
      "2022-12-01",
      [],
    ],
    [
      "years before their months",
      "Month",
      months(24, (y, m) => `${y % 100}-${englishMonths[m - 1]}`),
      "1 month",
      "2021-01-01",
      "2022-12-01",
      [],
    ],
    [
      "weeks by their name",
      "week",
      months(10, (_, m) => `2024${two(m)}`),
      "1 week",
      "2024-01-01",
      "2024-03-04",
      ["week-numbers"],
    ],
    [
      "weeks by their number",
      "Period",
      Array.from({ length: 60 }, (_, i) => `${2022 + Math.floor(i / 52)}-${two((i % 52) + 1)}`),
      "1 week",
      "2022-01-03",
      "2023-02-20",
      ["week-numbers"],
    ],
    ["fiscal years", "Year", years(12, (y) => `FY${y}`), "1 year", "1995-01-01", "2006-01-01", ["fiscal-years"]],
    [
      "Thai days",
      "Date",
      days(60, (y, m, d) => `${two(d)}/${two(m)}/${y + 543}`),
      "1 day",
      "2023-11-01",
      "2023-12-30",
      ["buddhist-years", "date-order"],
    ],
    ["Thai years", "Year", years(12, (y) => `${y + 543}`), "1 year", "1995-01-01", "2006-01-01", ["buddhist-years"]],
    [
      "Croatian names",
      "Mjesec",
      months(24, (y, m) => `${"sij velj ožu tra svi lip srp kol ruj lis stu pro".split(" ")[m - 1]} ${y}`),
      "1 month",
      "2021-01-01",
      "2022-12-01",
      [],
    ],
    [
      "Polish names",
      "Miesiąc",
      months(24, (y, m) => `${"sty lut mar kwi maj cze lip sie wrz paź lis gru".split(" ")[m - 1]} ${y}`),
      "1 month",
      "2021-01-01",
      "2022-12-01",
      [],
    ],
    [
      "one name of two languages",
      "Month",
      years(12, (y) => `listopad ${y}`),
      "1 year",
      "1995-11-01",
      "2006-11-01",
      ["ambiguous-month"],
    ],
    [
      "years of another calendar",
      "Date",
      months(24, (y, m) => `${y - 621}/${two(m)}/01`),
      "1 month",
      "1400-01-01",
      "1401-12-01",
      ["other-calendar"],
    ],
  ])("%s", async (_, name, times, step, start, end, said) => {
    const facts = factsOf(await read(name, times));
    expect(facts).toEqual({ step, start, end, missing: 0, said });
  });

  test.each([
    ["before the month", days(60, (_, m, d) => `${d}-${englishMonths[m - 1]}`)],
    ["behind the month", days(60, (_, m, d) => `${englishMonths[m - 1]}-${two(d)}`)],
    ["of one month", days(30, (_, m, d) => `${two(d)}-${englishMonths[m - 1]}`)],
  ])("days without a year are refused: %s", async (_, times) => {
    await expect(read("Date", times)).rejects.toMatchObject({
      code: "no-time-column",
      message: expect.stringContaining("without a year"),
    });
  });
});

describe("dates of digits", () => {
  const forms = [
    ["day, month, year", (y: number, m: number, d: number) => `${two(d)}${two(m)}${y}`],
    ["day, month, year without the first zero", (y: number, m: number, d: number) => `${d}${two(m)}${y}`],
    ["month, day, year", (y: number, m: number, d: number) => `${two(m)}${two(d)}${y}`],
    ["short year, month, day", (y: number, m: number, d: number) => `${two(y % 100)}${two(m)}${two(d)}`],
    ["day, month, short year", (y: number, m: number, d: number) => `${two(d)}${two(m)}${two(y % 100)}`],
    ["year, month, day", (y: number, m: number, d: number) => `${y}${two(m)}${two(d)}`],
    [
      "year and day of the year",
      (y: number, m: number, d: number) =>
        `${y}${String((Date.UTC(y, m - 1, d) - Date.UTC(y, 0, 0)) / 86_400_000).padStart(3, "0")}`,
    ],
  ] as const;

  test.each(forms)("%s", async (_, write) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 14_000, max: 20_000 }),
        fc.integer({ min: 40, max: 80 }),
        async (first, count) => {
          const times = Array.from({ length: count }, (__, i) => new Date((first + i) * 86_400_000));
          const { series } = await read(
            "Date",
            times.map((time) => write(time.getUTCFullYear(), time.getUTCMonth() + 1, time.getUTCDate())),
          );
          expect([...(series[0]?.times ?? [])]).toEqual(times.map((time) => time.getTime()));
        },
      ),
      { numRuns: 12 },
    );
  });

  test("are read as the user says, where they can be", async () => {
    const times = days(12, (y, m, d) => `${two(d)}${two(m)}${y}`);
    expect(factsOf(await read("Date", times))).toMatchObject({
      step: "1 day",
      start: "2023-11-01",
      said: ["date-order"],
    });
    const other = await read("Date", times, { dateOrder: "month-first" });
    expect(factsOf(other)).toMatchObject({ step: "1 month", start: "2023-01-11" });
  });

  test.each([
    ["invoice", (i: number) => `${10_012_020 + i}`],
    ["amount", (i: number) => `${10_000_000 + i * 987_654}`],
    ["price", (i: number) => (2015 + ((i % 12) + 1) / 100).toFixed(2)],
    ["stock", (i: number) => `${231_101 + i}`],
    ["customers", (i: number) => `${2_024_001 + i}`],
  ])("numbers beside dates are none: %s", async (name, write) => {
    const rows = days(40, (y, m, d) => `${y}-${two(m)}-${two(d)}`).map((day, i) => `${day},${write(i)},${i % 7}`);
    const dataset = await ingest(sourceOf(`day,${name},other\n${rows.join("\n")}\n`, 512), {}, testPorts());
    expect(dataset.columns.map(({ type }) => type)).toEqual(["time", "number", "number"]);
  });
});
