import { useEffect } from "react";
import { type Command, type CommandId, commands, type Shortcut } from "#domain/commands";
import { useView } from "#renderer/context";
import { useCommands } from "./context.ts";

export type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "getModifierState">;

export interface Surroundings {
  /** The focus is where keys are typed. */
  readonly isTyping: boolean;
  readonly isDialogOpen: boolean;
}

/** The command that a key stands for, whether or not it is available. */
export function commandFor(press: KeyPress, surroundings: Surroundings): CommandId | undefined {
  return commands.find(
    (command) =>
      command.shortcuts?.some((shortcut) => isPressed(press, shortcut)) && mayAct(command, press, surroundings),
  )?.id;
}

function isPressed(press: KeyPress, { key, mod, shift }: Shortcut): boolean {
  const hasMod = press.ctrlKey || press.metaKey;
  if (mod) return hasMod && !press.altKey && press.shiftKey === (shift ?? false) && press.key.toLowerCase() === key;
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
      if (event.defaultPrevented || event.isComposing) return;
      const id = commandFor(event, {
        isTyping: isTyping(event.target),
        isDialogOpen: view.getState().dialog !== null,
      });
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
