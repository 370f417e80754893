import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import { describe, expect, test } from "vitest";
import { formatTimestamp } from "#engine/series";
import { formatFrequency } from "#domain/series";
import { ingest } from "#engine/ingest";
import { sourceOf, testPorts } from "../testing.ts";

async function read(content: string, options: IngestOptions = {}): Promise<IngestedDataset> {
  return ingest(sourceOf(content, 997), options, testPorts());
}

const spans = ({ series }: IngestedDataset): string[] =>
  series.map(
    ({ id, frequency, times, values }) =>
      `${id}: ${values.length} ${formatFrequency(frequency)} from ${formatTimestamp(times[0] ?? 0)}`,
  );
const warned = ({ warnings }: IngestedDataset): string[] => warnings.map(({ code }) => code);
const month = { unit: "month", count: 1 } as const;

describe("rows without times", () => {
  const ragged = `id,kind,start,V1,V2,V3,V4,V5,V6,V7,V8,V9,V10\n${["a", "b", "c", "d", "e", "f"].map((id, at) => `${id},micro,1990,${Array.from({ length: 10 - at }, (_, i) => i + at).join(",")}`).join("\n")}\n`;

  test("are never given times silently: without a step they are refused, and the sentence says what to do", async () => {
    for (const content of [ragged, `pulse\n${Array.from({ length: 50 }, (_, i) => 80 + (i % 7) / 2).join("\n")}\n`]) {
      await expect(read(content)).rejects.toMatchObject({
        code: "no-time-column",
        hint: expect.stringMatching(/--frequency day --start 20\d\d-01-\d\d counts them/) as unknown,
      });
    }
  });

  test("one series per row, each as long as its row", async () => {
    const dataset = await read(ragged, { frequency: month, start: "1990-03" });
    expect(spans(dataset)).toEqual(
      [10, 9, 8, 7, 6, 5].map((length, at) => `${"abcdef"[at] ?? ""}: ${length} month from 1990-03-01T00:00:00`),
    );
    expect(dataset.series[2]?.missing).toBe(0);
    expect([...(dataset.series[2]?.values ?? [])]).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(warned(dataset)).toContain("counted-time");
  });

  test("one series per column, or per id", async () => {
    const columns = `a,b\n${Array.from({ length: 30 }, (_, i) => `${i * 2},${i / 2}`).join("\n")}\n`;
    expect(spans(await read(columns, { frequency: month }))).toEqual([
      "a: 30 month from 2000-01-01T00:00:00",
      "b: 30 month from 2000-01-01T00:00:00",
    ]);
    const long = `shop,sales\n${Array.from({ length: 30 }, (_, i) => `${i % 2 === 0 ? "x" : "y"},${i * 3}`).join("\n")}\n`;
    const dataset = await read(long, { frequency: month, idColumns: ["shop"] });
    expect(spans(dataset)).toEqual(["x: 15 month from 2000-01-01T00:00:00", "y: 15 month from 2000-01-01T00:00:00"]);
    expect([...(dataset.series[1]?.values ?? [])].slice(0, 3)).toEqual([3, 9, 15]);
  });

  test("a start that is none is refused", async () => {
    await expect(read(ragged, { frequency: month, start: "soon" })).rejects.toMatchObject({ code: "wrong-arguments" });
  });
});

describe("times of day without dates", () => {
  const clock = (i: number): string => new Date(Date.UTC(2024, 0, 1) + i * 300_000).toISOString().slice(11, 19);

  test("a clock that goes back begins the next day, for each subject", async () => {
    const rows = ["p1", "p2"].flatMap((id) =>
      Array.from({ length: 400 }, (_, i) => `${id},${clock(i + 200)},${i % 90}`),
    );
    const dataset = await read(`subject,time,glucose\n${rows.join("\n")}\n`);
    expect(spans(dataset)).toEqual([
      "p1: 400 5 minute from 2000-01-01T16:40:00",
      "p2: 400 5 minute from 2000-01-01T16:40:00",
    ]);
    expect(dataset.series.map(({ missing }) => missing)).toEqual([0, 0]);
    expect(warned(dataset)).toContain("clock-only");
  });

  test("a row out of order is no new day, and the first day can be named", async () => {
    const order = Array.from({ length: 100 }, (_, i) => (i === 50 ? 51 : i === 51 ? 50 : i));
    const dataset = await read(`time,v\n${order.map((i) => `${clock(i)},${i}`).join("\n")}\n`, { start: "2024-05-01" });
    expect(spans(dataset)).toEqual(["v: 100 5 minute from 2024-05-01T00:00:00"]);
    expect([...(dataset.series[0]?.values ?? [])].slice(49, 53)).toEqual([49, 50, 51, 52]);
  });
});

test("rows less than a second apart become seconds, and that is said", async () => {
  const rows = Array.from(
    { length: 200 },
    (_, i) => `${new Date(Date.UTC(2024, 0, 1) + i * 250).toISOString().slice(0, 23)},${i}`,
  );
  const dataset = await read(`t,v\n${rows.join("\n")}\n`);
  expect(spans(dataset)[0]).toMatch(/^v: (?:50|51) second from 2024-01-01T00:00:00$/);
  expect(dataset.series[0]?.missing).toBe(0);
  expect(warned(dataset)).toContain("sub-second");
});

describe("rows that are series", () => {
  const values = (from: number, length: number): string =>
    Array.from({ length }, (_, i) => String(from + ((i * 7) % 5) + i / 4)).join(",");
  const heads = (length: number, word = "V"): string => Array.from({ length }, (_, i) => `${word}${i + 1}`).join(",");

  test("whatever their ids are: whole numbers, or tens of thousands of words", async () => {
    const numbered = await read(`series,${heads(12)}\n7,${values(1, 12)}\n3,${values(50, 12)}\n9,${values(90, 12)}\n`, {
      frequency: month,
    });
    expect(numbered.series.map(({ id }) => id)).toEqual(["7", "3", "9"]);
    const rows = Array.from({ length: 30_500 }, (_, i) => `item ${i},${values(i, 8)}`);
    const many = await read(`id,${heads(8, "d_")}\n${rows.join("\n")}\n`, { frequency: month });
    expect(many.series).toHaveLength(30_500);
    expect(many.series[30_499]?.id).toBe("item 30499");
  });

  test("each in the step and from the start that its row states, whatever step the user names", async () => {
    const content = [
      `id,frequency,start,n,horizon,${heads(24)}`,
      `a,12,1977.9167,24,18,${values(1, 24)}`,
      `b,4,1975.75,20,8,${values(50, 20)}`,
      `c,1,1990,9,6,${values(90, 9)}`,
    ].join("\n");
    const expected = [
      "a: 24 month from 1977-12-01T00:00:00",
      "b: 20 quarter from 1975-10-01T00:00:00",
      "c: 9 year from 1990-01-01T00:00:00",
    ];
    const dataset = await read(`${content}\n`);
    expect(spans(dataset)).toEqual(expected);
    expect([...(dataset.series[2]?.values ?? [])].join(",")).toBe(values(90, 9));
    expect(spans(await read(`${content}\n`, { frequency: month }))).toEqual(expected);
    const named = await read(`${content}\n`, { start: "1960" });
    expect(spans(named)[0]).toBe("a: 24 month from 1960-01-01T00:00:00");
  });

  test("in words, with starts that are dates; rows without a step are left out and named", async () => {
    const content = [
      `id,period,start,${heads(12)}`,
      ...Array.from(
        { length: 11 },
        (_, i) => `s${i},${i % 2 === 0 ? "MONTHLY" : "weekly"},2021-03-01,${values(i, 12)}`,
      ),
      `odd,whenever,2021-03-01,${values(90, 12)}`,
    ].join("\n");
    const dataset = await read(`${content}\n`);
    expect(spans(dataset).slice(0, 2)).toEqual([
      "s0: 12 month from 2021-03-01T00:00:00",
      "s1: 12 week from 2021-03-01T00:00:00",
    ]);
    expect(dataset.series).toHaveLength(11);
    expect(dataset.repairs).toMatchObject([{ code: "unreadable-timestamp", count: 1, examples: [{ row: 13 }] }]);
  });

  test("a start per row is no time of the rows, unless one comes after the other", async () => {
    const rows = ["2021-05-01", "2020-01-01", "2021-05-01"].map((start, at) => `s${at},${start},${values(at, 12)}`);
    const content = `id,start,${heads(12)}\n${rows.join("\n")}\n`;
    await expect(read(content)).rejects.toMatchObject({ code: "no-time-column" });
    expect(spans(await read(content, { frequency: month }))[1]).toBe("s1: 12 month from 2020-01-01T00:00:00");
    const hours = Array.from(
      { length: 30 },
      (_, i) => `${new Date(Date.UTC(2024, 0, 1, i)).toISOString()},${values((i * 3) % 7, 10)}`,
    );
    const down = await read(`start,${heads(10, "s")}\n${hours.join("\n")}\n`);
    expect(spans(down)[0]).toBe("s1: 30 hour from 2024-01-01T00:00:00");
  });

  test("without a step the sentence names the columns that count, and the options", async () => {
    await expect(read(`id,${heads(12, "d_")}\na,${values(1, 12)}\nb,${values(2, 12)}\n`)).rejects.toMatchObject({
      code: "no-time-column",
      message: expect.stringMatching(/"d_1" … "d_12"/) as unknown,
      hint: expect.stringMatching(/--frequency day --start/) as unknown,
    });
  });

  test("one decimal mark for all columns: three decimals in one of them are no thousands", async () => {
    const odd = (at: number): string => (at === 5 ? "1.313" : String(90 + at));
    const rows = [
      Array.from({ length: 12 }, (_, at) => odd(at)),
      Array.from({ length: 12 }, (_, at) => `${at + 0.25}`),
    ];
    const dataset = await read(`id,${heads(12)}\na,${rows[0]?.join(",")}\nb,${rows[1]?.join(",")}\n`, {
      frequency: month,
    });
    expect(dataset.series[0]?.values[5]).toBe(1.313);
  });
});
