import { expect, test } from "vitest";
import { datasetFacts, type DatasetProfile, profileFacts, summaryFacts } from "#domain/profile";
import { factCells, factsByGroup, factText, type FactWriting } from "./fact-text.ts";
import { profileOf, summaryOf } from "./fixtures.ts";

const writing: FactWriting = {
  frequency: { unit: "month", count: 1 },
  inUnits: (value) => `${value} t`,
  timeAt: (step) => Date.UTC(2020, step, 1),
};
const textsOf = <Source>(facts: Parameters<typeof factsByGroup<Source>>[0], source: Source) =>
  new Map([...factsByGroup(facts, source, writing).values()].flat().map(({ id, text }) => [id, text]));

test("each number is written in its own unit", () => {
  const texts = textsOf(
    summaryFacts,
    summaryOf({ missing: 3, gaps: { count: 1, longestSteps: 3, longestFromStep: 4 } }),
  );
  expect(texts.get("mean")).toBe("23.5 t");
  expect(texts.get("missingShare")).toBe("6.3\u00A0%");
  expect(texts.get("longestGap")).toBe("3 months");
  expect(texts.get("lastStep")).toBe("Dec 2023");
  expect(texts.get("isWhole")).toBe("Yes");
  expect(textsOf(profileFacts, profileOf("a")).get("trendSlope")).toMatch(/^1[.\d]* a month$/);
});

test("a fact without a value is left out on the screen, and is an empty cell in a file", () => {
  const profile = profileOf("a", { demand: null });
  expect(textsOf(profileFacts, profile).has("demandClass")).toBe(false);
  const cells = factCells(profileFacts, profile, writing);
  expect(cells.find(([, label]) => label === "Demand")?.[2]).toBe("");
  expect(cells).toHaveLength(profileFacts.length);
});

test("lengths of series with different steps are counted in steps", () => {
  const fact = datasetFacts.find(({ id }) => id === "longestGap");
  const overall = { longestGapSteps: 4 } as DatasetProfile;
  expect(fact && factText(fact, overall, { ...writing, frequency: null })).toBe("4 steps");
});
