import { expect, test } from "vitest";
import { ingest } from "#engine/ingest";
import { sourceOf, testPorts } from "../testing.ts";

const rows = 6000;
const startMs = Date.UTC(2020, 0, 1);

/** Hours in columns of their parts; `odd` stands in place of one of the cells of a row far below the first ones. */
function table(odd: Readonly<Record<number, string>>): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const date = new Date(startMs + row * 3_600_000);
    const cells = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours(), row % 24];
    return cells.map((cell, at) => (row === 5900 ? (odd[at] ?? cell) : cell)).join(",");
  });
  return `year,month,day,hour,load\n${lines.join("\n")}\n`;
}

test("year, month, day and hour in columns of their own are the time", async () => {
  const { series } = await ingest(sourceOf(table({})), {}, testPorts());
  expect(series.map(({ times, missing }) => [times[0], times.at(-1), missing])).toEqual([
    [startMs, startMs + (rows - 1) * 3_600_000, 0],
  ]);
});

test.each([
  ["month", 1, "13"],
  ["day", 2, "32"],
  ["hour", 3, "31"],
])("a %s that no calendar has is no time, however far below", async (_, column, cell) => {
  const { series, repairs } = await ingest(sourceOf(table({ [column]: cell })), {}, testPorts());
  expect(series.map(({ missing }) => missing)).toEqual([1]);
  expect(repairs.find(({ code }) => code === "unreadable-timestamp")?.examples).toMatchObject([{ row: 5902 }]);
});
