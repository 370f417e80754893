import { describe, expect, test } from "vitest";
import fc from "fast-check";
import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import { dayMs } from "#domain/series";
import { ingest } from "./index.ts";
import { sourceOf, testPorts } from "./testing.ts";

const read = (content: string, options: IngestOptions = {}): Promise<IngestedDataset> =>
  ingest(sourceOf(content, 65_536), options, testPorts());
const warningsOf = (dataset: IngestedDataset): string[] => dataset.warnings.map(({ code }) => code);
const valuesOf = (dataset: IngestedDataset): number[][] => dataset.series.map(({ values }) => [...values]);
const dayAt = (i: number): string => new Date(Date.UTC(2024, 0, 1) + i * dayMs).toISOString().slice(0, 10);

interface MadeTable {
  readonly title: string;
  readonly names: readonly string[];
  readonly first: number;
  readonly rows: number;
}

/** No two tables, columns and rows have a value in common. */
const valueAt = (table: number, column: number, row: number): number => table * 10_000 + column * 1000 + row + 0.5;

function linesOf({ title, names, first, rows }: MadeTable, table: number, delimiter: string): string[] {
  return [
    ...(title === "" ? [] : [title]),
    ["Date", ...names].join(delimiter),
    ...Array.from({ length: rows }, (_, row) =>
      [dayAt(first + row), ...names.map((_name, column) => valueAt(table, column, row))].join(delimiter),
    ),
  ];
}

const word = fc.constantFrom("Sales", "Costs", "Steps", "Minutes asleep", "Nutzung", "Kosten", "Ventas", "Опл", "売上");
/** Tables with names and titles of their own, and how many rows each has. */
const madeTables = fc
  .array(
    fc.record({
      title: fc.option(word, { nil: "" }),
      words: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }),
      first: fc.integer({ min: 0, max: 40 }),
      rows: fc.integer({ min: 8, max: 60 }),
    }),
    { minLength: 2, maxLength: 4 },
  )
  .map((tables) =>
    tables.map(({ title, words, first, rows }, at): MadeTable => ({
      title: title === "" ? "" : `${title} of ${"ABCD"[at] ?? ""}`,
      names: words.map((name) => `${name} ${"ABCD"[at] ?? ""}`),
      first,
      rows,
    })),
  );

describe("tables below each other", () => {
  test("the longest is read alone, whatever surrounds it, and every other one by its name", async () => {
    await fc.assert(
      fc.asyncProperty(
        madeTables,
        fc.constantFrom(",", ";", "\t"),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        fc.constantFrom("", "Report of the month\n\n", "Made on,2024-05-01\nBy,Ann\n\n"),
        async (tables, delimiter, gap, isPadded, preamble) => {
          const lines = tables.flatMap((table, at) => [
            ...(at === 0 ? [] : Array.from({ length: gap }, () => "")),
            ...linesOf(table, at, delimiter),
          ]);
          // Spreadsheets write every row as wide as the widest.
          const width = Math.max(...lines.map((line) => line.split(delimiter).length));
          const padded = lines.map((line) => line + delimiter.repeat(width - line.split(delimiter).length));
          const content = `${preamble.replaceAll(",", delimiter)}${(isPadded ? padded : lines).join("\n")}\n`;
          const longest = tables.reduce((best, { rows }, at) => (rows > (tables[best]?.rows ?? 0) ? at : best), 0);
          const expected = tables.map(({ names, rows }, table) =>
            names.map((_, column) => Array.from({ length: rows }, (_row, row) => valueAt(table, column, row))),
          );
          const dataset = await read(content);
          expect(valuesOf(dataset)).toEqual(expected[longest]);
          expect(
            dataset.series.every(
              ({ times }) => times[0] === Date.UTC(2024, 0, 1) + (tables[longest]?.first ?? 0) * dayMs,
            ),
          ).toBe(true);
          expect(warningsOf(dataset)).toContain("several-tables");
          expect(dataset.tables?.tables.map(({ rows }) => rows)).toEqual(tables.map(({ rows }) => rows));
          for (const [at, { name }] of (dataset.tables?.tables ?? []).entries())
            expect(valuesOf(await read(content, { recordTable: name }))).toEqual(expected[at]);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("the same names go on with one table: pages, blank rows and titles of pages between", async () => {
    await fc.assert(
      fc.asyncProperty(
        // On shorter pages titles and names are as many as rows, and no column is what most of its cells are.
        fc.array(fc.integer({ min: 6, max: 30 }), { minLength: 2, maxLength: 5 }),
        fc.constantFrom("\n", "\n\n", "\nStock list, page #\n", ""),
        fc.boolean(),
        async (pages, between, isRepeated) => {
          let at = 0;
          const texts = pages.map((rows, page) => {
            const lines = Array.from({ length: rows }, () => `${dayAt(at)},${(at++ * 7) % 50}.5\n`).join("");
            const head = page === 0 || isRepeated ? "Date,Stock\n" : "";
            return (page === 0 ? "" : between.replace("#", String(page + 1))) + head + lines;
          });
          const dataset = await read(texts.join(""));
          expect(valuesOf(dataset)).toEqual([Array.from({ length: at }, (_, i) => ((i * 7) % 50) + 0.5)]);
          expect(dataset.tables).toBeNull();
        },
      ),
      { numRuns: 60 },
    );
  });

  test("equal names under titles of their own, over times that begin anew, are tables", async () => {
    const of = (title: string, base: number): string =>
      `${title}\nMonth,Amount\n${Array.from({ length: 24 }, (_, i) => `${2022 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")},${base + i}.5\n`).join("")}`;
    const dataset = await read(`${of("Sales", 100)}\n${of("Costs", 500)}`);
    expect(dataset.tables).toMatchObject({
      kind: "table",
      chosen: "Sales",
      tables: [{ name: "Sales" }, { name: "Costs" }],
    });
    expect(valuesOf(dataset)[0]?.at(-1)).toBe(123.5);
    const other = await read(`${of("Sales", 100)}\n${of("Costs", 500)}`, { recordTable: "costs" });
    expect(valuesOf(other)[0]?.at(-1)).toBe(523.5);
    expect(other.tables?.chosen).toBe("Costs");
  });

  test("a title may be a month, and a total above the gap is no title", async () => {
    const of = (month: number): string =>
      Array.from({ length: 20 }, (_, i) => `2024-0${month}-${String(i + 1).padStart(2, "0")},${i}.5,${month}\n`).join(
        "",
      );
    const dataset = await read(
      `January 2024,,\nDay,Sales,Staff\n${of(1)}Total,,\n,,\nDay,Returns,Staff\n${of(1)}\nMarch 2024,,\nDay,Sales,Staff\n${of(1)}`,
    );
    expect(dataset.tables?.tables.map(({ name }) => name)).toEqual(["January 2024", "Returns, Staff", "March 2024"]);
  });

  test("groups below names of their own, with and without gaps, are never added up", async () => {
    const of = (base: number): string => Array.from({ length: 30 }, (_, i) => `${dayAt(i)},${base + i}\n`).join("");
    for (const gap of ["", "\n"]) {
      const content = `Date,Units\nNorth,\n${of(100)}${gap}South,\n${of(500)}${gap}East,\n${of(900)}`;
      const dataset = await read(content);
      expect(dataset.tables?.tables).toEqual(["North", "South", "East"].map((name) => ({ name, rows: 30 })));
      const south = await read(content, { recordTable: "South" });
      expect(south.series.map(({ id }) => id)).toEqual(["Units"]);
      expect(valuesOf(south)[0]?.slice(0, 2)).toEqual([500, 501]);
    }
  });

  test("an outline is one table: names that stand once above blank cells of their column are ids", async () => {
    const of = (name: string, base: number): string =>
      `${name},,\n${Array.from({ length: 30 }, (_, i) => `,${dayAt(i)},${base + i}\n`).join("")}`;
    const dataset = await read(`Store,Date,Units\n${of("North", 100)}${of("South", 500)}`);
    expect(dataset.tables).toBeNull();
  });

  test("blank rows and notes anywhere cut no table whose times go on", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            { weight: 9, arbitrary: fc.constant("") },
            fc.constantFrom("\n", "\n\n", "\nSensor moved\n", "Sensor moved\n", "\nSee note, page 3\n"),
          ),
          { minLength: 40, maxLength: 120 },
        ),
        fc.boolean(),
        fc.boolean(),
        async (between, isNewestFirst, isPadded) => {
          const rows = between.map((before, i) => {
            const at = isNewestFirst ? between.length - i : i;
            const note = isPadded ? before.replace("Sensor moved", "Sensor moved,").replace(/^\n/, ",\n") : before;
            // The first lines are the header's.
            return `${i < 2 ? "" : note}${dayAt(at)},${(at * 7) % 50}.5\n`;
          });
          const dataset = await read(`Day,Level\n${rows.join("")}`);
          const first = isNewestFirst ? 1 : 0;
          expect(dataset.tables).toBeNull();
          expect(valuesOf(dataset)).toEqual([between.map((_, i) => (((i + first) * 7) % 50) + 0.5)]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a block of statistics below a table, and one above it, are no rows of it", async () => {
    const table = `Date,Level\n${Array.from({ length: 40 }, (_, i) => `${dayAt(i)},${i % 9}.25\n`).join("")}`;
    const statistics = "Statistic,Number\nMean,4\nMax,8.25\nMin,0.25\n";
    const below = await read(`${table}\n${statistics}`);
    expect(valuesOf(below)[0]).toHaveLength(40);
    expect(warningsOf(below)).toContain("several-tables");
    const above = await read(`${statistics}\n${table}`);
    expect(valuesOf(above)[0]).toHaveLength(40);
    expect(above.handle).toBe(below.handle);
  });

  test("prose and totals behind a blank row are a footer and no table", async () => {
    const table = `Date,Level\n${Array.from({ length: 40 }, (_, i) => `${dayAt(i)},${i % 9}.25\n`).join("")}`;
    const dataset = await read(`${table}\nNotes\nProvisional figures, subject to revision\n\nSource: the office\n`);
    expect(dataset.tables).toBeNull();
    expect(valuesOf(dataset)[0]).toHaveLength(40);
  });

  test("a table that begins beyond the first rows is found, and rows keep the file's numbers", async () => {
    const rows = 50_000;
    const minute = (i: number): string => new Date(Date.UTC(2024, 0, 1) + i * 60_000).toISOString().slice(0, 19);
    const first = `Time,Load\n${Array.from({ length: rows }, (_, i) => `${minute(i)},${i % 97}\n`).join("")}`;
    const second = `Alarms\nTime,Level\n${Array.from({ length: 30 }, (_, i) => `${minute(i)},${i === 3 ? "off" : i}\n`).join("")}`;
    const dataset = await read(`${first}\n${second}`);
    expect(dataset.series.map(({ id, values }) => [id, values.length])).toEqual([["Load", rows]]);
    expect(dataset.repairs).toEqual([]);
    expect(dataset.tables?.tables).toEqual([
      { name: "Load", rows },
      { name: "Alarms", rows: 30 },
    ]);
    const alarms = await read(`${first}\n${second}`, { recordTable: "Alarms" });
    expect(alarms.repairs.find(({ code }) => code === "not-a-number")?.examples).toEqual([
      { row: rows + 8, column: "Level", from: "off", to: "missing" },
    ]);
    expect(alarms.preview.rows.find(({ kind }) => kind === "header")?.row).toBe(rows + 4);
  });
});

describe("readings of a sensor and treatments in one file", () => {
  const stamp = (i: number, shift = 0): string =>
    new Date(Date.UTC(2024, 4, 13) + i * 300_000 + shift).toISOString().slice(0, 19).replace("T", " ");
  const glucose = (i: number): number => 90 + ((i * 7) % 60);
  const readings = Array.from({ length: 400 }, (_, i) => glucose(i));

  test("in sections: the readings are read, the treatments named", async () => {
    const sensor = readings.map((value, i) => `${stamp(i)},${value}\n`).join("");
    const bolus = [20, 90, 200, 333].map((i) => `${stamp(i, 47_000)},${(i % 5) + 0.5},Normal\n`).join("");
    const carbs = [18, 88, 310].map((i) => `${stamp(i, 11_000)},${(i % 40) + 20}\n`).join("");
    const content = `Name:,Ann\nPeriod:,2024-05-13 - 2024-05-14\n\nInsulin\nTimestamp,Units,Kind\n${bolus}\nCGM\nTimestamp,Glucose (mg/dL)\n${sensor}\nMeals\nTimestamp,Carbs (g)\n${carbs}`;
    const dataset = await read(content);
    expect(valuesOf(dataset)).toEqual([readings]);
    expect(dataset.tables).toMatchObject({
      chosen: "CGM",
      tables: [
        { name: "Insulin", rows: 4 },
        { name: "CGM", rows: 400 },
        { name: "Meals", rows: 3 },
      ],
    });
  });

  test("row by row: each kind of record is a series of its own, and none touches another", async () => {
    const rows = readings.flatMap((value, i) => [
      `${stamp(i)},cgm,${value},\n`,
      ...(i % 37 === 5 ? [`${stamp(i, 71_000)},bolus,,${(i % 5) + 0.5}\n`] : []),
    ]);
    const dataset = await read(`time,type,glucose (mg/dL),insulin (U)\n${rows.join("")}`);
    expect(valuesOf(dataset)[0]).toEqual(readings);
    expect(dataset.series.map(({ id }) => id)).toEqual(["glucose (mg/dL)", "insulin (U)"]);
  });
});

describe("tables beside each other", () => {
  test("each has the dates beside it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ first: fc.integer({ min: 0, max: 9 }), rows: fc.integer({ min: 20, max: 60 }) }), {
          minLength: 2,
          maxLength: 4,
        }),
        fc.boolean(),
        fc.integer({ min: 1, max: 2 }),
        async (tables, hasGaps, columns) => {
          const made = tables.map(({ first, rows }, at) => ({ first: first + at * 10, rows }));
          const most = Math.max(...made.map(({ rows }) => rows));
          const names = (at: number): string[] => Array.from({ length: columns }, (_, c) => `${"PQRS"[at] ?? ""}${c}`);
          const joint = hasGaps ? ",," : ",";
          const header = made.map((_, at) => ["Date", ...names(at)].join(",")).join(joint);
          const body = Array.from({ length: most }, (_, row) =>
            made
              .map(({ first, rows }, at) =>
                row < rows
                  ? [dayAt(first + row), ...names(at).map((_name, c) => valueAt(at, c, row))].join(",")
                  : ",".repeat(columns),
              )
              .join(joint),
          );
          const content = `${header}\n${body.join("\n")}\n`;
          const dataset = await read(content);
          expect(dataset.tables?.tables.map(({ rows }) => rows)).toEqual(made.map(({ rows }) => rows));
          for (const [at, { name }] of (dataset.tables?.tables ?? []).entries()) {
            const own = await read(content, { recordTable: name });
            expect(own.series.map(({ times }) => times[0])).toEqual(
              names(at).map(() => Date.UTC(2024, 0, 1) + (made[at]?.first ?? 0) * dayMs),
            );
            expect(valuesOf(own)).toEqual(
              names(at).map((_, c) => Array.from({ length: made[at]?.rows ?? 0 }, (_row, row) => valueAt(at, c, row))),
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("dates of other names that run another way are dates of their own", async () => {
    const month = (i: number): string => `${2020 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}-01`;
    const rows = Array.from({ length: 30 }, (_, i) => `${month(i)},${i}.5,${dayAt(i)},${100 + i}\n`).join("");
    const dataset = await read(`Month,Sales,Day,Visits\n${rows}`);
    expect(dataset.tables?.tables.map(({ name }) => name)).toEqual(["Sales", "Visits"]);
  });

  test("years and days written as numbers have numbers of their own beside them, too", async () => {
    const years = Array.from({ length: 30 }, (_, i) => `${1980 + i},${i}.5,${1990 + i},${100 + i}.5\n`).join("");
    const dataset = await read(`Year,Tons,Year,Exports\n${years}`);
    expect(dataset.tables?.tables.map(({ name }) => name)).toEqual(["Tons", "Exports"]);
    const exports = await read(`Year,Tons,Year,Exports\n${years}`, { recordTable: "Exports" });
    expect(exports.series.map(({ id, times }) => [id, times[0]])).toEqual([["Exports", Date.UTC(1990, 0, 1)]]);
    const days = Array.from(
      { length: 30 },
      (_, i) => `202401${String(i + 1).padStart(2, "0")},${i}.5,,202402${String((i % 28) + 1).padStart(2, "0")},${i}\n`,
    );
    expect((await read(`Day,A,,Day of sale,B\n${days.slice(0, 28).join("")}`)).tables?.tables).toHaveLength(2);
    const parts = Array.from({ length: 36 }, (_, i) => `${2020 + Math.floor(i / 12)},${(i % 12) + 1},${i}.5\n`).join(
      "",
    );
    expect((await read(`Year,Month,Sales\n${parts}`)).tables).toBeNull();
  });

  test("names over the columns are names of the tables", async () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `${dayAt(i)},${i}.5,,${dayAt(i + 40)},${100 + i},,${dayAt(90 - i)},7.5\n`,
    );
    const dataset = await read(`AAA,,,BBB,,,CCC,\nDate,Last,,Date,Last,,Date,Last\n${rows.join("")}`);
    expect(dataset.tables?.tables.map(({ name }) => name)).toEqual(["AAA", "BBB", "CCC"]);
    expect(dataset.series.map(({ id }) => id)).toEqual(["Last"]);
  });

  test("order and payment dates of one row, and the same dates again, are one table", async () => {
    const booked = Array.from({ length: 60 }, (_, i) => `${dayAt(i)},${i}.5,${dayAt(i + ((i * 7) % 5))},${1000 - i}\n`);
    const bank = await read(`Booked,Amount,Value date,Balance\n${booked.join("")}`);
    expect(bank.tables).toBeNull();
    expect(bank.series.map(({ id }) => id)).toEqual(["Amount", "Balance"]);
    const same = Array.from({ length: 60 }, (_, i) => `${dayAt(i)},${i}.5,,${dayAt(i)},${1000 - i}\n`);
    const twice = await read(`Date,A,,Date,B\n${same.join("")}`);
    expect(twice.tables).toBeNull();
    expect(twice.series.map(({ id }) => id)).toEqual(["A", "B"]);
  });
});

test("a table that the file does not have is refused, and the tables that it has are named", async () => {
  const table = `Date,Level\n${Array.from({ length: 40 }, (_, i) => `${dayAt(i)},${i}\n`).join("")}`;
  await expect(read(table, { recordTable: "Sleep" })).rejects.toMatchObject({ code: "wrong-arguments" });
  await expect(
    read(`${table}\nMood\nDate,Mood\n2024-01-01,3\n2024-01-02,4\n`, { recordTable: "Sleep" }),
  ).rejects.toMatchObject({
    code: "wrong-arguments",
    hint: "Its tables are: Level, Mood.",
  });
});
