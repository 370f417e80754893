import type { MenuItemConstructorOptions } from "electron";
import { expect, test } from "vitest";
import { acceleratorOf, commands } from "#domain/commands";
import { menuTemplate } from "./menu-template.ts";

const noRecent = { files: [], onOpen: () => undefined };

function itemsOf(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);
}

test.each([true, false])("every command with a place in the menu is there, and sends itself; Mac: %s", (isMac) => {
  const sent: string[] = [];
  const items = itemsOf(
    menuTemplate({ isMac, isDevelopment: false, shortcuts: {}, recent: noRecent, onCommand: (id) => sent.push(id) }),
  );
  const placed = commands.filter(({ menu }) => menu !== undefined);
  for (const { id, menu } of placed) {
    const item = items.find((candidate) => candidate.id === id);
    expect(item?.label).toBe(menu?.label);
    item?.click?.({} as never, undefined, {} as never);
  }
  expect(sent).toEqual(placed.map(({ id }) => id));
  expect(items.some(({ role }) => role === "about")).toBe(true);
  expect(items.filter(({ click }) => click !== undefined)).toHaveLength(placed.length);
});

test("keys of the menu are the commands' own, and none of them can be typed", () => {
  const items = itemsOf(
    menuTemplate({ isMac: false, isDevelopment: true, shortcuts: {}, recent: noRecent, onCommand: () => {} }),
  );
  for (const { id, menu, shortcuts = [] } of commands.filter(({ menu }) => menu !== undefined)) {
    const { accelerator } = items.find((item) => item.id === id) ?? {};
    const own = shortcuts.map(acceleratorOf).filter((keys) => /^(CmdOrCtrl\+|F\d)/.test(keys));
    expect(own.length === 0 ? [undefined] : own, menu?.label).toContain(accelerator);
  }
  expect(items.find(({ id }) => id === "open")?.accelerator).toBe("CmdOrCtrl+O");
  expect(items.find(({ id }) => id === "shortcuts")?.accelerator).toBeUndefined();
});

test.each([true, false])("the key that closes a file closes no window; Mac: %s", (isMac) => {
  const items = itemsOf(
    menuTemplate({ isMac, isDevelopment: false, shortcuts: {}, recent: noRecent, onCommand: () => {} }),
  );
  expect(items.filter(({ accelerator }) => accelerator === "CmdOrCtrl+W").map(({ id }) => id)).toEqual(["close"]);
  const [window, ...others] = items.filter(({ role }) => role === "close");
  expect(window?.accelerator).toBe("CmdOrCtrl+Shift+W");
  expect(others).toEqual([]);
  // The role's own list of items would bring the key back.
  expect(items.find(({ role }) => role === "windowMenu")?.submenu).toBeDefined();
});

test("the keys of the menu are those that the user chose", () => {
  const shortcuts = { open: [{ key: "l", mod: true }], export: [], close: [{ key: "x" }] } as const;
  const items = itemsOf(
    menuTemplate({ isMac: false, isDevelopment: false, shortcuts, recent: noRecent, onCommand: () => {} }),
  );
  const keysOf = (id: string) => items.find((item) => item.id === id)?.accelerator;
  expect([keysOf("open"), keysOf("export"), keysOf("close"), keysOf("reload")]).toEqual([
    "CmdOrCtrl+L",
    undefined,
    undefined,
    "CmdOrCtrl+R",
  ]);
});

test("settings stand where each system has them", () => {
  const menuOf = (isMac: boolean) =>
    menuTemplate({ isMac, isDevelopment: false, shortcuts: {}, recent: noRecent, onCommand: () => {} }).find(
      ({ submenu }) => Array.isArray(submenu) && submenu.some(({ id }) => id === "settings"),
    );
  expect(menuOf(true)?.role).toBe("appMenu");
  expect(menuOf(false)?.label).toBe("&File");
});

test("files that were opened earlier follow the way to open others, and each opens itself", () => {
  const opened: number[] = [];
  const files = Array.from({ length: 12 }, (_, id) => ({ id, name: `a&b-${id}.csv`, folder: "…/sales" }));
  const template = menuTemplate({
    ...{ isMac: false, isDevelopment: false, shortcuts: {}, onCommand: () => {} },
    recent: { files, onOpen: (id) => opened.push(id) },
  });
  const file = itemsOf(template).find(({ label }) => label === "&File")?.submenu as MenuItemConstructorOptions[];
  const at = file.findIndex(({ id }) => id === "open");
  const recent = file[at + 1]?.submenu as MenuItemConstructorOptions[];
  expect(recent).toHaveLength(10);
  expect(recent[0]?.label).toBe("a&&b-0.csv – …/sales");
  recent[3]?.click?.({} as never, undefined, {} as never);
  expect(opened).toEqual([3]);
});
