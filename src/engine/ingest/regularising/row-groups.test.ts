import fc from "fast-check";
import { expect, test } from "vitest";
import { NumberSink, TextSink, GrowableFloat64, type Table } from "#engine/ingest/columns";
import { RepairLog } from "#engine/ingest/report";
import { groupRows } from "../understanding/groups.ts";
import { RowGroups, type GroupLimits } from "./row-groups.ts";
type Row = readonly [time: number, id: string, a: number, b: number];

function tableOf(rows: readonly Row[]): { table: Table; ms: GrowableFloat64 } {
  const ids = new TextSink();
  const a = new NumberSink(".");
  const b = new NumberSink(".");
  const ms = new GrowableFloat64();
  for (const [time, id, first, second] of rows) {
    ms.push(time);
    ids.push(id);
    a.pushNumber(first);
    b.pushNumber(second);
  }
  const table: Table = {
    columns: [
      { name: "id", sink: ids },
      { name: "a", sink: a },
      { name: "b", sink: b },
    ],
    rows: rows.length,
    fileRow: (index) => index + 2,
    headRow: 1,
    decimal: ".",
    options: {},
    seriesNames: new Map(),
    log: new RepairLog(),
    missingNumbers: new Set(),
    asides: [],
    thisYear: 2026,
  };
  return { table, ms };
}

async function groupsOf(rows: readonly Row[], columns: readonly number[], limits?: GroupLimits): Promise<unknown> {
  const { table, ms } = tableOf(rows);
  const axis = { columns: [], ms, unreadable: [], unreadableCount: 0 };
  const pause = async (): Promise<void> => {};
  const groups = await RowGroups.of(table, axis, groupRows(table, [0]), columns, pause, limits);
  const visits: unknown[] = [];
  for (const visit of ["forEach", "takeEach"] as const) {
    await groups[visit](async ({ label, length, times, starts, rowOf, cells }) => {
      const found = Array.from({ length }, (_, i) => rowOf(i));
      visits.push({
        label,
        times: [...times],
        starts: starts === null ? null : [...starts],
        rows: found,
        cells: columns.map((column) => [...cells(column)]),
      });
    }, pause);
  }
  return { readable: groups.readable, visits, repairs: table.log.repairs() };
}

const row = fc.tuple(
  fc.oneof(
    fc.integer({ min: 0, max: 30 }).map((i) => i * 60_000),
    fc.constant(Number.NaN),
  ),
  fc.constantFrom("x", "y", "z", "w"),
  fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double(), fc.constant(Number.NaN)),
  fc.integer({ min: 0, max: 1_000_000 }).map((i) => i / 100),
);

test("rows that are taken apart come back as those that were kept, by the plain definition", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 200 }),
      fc.constantFrom([1], [1, 2]),
      fc.constantFrom(1, 40, 1000),
      async (rows, columns, bucketValues) => {
        const kept = await groupsOf(rows, columns);
        expect(await groupsOf(rows, columns, { keptRows: 0, bucketValues })).toEqual(kept);
        const plain = plainGroups(rows, columns);
        expect(kept).toMatchObject({
          readable: rows.filter(([time]) => !Number.isNaN(time)).length,
          visits: [...plain, ...plain],
        });
      },
    ),
    { numRuns: 150 },
  );
});

/** Stable sort of each group by time. */
function plainGroups(rows: readonly Row[], columns: readonly number[]): unknown[] {
  const labels = [...new Set(rows.map(([, id]) => id))];
  return labels.flatMap((label) => {
    const own = rows.flatMap(([time, id], i) => (id === label && !Number.isNaN(time) ? [i] : []));
    if (own.length === 0) return [];
    const falls =
      own.every((i, at) => at === 0 || (rows[i]?.[0] ?? 0) <= (rows[own[at - 1] ?? 0]?.[0] ?? 0)) &&
      rows[own[0] ?? 0]?.[0] !== rows[own.at(-1) ?? 0]?.[0];
    // Rows in falling order are turned round, repeated times with them.
    const sorted = falls
      ? [...own].reverse()
      : [...own].sort((a, b) => (rows[a]?.[0] ?? 0) - (rows[b]?.[0] ?? 0) || a - b);
    const times = sorted.map((i) => rows[i]?.[0] ?? 0);
    return [
      {
        label,
        times: [...new Set(times)],
        rows: sorted,
        cells: columns.map((column) => sorted.map((i) => rows[i]?.[column + 1])),
      },
    ];
  });
}
