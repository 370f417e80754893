import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayMs } from "#domain/series";
import { type SeriesVersion, valueDifference } from "./values.ts";

const missing = Number.NaN;
const daily = { unit: "day", count: 1 } as const;

/** Daily values from a day on. */
function version(values: readonly number[], firstDay = 0): SeriesVersion {
  return {
    frequency: daily,
    times: Float64Array.from(values, (_, step) => (firstDay + step) * dayMs),
    values: Float64Array.from(values),
  };
}

describe("what changed in the values", () => {
  test("is nothing in the same values, missing ones included", () => {
    const values = [1, missing, 3];
    expect(valueDifference(version(values), version(values), 1)).toMatchObject({
      ...{ kind: "same", common: 3, revised: 0, size: 0, meanRevision: null, largest: null, spans: [] },
    });
  });

  test("rows after, before and no longer there are counted by their times", () => {
    const [earlier, later] = [version([1, 2, 3], 2), version([9, 9, 1, 2, 3, 4], 0)];
    expect(valueDifference(earlier, later, 1)).toMatchObject({
      kind: "extended",
      ...{ common: 3, appended: 1, prepended: 2, dropped: 0 },
    });
    expect(valueDifference(later, earlier, 1)).toMatchObject({ kind: "shortened", common: 3, dropped: 3 });
    expect(valueDifference(version([1], 0), version([2], 5), 1)).toMatchObject({
      kind: "apart",
      dropped: 1,
      appended: 1,
    });
  });

  test("revisions come with their place, their size in usual steps, and what was filled or lost", () => {
    const difference = valueDifference(version([1, 2, missing, 4, 5, 6]), version([1, 5, 3, missing, 5, 4]), 2);
    expect(difference).toMatchObject({
      kind: "revised",
      ...{ revised: 4, filled: 1, lost: 1, meanRevision: 2.5, size: 2.5, spansInAll: 2 },
      largest: { time: dayMs, earlier: 2, later: 5 },
      spans: [
        { from: dayMs, to: 3 * dayMs, steps: 3 },
        { from: 5 * dayMs, to: 5 * dayMs, steps: 1 },
      ],
    });
  });

  test("where a value only came, it is named", () => {
    const { largest, meanRevision, size } = valueDifference(version([1, missing]), version([1, 7]), missing);
    expect({ largest, meanRevision, size }).toEqual({
      ...{ largest: { time: dayMs, earlier: null, later: 7 }, meanRevision: null, size: null },
    });
  });

  test("other steps can't be laid over each other", () => {
    const weekly = { ...version([1]), frequency: { unit: "week", count: 1 } as const };
    expect(valueDifference(version([1]), weekly, 1)).toMatchObject({ kind: "steps-differ", common: 0 });
  });

  test("every step of both is counted once, as looking each time up would", () => {
    const values = fc.array(fc.constantFrom(0, 1, 2, missing), { minLength: 1, maxLength: 30 });
    const day = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(values, day, values, day, (some, from, others, otherFrom) => {
        const [earlier, later] = [version(some, from), version(others, otherFrom)];
        const difference = valueDifference(earlier, later, 1);
        const before = new Map(some.map((value, step) => [from + step, value]));
        const after = new Map(others.map((value, step) => [otherFrom + step, value]));
        const common = [...before.keys()].filter((each) => after.has(each));
        const revised = common.filter((each) => !Object.is(before.get(each), after.get(each)));
        expect(difference.common).toBe(common.length);
        expect(difference.dropped).toBe(before.size - common.length);
        expect(difference.appended + difference.prepended).toBe(after.size - common.length);
        expect(difference.revised).toBe(revised.length);
        expect(difference.spans.reduce((sum, span) => sum + span.steps, 0)).toBe(revised.length);
        const moved = revised.map((each) => Math.abs((after.get(each) ?? 0) - (before.get(each) ?? 0)));
        expect(difference.size).toBe(moved.filter((size) => !Number.isNaN(size)).reduce((sum, size) => sum + size, 0));
      }),
    );
  });
});
