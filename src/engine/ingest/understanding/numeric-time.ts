import { dayMs, hourMs, minuteMs, secondMs } from "#domain/series";
import type { Float64Column, GrowableFloat64 } from "#engine/ingest/columns";
import { christianYear, dayNumber } from "#engine/ingest/cells";

/** What the numbers of a time column count. */
export type NumericTimeKind =
  | "epoch"
  | "yyyymmdd"
  | "yyyymmddhh"
  | "yyyymmddhhmm"
  | "yyyymmddhhmmss"
  | "yyyymm"
  | "year"
  | "fractional-year"
  | "excel-1900"
  | "excel-1904";

/** Day 0 of the spreadsheets' 1900 system as they count after their invented 29 February 1900. */
const excel1900Zero = -25_569;
const excel1904Zero = -24_107;

interface Profile {
  count: number;
  smallest: number;
  largest: number;
  integers: number;
  rising: number;
  falling: number;
}

/** 1 Jan 1990 … 2100 in seconds, and the same span in the finer units: the spans do not overlap. */
const epochFrom = 631_152_000;
const epochTo = 4_102_444_800;
const epochUnits: readonly (readonly [string, number])[] = [
  ["seconds", 1],
  ["milliseconds", 1e3],
  ["microseconds", 1e6],
  ["nanoseconds", 1e9],
];

function epochFactor(value: number): number {
  for (const [, factor] of epochUnits) if (value >= epochFrom * factor && value < epochTo * factor) return factor;
  return 0;
}

/**
 * Recognises what a column of numbers counts, if it is time; null when it is not.
 * @param isNamedAsTime the header says that this is the time; weaker evidence is enough then.
 */
export function recogniseNumericTime(
  values: Float64Column,
  name: string,
  isNamedAsTime: boolean,
): NumericTimeKind | null {
  const profile = profileOf(values);
  if (profile.count < 1) return null;
  const isOrdered = Math.max(profile.rising, profile.falling) >= (profile.count - 1) * 0.9;
  const areIntegers = profile.integers === profile.count;
  if (areIntegers) {
    if (all(values, (value) => isDigitsDate(value))) return "yyyymmdd";
    if (all(values, (value) => isDigitsDate(Math.floor(value / 1e6)) && isDigitsClock(value % 1e6)))
      return "yyyymmddhhmmss";
    if (all(values, (value) => isDigitsDate(Math.floor(value / 1e4)) && isDigitsClock((value % 1e4) * 100)))
      return "yyyymmddhhmm";
    if (all(values, (value) => isDigitsDate(Math.floor(value / 100)) && value % 100 <= 24)) return "yyyymmddhh";
    if ((isNamedAsTime || isOrdered) && all(values, isDigitsMonth)) return "yyyymm";
  }
  if ((isNamedAsTime || isOrdered) && all(values, (value) => epochFactor(value) > 0)) return "epoch";
  if (profile.smallest > 2400 && profile.largest < 2700 && areIntegers && isNamedAsTime && isOrdered) return "year";
  if (profile.smallest >= 1000 && profile.largest < 2500) {
    const isYearName = /year|yr|jahr|ann[eé]|anno|ano|año/i.test(name);
    if (areIntegers && (isYearName || isOrdered)) return "year";
    if (isOrdered && profile.smallest >= 1500) return "fractional-year";
  }
  if (isNamedAsTime && isOrdered && profile.smallest >= 10_000 && profile.largest < 80_000) {
    return /1904/.test(name) ? "excel-1904" : "excel-1900";
  }
  return null;
}

/** Every value is an instant of our age in an epoch's seconds or finer: a second time column, not a measurement. */
export function areEpochs(values: Float64Column): boolean {
  return all(values, (value) => Number.isInteger(value) && epochFactor(value) > 0);
}

/** Wall-clock (UTC) milliseconds of every value, and which epoch units occurred. */
export function convertNumericTimes(
  values: Float64Column,
  kind: NumericTimeKind,
): { ms: GrowableFloat64; units: string[] } {
  const units = new Set<string>();
  const ms = values.map((value) => (value === value ? convert(value, kind, units) : value));
  return { ms, units: [...units] };
}

function convert(value: number, kind: NumericTimeKind, units: Set<string>): number {
  switch (kind) {
    case "epoch": {
      const factor = epochFactor(value);
      units.add(epochUnits.find(([, known]) => known === factor)?.[0] ?? "");
      return Math.round((value / factor) * 1000);
    }
    case "yyyymmdd":
      return digitsDate(value);
    case "yyyymmddhh":
      return digitsDate(Math.floor(value / 100)) + (value % 100) * hourMs;
    case "yyyymmddhhmm":
      return digitsDate(Math.floor(value / 1e4)) + digitsClock((value % 1e4) * 100);
    case "yyyymmddhhmmss":
      return digitsDate(Math.floor(value / 1e6)) + digitsClock(value % 1e6);
    case "yyyymm":
      return dayNumber(Math.floor(value / 100), value % 100, 1) * dayMs;
    case "year":
      return dayNumber(christianYear(value), 1, 1) * dayMs;
    case "fractional-year":
      return fractionalYear(value);
    case "excel-1900":
      return spreadsheetDay(value, excel1900Zero);
    case "excel-1904":
      return spreadsheetDay(value, excel1904Zero);
  }
}

/** Days with a fraction; five decimals are not quite a second, so the clock is rounded to the second. */
function spreadsheetDay(value: number, zero: number): number {
  return Math.round((value + zero) * (dayMs / secondMs)) * secondMs;
}

/** 1880.0833 is February: what is within a few days of a month's beginning means that month. */
function fractionalYear(value: number): number {
  const year = Math.floor(value + 1e-6);
  const months = (value - year) * 12;
  const month = Math.round(months);
  if (Math.abs(months - month) < 0.06) return dayNumber(year + Math.floor(month / 12), (month % 12) + 1, 1) * dayMs;
  const start = dayNumber(year, 1, 1);
  const days = dayNumber(year + 1, 1, 1) - start;
  return (start + Math.round((value - year) * days)) * dayMs;
}

function digitsDate(value: number): number {
  return dayNumber(Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100) * dayMs;
}

function digitsClock(value: number): number {
  return Math.floor(value / 10_000) * hourMs + (Math.floor(value / 100) % 100) * minuteMs + (value % 100) * secondMs;
}

function isDigitsDate(value: number): boolean {
  const year = Math.floor(value / 10_000);
  const month = Math.floor(value / 100) % 100;
  const day = value % 100;
  return year >= 1500 && year <= 2500 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

function isDigitsClock(value: number): boolean {
  return Math.floor(value / 10_000) <= 24 && Math.floor(value / 100) % 100 < 60 && value % 100 < 61;
}

function isDigitsMonth(value: number): boolean {
  const year = Math.floor(value / 100);
  const month = value % 100;
  return year >= 1500 && year <= 2500 && month >= 1 && month <= 12;
}

function all(values: Float64Column, holds: (value: number) => boolean): boolean {
  let seen = false;
  for (let i = 0; i < values.length; i += 1) {
    const value = values.get(i);
    if (value !== value) continue;
    if (!holds(value)) return false;
    seen = true;
  }
  return seen;
}

function profileOf(values: Float64Column): Profile {
  const profile: Profile = { count: 0, smallest: Infinity, largest: -Infinity, integers: 0, rising: 0, falling: 0 };
  let before = Number.NaN;
  for (let i = 0; i < values.length; i += 1) {
    const value = values.get(i);
    if (value !== value) continue;
    profile.count += 1;
    if (value < profile.smallest) profile.smallest = value;
    if (value > profile.largest) profile.largest = value;
    if (Number.isInteger(value)) profile.integers += 1;
    if (value >= before) profile.rising += 1;
    if (value <= before) profile.falling += 1;
    before = value;
  }
  return profile;
}
