import { expect, test } from "vitest";
import { acceleratorOf, commands, commandWith, keymapOf, shortcutProblem } from "./index.ts";

test("no two commands share an id, a title or a shortcut", () => {
  const shortcuts = commands.flatMap((command) => (command.shortcuts ?? []).map(acceleratorOf));
  for (const all of [commands.map(({ id }) => id), commands.map(({ title }) => title), shortcuts])
    expect(all).toEqual([...new Set(all)]);
});

test("shortcuts are written as Electron's menus read them", () => {
  expect(acceleratorOf({ key: "z", mod: true, shift: true })).toBe("CmdOrCtrl+Shift+Z");
  expect(acceleratorOf({ key: ",", mod: true })).toBe("CmdOrCtrl+,");
  expect(acceleratorOf({ key: "Escape" })).toBe("Escape");
});

test("changed keys take the place of a command's own, and say whose they are", () => {
  const keymap = keymapOf({ open: [{ key: "b", mod: true }], export: [] });
  expect(keymap.open).toEqual([{ key: "b", mod: true }]);
  expect(keymap.export).toEqual([]);
  expect(keymap.close).toEqual([{ key: "w", mod: true }]);
  expect(commandWith(keymap, { key: "b", mod: true }, "open")).toBe("find-best");
  expect(commandWith(keymap, { key: "b", mod: true }, "find-best")).toBe("open");
  expect(commandWith(keymap, { key: "e", mod: true })).toBeNull();
});

test("no command has keys that none may have", () => {
  const own = commands.flatMap(({ shortcuts = [] }) => shortcuts);
  expect(own.map(shortcutProblem).filter((problem) => problem !== null)).toEqual([]);
  for (const shortcut of [
    { key: "c", mod: true },
    { key: "Enter" },
    { key: "ArrowUp", mod: true },
    { key: "!", mod: true, shift: true },
  ] as const)
    expect(shortcutProblem(shortcut)).toMatch(/\.$/);
});
