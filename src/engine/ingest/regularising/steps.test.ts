/** Series whose steps are known because they were made that way: noise, gaps, scans, phases, weekends, silences. */
import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import { formatFrequency } from "#domain/series";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatTimestamp } from "#engine/series";
import { ingest } from "#engine/ingest";
import { sourceOf, testPorts } from "../testing.ts";

async function read(content: string, options: IngestOptions = {}): Promise<IngestedDataset> {
  return ingest(sourceOf(content, 4096), options, testPorts());
}

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
/** Monday. */
const firstMs = Date.UTC(2024, 0, 1);
const at = (ms: number): string => formatTimestamp(ms).replace("T", " ");
const date = (day: number): string => formatTimestamp(firstMs + day * dayMs).slice(0, 10);
const isWeekday = (day: number): boolean => day % 7 < 5;
const codes = ({ warnings }: IngestedDataset): string[] => warnings.map(({ code }) => code);
const countOf = ({ repairs }: IngestedDataset, code: string): number =>
  repairs.find((repair) => repair.code === code)?.count ?? 0;
const spans = ({ series }: IngestedDataset): string[] =>
  series.map(
    ({ id, frequency, times, values }) =>
      `${id}: ${values.length} ${formatFrequency(frequency)} from ${at(times[0] ?? 0)}`,
  );
const observed = ({ series }: IngestedDataset, index = 0): number[] =>
  [...(series[index]?.values ?? [])].filter((value) => !Number.isNaN(value));

/** Whole minutes that sensors are set to, with the spelling of the command line. */
const settings = [
  [1, "minute"],
  [5, "5 minute"],
  [10, "10 minute"],
  [15, "15 minute"],
  [30, "30 minute"],
  [60, "hour"],
  [180, "3 hour"],
] as const;
const setting = fc.constantFrom(...settings);
const whole = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });

describe("a sensor's step", () => {
  test("is found under noise and gaps, and every row keeps its place", async () => {
    await fc.assert(
      fc.asyncProperty(
        setting,
        fc.array(
          fc.record({ noise: fc.integer({ min: -80, max: 80 }), gap: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1, 2) }),
          {
            minLength: 60,
            maxLength: 200,
          },
        ),
        async ([minutes, frequency], rows) => {
          const stepMs = minutes * minuteMs;
          let step = 1;
          const steps: number[] = [];
          const lines = rows.map(({ noise, gap }, i) => {
            step += i === 0 ? 0 : 1 + gap;
            steps.push(step);
            return `${at(firstMs + step * stepMs + Math.round((noise / 1000) * (stepMs / 1000)) * 1000)},${i}.5`;
          });
          const [series] = (await read(`time,level\n${lines.join("\n")}\n`)).series;
          expect(series === undefined ? "" : formatFrequency(series.frequency)).toBe(frequency);
          expect(series?.missing).toBe((steps.at(-1) ?? 0) - (steps[0] ?? 0) + 1 - steps.length);
          expect(steps.map((each) => series?.values[each - (steps[0] ?? 0)])).toEqual(steps.map((_, i) => i + 0.5));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("is not the minute that scans between its records leave in common; what falls together is listed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom([15, "15 minute"] as const, [30, "30 minute"] as const, [60, "hour"] as const),
        whole(14),
        fc.array(fc.constantFrom(0, 0, 0, 0, 0, 1, 2, 3, 4), { minLength: 200, maxLength: 400 }),
        async ([minutes, frequency], phase, scans) => {
          const lines = scans.flatMap((scan, i) => {
            const ms = firstMs + (i * minutes + phase) * minuteMs;
            return scan === 0 ? [`${at(ms)},${i}.5`] : [`${at(ms)},${i}.5`, `${at(ms + scan * minuteMs)},${i + 1}.5`];
          });
          const dataset = await read(`time,level\n${lines.join("\n")}\n`);
          const between = scans.filter((scan) => scan > 0).length;
          expect(spans(dataset)).toEqual([
            `level: ${scans.length} ${frequency} from ${at(firstMs + phase * minuteMs)}`,
          ]);
          expect(dataset.series[0]?.missing).toBe(0);
          expect(countOf(dataset, "snapped-timestamp")).toBe(between);
          expect(countOf(dataset, "joined-step")).toBe(between);
          expect([...(dataset.series[0]?.values ?? [])]).toEqual(
            scans.map((scan, i) => (scan === 0 ? i + 0.5 : i + 1)),
          );
          expect(codes(dataset).includes("duplicates-averaged")).toBe(between > 0);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("stays its own after gaps behind which its clock stands at another minute, beside series of shorter steps", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ rows: fc.integer({ min: 12, max: 40 }), phase: fc.constantFrom(0, 15, 30, 45), gap: whole(6) }),
          {
            minLength: 2,
            maxLength: 4,
          },
        ),
        async (parts) => {
          const hourly: string[] = [];
          let hour = 0;
          let values = 0;
          for (const { rows, phase, gap } of parts) {
            for (let i = 0; i < rows; i += 1, hour += 1, values += 1)
              hourly.push(`slow,${at(firstMs + (hour * 60 + phase) * minuteMs)},${values}.5`);
            hour += gap + 1;
          }
          const fine = Array.from({ length: 1500 }, (_, i) => `fast,${at(firstMs + i * 15 * minuteMs)},${i}.5`);
          const dataset = await read(`id,time,level\n${[...hourly, ...fine].join("\n")}\n`);
          expect(dataset.series.map(({ frequency }) => formatFrequency(frequency))).toEqual(["hour", "15 minute"]);
          expect(observed(dataset)).toEqual(Array.from({ length: values }, (_, i) => i + 0.5));
        },
      ),
      { numRuns: 15 },
    );
  });

  test("is its own, too, where other series of the file have every minute", async () => {
    const scans = Array.from({ length: 300 }, (_, i) => (i * 7) % 5);
    const slow = scans.flatMap((scan, i) => {
      const ms = firstMs + i * 15 * minuteMs;
      return scan === 0
        ? [`slow,${at(ms)},${i}.5`]
        : [`slow,${at(ms)},${i}.5`, `slow,${at(ms + scan * minuteMs)},${i}.5`];
    });
    const fast = Array.from({ length: 3000 }, (_, i) => `fast,${at(firstMs + i * minuteMs)},${i % 50}.5`);
    const dataset = await read(`id,time,level\n${[...slow, ...fast].join("\n")}\n`);
    expect(spans(dataset)).toEqual([
      "slow: 300 15 minute from 2024-01-01 00:00:00",
      "fast: 3000 minute from 2024-01-01 00:00:00",
    ]);
  });

  test("where the resolution changes is said", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          [60, 15, "hour", "15 minutes"],
          [60, 5, "hour", "5 minutes"],
          [30, 10, "30 minutes", "10 minutes"],
        ),
        fc.integer({ min: 20, max: 80 }),
        fc.boolean(),
        async ([long, short, longName, shortName], rows, isFinerLater) => {
          const [before, after] = isFinerLater ? [long, short] : [short, long];
          const change = firstMs + rows * Number(before) * minuteMs;
          const lines = [
            ...Array.from({ length: rows }, (_, i) => `${at(firstMs + i * Number(before) * minuteMs)},${i}.5`),
            ...Array.from({ length: rows * 4 }, (_, i) => `${at(change + i * Number(after) * minuteMs)},${i}.5`),
          ];
          const dataset = await read(`time,flow\n${lines.join("\n")}\n`);
          const names = isFinerLater ? [longName, shortName] : [shortName, longName];
          expect(dataset.warnings.find(({ code }) => code === "resolution-changes")?.message).toContain(
            `every ${names[0]} until ${at(change).slice(0, 16)}, then every ${names[1]}`,
          );
        },
      ),
      { numRuns: 30 },
    );
  });
});

test("a resolution of months that becomes one of business days is said, too", async () => {
  const months = Array.from({ length: 30 }, (_, i) => formatTimestamp(Date.UTC(2021, i, 1)).slice(0, 10));
  const days = Array.from({ length: 700 }, (_, i) => formatTimestamp(Date.UTC(2023, 6, 3 + i)).slice(0, 10)).filter(
    (_, i) => isWeekday(i),
  );
  const dataset = await read(`date,v\n${[...months, ...days].map((day, i) => `${day},${i % 90}.5`).join("\n")}\n`);
  expect(dataset.warnings.find(({ code }) => code === "resolution-changes")?.message).toContain(
    "every month until 2023-07-03, then every day",
  );
});

describe("business days", () => {
  test("stay business days with holidays and a few weekends, which are listed and touch no other day", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 60, max: 120 }),
        fc.uniqueArray(whole(16), { maxLength: 3 }).map((weeks) => weeks.map((week) => week * 3)),
        fc.uniqueArray(whole(50), { maxLength: 4 }),
        async (weeks, strayWeeks, holidayWeeks) => {
          const days = Array.from({ length: weeks * 7 }, (_, day) => day).filter((day) => {
            const week = Math.floor(day / 7);
            if (day % 7 === 5) return strayWeeks.includes(week);
            return isWeekday(day) && !(day % 7 === 2 && holidayWeeks.includes(week));
          });
          const content = `date,settled\n${days.map((day) => `${date(day)},${day}.5`).join("\n")}\n`;
          const dataset = await read(content);
          expect(spans(dataset)).toEqual([`settled: ${weeks * 5} businessDay from 2024-01-01 00:00:00`]);
          expect(dataset.series[0]?.missing).toBe(holidayWeeks.length);
          expect(observed(dataset)).toEqual(days.filter(isWeekday).map((day) => day + 0.5));
          expect(countOf(dataset, "weekend-row")).toBe(strayWeeks.length);
          expect(codes(dataset).includes("weekend-rows")).toBe(strayWeeks.length > 0);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("are days from then on where weekends follow each other", async () => {
    const days = Array.from({ length: 1400 }, (_, day) => day).filter((day) => isWeekday(day) || day >= 1380);
    const dataset = await read(`date,sales\n${days.map((day) => `${date(day)},${day}.5`).join("\n")}\n`);
    expect(dataset.series.map(({ frequency }) => frequency.unit)).toEqual(["day"]);
    expect(observed(dataset)).toHaveLength(days.length);
  });

  test("are told by column where a table has both, with their strays listed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 12, max: 60 }), fc.boolean(), async (weeks, hasStray) => {
        const days = Array.from({ length: weeks * 7 }, (_, day) => day);
        const hasOrders = (day: number): boolean => isWeekday(day) || (hasStray && day === 12);
        const rows = days.map((day) => `${date(day)},${day + 500},${hasOrders(day) ? `${day}.5` : ""}`);
        const dataset = await read(`date,visits,orders\n${rows.join("\n")}\n`);
        expect(spans(dataset)).toEqual([
          `visits: ${weeks * 7} day from 2024-01-01 00:00:00`,
          `orders: ${weeks * 5} businessDay from 2024-01-01 00:00:00`,
        ]);
        expect(observed(dataset, 1)).toEqual(days.filter(isWeekday).map((day) => day + 0.5));
        expect(countOf(dataset, "weekend-row")).toBe(hasStray ? 1 : 0);
        expect(codes(dataset)).toEqual(hasStray ? ["weekend-rows"] : []);
      }),
      { numRuns: 20 },
    );
  });

  test("a step that was named stays, and short gaps are filled between business days only", async () => {
    const rows = Array.from(
      { length: 84 },
      (_, day) => `${date(day)},${day + 500},${isWeekday(day) && day !== 9 ? `${day}.5` : ""}`,
    );
    const content = `date,visits,orders\n${rows.join("\n")}\n`;
    const days = await read(content, { frequency: { unit: "day", count: 1 } });
    expect(days.series.map(({ frequency }) => frequency.unit)).toEqual(["day", "day"]);
    const asked = await read(content, { aggregate: { frequency: { unit: "day", count: 1 }, by: "evidence" } });
    expect(asked.series.map(({ values }) => values.length)).toEqual([84, 60]);
    const filled = await read(content, { fillGapsUpToSteps: 2 });
    expect(filled.series.map(({ missing }) => missing)).toEqual([0, 0]);
    expect(filled.series[1]?.flags.spans).toEqual([{ code: "filled", fromStep: 7, toStep: 7, row: 10 }]);
  });
});

describe("long silences", () => {
  test("split a series by their names, and nothing is lost", async () => {
    await fc.assert(
      fc.asyncProperty(
        setting,
        fc.array(fc.record({ rows: fc.integer({ min: 30, max: 80 }), phase: fc.constantFrom(0, 0.25, 0.5) }), {
          minLength: 2,
          maxLength: 4,
        }),
        async ([minutes, frequency], parts) => {
          const silence = 40_000;
          const content = parts
            .flatMap(({ rows, phase }, part) =>
              Array.from(
                { length: rows },
                (_, i) => `${at(firstMs + (part * silence + i + phase) * minutes * minuteMs)},${part}${i + 10}.5`,
              ),
            )
            .join("\n");
          const dataset = await read(`time,load\n${content}\n`);
          expect(spans(dataset)).toEqual(
            parts.map(
              ({ rows, phase }, part) =>
                `load · ${part + 1}: ${rows} ${frequency} from ${at(firstMs + (part * silence + phase) * minutes * minuteMs)}`,
            ),
          );
          expect(dataset.series.map(({ missing }) => missing)).toEqual(parts.map(() => 0));
          expect(dataset.warnings.find(({ code }) => code === "split-gap")?.message).toContain('"load · 2"');
          expect(countOf(dataset, "split-gap")).toBe(parts.length - 1);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("even a gap of decades drops no series", async () => {
    const part = (year: number): string =>
      Array.from({ length: 40 }, (_, i) => `${at(Date.UTC(year, 0, 1) + i * 5 * minuteMs)},${i}.5`).join("\n");
    const dataset = await read(`time,load\n${part(1995)}\n${part(2024)}\n`);
    expect(dataset.series.map(({ id, values }) => [id, values.length])).toEqual([
      ["load · 1", 40],
      ["load · 2", 40],
    ]);
  });

  test("nights and weekends are no silences", async () => {
    const rows = Array.from({ length: 60 * 7 }, (_, day) => day)
      .filter(isWeekday)
      .flatMap((day) =>
        Array.from({ length: 26 }, (_, i) => `${at(firstMs + day * dayMs + (570 + i * 15) * minuteMs)},${i}.5`),
      );
    const dataset = await read(`time,price\n${rows.join("\n")}\n`);
    expect(dataset.series.map(({ id }) => id)).toEqual(["price"]);
  });
});

describe("stamps of months", () => {
  test("stay as they are written, and a missing month has the one of the rule", async () => {
    const stamps = ["2023-01-31", "2023-02-28", "2023-03-31", "2023-04-28", "2023-05-31", "2023-06-30", "2023-07-31"];
    const more = [
      "2023-08-31",
      "2023-09-29",
      "2023-10-31",
      "2023-11-30",
      "2023-12-29",
      "2024-01-31",
      "2024-02-29",
      "2024-03-28",
    ];
    const all = [...stamps, ...more];
    const rows = all.filter((stamp) => stamp !== "2023-09-29").map((stamp, i) => `${stamp},${i}.5`);
    const dataset = await read(`date,nav\n${rows.join("\n")}\n`);
    const [series] = dataset.series;
    expect(series?.frequency).toEqual({ unit: "month", count: 1 });
    expect(Array.from(series?.times ?? [], (ms) => formatTimestamp(ms).slice(0, 10))).toEqual(all);
    expect(series?.missing).toBe(1);
    expect(dataset.repairs).toEqual([]);
  });
});

test("first business days written month first are read in their order, where every day could be a month", async () => {
  const rows = Array.from({ length: 70 }, (_, month) => {
    let at = Date.UTC(2018, month, month % 12 === 0 ? 2 : 1);
    while ([0, 6].includes(new Date(at).getUTCDay())) at += dayMs;
    const [year = "", of = "", day = ""] = formatTimestamp(at).slice(0, 10).split("-");
    return `${of}/${day}/${year},${month}.5`;
  });
  const dataset = await read(`date,rate\n${rows.join("\n")}\n`);
  expect(spans(dataset)).toEqual(["rate: 70 month from 2018-01-02 00:00:00"]);
  expect(observed(dataset)).toEqual(rows.map((_, month) => month + 0.5));
  expect(codes(dataset)).toContain("ambiguous-date-order");
});

describe("retail calendars", () => {
  test("have twelve periods a year of four and five weeks, and say so", async () => {
    const weeks = Array.from({ length: 36 }, (_, i) => Math.floor(i / 3) * 13 + ([0, 4, 8][i % 3] ?? 0));
    const rows = weeks.filter((_, i) => i !== 7).map((week, i) => `${date(5 + week * 7)},${i}.5`);
    const dataset = await read(`period_end,sales\n${rows.join("\n")}\n`);
    expect(spans(dataset)).toEqual(["sales: 36 month from 2024-01-06 00:00:00"]);
    expect(Array.from(dataset.series[0]?.times ?? [], (ms) => formatTimestamp(ms).slice(0, 10))).toEqual(
      weeks.map((week) => date(5 + week * 7)),
    );
    expect(dataset.series[0]?.missing).toBe(1);
    expect(codes(dataset)).toContain("retail-calendar");
  });
});

describe("flags on nearly every step", () => {
  test("are switched off, and one warning says the share", async () => {
    const rows = (share: number): string =>
      Array.from(
        { length: 200 },
        (_, i) => `${at(firstMs + i * 5 * minuteMs + (i % 100 < share ? (1 + (i % 7)) * 1000 : 0))},${i}.5`,
      ).join("\n");
    const nearlyAll = await read(`time,a,b\n${rows(85).replaceAll(/,(\d+)\.5/g, ",$1.5,$1.25")}\n`);
    expect(nearlyAll.series.map(({ flags }) => flags.steps.snapped)).toEqual([undefined, undefined]);
    expect(nearlyAll.warnings.flatMap(({ code, message }) => (code === "flag-everywhere" ? [message] : []))).toEqual([
      '85\u00A0% of the steps of "a", and nearly all of 1 more series, were moved to the nearest step. So many are not marked one by one.',
    ]);
    expect((await read(`time,a\n${rows(30)}\n`)).series[0]?.flags.steps.snapped).toBe(60);
  });
});
