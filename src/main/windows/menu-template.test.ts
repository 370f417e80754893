import type { MenuItemConstructorOptions } from "electron";
import { expect, test } from "vitest";
import { acceleratorOf, commands } from "#domain/commands";
import { menuTemplate } from "./menu-template.ts";

function itemsOf(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);
}

test.each([true, false])("every command with a place in the menu is there, and sends itself; Mac: %s", (isMac) => {
  const sent: string[] = [];
  const items = itemsOf(menuTemplate({ isMac, isDevelopment: false, onCommand: (id) => sent.push(id) }));
  const placed = commands.filter(({ menu }) => menu !== undefined);
  for (const { id, menu } of placed) {
    const item = items.find((candidate) => candidate.id === id);
    expect(item?.label).toBe(menu?.label);
    item?.click?.({} as never, undefined, {} as never);
  }
  expect(sent).toEqual(placed.map(({ id }) => id));
  expect(items.filter(({ click }) => click !== undefined)).toHaveLength(placed.length);
});

test("keys of the menu are the commands' own, and none of them can be typed", () => {
  const items = itemsOf(menuTemplate({ isMac: false, isDevelopment: true, onCommand: () => {} }));
  for (const { id, menu, shortcuts = [] } of commands.filter(({ menu }) => menu !== undefined)) {
    const { accelerator } = items.find((item) => item.id === id) ?? {};
    const own = shortcuts.map(acceleratorOf).filter((keys) => keys.startsWith("CmdOrCtrl+"));
    expect(own.length === 0 ? [undefined] : own, menu?.label).toContain(accelerator);
  }
  expect(items.find(({ id }) => id === "open")?.accelerator).toBe("CmdOrCtrl+O");
  expect(items.find(({ id }) => id === "shortcuts")?.accelerator).toBeUndefined();
});

test.each([true, false])("the key that closes a file closes no window; Mac: %s", (isMac) => {
  const items = itemsOf(menuTemplate({ isMac, isDevelopment: false, onCommand: () => {} }));
  expect(items.filter(({ accelerator }) => accelerator === "CmdOrCtrl+W").map(({ id }) => id)).toEqual(["close"]);
  const [window, ...others] = items.filter(({ role }) => role === "close");
  expect(window?.accelerator).toBe("CmdOrCtrl+Shift+W");
  expect(others).toEqual([]);
  // The role's own list of items would bring the key back.
  expect(items.find(({ role }) => role === "windowMenu")?.submenu).toBeDefined();
});
