/** Tables with dates across, made so that the truth is known. */
import type { IngestedDataset } from "#domain/dataset";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ingest } from "./index.ts";
import { sourceOf, testPorts } from "./testing.ts";

async function importOf(content: string): Promise<IngestedDataset> {
  return ingest(sourceOf(content, 997), {}, testPorts());
}

const names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A way of writing the heads, and the days that they mean. */
interface Form {
  readonly name: string;
  readonly step: "day" | "month" | "quarter" | "year";
  readonly write: (date: Date) => string;
}
const two = (number: number): string => String(number).padStart(2, "0");
const forms: readonly Form[] = [
  { name: "iso days", step: "day", write: (date) => date.toISOString().slice(0, 10) },
  {
    name: "days, month first",
    step: "day",
    write: (date) => `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`,
  },
  {
    name: "days, day first",
    step: "day",
    write: (date) => `${two(date.getUTCDate())}.${two(date.getUTCMonth() + 1)}.${date.getUTCFullYear()}`,
  },
  {
    name: "days with two-digit years",
    step: "day",
    write: (date) => `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${two(date.getUTCFullYear() % 100)}`,
  },
  { name: "iso months", step: "month", write: (date) => date.toISOString().slice(0, 7) },
  { name: "words", step: "month", write: (date) => `${names[date.getUTCMonth()] ?? ""} ${date.getUTCFullYear()}` },
  {
    name: "short words",
    step: "month",
    write: (date) => `${names[date.getUTCMonth()] ?? ""}-${two(date.getUTCFullYear() % 100)}`,
  },
  {
    name: "first days, month first",
    step: "month",
    write: (date) => `${date.getUTCMonth() + 1}/1/${date.getUTCFullYear()}`,
  },
  {
    name: "first days, day first",
    step: "month",
    write: (date) => `01/${two(date.getUTCMonth() + 1)}/${date.getUTCFullYear()}`,
  },
  {
    name: "quarters",
    step: "quarter",
    write: (date) => `${date.getUTCFullYear()}-Q${Math.floor(date.getUTCMonth() / 3) + 1}`,
  },
  { name: "years", step: "year", write: (date) => String(date.getUTCFullYear()) },
  { name: "fiscal years", step: "year", write: (date) => `FY${date.getUTCFullYear()}` },
];

function dateOf({ step }: Form, from: number, at: number): Date {
  if (step === "day") return new Date(Date.UTC(2019, from % 12, 1 + (from % 28) + at));
  if (step === "year") return new Date(Date.UTC(1950 + (from % 40) + at, 0, 1));
  return new Date(Date.UTC(2015, (step === "quarter" ? 3 : 1) * ((from % 24) + at), 1));
}

const totalNames = ["Total", "Grand Total", "Gesamtergebnis", "Summe", "Suma", "Total général", "TOTAL", "Итого"];

interface Made {
  readonly content: string;
  readonly times: readonly number[];
  /** By the words of a row and the quantity. */
  readonly truth: readonly { readonly words: readonly string[]; readonly values: readonly number[] }[];
  readonly flagged: number;
}

const table = fc
  .record({
    form: fc.constantFrom(...forms),
    steps: fc.integer({ min: 15, max: 40 }),
    from: fc.nat(40),
    groups: fc.integer({ min: 1, max: 3 }),
    products: fc.integer({ min: 2, max: 4 }),
    isNewestFirst: fc.boolean(),
    isOutline: fc.boolean(),
    total: fc.option(fc.constantFrom(...totalNames)),
    quantities: fc.constantFrom("one", "above", "below"),
    cells: fc.array(fc.constantFrom("", "", "", "", " p", "*", "(e) ", ":", "--", "n.a."), {
      minLength: 7,
      maxLength: 7,
    }),
    preamble: fc.constantFrom("", "Sales report\n\n", "Source: own figures\nAll regions\n\n"),
    note: fc.constantFrom("", "\nSource: the shops\n"),
  })
  .map(({ form, steps, from, groups, products, cells, preamble, note, total, quantities, ...is }): Made => {
    const dates = Array.from({ length: steps }, (_, at) => dateOf(form, from, at));
    const order = is.isNewestFirst ? dates.map((_, at) => steps - 1 - at) : dates.map((_, at) => at);
    const measures = quantities === "one" ? [""] : ["Units", "Revenue"];
    const heads = order.map((at) => form.write(dates[at] ?? new Date(0)));
    const truth: { words: string[]; values: number[] }[] = [];
    const rows: string[] = [];
    const sums = new Map<string, number>();
    let cell = 0;
    let flagged = 0;
    // A column is a quantity at a time.
    const columns =
      quantities === "below"
        ? order.flatMap((at) => measures.map((_, m) => ({ at, m })))
        : measures.flatMap((_, m) => order.map((at) => ({ at, m })));
    for (let group = 0; group < groups; group += 1)
      for (let product = 0; product < products; product += 1) {
        const row = measures.map((_, m) =>
          dates.map((_date, at) => 20 + group * 100 + product * 10 + m * 1000 + ((at * 3) % 7) + at / 4),
        );
        const written = columns.map(({ at, m }) => {
          const value = row[m]?.[at] ?? 0;
          const kind = cells[(cell += 1) % cells.length] ?? "";
          const isLast = cell % 5 === 0;
          if (!isLast || kind === "") {
            sums.set(`${at} ${m}`, (sums.get(`${at} ${m}`) ?? 0) + value);
            return value.toFixed(2);
          }
          if (kind === ":" || kind === "--" || kind === "n.a.") {
            if (row[m] !== undefined) row[m][at] = Number.NaN;
            return kind;
          }
          flagged += 1;
          sums.set(`${at} ${m}`, (sums.get(`${at} ${m}`) ?? 0) + value);
          return kind === "(e) " ? `(e) ${value.toFixed(2)}` : `${value.toFixed(2)}${kind}`;
        });
        const name = is.isOutline && product > 0 ? "" : `Group ${group}`;
        rows.push([name, `Product ${product}`, ...written].join(","));
        for (const [m, measure] of measures.entries())
          truth.push({ words: [`Group ${group}`, `Product ${product}`, measure], values: row[m] ?? [] });
      }
    if (total !== null)
      rows.push([total, "", ...columns.map(({ at, m }) => (sums.get(`${at} ${m}`) ?? 0).toFixed(2))].join(","));
    const header =
      quantities === "one"
        ? [["Region", "Product", ...heads]]
        : quantities === "above"
          ? [
              ["", "", ...measures.flatMap((measure) => [measure, ...heads.slice(1).map(() => "")])],
              ["Region", "Product", ...heads, ...heads],
            ]
          : [
              ["", "", ...heads.flatMap((head) => [head, ""])],
              ["Region", "Product", ...heads.flatMap(() => measures)],
            ];
    return {
      content: `${preamble}${header.map((row) => row.join(",")).join("\n")}\n${rows.join("\n")}\n${note}`,
      times: dates.map((date) => date.getTime()),
      truth,
      flagged,
    };
  });

test("tables with dates across are read as they were made, however their heads are written", async () => {
  await fc.assert(
    fc.asyncProperty(table, async ({ content, times, truth, flagged }) => {
      const { series, repairs } = await importOf(content);
      expect(series.map(({ id }) => id)).toHaveLength(truth.length);
      for (const { words, values } of truth) {
        const found = series.find(({ id }) => words.every((word) => id.includes(word) || isNeedless(word, truth)));
        // Where a series has not begun or is over, nothing is read.
        const from = times.indexOf(found?.times[0] ?? Number.NaN);
        const read = times.map((_, at) => found?.values[at - from] ?? Number.NaN);
        expect(read).toEqual(values);
        expect([...(found?.times ?? [])]).toEqual(times.slice(from, from + (found?.times.length ?? 0)));
      }
      expect(repairs.find(({ code }) => code === "flagged-value")?.count ?? 0).toBe(flagged);
    }),
    { numRuns: 150 },
  );
});

/** A word that all rows have in common is left out of the names. */
function isNeedless(word: string, truth: Made["truth"]): boolean {
  return truth.every(({ words }) => words.includes(word));
}

test("values that look like years and dates make no heads of their rows", async () => {
  const cell = fc.oneof(
    fc.integer({ min: 1500, max: 2499 }).map(String),
    fc.integer({ min: 10_000, max: 24_999 }).map((tenths) => (tenths / 10).toFixed(1)),
    fc.constantFrom("2021", "2022.01", "202301"),
  );
  const rows = fc.array(fc.array(cell, { minLength: 5, maxLength: 5 }), { minLength: 10, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(rows, async (cells) => {
      const days = cells.map((row, at) => [new Date(Date.UTC(2023, 0, 1 + at)).toISOString().slice(0, 10), ...row]);
      const { series } = await importOf(
        [["date", "a", "b", "c", "d", "e"], ...days].map((row) => row.join(",")).join("\n"),
      );
      for (const { id, values } of series)
        expect([...values]).toEqual(cells.map((row) => Number(row["abcde".indexOf(id)])));
      expect(series.length).toBeGreaterThan(0);
    }),
    { numRuns: 60 },
  );
});
