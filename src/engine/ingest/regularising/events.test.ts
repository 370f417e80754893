import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatTimestamp } from "#engine/series";
import { formatFrequency, parseFrequency } from "#domain/series";
import { ingest } from "#engine/ingest";
import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import { sourceOf, testPorts } from "../testing.ts";

const read = (content: string, options: IngestOptions = {}): Promise<IngestedDataset> =>
  ingest(sourceOf(content, 4096), options, testPorts());
const dayOf = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
const codes = ({ warnings }: IngestedDataset): string[] => warnings.map(({ code }) => code);

function byDay(dataset: IngestedDataset, id: string): Record<string, number> {
  const series = dataset.series.find((one) => one.id === id);
  expect(series === undefined ? dataset.series.map((one) => one.id) : formatFrequency(series.frequency)).toBe("day");
  return Object.fromEntries(
    Array.from(series?.values ?? [], (value, i) => [formatTimestamp(series?.times[i] ?? 0).slice(0, 10), value]),
  );
}

interface Event {
  readonly day: number;
  readonly minute: number;
  readonly cents: number;
}

/** Days with up to five events, most of them with some; the first and the last one with one. */
const logs = fc
  .array(
    fc.oneof(
      {
        weight: 9,
        arbitrary: fc.array(fc.tuple(fc.nat(1439), fc.integer({ min: 1, max: 99_999 })), {
          minLength: 1,
          maxLength: 4,
        }),
      },
      { weight: 1, arbitrary: fc.constant<[number, number][]>([]) },
    ),
    { minLength: 40, maxLength: 80 },
  )
  .map((days): Event[] =>
    [
      [[600, 5]] as [number, number][],
      ...days,
      [
        [700, 7],
        [710, 9],
      ] as [number, number][],
    ].flatMap((events, day) =>
      [...events].sort((a, b) => a[0] - b[0]).map(([minute, cents]) => ({ day, minute, cents })),
    ),
  )
  .filter((events) => {
    const days = new Set(events.map(({ day }) => day));
    return events.length - days.size > events.length * 0.1 && days.size > Math.max(...days) * 0.85;
  });

const layouts = fc.record({
  events: logs,
  amount: fc.constantFrom("Amount", "Betrag", "Revenue (USD)", "importe cantidad", "Umsatz"),
  hasClock: fc.boolean(),
  order: fc.constantFrom("oldest first", "newest first", "shuffled"),
});

function written({ day, minute }: Event, hasClock: boolean): string {
  const clock = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  return hasClock ? `${dayOf(day)} ${clock}` : dayOf(day);
}

test("bookings add up to days, in any order, with and without a clock", async () => {
  await fc.assert(
    fc.asyncProperty(layouts, async ({ events, amount, hasClock, order }) => {
      const rows = events.map((event, i) => ({
        key: Math.imul(i + 1, 0x9e3779b1) >>> 0,
        text: `${written(event, hasClock)},deal ${i},${["card", "cash", "wire"][(Math.imul(i + 7, 0x85ebca6b) >>> 16) % 3] ?? ""},${(event.cents / 100).toFixed(2)}`,
      }));
      if (order === "newest first") rows.reverse();
      if (order === "shuffled") rows.sort((a, b) => a.key - b.key);
      const dataset = await read(`Order date,Name,How,${amount}\n${rows.map(({ text }) => text).join("\n")}\n`);
      expect(codes(dataset)).toContain("events-summed");
      const found = byDay(dataset, amount);
      const last = Math.max(...events.map(({ day }) => day));
      expect(Object.keys(found)).toHaveLength(last + 1);
      for (let day = 0; day <= last; day += 1) {
        const cents = events.reduce((sum, event) => sum + (event.day === day ? event.cents : 0), 0);
        expect(found[dayOf(day)]).toBeCloseTo(cents / 100, 6);
      }
    }),
    { numRuns: 60 },
  );
});

test("log lines without numbers are counted, where no column holds numbers that could not be read", async () => {
  await fc.assert(
    fc.asyncProperty(logs, async (events) => {
      const rows = events.map(
        (event, i) => `${written(event, true)},user ${(i * 7) % 13},${i % 2 === 0 ? "login" : "view"}`,
      );
      const dataset = await read(`at,who,what\n${rows.join("\n")}\n`);
      expect(codes(dataset)).toContain("events-counted");
      const found = byDay(dataset, "rows");
      for (const { day } of events) expect(found[dayOf(day)]).toBe(events.filter((event) => event.day === day).length);
    }),
    { numRuns: 40 },
  );
  const readings = Array.from({ length: 60 }, (_, i) => `${dayOf(i >> 1)},${i % 2 === 0 ? "unavailable" : i}`);
  await expect(read(`at,state\n${readings.join("\n")}\n`)).rejects.toMatchObject({ code: "no-value-column" });
});

describe("what becomes of several rows", () => {
  const statement = Array.from({ length: 60 }, (_, i) => {
    const day = Math.floor((i * 2) / 3);
    return `${dayOf(day)},shop ${i % 4},${i % 5 === 0 ? "" : `${i}.00`},${i % 5 === 0 ? `2${i}.00` : ""},${1000 + i}.50`;
  });
  const head = "Posting date,Text,Debit,Credit,Balance\n";

  test("amounts add up, a balance is the last of its day", async () => {
    for (const rows of [statement, [...statement].reverse()]) {
      const dataset = await read(`${head}${rows.join("\n")}\n`);
      expect(dataset.series.map(({ id }) => id)).toEqual(["Debit", "Credit", "Balance", "rows"]);
      expect(byDay(dataset, "Debit")[dayOf(2)]).toBe(3 + 4);
      expect(byDay(dataset, "Balance")[dayOf(2)]).toBe(1004.5);
      expect(codes(dataset)).toEqual(expect.arrayContaining(["events-summed", "events-last"]));
    }
  });

  test("how many rows there are is offered where amounts add up and nobody chose, behind all others", async () => {
    const dataset = await read(`${head}${statement.join("\n")}\n`);
    expect(byDay(dataset, "rows")[dayOf(2)]).toBe(2);
    expect(byDay(dataset, "rows")[dayOf(3)]).toBe(1);
    const chosen = await read(`${head}${statement.join("\n")}\n`, { targetColumns: ["Debit"] });
    expect(chosen.series.map(({ id }) => id)).toEqual(["Debit"]);
    const prices = Array.from({ length: 60 }, (_, i) => `${dayOf(i >> 1)},${10 + (i % 2)}.5\n`).join("");
    expect((await read(`date,price\n${prices}`)).series.map(({ id }) => id)).toEqual(["price"]);
  });

  test("prices are averaged, and the user's choice is kept to", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${dayOf(i >> 1)},${10 + (i % 2)}.5`).join("\n");
    const dataset = await read(`date,price\n${rows}\n`);
    expect(byDay(dataset, "price")[dayOf(3)]).toBe(11);
    expect(codes(dataset)).toContain("events-averaged");
    expect(byDay(await read(`date,price\n${rows}\n`, { duplicates: "sum" }), "price")[dayOf(3)]).toBe(22);
    expect(byDay(await read(`date,amount\n${rows}\n`, { duplicates: "first" }), "amount")[dayOf(3)]).toBe(10.5);
  });

  test("the longer step that is asked for is made of irregular rows, too", async () => {
    const rows = Array.from(
      { length: 90 },
      (_, i) => `${dayOf(i)} ${String((i * 7) % 24).padStart(2, "0")}:${String((i * 13) % 60).padStart(2, "0")},2`,
    ).join("\n");
    const months = await read(`sold at,quantity\n${rows}\n`, {
      aggregate: { frequency: parseFrequency("month"), by: "evidence" },
    });
    expect([...(months.series[0]?.values ?? [])]).toEqual([62, 58, 60]);
    const days = await read(`sold at,quantity\n${rows}\n`, { frequency: parseFrequency("day") });
    expect(formatTimestamp(days.series[0]?.times[0] ?? 1)).toBe("2024-01-01T00:00:00");
    expect(days.series[0]?.missing).toBe(0);
  });

  test("the order's own date comes before those of what followed", async () => {
    const rows = Array.from({ length: 120 }, (_, i) => `${dayOf((i >> 1) + 3)},${dayOf(i >> 1)},${i}.25`).join("\n");
    const dataset = await read(`Ship Date,Order Date,Sales\n${rows}\n`);
    expect(dataset.columns.find(({ role }) => role === "time")?.name).toBe("Order Date");
  });
});
