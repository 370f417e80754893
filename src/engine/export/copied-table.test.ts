import { expect, test } from "vitest";
import type { ExportedForecast } from "#domain/export";
import { copiedTable } from "./copied-table.ts";

const dayMs = 86_400_000;
const levels = [0.1, 0.5, 0.9];

function forecast(steps: number, over: Partial<ExportedForecast> = {}): ExportedForecast {
  return {
    dataset: "d",
    zone: null,
    series: "=Sales",
    model: { id: "m", name: "M", version: "1", sha256: "0" },
    origin: 0,
    horizon: 2,
    frequency: { unit: "day", count: 1 },
    levels,
    quantiles: Float32Array.of(0.1, 0.2, 1.1, 1.2, 2.1, 2.2),
    times: Float64Array.of(steps * dayMs, (steps + 1) * dayMs),
    actuals: null,
    anchor: { time: (steps - 1) * dayMs, value: 1 },
    historyTimes: Float64Array.from({ length: steps }, (_, step) => step * dayMs),
    historyValues: Float64Array.from({ length: steps }, (_, step) => (step === 1 ? Number.NaN : step)),
    ...over,
  };
}

test("a forecast is its median and the ends of its ranges, with no more digits than it has", () => {
  const { table } = copiedTable(forecast(3), "forecast");
  expect(table.header).toEqual(["Time", "Median", "80\u00a0% low", "80\u00a0% high"]);
  expect(table.rows).toEqual([
    [{ time: 3 * dayMs, hasClock: false }, 1.1, 0.1, 2.1],
    [{ time: 4 * dayMs, hasClock: false }, 1.2, 0.2, 2.2],
  ]);
});

test("what happened stands beside it", () => {
  const past = forecast(3, { origin: -2, actuals: Float64Array.of(7, Number.NaN) });
  expect(copiedTable(past, "forecast").table.rows.map((row) => row[1])).toEqual([7, null]);
});

test("a history stands before it in the same columns, of a longer one the latest steps", () => {
  const { table, leftOut } = copiedTable(forecast(3), "history");
  expect(leftOut).toBe(0);
  expect(table.header.slice(0, 3)).toEqual(["Time", "=Sales", "Median"]);
  expect(table.rows.map((row) => row[1])).toEqual([0, null, 2, null, null]);
  expect(new Set(table.rows.map(({ length }) => length))).toEqual(new Set([table.header.length]));
  const long = copiedTable(forecast(100_005), "history");
  expect([long.leftOut, long.table.rows.length]).toEqual([5, 100_002]);
  expect(long.table.rows[0]?.[1]).toBe(5);
});
