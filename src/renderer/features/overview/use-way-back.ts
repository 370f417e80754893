import { useEffect } from "react";
import { useCommands } from "#renderer/commands";
import { useView } from "#renderer/context";
import { useSeriesTable } from "./context.ts";

/**
 * Escape and Backspace lead from a series that was opened from the table, or from forecasts side by side, back to where it was, unless
 * something nearer takes the key.
 */
export function useWayBack(): void {
  const table = useSeriesTable();
  const commands = useCommands();
  const view = useView();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" && event.key !== "Backspace") return;
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const { page, behindChart, dialog, isDrawerOpen } = view.getState();
      const { isBehindChart } = table.store.getState();
      if (!isBehindChart && behindChart === null) return;
      if (page !== "forecast" || dialog !== null || isDrawerOpen) return;
      if (isInField(event.target) || isInPanel(event.target)) return;
      event.preventDefault();
      if (behindChart === null) table.open();
      else commands.run(behindChart);
    };
    // A slider lets no key out that it has no use for.
    const onSliderKey = (event: KeyboardEvent): void => {
      if (event.target instanceof HTMLElement && event.target.matches("input[type=range]")) onKey(event);
    };
    window.addEventListener("keydown", onSliderKey, { capture: true });
    window.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("keydown", onSliderKey, { capture: true });
      window.removeEventListener("keydown", onKey);
    };
  }, [table, commands, view]);
}

function isInField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=range]), textarea, [contenteditable=true]");
}

/** Menus, popovers and panels beside the chart have these keys for themselves. */
function isInPanel(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[role=dialog], [role=menu], aside:not(.sidebar)") !== null;
}
