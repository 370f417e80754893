import { expect, test } from "vitest";
import {
  columnWords,
  datasetFacts,
  demandClasses,
  factGroups,
  profileFacts,
  stationarityVerdicts,
  summaryFacts,
  trendDirections,
} from "./index.ts";

const facts = [...summaryFacts, ...profileFacts, ...datasetFacts];

test("every fact has a name of its own, a group, and one plain line", () => {
  for (const list of [[...summaryFacts, ...profileFacts], datasetFacts]) {
    const ids = list.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  }
  const words = [
    ...facts,
    ...Object.values(columnWords),
    ...Object.values(demandClasses),
    ...Object.values(stationarityVerdicts),
    ...Object.values(trendDirections),
  ];
  expect(words.filter(({ words }) => !/^[A-Z0-9][^\n]{10,130}\.$/.test(words)).map(({ label }) => label)).toEqual([]);
  expect(facts.filter(({ group }) => !(group in factGroups)).map(({ id }) => id)).toEqual([]);
});
