import { expect, test } from "vitest";
import { dayMs } from "#domain/series";
import type { ChanceReliability, LimitChances, Threshold, ThresholdRule } from "#domain/threshold";
import { answerText, chanceText, reliabilityText, ruleText, thresholdName } from "./index.ts";

const context = { frequency: { unit: "day", count: 1 }, number: String } as const;
const startMs = Date.UTC(2026, 4, 1);
const times = Array.from({ length: 14 }, (_, step) => startMs + step * dayMs);
const plain = (text: string): string => text.replaceAll("\u00A0", " ");

function threshold(rule: ThresholdRule, more: Partial<Threshold> = {}): Threshold {
  return {
    ...{ id: 1, name: "", rule, scope: { kind: "all" }, from: null, to: null, unit: "", severity: "warning" },
    ...more,
  };
}

function limit(ever: number, more: Partial<LimitChances> = {}): LimitChances {
  const first = { early: 9, middle: 11, late: 13, likeliest: 11 };
  return {
    at: times.map(() => ever / 2),
    by: times.map(() => ever),
    ever,
    first,
    expectedSteps: 1,
    steps: 14,
    ...more,
  };
}

const said = (one: Threshold, chances: LimitChances): string =>
  plain(answerText({ threshold: one, answer: { id: 1, limit: chances, stock: null, problem: null } }, times, context));

test("a limit: how likely, and when first", () => {
  expect(said(threshold({ kind: "above", value: 120 }, { unit: "MW" }), limit(0.34))).toBe(
    "Above 120 MW in the next 14 days: 34 %. If so, most likely first on 12 May 2026, and in 8 of 10 such cases from 10 May 2026 to 14 May 2026.",
  );
  expect(said(threshold({ kind: "below", value: 80 }, { name: "Low stock" }), limit(0.9, { expectedSteps: 4.2 }))).toBe(
    "Low stock (below 80) in the next 14 days: 90 %. Most likely first on 12 May 2026, and in 8 of 10 such cases from 10 May 2026 to 14 May 2026. About 4 days beyond it are expected.",
  );
  expect(said(threshold({ kind: "above", value: 120 }), limit(0, { first: null }))).toBe(
    "Above 120 in the next 14 days: less than 1 %.",
  );
  expect(said(threshold({ kind: "above", value: 120 }, { from: 1 }), limit(0.001, { steps: 3 }))).toBe(
    "Above 120 in 3 of the next 14 days: less than 1 %.",
  );
});

test("a target is about one step, and what can't be said has its reason in its place", () => {
  const target = threshold({ kind: "target", value: 90, time: times[4] ?? 0 });
  expect(said(target, limit(0.25))).toBe("Less than 90 on 5 May 2026: 25 %.");
  const none = { id: 1, limit: null, stock: null, problem: "The forecast has no step at the date of this target." };
  expect(plain(answerText({ threshold: target, answer: none }, times, context))).toBe(
    "Less than 90 on 5 May 2026: The forecast has no step at the date of this target.",
  );
});

test("steps without a name are told by how long they are", () => {
  const minutes = { ...context, frequency: { unit: "minute", count: 5 } } as const;
  const asked = threshold({ kind: "below", value: 70 });
  const low = { ...limit(0.04, { first: null }), at: Array.from({ length: 72 }, () => 0.01), steps: 72 };
  const answer = { id: 1, limit: low, stock: null, problem: null };
  expect(plain(answerText({ threshold: asked, answer }, times, minutes))).toBe("Below 70 in the next 6 hours: 4 %.");
});

test("an order: how much, for how long, and what of it is for safety", () => {
  const stock = { level: 0.95, leadSteps: 4, order: 1320, mean: 1100, short: 3, left: 223, fillRate: 0.98, cost: 238 };
  const rule = { kind: "stock", service: { by: "level", level: 0.95 }, leadSteps: 4 } as const;
  const answer = { id: 1, limit: null, stock, problem: null };
  expect(plain(answerText({ threshold: threshold(rule), answer }, times, context))).toBe(
    "Have 1320 for the next 4 days: enough in 95 % of cases. 1100 are expected, so 220 of it is the safety stock. It meets 98 % of the demand on average. What is missing or left over costs 238 on average, the least that any amount can.",
  );
});

test("of things that are counted no part is ordered", () => {
  const stock = { level: 0.95, leadSteps: 1, order: 18.61, mean: 4, short: 1, left: 2, fillRate: null, cost: null };
  const rule = { kind: "stock", service: { by: "level", level: 0.95 }, leadSteps: 1 } as const;
  const answered = { threshold: threshold(rule), answer: { id: 1, limit: null, stock, problem: null } };
  expect(plain(answerText(answered, times, { ...context, isCount: true }))).toBe(
    "Have 19 for the next day: enough in 95 % of cases. 4 are expected, so 15 of it is the safety stock.",
  );
});

test("names", () => {
  expect(ruleText(threshold({ kind: "range", low: 4, high: 9 }), context)).toBe("Outside 4 to 9");
  const north = { kind: "sum", of: { column: "region", value: "North" } } as const;
  expect(ruleText(threshold({ kind: "above", value: 4 }, { scope: north }), context)).toBe("Sum of North above 4");
  const stock = { kind: "stock", service: { by: "level", level: 0.9 }, leadSteps: 4 } as const;
  expect(ruleText(threshold(stock, { scope: { kind: "sum", of: null } }), context)).toBe(
    "Sum of all series: stock for 4 days",
  );
  expect(thresholdName(threshold({ kind: "above", value: 1 }, { name: " Limit " }), context)).toBe("Limit");
  expect([0, 0.004, 0.005, 0.5, 0.996].map((chance) => plain(chanceText(chance)))).toEqual([
    ...["less than 1 %", "less than 1 %", "1 %", "50 %", "more than 99 %"],
  ]);
});

test("what the past says is honest about how little there is", () => {
  const found: ChanceReliability = {
    ...{ bins: [], steps: 420, origins: 30, events: 50, spells: 20, stated: 0.14, brier: 0.1, reliability: 0 },
    ...{ resolution: 0, uncertainty: 0, within: 0, baseBrier: 0.12, skill: 0.2, verdict: "held" },
  };
  const text = (part: Partial<ChanceReliability>): string => plain(reliabilityText({ ...found, ...part }, "past days"));
  const begin = "In 30 past forecasts 14 % was stated on average, and it happened in 50 of 420 past days (12 %)";
  expect(text({})).toBe(`${begin}: as stated. Error 20 % lower than always stating how often it had happened before.`);
  expect(text({ verdict: "too-high", skill: null })).toBe(`${begin}: the chances were too high.`);
  expect(text({ verdict: "too-few", events: 2, spells: 1 })).toMatch(
    /\(less than 1 %\): too few to judge by, since these were a single occasion\.$/,
  );
  expect(text({ verdict: "too-few", events: 1, spells: 1 })).toMatch(/since it happened there only once\.$/);
  expect(text({ verdict: "too-few", events: 0, spells: 0 })).toMatch(/since it never happened there\.$/);
});
