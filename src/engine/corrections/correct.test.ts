import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addStep, effective, emptyLog, type Correction, type CorrectionAction } from "#domain/correction";
import { dayMs, type IngestedSeries } from "#domain/series";
import { arbitraryEdit, unchecked } from "../../domain/correction/correction-fixtures.ts";
import { changeBytes, correct, correctionOf, identityText } from "./index.ts";

const nan = Number.NaN;
const content = { handle: "h", zone: null };
const day = { unit: "day", count: 1 } as const;

/** As an import makes it. */
function series(values: readonly number[], rest: Partial<IngestedSeries> = {}): IngestedSeries {
  const missing = values.filter(Number.isNaN).length;
  return {
    id: "a",
    frequency: day,
    times: Float64Array.from(values, (_, step) => step * dayMs),
    values: Float64Array.from(values),
    missing,
    seasonLengths: [1],
    isNonNegative: values.every((value) => !(value < 0)),
    flags: flagsOf(values),
    ...rest,
  };
}

/** Every stretch of missing steps. */
function flagsOf(values: readonly number[]): IngestedSeries["flags"] {
  const missing = [...values.keys()].filter((step) => Number.isNaN(values[step]));
  const spans = missing
    .filter((step) => !missing.includes(step - 1))
    .map((fromStep) => {
      let toStep = fromStep;
      while (missing.includes(toStep + 1)) toStep += 1;
      return { code: "missing" as const, fromStep, toStep };
    });
  return { steps: missing.length === 0 ? {} : { missing: missing.length }, total: spans.length, spans };
}

/** Steps whose values differ. */
function differing(one: Float64Array, other: Float64Array): number[] {
  return [...one.keys()].filter((step) => !Object.is((one[step] ?? 0) + 0, (other[step] ?? 0) + 0));
}

function made(base: IngestedSeries, ...edits: readonly [CorrectionAction, number, number][]): readonly Correction[] {
  return edits.map(([action, from, to], at) => ({
    ...correctionOf({ series: base.id, from: from * dayMs, to: to * dayMs, action, text: "" }, base, content),
    id: at + 1,
  }));
}

const valuesOf = (base: IngestedSeries, corrections: readonly Correction[]): number[] => [
  ...correct(base, content, corrections).series.values,
];

describe("what a correction does", () => {
  const base = series([1, 2, nan, 4, 5, -6]);

  test.each<[CorrectionAction, number, number, number[]]>([
    [{ kind: "exclude" }, 1, 3, [1, nan, nan, nan, 5, -6]],
    [{ kind: "replace", value: 9 }, 1, 2, [1, 9, 9, 4, 5, -6]],
    [{ kind: "scale", factor: 10 }, 1, 3, [1, 20, nan, 40, 5, -6]],
    [{ kind: "fill", method: "linear" }, 2, 2, [1, 2, 3, 4, 5, -6]],
    [{ kind: "fill", method: "linear" }, 0, 5, [1, 2, 3, 4, 5, -6]],
    [{ kind: "event", isExcluded: false }, 0, 1, [1, 2, nan, 4, 5, -6]],
    [{ kind: "event", isExcluded: true }, 0, 1, [nan, nan, nan, 4, 5, -6]],
    [{ kind: "note" }, 0, 1, [1, 2, nan, 4, 5, -6]],
  ])("%o from step %i to %i", (action, from, to, expected) => {
    expect(valuesOf(base, made(base, [action, from, to]))).toEqual(expected);
  });

  test("each sees what the ones before it left", () => {
    const exclude = { kind: "exclude" } as const;
    const fill = { kind: "fill", method: "linear" } as const;
    expect(valuesOf(base, made(base, [exclude, 3, 3], [fill, 2, 3]))).toEqual([1, 2, 3, 4, 5, -6]);
    expect(valuesOf(base, made(base, [fill, 2, 3], [exclude, 3, 3]))).toEqual([1, 2, 3, nan, 5, -6]);
  });

  test("a season fills from the seasons around, the nearer one counting more, and not from what it filled", () => {
    const weekly = series([1, 10, 2, 20, nan, nan, 4, 40, nan, 60], { seasonLengths: [2] });
    const seasonal = made(weekly, [{ kind: "fill", method: "seasonal" }, 4, 8]);
    expect(valuesOf(weekly, seasonal)).toEqual([1, 10, 2, 20, 3, 30, 4, 40, 4, 60]);
    const apart = series([0, 1, nan, 1, nan, 1, 30, 1], { seasonLengths: [2] });
    const both = made(apart, [{ kind: "fill", method: "seasonal" }, 0, 7]);
    expect(valuesOf(apart, both)).toEqual([0, 1, 10, 1, 20, 1, 30, 1]);
  });

  test("what the import filled can be taken back, and nothing else", () => {
    const flags = { steps: { filled: 2 }, total: 1, spans: [{ code: "filled", fromStep: 1, toStep: 2 }] } as const;
    const filled = series([1, 2, 3, 4], { flags });
    const { series: corrected, outcomes } = correct(filled, content, made(filled, [{ kind: "unfill" }, 2, 3]));
    expect([...corrected.values]).toEqual([1, 2, nan, 4]);
    expect(outcomes).toEqual([{ id: 1, steps: 1, problem: null }]);
    expect(corrected.flags).toEqual({
      steps: { filled: 1, missing: 1, corrected: 1 },
      total: 3,
      spans: [
        { code: "filled", fromStep: 1, toStep: 1 },
        { code: "missing", fromStep: 2, toStep: 2 },
        { code: "corrected", fromStep: 2, toStep: 2, from: "3", to: "missing" },
      ],
    });
  });

  test("what is known of a series follows from its corrected values", () => {
    const { series: corrected } = correct(base, content, made(base, [{ kind: "exclude" }, 5, 5]));
    expect(corrected).toMatchObject({ missing: 2, isNonNegative: true });
    expect(corrected.times).toBe(base.times);
    expect([...base.values]).toEqual([1, 2, nan, 4, 5, -6]);
  });
});

describe("what does not fit is left out and says why", () => {
  const base = series([1, 2, nan, 4]);

  function problemOf(correction: Correction, of = base, zone: string | null = null): string {
    const { series: corrected, outcomes } = correct(of, { handle: "other", zone }, [correction]);
    expect(corrected).toBe(of);
    return `${outcomes[0]?.steps} ${outcomes[0]?.problem?.code}: ${outcomes[0]?.problem?.message}`;
  }
  const one = (action: CorrectionAction, from: number, to = from): Correction =>
    made(base, [action, from, to])[0] as Correction;

  test.each<[CorrectionAction, number, number, string]>([
    [{ kind: "exclude" }, 1, 9, '0 time-gone: "a" has no step at 1970-01-10 00:00:00.'],
    [{ kind: "exclude" }, 0.5, 1, '0 time-gone: "a" has no step at 1970-01-01 12:00:00.'],
    [{ kind: "exclude" }, 3, 1, "0 time-gone: 1970-01-04 00:00:00 comes after 1970-01-02 00:00:00."],
    [{ kind: "fill", method: "linear" }, 0, 1, "0 nothing-missing: None of these steps is missing."],
    [{ kind: "fill", method: "seasonal" }, 2, 2, '0 no-season: "a" has no season to fill from.'],
    [{ kind: "unfill" }, 0, 3, "0 nothing-filled: The import filled none of these steps."],
    [{ kind: "scale", factor: 1e308 }, 3, 3, "0 too-large: Times 1e+308, a value is too large to be a number."],
  ])("%o from %d to %d", (action, from, to, expected) => {
    const large = { ...base, values: Float64Array.of(1, 2, nan, 1e300) };
    const of = action.kind === "scale" ? large : base;
    expect(problemOf({ ...one(action, from, to), found: null }, of)).toBe(expected);
  });

  test("a gap that is open to one side", () => {
    const open = series([1, nan, nan]);
    const fill = made(open, [{ kind: "fill", method: "linear" }, 1, 2])[0] as Correction;
    expect(problemOf(fill, open)).toContain("no-neighbour");
  });

  test("another step, another zone, another value", () => {
    const exclude = one({ kind: "exclude" }, 1);
    const weekly = { ...base, frequency: { unit: "week", count: 1 } } as const;
    expect(problemOf(exclude, weekly)).toContain(
      "steps-differ: It was made for steps of one day; these are of one week.",
    );
    expect(problemOf(exclude, base, "UTC")).toContain(
      "zone-differs: It was made for times in no time zone; these are in UTC.",
    );
    const revised = series([1, 2.5, nan, 4]);
    expect(problemOf(exclude, revised)).toContain(
      "value-differs: At 1970-01-02 00:00:00 the file says 2.5 now; it said 2 when this was made.",
    );
    // A note is about the time, whatever the value is.
    const note = one({ kind: "note" }, 1);
    expect(correct(revised, { handle: "other", zone: null }, [note]).outcomes).toEqual([
      { id: 1, steps: 1, problem: null },
    ]);
  });

  test("of the same content it fits whatever the zone is called", () => {
    const exclude = one({ kind: "exclude" }, 1);
    expect(correct(base, { handle: "h", zone: "UTC" }, [exclude]).outcomes).toEqual([
      { id: 1, steps: 1, problem: null },
    ]);
  });

  test("rows at the end change nothing of it", () => {
    const longer = series([1, 2, nan, 4, 5, 6]);
    expect(valuesOf(longer, [one({ kind: "exclude" }, 1)])).toEqual([1, nan, nan, 4, 5, 6]);
  });
});

describe("identity", () => {
  const observed = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(nan), fc.constant(-0)), {
    minLength: 2,
    maxLength: 20,
  });

  test("equal corrected values have equal bytes, however they came about; other values have other bytes", () => {
    fc.assert(
      fc.property(observed, fc.array(arbitraryEdit(20)), fc.array(arbitraryEdit(20)), (values, one, other) => {
        const base = series(values, { seasonLengths: [2] });
        const log = (edits: typeof one): readonly Correction[] =>
          effective(addStep(emptyLog, { adds: edits.map(unchecked), removes: [] }));
        const [a, b] = [correct(base, content, log(one)), correct(base, content, log(other))];
        const isSame = differing(a.series.values, b.series.values).length === 0;
        const [bytes, others] = [a, b].map(({ series: made, changed }) => Buffer.from(changeBytes(made, changed)));
        expect(others?.equals(bytes ?? Buffer.alloc(0))).toBe(isSame);
        // Where nothing is another value the series is the base's own, with whatever hangs on it.
        expect(a.series === base).toBe(differing(base.values, a.series.values).length === 0);
      }),
    );
  });

  test("without a change the handle is the base's own; the order of series plays no part", () => {
    expect(identityText("base", new Map())).toBeNull();
    const [one, other] = [["a", "1"] as const, ["b", "2"] as const];
    expect(identityText("base", new Map([one, other]))).toBe(identityText("base", new Map([other, one])));
    expect(identityText("base", new Map([one]))).not.toBe(identityText("base", new Map([other])));
  });

  test("flags cover exactly what is another value, and what is missing", () => {
    fc.assert(
      fc.property(observed, fc.array(arbitraryEdit(20)), (values, edits) => {
        const base = series(values, { seasonLengths: [2] });
        const corrections = effective(addStep(emptyLog, { adds: edits.map(unchecked), removes: [] }));
        const { series: corrected } = correct(base, content, corrections);
        const stepsOf = (code: string): number[] =>
          corrected.flags.spans
            .filter((span) => span.code === code)
            .flatMap(({ fromStep, toStep }) => Array.from({ length: toStep - fromStep + 1 }, (_, at) => fromStep + at));
        const changed = differing(base.values, corrected.values);
        expect(stepsOf("corrected")).toEqual(changed);
        expect(corrected.flags.steps.corrected ?? 0).toBe(changed.length);
        const missing = [...corrected.values.keys()].filter((step) => Number.isNaN(corrected.values[step]));
        expect(corrected.missing).toBe(missing.length);
        expect(stepsOf("missing")).toEqual(missing);
        const whole = flagsOf([...corrected.values]);
        expect(corrected.flags.steps.missing).toBe(whole.steps.missing);
        const spansOfCorrected = corrected.flags.spans.filter(({ code }) => code === "corrected").length;
        expect(corrected.flags.total).toBe(whole.total + spansOfCorrected);
        expect(corrected.isNonNegative).toBe(!corrected.values.some((value) => value < 0));
      }),
    );
  });
});
