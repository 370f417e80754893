import { useEffect } from "react";
import { useModel, type AppModel } from "./model.ts";
import { activeDataset } from "../datasets/open-datasets.ts";

/** Window-wide keys. Keys of single controls are theirs. */
export function useShortcuts(): void {
  const model = useModel();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const action = actionFor(event, model);
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [model]);
}

function actionFor(event: KeyboardEvent, model: AppModel): (() => void) | undefined {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !isTyping(event.target)) {
    const key = event.key.toLowerCase();
    // In a field these undo typing.
    if (key === "z") return () => stepImport(model, event.shiftKey ? "redo" : "undo");
    if (key === "y" && !event.shiftKey) return () => stepImport(model, "redo");
  }
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    switch (event.key.toLowerCase()) {
      case "o":
        return () => model.run("open");
      case "e":
        return () => model.run("export");
      case "f":
        return model.view.getState().dialog === null ? () => showSearch(model) : undefined;
      case ",":
        return () => model.run("storage");
      default:
        return undefined;
    }
  }
  if (event.key === "Escape") {
    return model.importing.store.getState().status === "running" ? () => model.importing.cancel() : undefined;
  }
  // Brackets need AltGr on many keyboards, which Windows reports as Ctrl and Alt, and Option on a Mac's.
  if (((event.ctrlKey || event.metaKey) && !event.getModifierState("AltGraph")) || isTyping(event.target))
    return undefined;
  // A dialog is modal for the keyboard, too.
  if (model.view.getState().dialog !== null) return undefined;
  switch (event.key) {
    case "?":
      return () => model.run("shortcuts");
    case "/":
      return () => showSearch(model);
    case "[":
      return () => step(model, -1);
    case "]":
      return () => step(model, 1);
    default:
      return undefined;
  }
}

function step(model: AppModel, by: number): void {
  const open = activeDataset(model.workspace.store.getState());
  if (open !== undefined) model.workspace.setOrigin(open.selection.origin + by);
}

/** Undoes or redoes the last change of how the file in front is read. */
function stepImport(model: AppModel, how: "undo" | "redo"): void {
  const { dialog } = model.view.getState();
  const open = activeDataset(model.workspace.store.getState());
  if (open !== undefined && (dialog === null || dialog === "import")) void model.reimporting[how](open.dataset.handle);
}

function showSearch(model: AppModel): void {
  // A narrow window has the list in a drawer, as its style sheet says; in a wide one the user may have put it away.
  const isDrawer = matchMedia("(max-width: 56rem)").matches;
  model.view.setState(isDrawer ? { isDrawerOpen: true } : { isSidebarShown: true });
  // What is hidden takes no focus: not before the list is drawn.
  requestAnimationFrame(() => document.querySelector<HTMLInputElement>("[data-search] input")?.focus());
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=range]), textarea, [contenteditable=true]");
}
