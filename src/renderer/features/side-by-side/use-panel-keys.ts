import { type KeyboardEvent, type RefObject, useCallback } from "react";
import { seasonSteps } from "#renderer/forecasts";
import { useSideBySide, useSideBySideState } from "./context.ts";
import { movedBy, moveOf, panelAfter } from "./cursor.ts";
import { type PanelView, stepOf } from "./use-pictures.ts";

/** Keys of all panels: through the time of the one in focus, from one to the next, and into its forecast. */
export function usePanelKeys(
  views: readonly PanelView[],
  columns: number,
  frame: RefObject<HTMLElement | null>,
): (event: KeyboardEvent) => void {
  const page = useSideBySide();
  const link = useSideBySideState((state) =>
    state.look.kind === "origins" && state.look.layout === "grid" ? state.look.link : "time",
  );
  return useCallback(
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { focused, cursor } = page.store.getState();
      const at = Math.max(
        0,
        views.findIndex(({ panel }) => panel.compared.id === focused),
      );
      const view = views[at];
      if (view === undefined) return;
      const { panel, picture } = view;
      const { id } = panel.compared;
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        if (panel.error !== null && typeof picture === "string") page.retry(id);
        else page.show(id);
        return;
      }
      const next = views[panelAfter(event.key, at, views.length, columns) ?? -1];
      if (next !== undefined) {
        event.preventDefault();
        page.focus(next.panel.compared.id);
        // The cursor goes along, to the same time of the next panel.
        const step = stepOf(next, cursor, link);
        if (step !== null && typeof next.picture !== "string")
          page.point(movedBy(next.panel.compared.id, next.picture.input, step, 0));
        const element = [...(frame.current?.querySelectorAll<HTMLElement>("[data-panel]") ?? [])].find(
          (one) => one.dataset["panel"] === next.panel.compared.id,
        );
        element?.focus();
        return;
      }
      if (typeof picture === "string") return;
      const move = moveOf(event.key, event.shiftKey, Math.max(2, seasonSteps(panel.compared.selection.series)));
      if (move === null) return;
      event.preventDefault();
      page.point(movedBy(id, picture.input, stepOf(view, cursor, link), move));
    },
    [page, views, columns, frame, link],
  );
}
