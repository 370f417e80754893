import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatFrequency } from "#domain/series";
import { ingest } from "../index.ts";
import type { IngestedDataset } from "#domain/dataset";
import { sourceOf, testPorts } from "../testing.ts";

const read = (content: string): Promise<IngestedDataset> => ingest(sourceOf(content, 4096), {}, testPorts());
const two = (value: number): string => String(value).padStart(2, "0");
const dayMs = 86_400_000;
const startMs = Date.UTC(2024, 0, 29);

const dates = {
  iso: (date: Date) => date.toISOString().slice(0, 10),
  digits: (date: Date) => date.toISOString().slice(0, 10).replaceAll("-", ""),
  german: (date: Date) => `${two(date.getUTCDate())}.${two(date.getUTCMonth() + 1)}.${date.getUTCFullYear()}`,
  american: (date: Date) => `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`,
};

const clock = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
const half = (minute: number): string => {
  const hour = Math.floor(minute / 60);
  return `${hour % 12 === 0 ? 12 : hour % 12}:${two(minute % 60)}${hour < 12 ? "a" : "p"}`;
};

/** How the parts of a day are written. */
const parts = {
  counted: { name: "Interval", of: (slot: number) => String(slot + 1) },
  "from zero": { name: "period", of: (slot: number) => String(slot) },
  hhmm: { name: "Time", of: (_: number, minute: number) => String(Math.floor(minute / 60) * 100 + (minute % 60)) },
  clock: { name: "Uhrzeit", of: (_: number, minute: number) => clock(minute) },
  stretch: {
    name: "From-to",
    of: (_: number, minute: number, step: number) => `${clock(minute)} - ${clock((minute + step) % 1440)}`,
  },
  "am and pm": { name: "T", of: (_: number, minute: number) => half(minute) },
} as const;

const tables = fc.record({
  slots: fc.constantFrom(24, 48, 96),
  days: fc.integer({ min: 5, max: 12 }),
  ids: fc.integer({ min: 1, max: 3 }),
  date: fc.constantFrom(...Object.values(dates)),
  part: fc.constantFrom(...Object.values(parts)),
  bySeries: fc.boolean(),
});

const valueOf = (id: number, step: number): number => ((id * 7919 + step * 104_729) % 9973) + 0.25;

test("a date and a part of the day in two columns make one time", async () => {
  await fc.assert(
    fc.asyncProperty(tables, async ({ slots, days, ids, date, part, bySeries }) => {
      const step = 1440 / slots;
      const rows: { id: number; at: number; text: string }[] = [];
      for (let at = 0; at < days * slots; at += 1)
        for (let id = 0; id < ids; id += 1) {
          const slot = at % slots;
          const day = date(new Date(startMs + Math.floor(at / slots) * dayMs));
          const name = ids > 1 ? `meter ${id},` : "";
          rows.push({ id, at, text: `${name}${day},${part.of(slot, slot * step, step)},${valueOf(id, at)}` });
        }
      if (bySeries) rows.sort((a, b) => a.id - b.id || a.at - b.at);
      const head = `${ids > 1 ? "meter," : ""}day,${part.name},load`;
      const dataset = await read(`${head}\n${rows.map(({ text }) => text).join("\n")}\n`);
      expect(dataset.series).toHaveLength(ids);
      for (const [id, series] of dataset.series.entries()) {
        expect(formatFrequency(series.frequency)).toBe(step === 60 ? "hour" : `${step} minute`);
        expect(series.times[0]).toBe(startMs);
        expect([...series.values]).toEqual(Array.from({ length: days * slots }, (_, at) => valueOf(id, at)));
      }
    }),
    { numRuns: 80 },
  );
});

describe("years and their parts", () => {
  const kinds = [
    ["month", 12, (part: number) => `M${two(part)}`],
    ["month", 12, (part: number) => String(part)],
    [
      "month",
      12,
      (part: number) => new Date(Date.UTC(2024, part - 1, 1)).toLocaleString("en", { month: "short", timeZone: "UTC" }),
    ],
    ["quarter", 4, (part: number) => `Q${part}`],
    ["quarter", 4, (part: number) => `${part}. Quartal`],
  ] as const;

  test.each(kinds)("%s of %i", async (unit, count, written) => {
    for (const ids of [1, 2]) {
      const rows = Array.from({ length: 8 * count * ids }, (_, i) => {
        const at = Math.floor(i / ids);
        return `${ids > 1 ? `${["North", "South"][i % ids] ?? ""},` : ""}${2015 + Math.floor(at / count)},${written((at % count) + 1)},${valueOf(i % ids, at)}`;
      });
      const dataset = await read(`${ids > 1 ? "Region," : ""}Year,Period,Index\n${rows.join("\n")}\n`);
      expect(dataset.series).toHaveLength(ids);
      for (const [id, series] of dataset.series.entries()) {
        expect(formatFrequency(series.frequency)).toBe(unit);
        expect([...series.values]).toEqual(Array.from({ length: 8 * count }, (_, at) => valueOf(id, at)));
      }
    }
  });

  test("the year's own row among its quarters is left out, and listed", async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${2016 + Math.floor(i / 5)},Q${(i % 5) + 1},${valueOf(0, i)}`);
    const dataset = await read(`Year,Period,Value\n${rows.join("\n")}\n`);
    expect(dataset.series.map(({ frequency, missing }) => [formatFrequency(frequency), missing])).toEqual([
      ["quarter", 0],
    ]);
    expect(dataset.repairs).toMatchObject([{ code: "other-period", count: 8 }]);
  });
});

test("24 of a kind are no hours where their name says so", async () => {
  for (const [name, kind] of [
    ["room", ""],
    ["branch", "Shop "],
  ] as const) {
    const rows = Array.from(
      { length: 240 },
      (_, i) => `${dates.iso(new Date(startMs + Math.floor(i / 24) * dayMs))},${kind}${(i % 24) + 1},${valueOf(0, i)}`,
    );
    expect((await read(`date,${name},visitors\n${rows.join("\n")}\n`)).series).toHaveLength(24);
  }
});

test("measurements beside dates are no clock, however small they are", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 23 }), { minLength: 240, maxLength: 240 }), async (counts) => {
      const rows = counts.map(
        (count, i) => `${dates.iso(new Date(startMs + Math.floor(i / 24) * dayMs))},room ${i % 24},${count}`,
      );
      const dataset = await read(`date,room,visitors\n${rows.join("\n")}\n`);
      expect(dataset.series).toHaveLength(24);
    }),
    { numRuns: 30 },
  );
});

test("the days on which the clock changes have 23 and 25 hours", async () => {
  const rows: string[] = [];
  for (let day = 0; day < 250; day += 1) {
    const date = dates.iso(new Date(Date.UTC(2024, 2, 25) + day * dayMs));
    const hours = date === "2024-03-31" ? 23 : date === "2024-10-27" ? 25 : 24;
    for (let hour = 1; hour <= hours; hour += 1) rows.push(`${date},${hour},${rows.length + 0.5}`);
  }
  const dataset = await read(`date,hour,load\n${rows.join("\n")}\n`);
  expect(dataset.series[0]?.missing).toBe(0);
  expect([...(dataset.series[0]?.values ?? [])]).toEqual(rows.map((_, i) => i + 0.5));
});
