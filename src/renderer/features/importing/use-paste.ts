import { useEffect } from "react";
import { useView } from "#renderer/context";
import { useImporting } from "./context.ts";

/**
 * Opens what is pasted anywhere but in a field or over a dialog. Files that were copied in a file manager are opened as if they
 * were dropped; of everything else main looks at the clipboard itself.
 *
 * @param onFiles takes them
 */
export function usePaste(onFiles: (files: readonly File[]) => Promise<void>): void {
  const importing = useImporting();
  const view = useView();
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      if (event.defaultPrevented || view.getState().dialog !== null || isField(event.target)) return;
      const { types = [], files } = event.clipboardData ?? {};
      event.preventDefault();
      // Spreadsheets copy a picture of the cells, too: with a text beside it, it is not what is meant.
      const hasText = types.includes("text/plain") || types.includes("text/html");
      if (!hasText && files !== undefined && files.length > 0) void onFiles([...files]);
      else void importing.paste();
    };
    window.addEventListener("paste", onPaste);
    return () => window.removeEventListener("paste", onPaste);
  }, [importing, view, onFiles]);
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input:not([type=range]), textarea, [contenteditable=true]") !== null
  );
}
