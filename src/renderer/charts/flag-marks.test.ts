import fc from "fast-check";
import { expect, test } from "vitest";
import type { FlagSpan } from "#domain/series";
import { lightTokens } from "#engine/figure";
import { findingTraces, flagTraces, type FlagFrame } from "./flag-marks.ts";

const seriesOf = (length: number, spans: readonly FlagSpan[]) => ({
  times: Float64Array.from({ length }, (_, step) => step),
  values: Float64Array.from({ length }, (_, step) => (step % 10 === 3 ? Number.NaN : step % 10)),
  flags: { steps: {}, total: spans.length, spans: [...spans] },
});
const frameOf = (from: number, to: number, width = 1000): FlagFrame => ({
  times: [from, to],
  values: [-10, 20],
  width,
});
const asText = (time: number): string => String(time);
const drawn = (...args: readonly [ReturnType<typeof seriesOf>, FlagFrame]) =>
  flagTraces(...args, lightTokens, asText) as unknown as { meta: { code: string }; x: string[]; y: number[] }[];

test("flags lie on their values, and at the foot where there is none", () => {
  const [outlier, unreadable] = drawn(
    seriesOf(100, [
      { code: "outlier", fromStep: 7, toStep: 7 },
      { code: "unreadable", fromStep: 13, toStep: 13 },
    ]),
    frameOf(0, 99),
  );
  expect(outlier).toMatchObject({ meta: { code: "outlier" }, x: ["7"], y: [7] });
  expect(unreadable).toMatchObject({ meta: { code: "unreadable" }, x: ["13"] });
  expect(unreadable?.y[0]).toBeLessThan(-8);
});

test("what lies outside the period is not drawn, and a span that reaches into it is", () => {
  const traces = drawn(
    seriesOf(100, [
      { code: "outlier", fromStep: 2, toStep: 2 },
      { code: "filled", fromStep: 15, toStep: 24 },
    ]),
    frameOf(20, 40),
  );
  expect(traces.map(({ meta, x }) => [meta.code, x])).toEqual([["filled", ["20", "21", "22", "23", "24"]]]);
});

test("of a long series there are never more marks than fit, and the outermost of a crowd stays", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 20_000 }), fc.integer({ min: 100, max: 2000 }), (length, width) => {
      const spans: FlagSpan[] = [{ code: "filled", fromStep: 0, toStep: length - 1 }];
      for (let step = 0; step < length; step += 3) spans.push({ code: "outlier", fromStep: step, toStep: step });
      for (const { x } of drawn(seriesOf(length, spans), frameOf(0, length - 1, width)))
        expect(x.length).toBeLessThanOrEqual(width / 5 + 2);
    }),
    { numRuns: 10 },
  );
  const crowd = seriesOf(
    10_000,
    [0, 1, 2, 4].map((step) => ({ code: "outlier" as const, fromStep: step, toStep: step })),
  );
  crowd.values[1] = 19;
  expect(drawn(crowd, frameOf(0, 9999, 100))[0]?.y).toEqual([19]);
});

test("a finding is a column wide enough to see, inside the period only", () => {
  const traces = (from: number, to: number) =>
    findingTraces({ from, to }, 1, frameOf(0, 1000), lightTokens, asText) as { x: string[] }[];
  expect(traces(500, 500)[0]?.x.map(Number)).toEqual([493, 493, 507, 507, 493]);
  expect(traces(2000, 2000)).toEqual([]);
});
