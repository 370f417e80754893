import { expect, test } from "vitest";
import { effortText, initialDraft, searchOf, type SearchDraft } from "./settings.ts";

const draft: SearchDraft = { ...initialDraft, horizon: 12 };

test("a search is for the series on the screen, or for all", () => {
  expect(searchOf(draft, "d", "a")).toMatchObject({ dataset: "d", series: ["a"], isPooled: false, budget: null });
  // One model for all has no meaning for one.
  expect(searchOf({ ...draft, isPooled: true }, "d", "a").isPooled).toBe(false);
  expect(searchOf({ ...draft, scope: "all", isPooled: true }, "d", "a")).toMatchObject({
    series: null,
    isPooled: true,
  });
});

test("a budget is of minutes or of trials", () => {
  expect(searchOf({ ...draft, budget: "minutes", minutes: 3 }, "d", "a").budget).toEqual({ seconds: 180 });
  expect(searchOf({ ...draft, budget: "trials", trials: 40 }, "d", "a").budget).toEqual({ trials: 40 });
});

test("the effort is said before it is begun", () => {
  expect(effortText({ ...draft, preset: "full" }, 3)).toBe("Up to 1,578 trials");
  expect(effortText({ ...draft, preset: "full", budget: "trials", trials: 40 }, 3)).toBe("At most 40 trials");
});
