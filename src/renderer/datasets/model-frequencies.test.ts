import { expect, test } from "vitest";
import type { ModelInfo } from "#contract/data";
import { defaultModelFor, madeForText, suitsFrequency } from "./model-frequencies.ts";

test("a model is offered for the steps that it was made for", () => {
  const minutes = { unit: "minute", count: 5 } as const;
  const month = { unit: "month", count: 1 } as const;
  expect([
    suitsFrequency("any", month),
    suitsFrequency(["5 minute"], minutes),
    suitsFrequency(["5 minute"], month),
  ]).toEqual([true, true, false]);
  expect([
    suitsFrequency(["month"], month),
    suitsFrequency(["1 month"], month),
    suitsFrequency(["minute"], minutes),
  ]).toEqual([true, true, false]);
});

test("what it was made for is said as people do", () => {
  expect(madeForText("any")).toBeNull();
  expect(madeForText(["5 minute"])).toBe("Made for steps of 5 minutes");
  expect(madeForText(["month", "1 quarter", "15 minute"])).toBe("Made for steps of 1 month, 1 quarter, 15 minutes");
});

test("the default is the frequency's own where it can be used, and the one for all otherwise", () => {
  const mine = { id: "mine", name: "Mine", state: "ready" } as ModelInfo;
  const models = [mine];
  const five = { unit: "minute", count: 5 } as const;
  const defaults = [
    { frequency: five, model: "mine" },
    { frequency: null, model: "base" },
  ];
  expect(defaultModelFor({ models, defaultModel: "base", defaults }, five)).toBe("mine");
  expect(defaultModelFor({ models, defaultModel: "base", defaults }, { unit: "minute", count: 1 })).toBe("base");
  expect(defaultModelFor({ models: [{ ...mine, state: "damaged" }], defaultModel: "base", defaults }, five)).toBe(
    "base",
  );
  expect(defaultModelFor({ models: [], defaultModel: "base", defaults }, five)).toBe("base");
});
