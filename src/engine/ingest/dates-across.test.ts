import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import { describe, expect, test } from "vitest";
import { formatTimestamp } from "#engine/series";
import { formatFrequency } from "#domain/series";
import { ingest } from "./index.ts";
import { sourceOf, testPorts } from "./testing.ts";

async function importOf(content: string, options: IngestOptions = {}): Promise<IngestedDataset> {
  return ingest(sourceOf(content, 997), options, testPorts());
}

const csv = (...rows: readonly (readonly (string | number)[])[]): string =>
  `${rows.map((row) => row.join(",")).join("\n")}\n`;
const counts = (from: number, length: number): number[] => Array.from({ length }, (_, i) => from + ((i * 7) % 5) + i);
const months = (length: number, from = 0): string[] =>
  Array.from({ length }, (_, i) => new Date(Date.UTC(2021, from + i, 1)).toISOString().slice(0, 7));
const names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const sum = (...rows: readonly (readonly number[])[]): number[] =>
  (rows[0] ?? []).map((_, i) => rows.reduce((total, row) => total + (row[i] ?? 0), 0));

const spans = ({ series }: IngestedDataset): string[] =>
  series.map(
    ({ id, frequency, times, values }) =>
      `${id}: ${values.length} ${formatFrequency(frequency)} from ${formatTimestamp(times[0] ?? 0).slice(0, 10)}`,
  );
const ids = ({ series }: IngestedDataset): string[] => series.map(({ id }) => id);
const valuesOf = ({ series }: IngestedDataset, at = 0): number[] => [...(series[at]?.values ?? [])];
const warned = ({ warnings }: IngestedDataset): string[] => warnings.map(({ code }) => code);

describe("heads in two rows", () => {
  const values = (from: number): number[] => counts(from, 24);
  const merged = (word: string, width: number): string[] => [word, ...Array.from({ length: width - 1 }, () => "")];

  test.each([
    ["months by name", [...names, ...names], "month"],
    ["months by number", [...names, ...names].map((_, i) => String((i % 12) + 1)), "month"],
    ["quarters", Array.from({ length: 24 }, (_, i) => `Q${(i % 4) + 1}`), "quarter"],
    ["quartals", Array.from({ length: 24 }, (_, i) => `${(i % 4) + 1}. Quartal`), "quarter"],
  ])("years over %s", async (_, parts, step) => {
    const perYear = step === "month" ? 12 : 4;
    const years = Array.from({ length: 24 / perYear }, (_year, i) => merged(String(2021 + i), perYear)).flat();
    const dataset = await importOf(
      csv(["", ...years], ["Region", ...parts], ["a", ...values(5)], ["b", ...values(50)]),
    );
    expect(spans(dataset)).toEqual([`a: 24 ${step} from 2021-01-01`, `b: 24 ${step} from 2021-01-01`]);
    expect(valuesOf(dataset, 1)).toEqual(values(50));
  });

  test("years over months with a total of each year and of all: columns of totals are listed, rows of them, too", async () => {
    const [a, b] = [counts(5, 24), counts(50, 24)];
    const withTotals = (row: readonly number[]): number[] => {
      const [first, second] = [row.slice(0, 12), row.slice(12)];
      const totals = [first, second].map((year) => year.reduce((x, y) => x + y));
      return [...first, totals[0] ?? 0, ...second, totals[1] ?? 0, (totals[0] ?? 0) + (totals[1] ?? 0)];
    };
    const dataset = await importOf(
      csv(
        ["Sum of Sales", "Column Labels", ...Array.from({ length: 26 }, () => "")],
        ["", ...merged("2021", 12), "2021 Total", ...merged("2022", 12), "2022 Total", "Grand Total"],
        ["Row Labels", ...names, "", ...names, "", ""],
        ["a", ...withTotals(a)],
        ["b", ...withTotals(b)],
        ["Grand Total", ...withTotals(sum(a, b))],
      ),
    );
    expect(spans(dataset)).toEqual(["a: 24 month from 2021-01-01", "b: 24 month from 2021-01-01"]);
    expect(dataset.repairs.map(({ code, count }) => [code, count])).toEqual(
      expect.arrayContaining([
        ["total-column", 3],
        ["total-row", 1],
      ]),
    );
    expect(warned(dataset)).toContain("total-row");
  });

  test("years over months over quantities, with totals of each year", async () => {
    const years = ["2021", "2022"].flatMap((year) => [...merged(year, 24), `${year} Total`, ""]);
    const parts = ["2021", "2022"].flatMap(() => [...names.flatMap((name) => [name, ""]), "", ""]);
    const quantities = Array.from({ length: 26 }, () => ["Units", "Revenue"]).flat();
    const dataset = await importOf(
      csv(["", ...years], ["", ...parts], ["Region", ...quantities], ["a", ...counts(5, 52)], ["b", ...counts(90, 52)]),
    );
    expect(spans(dataset)).toEqual(
      ["a / Units", "a / Revenue", "b / Units", "b / Revenue"].map((id) => `${id}: 24 month from 2021-01-01`),
    );
    const own = counts(5, 52).filter((_, i) => i % 26 < 24 && i % 2 === 1);
    expect(valuesOf(dataset, 1)).toEqual(own);
  });

  test("a year's value beside a year is no month of it", async () => {
    const dataset = await importOf(
      csv(["region", "2020", "2021", "2022", "2023", "2024"], ["a", 5, 7, 9, 11, 12], ["b", 1, 2, 3, 4, 5]),
    );
    expect(spans(dataset)).toEqual(["a: 5 year from 2020-01-01", "b: 5 year from 2020-01-01"]);
  });

  test("groups over columns of a table with its dates down name the columns of one name", async () => {
    const rows = months(24).map((month, i) => [month, ...[5, 100, 200, 300].map((from) => counts(from, 24)[i] ?? 0)]);
    const dataset = await importOf(
      csv(["", "North", "", "South", ""], ["Month", "Units", "Revenue", "Units", "Revenue"], ...rows),
    );
    expect(ids(dataset)).toEqual(["North Units", "North Revenue", "South Units", "South Revenue"]);
  });

  test("quantities in the names of one row are kept apart, and one of them can be chosen", async () => {
    const heads = months(24).flatMap((month) => [`${month} Actual`, `${month} Budget`]);
    const content = csv(["Region", ...heads], ["a", ...counts(5, 48)], ["b", ...counts(90, 48)]);
    expect(ids(await importOf(content))).toEqual(["a / Actual", "a / Budget", "b / Actual", "b / Budget"]);
    const chosen = await importOf(content, { targetColumns: ["Budget"], idColumns: ["Region"] });
    expect(ids(chosen)).toEqual(["a", "b"]);
    expect(valuesOf(chosen)).toEqual(counts(5, 48).filter((_, i) => i % 2 === 1));
  });
});

describe("what names the rows", () => {
  const row = (from: number): number[] => counts(from, 24);

  test("shops by number, alone and with departments", async () => {
    const alone = await importOf(csv(["store", ...months(24)], [17, ...row(1)], [4, ...row(2)]));
    expect(ids(alone)).toEqual(["17", "4"]);
    const both = await importOf(
      csv(["store", "dept", ...months(24)], [1, 7, ...row(1)], [1, 8, ...row(2)], [2, 7, ...row(3)]),
    );
    expect(ids(both)).toEqual(["1 / 7", "1 / 8", "2 / 7"]);
    expect(valuesOf(both, 2)).toEqual(row(3));
  });

  test("a date of each row that is not in order names no time", async () => {
    const dataset = await importOf(
      csv(
        ["sku", "launch", ...months(24)],
        ["x", "2019-05-03", ...row(1)],
        ["y", "2018-02-01", ...row(2)],
        ["z", "2020-07-09", ...row(3)],
      ),
    );
    expect(spans(dataset)).toEqual(["x", "y", "z"].map((id) => `${id}: 24 month from 2021-01-01`));
  });

  test("one row is one series with the row's name; rows without names are numbered", async () => {
    const one = await importOf(csv(["Month", ...months(24)], ["Sales", ...row(7)]));
    expect(spans(one)).toEqual(["Sales: 24 month from 2021-01-01"]);
    expect(ids(await importOf(csv(months(24), row(1), row(2))))).toEqual(["row 2", "row 3"]);
  });

  test("names in rows of their own stand for the rows below them", async () => {
    const blank = months(24).map(() => "");
    const dataset = await importOf(
      csv(
        ["Item", ...months(24)],
        ["North", ...blank],
        ["A", ...row(1)],
        ["B", ...row(2)],
        ["South", ...blank],
        ["A", ...row(3)],
        ["B", ...row(4)],
      ),
    );
    expect(ids(dataset)).toEqual(["North / A", "North / B", "South / A", "South / B"]);
    expect(valuesOf(dataset, 2)).toEqual(row(3));
  });

  test("rows of one name are added up, and that is said", async () => {
    const dataset = await importOf(csv(["Item", ...months(24)], ["A", ...row(1)], ["A", ...row(2)], ["B", ...row(3)]));
    expect(ids(dataset)).toEqual(["A", "B"]);
    expect(warned(dataset)).toContain("events-summed");
  });

  test("an outline of a table with its dates down is filled", async () => {
    const rows = ["North", "South"].flatMap((region, at) =>
      months(24).map((month, i) => [i === 0 ? region : "", month, at * 100 + i]),
    );
    const dataset = await importOf(csv(["Region", "Month", "Sales"], ...rows));
    expect(spans(dataset)).toEqual(["North: 24 month from 2021-01-01", "South: 24 month from 2021-01-01"]);
    expect(dataset.repairs).toMatchObject([{ code: "blank-below-name", count: 46 }]);
    expect(dataset.repairs[0]?.examples[0]).toMatchObject({ row: 3, to: "North" });
  });
});

describe("totals", () => {
  const [a, b, c] = [counts(5, 24), counts(50, 24), counts(300, 24)];

  test("subtotals below their parts and a grand total are left out", async () => {
    const dataset = await importOf(
      csv(
        ["Region", "Product", ...months(24)],
        ["North", "A", ...a],
        ["", "B", ...b],
        ["North Total", "", ...sum(a, b)],
        ["South", "A", ...c],
        ["Ergebnis South", "", ...c],
        ["Gesamtergebnis", "", ...sum(a, b, c)],
      ),
    );
    expect(ids(dataset)).toEqual(["North / A", "North / B", "South / A"]);
    expect(dataset.repairs.find(({ code }) => code === "total-row")?.rows.map(({ row }) => row)).toEqual([4, 6, 7]);
  });

  test("sums above their parts, as a compact pivot writes them, name the parts", async () => {
    const content = csv(
      ["Row Labels", ...months(24)],
      ["North", ...sum(a, b)],
      ["A", ...a],
      ["B", ...b],
      ["South", ...sum(b, c)],
      ["A", ...b],
      ["C", ...c],
      ["Grand Total", ...sum(a, b, b, c)],
    );
    const dataset = await importOf(content);
    expect(ids(dataset)).toEqual(["North / A", "North / B", "South / A", "South / C"]);
    expect(valuesOf(dataset, 2)).toEqual(b);
    expect(dataset.repairs.find(({ code }) => code === "total-row")?.rows.map(({ row }) => row)).toEqual([2, 5, 8]);
  });

  test("rows that are written twice are no parts of each other", async () => {
    const dataset = await importOf(csv(["Item", ...months(24)], ["A", ...a], ["A", ...a], ["B", ...b], ["B", ...b]));
    expect(ids(dataset)).toEqual(["A", "B"]);
    expect(warned(dataset)).not.toContain("total-row");
  });

  test("what is called a total and is none is kept, and that is said", async () => {
    const dataset = await importOf(csv(["Region", ...months(24)], ["North", ...a], ["South", ...b], ["Total", ...c]));
    expect(ids(dataset)).toEqual(["North", "South", "Total"]);
    expect(warned(dataset)).toContain("total-kept");
  });

  test("a column that adds up the others is no series, unless it is asked for", async () => {
    const rows = months(24).map((month, i) => [month, a[i] ?? 0, b[i] ?? 0, (a[i] ?? 0) + (b[i] ?? 0)]);
    const content = csv(["Month", "North", "South", "Total"], ...rows);
    const dataset = await importOf(content);
    expect(ids(dataset)).toEqual(["North", "South"]);
    expect(warned(dataset)).toContain("total-row");
    expect(ids(await importOf(content, { undo: ["total-row"] }))).toEqual(["North", "South", "Total"]);
    expect(ids(await importOf(content, { targetColumns: ["Total"] }))).toEqual(["Total"]);
    const other = csv(
      ["Month", "North", "South", "Total"],
      ...months(24).map((month, i) => [month, (i * 7) % 11, i + 5, i * i]),
    );
    expect(ids(await importOf(other))).toEqual(["North", "South", "Total"]);
  });
});

describe("cells below dates", () => {
  test("marks are read alike in all columns, flags come off, limits are missing unless asked for", async () => {
    const cells = counts(1000, 24).map((value, i) => `"${value.toLocaleString("en")}${i > 20 ? " p" : ""}"`);
    const other = counts(700, 24).map((value, i) => (i === 3 ? "<5" : String(value)));
    const content = csv(["Region", ...months(24)], ["a", ...cells], ["b", ...other]);
    const dataset = await importOf(content);
    expect(valuesOf(dataset)).toEqual(counts(1000, 24));
    expect(valuesOf(dataset, 1)[3]).toBeNaN();
    expect(warned(dataset)).toEqual(expect.arrayContaining(["flagged-value", "beyond-limit"]));
    expect(valuesOf(await importOf(content, { undo: ["beyond-limit"] }), 1)[3]).toBe(5);
  });

  test("a column of numbers without a time in its name is said to be unused", async () => {
    const dataset = await importOf(
      csv(["sku", "price", ...months(24)], ["x", 3.5, ...counts(1, 24)], ["y", 4.5, ...counts(2, 24)]),
    );
    expect(dataset.warnings.find(({ code }) => code === "unused-column")?.message).toContain('"price"');
  });

  test("columns of flags behind those of dates are no values, filled or not", async () => {
    const years = Array.from({ length: 12 }, (_, i) => String(2010 + i));
    for (const head of ["Flags", ""]) {
      const flagged = (from: number, flag: string): (string | number)[] =>
        counts(from, 12).flatMap((value, i) => [value, i > 9 ? flag : ""]);
      const dataset = await importOf(
        csv(["GEO", ...years.flatMap((year) => [year, head])], ["BE", ...flagged(5, "p")], ["DE", ...flagged(50, "")]),
      );
      expect(spans(dataset)).toEqual(["BE: 12 year from 2010-01-01", "DE: 12 year from 2010-01-01"]);
      expect(valuesOf(dataset)).toEqual(counts(5, 12));
    }
  });

  test("a roster of words is no table of numbers", async () => {
    const content = csv(
      ["Name", ...months(24)],
      ["x", ...months(24).map(() => "Early")],
      ["y", ...months(24).map(() => "Off")],
    );
    await expect(importOf(content)).rejects.toMatchObject({ code: "no-time-column" });
  });
});

test("months without a year ask for it, and begin in the year that is named", async () => {
  const content = csv(
    ["Item", ...names.slice(3), ...names.slice(0, 3)],
    ["a", ...counts(1, 12)],
    ["b", ...counts(9, 12)],
  );
  await expect(importOf(content)).rejects.toMatchObject({
    code: "no-time-column",
    message: expect.stringContaining("without a year") as unknown,
    hint: expect.stringMatching(/--start 20\d\d says so/) as unknown,
  });
  const dataset = await importOf(content, { start: "2023" });
  expect(spans(dataset)).toEqual(["a: 12 month from 2023-04-01", "b: 12 month from 2023-04-01"]);
});
