import { useEffect } from "react";
import { type Command, type CommandId, commands, type Keymap, type Shortcut } from "#domain/commands";
import { useView } from "#renderer/context";
import { useCommands } from "./context.ts";
import { keymap } from "./keymap.ts";

export type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "getModifierState">;

export interface Surroundings {
  /** The focus is where keys are typed. */
  readonly isTyping: boolean;
  readonly isDialogOpen: boolean;
}

/** The command that a key stands for, whether or not it is available. */
export function commandFor(press: KeyPress, surroundings: Surroundings, keymap: Keymap): CommandId | undefined {
  return commands.find(
    (command) =>
      keymap[command.id].some((shortcut) => isPressed(press, shortcut)) && mayAct(command, press, surroundings),
  )?.id;
}

/** The shortcut that a press is, to be recorded; null for a modifier alone. */
export function shortcutOfPress(press: KeyPress): Shortcut | null {
  if (["Control", "Shift", "Alt", "Meta", "AltGraph", "Dead", "Process", "Unidentified"].includes(press.key))
    return null;
  const isAltGraph = press.getModifierState("AltGraph");
  const hasMod = (press.ctrlKey || press.metaKey) && !isAltGraph;
  const isCharacter = press.key.length === 1;
  // A character says by itself whether Shift was held.
  const isShifted = press.shiftKey && (hasMod || !isCharacter);
  return {
    key: hasMod ? press.key.toLowerCase() : press.key,
    ...(hasMod ? { mod: true } : {}),
    ...(isShifted ? { shift: true } : {}),
    ...(hasMod && press.altKey ? { alt: true } : {}),
  };
}

function isPressed(press: KeyPress, { key, mod, shift, alt }: Shortcut): boolean {
  const hasMod = press.ctrlKey || press.metaKey;
  if (mod) {
    const isHeld = press.altKey === (alt ?? false) && press.shiftKey === (shift ?? false);
    // AltGr, which Windows reports as Ctrl and Alt, is for typing.
    return hasMod && isHeld && !press.getModifierState("AltGraph") && press.key.toLowerCase() === key.toLowerCase();
  }
  if (key.length > 1 && press.shiftKey !== (shift ?? false)) return false;
  // Brackets need AltGr on many keyboards, which Windows reports as Ctrl and Alt, and Option on a Mac's.
  return press.key === key && (!hasMod || press.getModifierState("AltGraph"));
}

function mayAct({ isFieldsOwn }: Command, press: KeyPress, { isTyping, isDialogOpen }: Surroundings): boolean {
  const isCharacter = press.key.length === 1 && !((press.ctrlKey || press.metaKey) && !press.altKey);
  // A dialog is modal for the keyboard, too.
  if (isCharacter) return !isTyping && !isDialogOpen;
  return !(isFieldsOwn && isTyping);
}

/** Window-wide keys. Keys of single controls are theirs. */
export function useShortcuts(): void {
  const registry = useCommands();
  const view = useView();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      // Keys over the palette are its own: it says itself what it runs.
      if (event.defaultPrevented || event.isComposing || view.getState().dialog === "palette") return;
      const surroundings = { isTyping: isTyping(event.target), isDialogOpen: view.getState().dialog !== null };
      const id = commandFor(event, surroundings, keymap());
      if (id === undefined || !registry.isAvailable(id)) return;
      event.preventDefault();
      registry.run(id);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [registry, view]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=range]), textarea, [contenteditable=true]");
}
