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
