import fc from "fast-check";
import { expect, test } from "vitest";
import { type Frequency, frequencyUnits, stepsBetween } from "#domain/series";
import { originNow } from "./index.ts";

const wallClock = (text: string): number => Date.parse(`${text}Z`);
const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 19);
const month: Frequency = { unit: "month", count: 1 };
const seriesTo = (end: string, oldestOrigin = -100) => ({ end, frequency: month, oldestOrigin });

test("an origin is the same time in a file with more rows, and in one with fewer", () => {
  const look = { origin: -3, end: "1960-12-01T00:00:00", frequency: month };
  expect(originNow(look, seriesTo("1961-02-01T00:00:00"), wallClock)).toBe(-5);
  expect(originNow(look, seriesTo("1960-11-01T00:00:00"), wallClock)).toBe(-2);
});

test("the forecast from all data stays that", () => {
  const look = { origin: 0, end: "1960-12-01T00:00:00", frequency: month };
  expect(originNow(look, seriesTo("1961-02-01T00:00:00"), wallClock)).toBe(0);
});

test("where the time is not in the data any more, it is the nearest that is", () => {
  const look = { origin: -3, end: "1960-12-01T00:00:00", frequency: month };
  expect(originNow(look, seriesTo("1960-06-01T00:00:00"), wallClock)).toBe(0);
  expect(originNow(look, seriesTo("1961-02-01T00:00:00", -4), wallClock)).toBe(-4);
});

test("other steps, and an end that is no time, have no origin", () => {
  const look = { origin: -3, end: "1960-12-01T00:00:00", frequency: month };
  const weeks = { end: "1961-01-01T00:00:00", frequency: { unit: "week", count: 1 } as const, oldestOrigin: -9 };
  expect(originNow(look, weeks, wallClock)).toBeNull();
  expect(originNow({ ...look, end: "soon" }, seriesTo("1961-02-01T00:00:00"), wallClock)).toBeNull();
});

const counted = fc.record({ unit: fc.constantFrom(...frequencyUnits), count: fc.integer({ min: 1, max: 12 }) });

test("steps there and back are none, whatever the calendar, but for halves that are rounded", () => {
  const times = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2100, 0, 1) });
  fc.assert(
    fc.property(counted, times, times, (frequency, from, to) => {
      expect([0, 1]).toContain(stepsBetween(from, to, frequency) + stepsBetween(to, from, frequency) + 0);
      expect(stepsBetween(from, from, frequency) + 0).toBe(0);
    }),
  );
});

test("business days are counted without weekends", () => {
  const day: Frequency = { unit: "businessDay", count: 1 };
  const friday = Date.UTC(2026, 10, 27);
  expect(stepsBetween(friday, Date.UTC(2026, 10, 30), day)).toBe(1);
  expect(stepsBetween(friday, Date.UTC(2026, 11, 4), day)).toBe(5);
  expect(iso(friday)).toBe("2026-11-27T00:00:00");
});
