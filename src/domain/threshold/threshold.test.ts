import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import {
  appliesTo,
  changeThresholds,
  checkThreshold,
  concerns,
  criticalRatio,
  emptyThresholdLog,
  isAbout,
  isBeyond,
  type ThresholdEdit,
  type ThresholdLog,
  type ThresholdRule,
  thresholdLimits,
  thresholdsIn,
} from "./index.ts";
import { redo, undo } from "#domain/history";

function edit(rule: ThresholdRule, more: Partial<ThresholdEdit> = {}): ThresholdEdit {
  return { name: "", rule, scope: { kind: "all" }, from: null, to: null, unit: "", severity: "warning", ...more };
}
const above = (value: number): ThresholdEdit => edit({ kind: "above", value });

describe("rules", () => {
  test("a value on the line is beyond none, and a missing one neither", () => {
    const rules = [
      { kind: "above", value: 5 },
      { kind: "below", value: 5 },
      { kind: "range", low: 5, high: 6 },
      { kind: "target", value: 5, time: 0 },
    ] as const;
    for (const rule of rules) {
      expect(isBeyond(rule, 5)).toBe(false);
      expect(isBeyond(rule, Number.NaN)).toBe(false);
    }
    expect(rules.map((rule) => isBeyond(rule, 4))).toEqual([false, true, true, true]);
    expect(rules.map((rule) => isBeyond(rule, 7))).toEqual([true, false, true, false]);
  });

  test("are about steps from their first to their last day, a target about one", () => {
    const limited = edit({ kind: "above", value: 1 }, { from: 10, to: 20 });
    expect([9, 10, 20, 21].map((time) => isAbout(limited, time))).toEqual([false, true, true, false]);
    const target = edit({ kind: "target", value: 1, time: 12 });
    expect([11, 12].map((time) => isAbout(target, time))).toEqual([false, true]);
  });

  test("apply to one series, to a group, or to all", () => {
    const columns = [
      { name: "day", role: "time", type: "time" },
      { name: "region", role: "id", type: "text" },
      { name: "shop", role: "id", type: "text" },
      { name: "sales", role: "target", type: "number" },
    ] as const;
    const scopes = [
      { kind: "all" },
      { kind: "series", series: "North / 2" },
      { kind: "group", column: "region", value: "North" },
      { kind: "group", column: "country", value: "North" },
    ] as const;
    const of = (series: string): boolean[] => scopes.map((scope) => appliesTo({ scope }, { columns }, series));
    expect(of("North / 1")).toEqual([true, false, true, false]);
    expect(of("North / 2")).toEqual([true, true, true, false]);
    expect(of("South / 2")).toEqual([true, false, false, false]);
    // A sum is no series', and concerns those in it.
    const sums = [
      { kind: "sum", of: null },
      { kind: "sum", of: { column: "region", value: "North" } },
    ] as const;
    expect(sums.map((scope) => appliesTo({ scope }, { columns }, "North / 1"))).toEqual([false, false]);
    const concerned = (series: string) => sums.map((scope) => concerns({ scope }, { columns }, series));
    expect([concerned("North / 1"), concerned("South / 2")]).toEqual([
      [true, true],
      [true, false],
    ]);
  });

  test.each([
    [edit({ kind: "above", value: Number.NaN }), "A threshold needs a number."],
    [edit({ kind: "range", low: 2, high: 2 }), "The lower end of a range must be below its upper end."],
    [edit({ kind: "target", value: 2, time: Number.NaN }), "A target needs the date that it is for."],
    [edit({ kind: "above", value: 1 }, { from: 2, to: 1 }), "A threshold must not end before it begins."],
    [edit({ kind: "stock", service: { by: "level", level: 1 }, leadSteps: 2 }), /service level lies between/],
    [edit({ kind: "stock", service: { by: "cost", under: 0, over: 1 }, leadSteps: 2 }), /must both be above zero/],
    [edit({ kind: "stock", service: { by: "level", level: 0.9 }, leadSteps: 1.5 }), /lead time has 1 to/],
  ])("%j is refused in a sentence", (wrong, message) => {
    expect(() => checkThreshold(wrong)).toThrow(EngineError);
    expect(() => checkThreshold(wrong)).toThrow(message);
  });

  test("the critical ratio is the share of the cost that too few has", () => {
    expect(criticalRatio(5, 1)).toBeCloseTo(5 / 6, 12);
    expect(criticalRatio(1, 1)).toBe(0.5);
  });
});

describe("the history", () => {
  test("a change keeps its threshold's id, and can be undone", () => {
    const one = changeThresholds(emptyThresholdLog, { add: [above(1), above(2)], change: [], remove: [] });
    const moved = changeThresholds(one, { add: [], change: [{ ...above(3), id: 1 }], remove: [] });
    expect(thresholdsIn(moved).map(({ id, rule }) => [id, rule])).toEqual([
      [1, { kind: "above", value: 3 }],
      [2, { kind: "above", value: 2 }],
    ]);
    expect(thresholdsIn(undo(moved))).toEqual(thresholdsIn(one));
    expect(thresholdsIn(redo(undo(moved)))).toEqual(thresholdsIn(moved));
  });

  test("what changes nothing is no step", () => {
    const log = changeThresholds(emptyThresholdLog, { add: [above(1)], change: [], remove: [] });
    expect(changeThresholds(log, { add: [], change: thresholdsIn(log), remove: [7] })).toBe(log);
  });

  test("a file has a bounded number of them", () => {
    const add = Array.from({ length: thresholdLimits.thresholds + 1 }, (_, value) => above(value));
    expect(() => changeThresholds(emptyThresholdLog, { add, change: [], remove: [] })).toThrow(/can have 500/);
  });

  test("whatever is done, undone as often it is as before, and redone it is there again", () => {
    const step = fc.record({
      add: fc.array(fc.integer({ min: -9, max: 9 }).map(above), { maxLength: 3 }),
      change: fc.array(
        fc.record({ id: fc.integer({ min: 1, max: 6 }), value: fc.integer() }).map(({ id, value }) => ({
          ...above(value),
          id,
        })),
        { maxLength: 1 },
      ),
      remove: fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const states: ThresholdLog[] = [emptyThresholdLog];
        for (const changes of steps) states.push(changeThresholds(states.at(-1) ?? emptyThresholdLog, changes));
        const distinct = [...new Set(states)];
        let log = distinct.at(-1) ?? emptyThresholdLog;
        for (const before of distinct.slice(0, -1).toReversed()) {
          log = undo(log);
          expect(thresholdsIn(log)).toEqual(thresholdsIn(before));
        }
        expect(undo(log)).toBe(log);
        for (const after of distinct.slice(1)) {
          log = redo(log);
          expect(thresholdsIn(log)).toEqual(thresholdsIn(after));
        }
        const ids = thresholdsIn(log).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});
