import { expect, test } from "vitest";
import {
  changedTexts,
  changedSettings,
  defaultSettings,
  isChanged,
  settingChoices,
  settingDefinitions,
  settingSections,
  settingText,
} from "./index.ts";

test("every setting is defined once, in a section that there is, with a sentence of what it does", () => {
  const keys = settingDefinitions.map(({ key }) => key);
  expect(keys.toSorted()).toEqual(Object.keys(defaultSettings).toSorted());
  const sections = settingSections.map(({ id }) => id);
  for (const { section, effect, title } of settingDefinitions) {
    expect(sections).toContain(section);
    expect(effect).toMatch(/[.]$/);
    expect(title).not.toBe("");
  }
});

test("the default of each choice is one of them", () => {
  const choices = settingDefinitions.filter(({ kind }) => kind.type === "choice");
  expect(choices.length).toBeGreaterThan(5);
  for (const { key } of choices) expect(settingChoices(key)).toContain(defaultSettings[key]);
});

test("a change is one of these settings only, null goes back to the default, what is managed stays", () => {
  const changed = changedSettings(defaultSettings, { theme: "dark", isRounded: true }, ["isRounded"]);
  expect(changed).toEqual({ ...defaultSettings, theme: "dark" });
  expect(isChanged("theme", changed.theme)).toBe(true);
  expect(changedSettings(changed, { theme: null })).toEqual(defaultSettings);
});

test("values have words", () => {
  expect(settingText("bands", "calibrated")).toBe("Corrected");
  expect(settingText("isRounded", true)).toBe("On");
  expect(settingText("searchProcesses", 0)).toBe("One per core");
  expect(settingText("searchProcesses", 3)).toBe("3");
});

test("what is told of settings is what is changed or managed, in words", () => {
  const values = { ...defaultSettings, bands: "calibrated", horizons: { month: 12 }, isTourSeen: true } as const;
  expect(changedTexts(values, ["theme"])).toEqual([
    { key: "theme", title: "Theme", value: "Match system", isManaged: true },
    { key: "bands", title: "Ranges", value: "Corrected", isManaged: false },
    { key: "horizons", title: "Horizon of a new file", value: '{"month":12}', isManaged: false },
  ]);
  expect(changedTexts(defaultSettings, [])).toEqual([]);
});
