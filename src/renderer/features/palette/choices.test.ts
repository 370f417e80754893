import { expect, test } from "vitest";
import { commands } from "#domain/commands";
import { createDatasets } from "#renderer/datasets";
import { datasetOf } from "../../bridge/fixtures.ts";
import { foundChoices, paletteChoices, usedNow } from "./choices.ts";

const datasets = createDatasets(() => {});
datasets.show(datasetOf("one", "Milk, store 1", "Bread, store 1"), "");
datasets.show(datasetOf("two", "Electricity"), "");
datasets.activate("one");
const all = paletteChoices(datasets.store.getState(), () => true);

const titles = (query: string, recent: readonly string[] = []) =>
  foundChoices(all, query, recent).map(({ title }) => title);

test("commands, series of the file in front, other files, settings and pages are there, each once", () => {
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(titles("milk")).toEqual(["Milk, store 1"]);
  expect(titles("two.csv")).toEqual(["two.csv"]);
  expect(titles("one.csv")).toEqual([]);
  expect(titles("theme")).toEqual(["Theme"]);
  expect(titles("trust and")).toEqual(["Trust and ranges"]);
  expect(titles("seasonal nai")).toEqual(["Seasonal naive"]);
  expect(titles("export the f")[0]).toBe("Export the forecast");
});

test("without a word the commands stand there, what was used last first", () => {
  expect(titles("")).toHaveLength(commands.length - 2);
  expect(titles("", ["page:export", "command:models", "command:gone"]).slice(0, 2)).toEqual(["Export", "Models…"]);
  expect(foundChoices(all, "", ["command:models"]).filter(({ isRecent }) => isRecent)).toHaveLength(1);
});

test("what was used last is found before its equals, and what is not available not at all", () => {
  expect(titles("compare", ["command:compare-files"])[0]).toBe("Compare versions of a file: what changed");
  const few = paletteChoices(datasets.store.getState(), (id) => id !== "export");
  expect(foundChoices(few, "export the f", []).map(({ title }) => title)).toEqual([]);
});

test("names of series and files are not kept", () => {
  const [series] = foundChoices(all, "milk", []);
  const [setting] = foundChoices(all, "theme", []);
  expect(series && usedNow(["a"], series)).toEqual(["a"]);
  expect(setting && usedNow(["a", "setting:theme"], setting)).toEqual(["setting:theme", "a"]);
});
