import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import type { SettingsStore } from "#main/platform";
import { ExportFolders } from "./export-folders.ts";

const at = (...parts: string[]): string => resolve("/", ...parts);

type Settings = SettingsStore["current"];

function setUp() {
  const settings = {
    current: { theme: "system" } as Settings,
    update: async (change: Partial<Settings>) => {
      settings.current = { ...settings.current, ...change };
    },
  } satisfies Pick<SettingsStore, "current" | "update">;
  const folders = new ExportFolders({ settings, ownFolders: [at("app", "samples")], documents: () => at("docs") });
  return { folders, settings };
}

test("an export begins beside its file, and where the last one of that folder went", () => {
  const { folders } = setUp();
  const source = at("data", "a.csv");
  expect(folders.of(source).folder).toBe(at("data"));
  folders.of(source).remember(at("out"));
  expect(folders.of(at("data", "b.csv")).folder).toBe(at("out"));
  expect(folders.of(at("other", "b.csv")).folder).toBe(at("other"));
  folders.of(source).remember(at("data"));
  expect(folders.of(source).folder).toBe(at("data"));
});

test("what has no file, or one of the application's, goes to the documents", () => {
  const { folders } = setUp();
  expect(folders.of(null).folder).toBe(at("docs"));
  expect(folders.of(at("app", "samples", "air.csv")).folder).toBe(at("docs"));
  expect(folders.of(at("app", "samples-of-mine", "air.csv")).folder).toBe(at("app", "samples-of-mine"));
  folders.of(null).remember(at("out"));
  expect(folders.of(at("app", "samples", "air.csv")).folder).toBe(at("out"));
});

test("so many folders are remembered, the latest of them", () => {
  const { folders, settings } = setUp();
  for (let index = 0; index < 60; index += 1) folders.of(join(at("data"), String(index), "a.csv")).remember(at("out"));
  expect(settings.current.exportFolders).toHaveLength(50);
  expect(settings.current.exportFolders?.at(-1)?.from).toBe(at("data", "59"));
});
