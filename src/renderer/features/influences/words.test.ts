import { expect, test } from "vitest";
import type { ForecastExplanation, InfluenceEffect } from "#domain/influence";
import { dayMs } from "#domain/series";
import { aheadText, changeSentences, effectText, explanationSentences, verdictText } from "./words.ts";

const day = { unit: "day", count: 1 } as const;
const start = Date.UTC(2026, 3, 1);
const plain = (texts: readonly string[]): readonly string[] => texts.map((text) => text.replaceAll("\u00A0", " "));

function effectOf(part: Partial<InfluenceEffect> = {}): InfluenceEffect {
  return {
    ...{ name: "Easter Monday", kind: "holiday", effect: -0.18, error: 0.03, isRelative: true, seen: 3 },
    ahead: [start + 5 * dayMs],
    ...part,
  };
}

function explanationOf(): ForecastExplanation {
  return {
    times: Float64Array.from({ length: 3 }, (_, step) => start + step * dayMs),
    parts: {
      ...{ horizon: 3, median: Float64Array.of(110, 122, 96), level: 100 },
      ...{ trend: Float64Array.of(2, 4, 6), season: Float64Array.of(8, 18, 10), rest: Float64Array.of(0, 0, 0) },
      influences: [{ name: "Easter Monday", kind: "holiday", values: Float64Array.of(0, 0, -20) }],
    },
    ...{ effects: [effectOf()], notes: [], since: null },
  };
}

test("a forecast is told by its level, trend, season and influences, with numbers", () => {
  expect(plain(explanationSentences(explanationOf(), day))).toEqual([
    "The forecast starts from a level of 100.00.",
    "The trend adds 6.00 over 3 days.",
    "The season moves it between +8.00 and +18.00.",
    "Easter Monday: −18 %, 6 Apr 2026.",
    "Influences change the sum of the forecast by −5.7 %.",
  ]);
});

test("effects are shares or in the series' unit; days ahead are the first ones and how many more", () => {
  expect(effectText(effectOf()).replaceAll("\u00A0", " ")).toBe("−18 %");
  expect(effectText(effectOf({ isRelative: false, effect: 12 }))).toBe("+12.00");
  const ahead = [1, 2, 3, 4].map((step) => start + step * dayMs);
  expect(aheadText(effectOf({ ahead }), day)).toBe("2 Apr 2026, 3 Apr 2026, +2");
  expect(aheadText(effectOf({ kind: "column", ahead }), day)).toBe("");
  expect(verdictText({ reason: "holidays don't help" })).toBe("Holidays don't help.");
});

test("what changed since an earlier forecast is told with the largest miss and why it moved", () => {
  const change = {
    ...{ seen: start, newSteps: 10, judged: 10, bias: 0.031, common: 4, moved: 0.02, levelMoved: 0.025 },
    worst: { time: start + 2 * dayMs, value: 130, expected: 100, influence: "Fair" },
    influencesMoved: -0.011,
  };
  expect(plain(changeSentences(change, day, [100, 130]))).toEqual([
    "10 days have come, 3.1 % above what had been forecast for them.",
    "The largest miss is 3 Apr 2026 (Fair): 130.00, not 100.00.",
    "The forecast of the 4 days that both reach has moved by +2.0 %.",
    "The new values lie 2.5 % above what was expected of the last season, which moves the level.",
    "Influences alone move it by −1.1 %.",
  ]);
  expect(plain(changeSentences({ ...change, judged: 0, bias: null, worst: null, common: 0 }, day, [1]))).toEqual([
    "10 days have come that the earlier forecast did not reach.",
  ]);
});
