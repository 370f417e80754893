import { expect, test } from "vitest";
import { defaultModelFor, madeForSeries, suitsFrequency, suitsSeries } from "./index.ts";

test("a model suits the frequencies that it names, however it writes a count of one", () => {
  const five = { unit: "minute", count: 5 } as const;
  const month = { unit: "month", count: 1 } as const;
  expect(suitsFrequency("any", { unit: "week", count: 3 })).toBe(true);
  expect(suitsFrequency(["5 minute", "hour"], five)).toBe(true);
  expect(suitsFrequency(["5 minute", "hour"], { unit: "hour", count: 1 })).toBe(true);
  expect(suitsFrequency(["5 minute", "hour"], { unit: "minute", count: 15 })).toBe(false);
  expect(suitsFrequency(["1 month"], month)).toBe(true);
  expect(suitsFrequency(["minute"], five)).toBe(false);
});

test("the default is the frequency's own where it can be used, and the one for all otherwise", () => {
  const five = { unit: "minute", count: 5 } as const;
  const known = {
    models: [{ id: "mine", state: "ready" as const }],
    defaultModel: "base",
    defaults: [
      { frequency: five, model: "mine" },
      { frequency: null, model: "base" },
    ],
  };
  expect(defaultModelFor(known, five)).toBe("mine");
  expect(defaultModelFor(known, { unit: "minute", count: 1 })).toBe("base");
  expect(defaultModelFor({ ...known, models: [{ id: "mine", state: "damaged" }] }, five)).toBe("base");
  expect(defaultModelFor({ ...known, models: [] }, five)).toBe("base");
});

test("a model that was made for a quantity suits series of it, and is offered for them only", () => {
  const frequency = { unit: "minute", count: 5 } as const;
  const glucose = { id: "g", frequencies: ["5 minute"], quantity: "glucose", state: "ready" } as const;
  const base = { id: "base", frequencies: "any", state: "ready" } as const;
  expect(suitsSeries(glucose, { frequency, quantity: "glucose" })).toBe(true);
  expect(suitsSeries(glucose, { frequency })).toBe(false);
  expect(suitsSeries(base, { frequency, quantity: "glucose" })).toBe(true);
  expect(madeForSeries([base, glucose], { frequency, quantity: "glucose" })?.id).toBe("g");
  expect(madeForSeries([base, glucose], { frequency })).toBeUndefined();
  expect(
    madeForSeries([base, glucose], { frequency: { unit: "hour", count: 1 }, quantity: "glucose" }),
  ).toBeUndefined();
  expect(madeForSeries([{ ...glucose, state: "damaged" }], { frequency, quantity: "glucose" })).toBeUndefined();
});
