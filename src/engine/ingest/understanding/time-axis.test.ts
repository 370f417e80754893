import type { IngestedDataset } from "#domain/dataset";
import { expect, test } from "vitest";
import { ingest } from "#engine/ingest";
import { sourceOf, testPorts } from "../testing.ts";

const read = async (content: string): Promise<IngestedDataset> => ingest(sourceOf(content, 97), {}, testPorts());
const rows = (count: number, time: (row: number) => string | number): string =>
  Array.from({ length: count }, (_, row) => `${time(row)},${(row * 7) % 11}\n`).join("");

test("years are of the Buddhist era where their numbers say so, not where the first one is blank", async () => {
  const codes = ({ warnings }: IngestedDataset): string[] => warnings.map(({ code }) => code);
  expect(codes(await read(`year,load\n,3\n${rows(30, (row) => 1990 + row)}`))).not.toContain("buddhist-years");
  expect(codes(await read(`year,load\n,3\n${rows(30, (row) => 2533 + row)}`))).toContain("buddhist-years");
});

test("days counted from 1904 and forms of times are told with a row", async () => {
  const days = await read(`date (1904),load\n${rows(40, (row) => 45_000 + row)}`);
  expect(days.warnings.map(({ message }) => message)).toContain(
    '"date (1904)" holds spreadsheet day numbers, read as counted from 1904: 45000 in row 2 is 2027-03-16.',
  );
  const day = (row: number): string => String(row + 1).padStart(2, "0");
  const mixed = await read(
    `date,load\n${rows(28, (row) => (row === 20 ? `${day(row)} Jan 2024` : `2024-01-${day(row)}`))}`,
  );
  expect(mixed.warnings.find(({ code }) => code === "mixed-time-formats")?.message).toBe(
    '"date" writes its times in 2 ways, one of them in row 22; each was read in its own.',
  );
});
