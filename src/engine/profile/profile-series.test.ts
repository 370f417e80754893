import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { profileFacts, profileParts, type SeriesProfile, summaryFacts } from "#domain/profile";
import { CancelledError, EngineError } from "#domain/errors";
import { parseFrequency } from "#domain/series";
import { decompose } from "./decompose.ts";
import { madeSeries } from "./made-series-fixtures.ts";
import { profileSeries } from "./profile-series.ts";

const nan = Number.NaN;
const profile = (values: ArrayLike<number>, frequency = "day"): SeriesProfile =>
  profileSeries({ id: "x", frequency: parseFrequency(frequency), values: Float64Array.from(values) });

/** Paths of numbers that JSON would not keep. */
function lost(value: unknown, path = ""): string[] {
  if (typeof value === "number") return Number.isFinite(value) ? [] : [path];
  if (ArrayBuffer.isView(value)) return [`${path} is a typed array`];
  if (typeof value !== "object" || value === null) return value === undefined ? [path] : [];
  return Object.entries(value).flatMap(([key, inner]) => lost(inner, `${path}.${key}`));
}

const awkward = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -9, max: 9 }) },
  { weight: 3, arbitrary: fc.double({ noDefaultInfinity: false }) },
  { weight: 2, arbitrary: fc.constant(0) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(nan, Infinity, -Infinity, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 1e-300),
  },
);

test("whatever the values, all numbers are numbers, and JSON keeps them", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(awkward, { maxLength: 140 }),
        fc.array(fc.constantFrom(nan, 0, 1), { maxLength: 140 }),
        fc.array(fc.constantFrom(3, 3, 3, nan, 1e308), { maxLength: 60 }),
      ),
      fc.constantFrom("day", "month", "hour", "year"),
      (values, frequency) => {
        const found = profile(values, frequency);
        expect(lost(found)).toEqual([]);
        expect(JSON.parse(JSON.stringify(found))).toEqual(JSON.parse(JSON.stringify(found, null, 1)));
        for (const fact of summaryFacts) expect(lost(fact.of(found.summary))).toEqual([]);
        for (const fact of profileFacts) expect(lost(fact.of(found))).toEqual([]);
      },
    ),
    { numRuns: 150 },
  );
});

/** What must not depend on the unit that the values are in. */
function labels({ seasons, trend, stationarity, changepoints, anomalies }: SeriesProfile): unknown {
  return {
    seasons: seasons?.map(({ length, peakStep }) => [length, peakStep]),
    direction: trend?.direction,
    verdict: stationarity?.verdict,
    changes: changepoints?.list.map(({ step, kind }) => [step, kind]),
    anomalies: anomalies?.list.map(({ step, kind }) => [step, kind]),
  };
}

describe("labels don't depend on the unit", () => {
  const some = madeSeries(5).filter(({ name }) =>
    /^(whiteNoise|autoregression|randomWalk|risingLine|hoursOfDays|daysOfWeeks|levelShiftOfSeason|spreadShift|spikesOfSeason|seasonWithGaps|heavyTails|bentLine)$/.test(
      name,
    ),
  );

  test.each(some)("$name", ({ frequency, values }) => {
    const of = (changed: Float64Array): SeriesProfile => profileSeries({ id: "x", frequency, values: changed });
    const own = of(values);
    // A power of two changes no digit; the demand alone knows where zero is.
    const scaled = of(values.map((value) => value * 2 ** 20));
    expect(labels(scaled)).toEqual(labels(own));
    expect(scaled.anomalies?.list.map(({ score }) => score)).toEqual(own.anomalies?.list.map(({ score }) => score));
    expect(scaled.changepoints?.noise).toBe((own.changepoints?.noise ?? 0) * 2 ** 20);
    expect(scaled.trend?.slope).toBe((own.trend?.slope ?? 0) * 2 ** 20);
    const moved = of(values.map((value) => value * 0.37 - 1234.5));
    expect(labels(moved)).toEqual(labels(own));
    expect(moved.forecastability?.value).toBeCloseTo(own.forecastability?.value ?? nan, 6);
    expect(moved.trend?.strength).toBeCloseTo(own.trend?.strength ?? nan, 6);
  });

  test("a mirrored series rises where the other falls, and its spikes are low", () => {
    const [series] = madeSeries(5).filter(({ name }) => name === "spikesOfSeason");
    const values = series?.values ?? new Float64Array(0);
    const kinds = (changed: Float64Array) =>
      profile(changed, "hour").anomalies?.list.map(({ step, kind }) => `${kind} ${step}`);
    expect(kinds(values)).toEqual(["high 300", "low 500"]);
    expect(kinds(values.map((value) => -value))).toEqual(["low 300", "high 500"]);
  });
});

describe("what can't be told", () => {
  const left = (found: SeriesProfile): string[] =>
    found.notes.filter(({ kind }) => kind === "left-out").map(({ part }) => part);

  test("nothing of an empty series, and it says so", () => {
    const found = profile([nan, nan]);
    expect(left(found)).toHaveLength(8);
    expect(found.notes[0]?.words).toBe("There is no value.");
    expect(found.summary.observed).toBe(0);
  });

  test("little of a short one, and the demand all the same", () => {
    const found = profile([1, 0, 0, 2, 0]);
    expect(found.demand).toMatchObject({ class: "intermittent", interval: 2.5, zeroShare: 0.6 });
    expect(found.seasons).toBeNull();
    expect(found.notes.map(({ words }) => words)).toContain("5 values are too few to tell.");
  });

  test("no demand where values are negative", () => {
    expect(profile([1, -1, 2]).notes).toContainEqual({
      part: "demand",
      kind: "left-out",
      words: "Demand is not negative, and some values are.",
    });
  });

  test("a series that is mostly missing has no tests", () => {
    const found = profile(Array.from({ length: 200 }, (_, at) => (at % 3 === 0 ? at % 7 : nan)));
    expect(left(found)).toEqual(["stationarity", "changepoints", "forecastability"]);
    expect(found.trend).not.toBeNull();
  });
});

test("a walk has no level, so no noise around it and no changes", () => {
  const [walk] = madeSeries(3).filter(({ name }) => name === "randomWalk");
  expect(profile(walk?.values ?? []).changepoints).toMatchObject({ list: [], noise: null });
});

test("gaps at the ends move no step", () => {
  const [series] = madeSeries(3).filter(({ name }) => name === "spike");
  const values = series?.values ?? [];
  const found = profile([nan, nan, nan, ...values, nan]);
  expect(found.anomalies?.list.map(({ step }) => step)).toEqual([80]);
  expect(found.summary).toMatchObject({ firstStep: 3, lastStep: 202, missing: 4, steps: 204 });
});

test("of a long series the last steps are looked at, and it says so", () => {
  const values = Float64Array.from(
    { length: 3000 },
    (_, at) => 50 + Math.sin((2 * Math.PI * at) / 24) + ((at * 7919) % 101) / 101,
  );
  values[50] = 1000;
  values[2960] = 1000;
  const found = profileSeries({ id: "x", frequency: parseFrequency("hour"), values }, { maxSteps: 1000 });
  expect(found.anomalies?.list.map(({ step }) => step)).toEqual([2960]);
  expect(found.notes.map(({ part, kind }) => [part, kind])).toEqual(profileParts.map((part) => [part, "limited"]));
  expect(found.notes[0]?.words).toBe("Looks at the last 1,000 of 3,000 steps.");
  expect(found.summary).toMatchObject({ steps: 3000, max: 1000 });
});

describe("cancellation", () => {
  const [series] = madeSeries(1).filter(({ name }) => name === "hoursOfDaysAndWeeks");
  const of = (signal: { readonly aborted: boolean; readonly reason?: unknown }): SeriesProfile => {
    if (series === undefined) throw new Error("no such series");
    return profileSeries({ id: "x", ...series }, { signal });
  };

  test("ends it wherever it is", () => {
    let most = 0;
    of({
      get aborted() {
        most++;
        return false;
      },
    });
    expect(most).toBeGreaterThan(10);
    for (const at of [1, 2, 5, most - 1]) {
      let looks = 0;
      const signal = {
        get aborted() {
          return ++looks >= at;
        },
      };
      expect(() => of(signal)).toThrow(CancelledError);
    }
  });

  test("a deadline's own reason is what comes out", () => {
    const reason = new EngineError("timed-out", "Too late.");
    expect(() => of({ aborted: true, reason })).toThrow(reason);
  });
});

describe("a decomposition", () => {
  test("adds up to the values", () => {
    for (const { frequency, values } of madeSeries(4)) {
      const { trend, seasons, remainder } = decompose({ id: "x", frequency, values });
      const size = Math.max(...values.filter((value) => !Number.isNaN(value)).map(Math.abs));
      const off = Array.from(values, (value, at) =>
        Number.isNaN(value)
          ? Number.isNaN(remainder[at])
            ? 0
            : 1
          : Math.abs(
              seasons.reduce((sum, one) => sum + (one.values[at] ?? nan), trend[at] ?? nan) +
                (remainder[at] ?? nan) -
                value,
            ),
      );
      expect(Math.max(...off)).toBeLessThanOrEqual(1e-9 * size);
    }
  });

  test("uses the seasons that it is given, less those that don't fit twice", () => {
    const values = Float64Array.from({ length: 60 }, (_, at) => at % 6);
    const lengths = [6, 50, 1];
    const found = decompose({ id: "x", frequency: parseFrequency("day"), values }, { lengths });
    expect(found.seasons.map(({ length }) => length)).toEqual([6]);
    expect(decompose({ id: "x", frequency: parseFrequency("day"), values: new Float64Array(0) }).seasons).toEqual([]);
  });

  test("bridges a gap by the season", () => {
    const wave = (at: number): number => 10 * Math.sin((2 * Math.PI * at) / 24);
    const values = Float64Array.from({ length: 480 }, (_, at) => (at >= 200 && at < 230 ? nan : 50 + wave(at)));
    const { trend, seasons } = decompose({ id: "x", frequency: parseFrequency("hour"), values });
    expect(Math.abs((trend[212] ?? nan) + (seasons[0]?.values[212] ?? nan) - 50 - wave(212))).toBeLessThan(2);
  });
});
