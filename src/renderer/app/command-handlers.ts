import type { StoreApi } from "zustand/vanilla";
import type { Job } from "#domain/job";
import type { Client } from "#renderer/bridge";
import type { CommandHandler, CommandHandlers } from "#renderer/commands";
import type { FrontSteps, Notify, ViewState, ViewStore } from "#renderer/context";
import type { Corrections } from "#renderer/corrections";
import {
  activeDataset,
  type Datasets,
  type KeptFiles,
  type Reimporting,
  type Sources,
  tabInFront,
  tabsOf,
} from "#renderer/datasets";
import type { Importing } from "#renderer/features/importing";
import { focusSearch } from "#renderer/features/series";
import { type ForecastObserver, nextMiss, type PastErrorsState, worstMisses } from "#renderer/forecasts";
import type { Adjusting, Scenarios } from "#renderer/scenarios";
import { isPausable, type Jobs, type Methods, type Results, tabOf } from "#renderer/jobs";

/** Opens each page in the place of the forecast, and loads first what is missing for that. */
export type PageOpeners = Readonly<Record<Exclude<ViewState["page"], "forecast">, () => void>>;

export interface CommandTargets {
  readonly client: Client;
  readonly view: ViewStore;
  readonly datasets: Datasets;
  readonly reimporting: Reimporting;
  readonly sources: Sources;
  readonly observer: ForecastObserver;
  readonly pastErrors: StoreApi<PastErrorsState>;
  readonly importing: Importing;
  readonly jobs: Jobs;
  readonly methods: Methods;
  readonly results: Results;
  readonly pages: PageOpeners;
  readonly corrections: Corrections;
  readonly scenarios: Scenarios;
  readonly adjusting: Adjusting;
  readonly keptFiles: KeptFiles;
  /** Histories of the file in front that know what came after their steps; null until one is loaded. */
  readonly frontSteps: readonly (() => FrontSteps | null)[];
  readonly notify: Notify;
}

/** What each command does in this window, beside those that open a dialog. */
export function commandHandlers({
  client,
  view,
  datasets,
  reimporting,
  sources,
  observer,
  pastErrors,
  importing,
  jobs,
  methods,
  results,
  pages,
  corrections,
  scenarios,
  adjusting,
  keptFiles,
  frontSteps,
  notify,
}: CommandTargets): CommandHandlers {
  const active = () => activeDataset(datasets.store.getState());
  /** No dialog is in the way; the palette closes before it runs anything. */
  const isFree = (): boolean => [null, "palette"].includes(view.getState().dialog);
  const moveOrigin = (by: number): CommandHandler => ({
    isAvailable: () => active() !== undefined,
    run() {
      const open = active();
      if (open !== undefined) datasets.setOrigin(open.selection.origin + by);
    },
  });
  const moveToMiss = (direction: -1 | 1): CommandHandler => ({
    isAvailable: () => active() !== undefined && pastErrors.getState().errors !== null,
    run() {
      const { selection } = active() ?? {};
      const { errors } = pastErrors.getState();
      if (selection === undefined || errors === null) return;
      const to = nextMiss(worstMisses(errors, "error", selection.horizon), selection.origin, direction);
      if (to !== null) datasets.setOrigin(to);
    },
  });
  /** What was adopted for a reading of the file was adopted after that reading. A dialog is left with what it shows. */
  const step = (how: "undo" | "redo"): CommandHandler => ({
    isAvailable: () => [null, "import", "result", "palette"].includes(view.getState().dialog),
    run() {
      const { dialog } = view.getState();
      const isResult = dialog === "result";
      const handle = isResult ? results.store.getState().result?.dataset : active()?.dataset.handle;
      if (handle === undefined) return;
      const front = frontSteps.map((steps) => steps()).find((steps) => steps?.isNext(how) === true);
      if (dialog === null && front != null) {
        front[how]();
        return;
      }
      if (dialog === null && corrections.isNext(handle, how)) {
        void corrections[how](handle);
        return;
      }
      if (dialog === null && scenarios.isNext(handle, how)) {
        void scenarios[how](handle);
        return;
      }
      const changes = methods.store.getState()[how === "undo" ? "earlier" : "later"][handle] ?? [];
      if (dialog !== "import" && changes.length > 0) void methods[how](handle);
      else if (!isResult) void reimporting[how](handle);
    },
  });
  /** From the tab in front, and around at the ends. */
  const goBy = (by: number): CommandHandler => ({
    isAvailable: () => isFree() && tabsOf(datasets.store.getState()).length > 1,
    run() {
      const state = datasets.store.getState();
      const all = tabsOf(state);
      const at = all.findIndex(({ tab }) => tab === tabInFront(state));
      const next = all.at((at + by) % all.length);
      if (next !== undefined) datasets.activateTab(next.tab);
    },
  });
  const moveBy = (by: number): CommandHandler => ({
    isAvailable: () => isFree() && tabInFront(datasets.store.getState()) !== null,
    run() {
      const state = datasets.store.getState();
      const tab = tabInFront(state);
      if (tab === null) return;
      datasets.moveTab(tab, tabsOf(state).findIndex((file) => file.tab === tab) + by);
    },
  });
  /** There, or back to the forecast. */
  const page = (name: keyof PageOpeners): CommandHandler => ({
    isAvailable: () => isFree() && active() !== undefined,
    run() {
      if (view.getState().page === name) view.setState({ page: "forecast" });
      else pages[name]();
    },
  });
  const canSave = (): boolean => isFree() && tabsOf(datasets.store.getState()).length > 0;
  const isAny = (isMeant: (job: Job) => boolean) => (): boolean => jobs.store.getState().jobs.some(isMeant);
  return {
    "new-window": { run: () => void client.request("window:open", {}) },
    open: { run: () => void importing.choose() },
    "paste-data": { isAvailable: () => view.getState().dialog === null, run: () => void importing.paste() },
    reload: {
      isAvailable: () => isFree() && active() !== undefined,
      run() {
        const open = active();
        if (open !== undefined) void sources.reload(open.dataset.handle);
      },
    },
    close: {
      isAvailable: () => isFree(),
      run() {
        const tab = tabInFront(datasets.store.getState());
        // As in editors: the last file leads back to the start, and from there the window closes.
        if (tab === null) void client.request("window:close", {});
        else datasets.closeTab(tab);
      },
    },
    "reopen-file": {
      isAvailable: () => isFree() && datasets.store.getState().closed.length > 0,
      run: () => void keptFiles.reopen(),
    },
    "reopen-window": {
      run: () =>
        void client.request("session:reopen-window", {}).then((outcome) => {
          if (outcome.ok && !outcome.value.isReopened)
            notify("info", "No window was closed that could be opened again.");
        }),
    },
    "save-project": {
      isAvailable: canSave,
      run: () => void keptFiles.saveProject(),
    },
    "save-project-as": {
      isAvailable: canSave,
      run: () => void keptFiles.saveProject({ isNewPlace: true, isEmbedded: false }),
    },
    "save-project-with-data": {
      isAvailable: canSave,
      run: () => void keptFiles.saveProject({ isNewPlace: true, isEmbedded: true }),
    },
    "next-file": goBy(1),
    "previous-file": goBy(-1),
    "move-file-left": moveBy(-1),
    "move-file-right": moveBy(1),
    export: {
      // Over a dialog, or before there is something to export, the menu would open at a moment nobody asked for it.
      isAvailable: () => isFree() && observer.store.getState().shown?.forecast != null,
      run: () => view.setState({ isExportOpen: true }),
    },
    "export-several": {
      isAvailable: () => view.getState().dialog === null && active() !== undefined,
      run: () => view.setState({ dialog: "export-several" }),
    },
    "cancel-import": {
      isAvailable: () => importing.store.getState().status === "running",
      run: () => importing.cancel(),
    },
    undo: step("undo"),
    redo: step("redo"),
    search: { isAvailable: () => isFree(), run: () => focusSearch(view) },
    "all-series": page("overview"),
    compare: page("comparison"),
    "side-by-side": page("side-by-side"),
    profile: page("profile"),
    correct: page("correcting"),
    "compare-files": page("versions"),
    "data-over-time": page("availability"),
    scenarios: page("scenarios"),
    totals: page("totals"),
    adjust: {
      isAvailable: () => isFree() && active() !== undefined,
      run() {
        if (adjusting.store.getState().isOn) adjusting.stop();
        else adjusting.start();
      },
    },
    influences: page("influences"),
    thresholds: {
      isAvailable: () => isFree() && active() !== undefined,
      run: () =>
        view.setState(({ areThresholdsShown, page: shownPage }) => {
          const isShown = areThresholdsShown && shownPage === "forecast";
          return { page: "forecast", areThresholdsShown: !isShown, isReportShown: false, isQueueShown: false };
        }),
    },
    "previous-origin": moveOrigin(-1),
    "next-origin": moveOrigin(1),
    "previous-miss": moveToMiss(-1),
    "next-miss": moveToMiss(1),
    "go-to-date": {
      isAvailable: () => isFree() && view.getState().page === "forecast" && active() !== undefined,
      run: () => view.setState({ isGoingToDate: true }),
    },
    tour: { run: () => view.setState({ isTourShown: true }) },
    queue: {
      run: () => view.setState(({ isQueueShown }) => ({ isQueueShown: !isQueueShown, isReportShown: false })),
    },
    "pause-all": { isAvailable: isAny(isPausable), run: () => void jobs.pauseAll() },
    "resume-all": { isAvailable: isAny(({ state }) => state === "paused"), run: () => void jobs.resumeAll() },
    "clear-finished": {
      isAvailable: isAny((job) => ["done", "failed"].includes(tabOf(job))),
      run: () => void jobs.clearFinished(),
    },
  };
}
