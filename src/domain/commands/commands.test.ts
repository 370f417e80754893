import { expect, test } from "vitest";
import { acceleratorOf, commands } from "./index.ts";

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
