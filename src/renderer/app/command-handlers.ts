import type { Client } from "#renderer/bridge";
import type { CommandHandler, CommandHandlers } from "#renderer/commands";
import type { ViewStore } from "#renderer/context";
import { activeDataset, type Datasets, type Reimporting, type Sources } from "#renderer/datasets";
import type { Comparison } from "#renderer/features/comparison";
import type { Importing } from "#renderer/features/importing";
import { focusSearch } from "#renderer/features/series";
import type { ForecastObserver } from "#renderer/forecasts";

export interface CommandTargets {
  readonly client: Client;
  readonly view: ViewStore;
  readonly datasets: Datasets;
  readonly reimporting: Reimporting;
  readonly sources: Sources;
  readonly observer: ForecastObserver;
  readonly importing: Importing;
  readonly comparison: Comparison;
}

/** What each command does in this window, beside those that open a dialog. */
export function commandHandlers({
  client,
  view,
  datasets,
  reimporting,
  sources,
  observer,
  importing,
  comparison,
}: CommandTargets): CommandHandlers {
  const active = () => activeDataset(datasets.store.getState());
  const moveOrigin = (by: number): CommandHandler => ({
    isAvailable: () => active() !== undefined,
    run() {
      const open = active();
      if (open !== undefined) datasets.setOrigin(open.selection.origin + by);
    },
  });
  const stepReading = (how: "undo" | "redo"): CommandHandler => ({
    isAvailable: () => [null, "import"].includes(view.getState().dialog),
    run() {
      const open = active();
      if (open !== undefined) void reimporting[how](open.dataset.handle);
    },
  });
  return {
    "new-window": { run: () => void client.request("window:open", {}) },
    open: { run: () => void importing.choose() },
    reload: {
      isAvailable: () => view.getState().dialog === null && active() !== undefined,
      run() {
        const open = active();
        if (open !== undefined) void sources.reload(open.dataset.handle);
      },
    },
    close: {
      isAvailable: () => view.getState().dialog === null,
      run() {
        const open = active();
        // As in editors: the last file leads back to the start, and from there the window closes.
        if (open === undefined) {
          void client.request("window:close", {});
          return;
        }
        view.setState({ zoom: null });
        datasets.close(open.dataset.handle);
      },
    },
    export: {
      // Over a dialog, or before there is something to export, the menu would open at a moment nobody asked for it.
      isAvailable: () => view.getState().dialog === null && observer.store.getState().shown?.forecast != null,
      run: () => view.setState({ isExportOpen: true }),
    },
    "cancel-import": {
      isAvailable: () => importing.store.getState().status === "running",
      run: () => importing.cancel(),
    },
    "undo-import-change": stepReading("undo"),
    "redo-import-change": stepReading("redo"),
    search: { isAvailable: () => view.getState().dialog === null, run: () => focusSearch(view) },
    compare: {
      isAvailable: () => view.getState().dialog === null && active() !== undefined,
      run() {
        if (view.getState().page === "comparison") comparison.close();
        else comparison.open();
      },
    },
    "previous-origin": moveOrigin(-1),
    "next-origin": moveOrigin(1),
  };
}
