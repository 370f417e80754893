import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ingest } from "./index.ts";
import { sourceOf, testPorts } from "./testing.ts";

const read = (content: string, options: IngestOptions = {}): Promise<IngestedDataset> =>
  ingest(sourceOf(content, 97), options, testPorts());
const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
const shown = ({ series }: IngestedDataset): unknown =>
  series.map(({ id, times, values }) => [id, [...times], [...values]]);

test("a file without some rows is read like the file from which they are left out", async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${day(i)},${(i * 37) % 11}`);
  const range = fc.tuple(fc.integer({ min: 4, max: 36 }), fc.nat(2)).map(([from, more]) => ({ from, to: from + more }));
  await fc.assert(
    fc.asyncProperty(fc.array(range, { minLength: 1, maxLength: 3 }), async (leftOutRows) => {
      // The header is row 1.
      const isOut = (i: number): boolean => leftOutRows.some(({ from, to }) => i + 2 >= from && i + 2 <= to);
      const whole = await read(`date,value\n${rows.join("\n")}\n`, { leftOutRows });
      const cut = await read(`date,value\n${rows.filter((_, i) => !isOut(i)).join("\n")}\n`);
      expect(shown(whole)).toEqual(shown(cut));
      expect(whole.repairs.find(({ code }) => code === "left-out-row")?.count).toBe(
        rows.filter((_, i) => isOut(i)).length,
      );
    }),
    { numRuns: 25 },
  );
});

test("a row that can't be read may be left out, and the rest of the file is", async () => {
  const rows = Array.from({ length: 8 }, (_, i) => (i === 4 ? "?,?" : `${day(i)},${i}`)).join("\n");
  await expect(read(`date,value\n${rows}\n`)).rejects.toMatchObject({ code: "bad-timestamp", row: 6 });
  const { series } = await read(`date,value\n${rows}\n`, { leftOutRows: [{ from: 6, to: 6 }] });
  expect([...(series[0]?.values ?? [])]).toEqual([0, 1, 2, 3, Number.NaN, 5, 6, 7]);
});

test("of dates across, a row is a series; counted rows close up", async () => {
  const dates = Array.from({ length: 12 }, (_, i) => day(i)).join(",");
  const values = (from: number): string => Array.from({ length: 12 }, (_, i) => from + i).join(",");
  const across = await read(`shop,${dates}\nA,${values(1)}\nB,${values(50)}\nC,${values(99)}\n`, {
    leftOutRows: [{ from: 3, to: 3 }],
  });
  expect(across.series.map(({ id }) => id)).toEqual(["A", "C"]);
  const counted = await read(`value\n${Array.from({ length: 10 }, (_, i) => i).join("\n")}\n`, {
    frequency: { unit: "day", count: 1 },
    leftOutRows: [{ from: 5, to: 6 }],
  });
  expect([...(counted.series[0]?.values ?? [])]).toEqual([0, 1, 2, 5, 6, 7, 8, 9]);
});

test("rows where no data is are said", async () => {
  const { warnings } = await read(`date,value\n${Array.from({ length: 9 }, (_, i) => `${day(i)},${i}`).join("\n")}\n`, {
    leftOutRows: [{ from: 900, to: 910 }],
  });
  expect(warnings.find(({ code }) => code === "left-out-row")?.message).toBe(
    "Rows 900-910 were to be left out, and no data is there: the file's rows of data are 2 to 10.",
  );
});
