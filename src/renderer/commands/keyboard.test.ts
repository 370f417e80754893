import { expect, test } from "vitest";
import { acceleratorOf, type CommandId, commands, keymapOf, type Shortcut } from "#domain/commands";
import { commandFor as commandIn, type KeyPress, shortcutOfPress, type Surroundings } from "./keyboard.ts";

const nothing: Surroundings = { isTyping: false, isDialogOpen: false };
const commandFor = (press: KeyPress, surroundings: Surroundings): CommandId | undefined =>
  commandIn(press, surroundings, keymapOf({}));

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

test("a key that was recorded calls its command, and the command's own key calls nobody", () => {
  const recorded = shortcutOfPress(press("L", { ctrl: true, shift: true }));
  expect(recorded).toEqual({ key: "l", mod: true, shift: true });
  const keymap = keymapOf({ open: recorded === null ? [] : [recorded] });
  expect(commandIn(press("L", { meta: true, shift: true }), nothing, keymap)).toBe("open");
  expect(commandIn(press("l", { ctrl: true }), nothing, keymap)).toBeUndefined();
  expect(commandIn(press("o", { ctrl: true }), nothing, keymap)).toBeUndefined();
});

test("what is recorded is what was pressed, and no modifier alone", () => {
  expect(shortcutOfPress(press("Control", { ctrl: true }))).toBeNull();
  expect(shortcutOfPress(press("?", { shift: true }))).toEqual({ key: "?" });
  expect(shortcutOfPress(press("F5", { shift: true }))).toEqual({ key: "F5", shift: true });
  expect(shortcutOfPress(press("k", { ctrl: true, alt: true }))).toEqual({ key: "k", mod: true, alt: true });
  expect(shortcutOfPress(press("[", { ctrl: true, alt: true, altGraph: true }))).toEqual({ key: "[" });
  for (const { shortcuts = [] } of commands)
    for (const shortcut of shortcuts) expect(shortcutOfPress(pressOf(shortcut, "ctrl"))).toEqual(shortcut);
});
