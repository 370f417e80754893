import { expect, test } from "vitest";
import { commands } from "#domain/commands";
import { shortcutGroups } from "./shortcut-groups.ts";

const lines = shortcutGroups().flatMap((group) => group.lines);

test("the help lists every command once, with all of its keys", () => {
  for (const { title, shortcuts = [] } of commands) {
    const own = lines.filter((line) => line.title === title);
    expect(own.map(({ keys }) => keys.length)).toEqual([shortcuts.length]);
  }
});

test("keys of single controls stand beside them, each once", () => {
  const titles = lines.map(({ title }) => title);
  expect(titles).toEqual([...new Set(titles)]);
  expect(titles).toContain("Close the focused file tab");
});
