import fc from "fast-check";
import { expect, test } from "vitest";
import { ingest } from "../index.ts";
import type { IngestedDataset } from "#domain/dataset";
import { sourceOf, testPorts } from "../testing.ts";

const read = (content: string): Promise<IngestedDataset> => ingest(sourceOf(content, 4096), {}, testPorts());
const dayOf = (i: number): string => new Date(Date.UTC(2023, 0, 1 + i)).toISOString().slice(0, 10);

const idNames = ["store", "Filiale", "producto", "Region", "channel", "Kostenstelle", "sku", "country", "variant"];
const orders = ["by time", "by series", "newest first", "shuffled"] as const;

interface Panel {
  /** Per id column its name and how many words it has. */
  readonly ids: readonly { readonly name: string; readonly size: number; readonly isNumber: boolean }[];
  readonly times: number;
  readonly order: (typeof orders)[number];
  readonly hasLabel: boolean;
  readonly timeAt: number;
  readonly seed: number;
}

const panels = fc.record({
  ids: fc.uniqueArray(
    fc.record({ name: fc.constantFrom(...idNames), size: fc.integer({ min: 2, max: 5 }), isNumber: fc.boolean() }),
    { minLength: 1, maxLength: 4, selector: ({ name }) => name },
  ),
  times: fc.integer({ min: 12, max: 30 }),
  order: fc.constantFrom(...orders),
  hasLabel: fc.boolean(),
  timeAt: fc.integer({ min: 0, max: 5 }),
  seed: fc.integer({ min: 0, max: 1e6 }),
});

/** A word of an id column; numbers are called so. */
function wordOf(column: number, word: number, isNumber: boolean): string {
  return isNumber ? String(100 * (column + 1) + word * 7) : `${"ABCD".charAt(column)}${word}x`;
}

function valueOf(series: number, time: number): number {
  return ((series * 7919 + time * 104_729) % 9973) + 0.5;
}

function write(panel: Panel): { content: string; series: string[] } {
  const { ids, times, order, hasLabel, timeAt, seed } = panel;
  const names = ids.map(({ name, isNumber }) => (isNumber ? `${name}_nbr` : name));
  const combos = ids.reduce<number[][]>(
    (before, { size }) => before.flatMap((words) => Array.from({ length: size }, (_, word) => [...words, word])),
    [[]],
  );
  const labels = combos.map((words) => words.map((word, at) => wordOf(at, word, ids[at]?.isNumber === true)));
  const rows: { time: number; series: number; cells: string[] }[] = [];
  for (let time = 0; time < times; time += 1)
    for (const [series, words] of labels.entries()) {
      const cells = [...words];
      // The label follows from the first id and tells nothing apart that it does not.
      if (hasLabel) cells.push(`city ${(combos[series]?.[0] ?? 0) >> 1}`);
      cells.splice(Math.min(timeAt, cells.length), 0, dayOf(time));
      rows.push({ time, series, cells: [...cells, String(valueOf(series, time))] });
    }
  const key = (row: { time: number; series: number }): number =>
    Math.imul(row.time * 4001 + row.series + seed, 0x9e3779b1) >>> 0;
  if (order === "by series") rows.sort((a, b) => a.series - b.series || a.time - b.time);
  if (order === "newest first") rows.sort((a, b) => b.time - a.time || a.series - b.series);
  if (order === "shuffled") rows.sort((a, b) => key(a) - key(b));
  const heads = [...names, ...(hasLabel ? ["town"] : [])];
  heads.splice(Math.min(timeAt, heads.length), 0, "date");
  return {
    content: `${heads.join(",")},units\n${rows.map(({ cells }) => cells.join(",")).join("\n")}\n`,
    series: labels.map((words) => words.join(" / ")),
  };
}

test("panels of one to four ids keep every row apart, in any order of rows and columns", async () => {
  await fc.assert(
    fc.asyncProperty(panels, async (panel) => {
      const { content, series } = write(panel);
      const dataset = await read(content);
      expect(dataset.series.map(({ id }) => id).sort()).toEqual([...series].sort());
      for (const [at, id] of series.entries()) {
        const found = dataset.series.find((one) => one.id === id);
        expect([...(found?.values ?? [])]).toEqual(Array.from({ length: panel.times }, (_, time) => valueOf(at, time)));
      }
    }),
    { numRuns: 60 },
  );
});

test("a panel longer than the sample, sorted by series, where only some products sell on a day", async () => {
  const rows: string[] = [];
  for (let store = 0; store < 40; store += 1)
    for (let product = 0; product < 50; product += 1)
      for (let day = 0; day < 60; day += 1)
        if ((store * 31 + product * 17 + day * 7) % 3 === 0)
          rows.push(`S${store},P${product},${dayOf(day)},${(day * 7 + product) % 11}`);
  const dataset = await read(`shop,article,day,pieces\n${rows.join("\n")}\n`);
  expect(dataset.series).toHaveLength(2000);
  expect(dataset.warnings.map(({ code }) => code)).not.toContain("events-summed");
});

test("sensors that report at times of their own are told apart by two columns", async () => {
  const rows: { ms: number; text: string }[] = [];
  for (const [site, kind] of [
    ["A", "temp"],
    ["A", "hum"],
    ["B", "temp"],
    ["B", "hum"],
  ] as const)
    for (let i = 0; i < 200; i += 1) {
      const ms = Date.UTC(2024, 0, 1) + (rows.length % 7) * 61_000 + i * 600_000 + ((i * 31) % 5) * 1000;
      rows.push({ ms, text: `${new Date(ms).toISOString().slice(0, 19)},${site},${kind},${i}.5` });
    }
  rows.sort((a, b) => a.ms - b.ms);
  const dataset = await read(`time,site,sensor,reading\n${rows.map(({ text }) => text).join("\n")}\n`);
  expect(dataset.series.map(({ id }) => id).sort()).toEqual(["A / hum", "A / temp", "B / hum", "B / temp"]);
});

test("a whole number without a telling name is an id where nothing else is", async () => {
  const rows = Array.from({ length: 40 * 6 }, (_, i) => `${dayOf(Math.floor(i / 6))},${(i % 6) * 3 + 5},${i * 1.25}`);
  const dataset = await read(`date,branch,litres\n${rows.join("\n")}\n`);
  expect(dataset.series.map(({ id }) => id)).toEqual(["5", "8", "11", "14", "17", "20"]);
});

test("rows that differ and can't be told apart are never averaged in silence", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 30, maxLength: 60 }), async (values) => {
      const repeated = values.map(
        (value, i) => `${dayOf(i)},${value}.5\n${i % 7 === 3 ? `${dayOf(i)},${value + 1}.5\n` : ""}`,
      );
      const { warnings } = await read(`date,temperature\n${repeated.join("")}`);
      const said = warnings.find(({ code }) => code === "events-averaged" || code === "duplicates-averaged");
      expect(said?.message).toMatch(/averaged.*\d{4}-\d\d-\d\d.*--duplicates/);
    }),
    { numRuns: 20 },
  );
});
