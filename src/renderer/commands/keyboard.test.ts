import { expect, test } from "vitest";
import { acceleratorOf, commands, type Shortcut } from "#domain/commands";
import { commandFor, type KeyPress, type Surroundings } from "./keyboard.ts";

const nothing: Surroundings = { isTyping: false, isDialogOpen: false };

function press(
  key: string,
  held: Partial<Record<"ctrl" | "meta" | "alt" | "shift" | "altGraph", true>> = {},
): KeyPress {
  return {
    key,
    ctrlKey: held.ctrl ?? false,
    metaKey: held.meta ?? false,
    altKey: held.alt ?? false,
    shiftKey: held.shift ?? false,
    getModifierState: (name) => name === "AltGraph" && held.altGraph === true,
  };
}

function pressOf({ key, mod, shift }: Shortcut, modifier: "ctrl" | "meta"): KeyPress {
  // With Shift the keyboard reports capitals.
  return press(shift ? key.toUpperCase() : key, { ...(mod ? { [modifier]: true } : {}), ...(shift ? { shift } : {}) });
}

const all = commands.flatMap(({ id, shortcuts = [] }) => shortcuts.map((shortcut) => ({ id, shortcut })));

test.each(all.map(({ id, shortcut }) => [acceleratorOf(shortcut), id, shortcut] as const))(
  "%s is %s, with Ctrl and with Command",
  (_name, id, shortcut) => {
    expect(commandFor(pressOf(shortcut, "ctrl"), nothing)).toBe(id);
    expect(commandFor(pressOf(shortcut, "meta"), nothing)).toBe(id);
  },
);

test("characters are for typing first, and act under no dialog", () => {
  const plain = all.filter(({ shortcut }) => !shortcut.mod && shortcut.key.length === 1);
  expect(plain.length).toBeGreaterThan(0);
  for (const { id, shortcut } of plain) {
    expect(commandFor(pressOf(shortcut, "ctrl"), nothing)).toBe(id);
    expect(commandFor(pressOf(shortcut, "ctrl"), { ...nothing, isTyping: true })).toBeUndefined();
    expect(commandFor(pressOf(shortcut, "ctrl"), { ...nothing, isDialogOpen: true })).toBeUndefined();
  }
});

test("a field keeps its own undo and redo, and no other shortcut", () => {
  const kept = all.filter(
    ({ shortcut }) =>
      shortcut.mod && commandFor(pressOf(shortcut, "ctrl"), { ...nothing, isTyping: true }) === undefined,
  );
  expect([...new Set(kept.map(({ id }) => id))]).toEqual(["undo", "redo"]);
});

test("brackets are found on keyboards that need AltGr for them", () => {
  expect(commandFor(press("[", { ctrl: true, alt: true, altGraph: true }), nothing)).toBe("previous-origin");
  expect(
    commandFor(press("[", { ctrl: true, alt: true, altGraph: true }), { ...nothing, isTyping: true }),
  ).toBeUndefined();
  expect(commandFor(press("[", { ctrl: true }), nothing)).toBeUndefined();
});

test("other keys with the same letter are nobody's", () => {
  expect(commandFor(press("o"), nothing)).toBeUndefined();
  expect(commandFor(press("O", { ctrl: true, shift: true }), nothing)).toBeUndefined();
  expect(commandFor(press("o", { ctrl: true, alt: true }), nothing)).toBeUndefined();
});
