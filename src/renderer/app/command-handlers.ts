import type { Job } from "#domain/job";
import type { Client } from "#renderer/bridge";
import type { CommandHandler, CommandHandlers } from "#renderer/commands";
import type { ViewStore } from "#renderer/context";
import type { Corrections } from "#renderer/corrections";
import { activeDataset, type Datasets, type Reimporting, type Sources } from "#renderer/datasets";
import type { Availability } from "#renderer/features/availability";
import type { Comparison } from "#renderer/features/comparison";
import type { Correcting } from "#renderer/features/correcting";
import type { Importing } from "#renderer/features/importing";
import type { ProfilePages } from "#renderer/features/profile";
import { focusSearch } from "#renderer/features/series";
import type { Versions } from "#renderer/features/versions";
import type { ForecastObserver } from "#renderer/forecasts";
import { isPausable, type Jobs, type Methods, type Results, tabOf } from "#renderer/jobs";

export interface CommandTargets {
  readonly client: Client;
  readonly view: ViewStore;
  readonly datasets: Datasets;
  readonly reimporting: Reimporting;
  readonly sources: Sources;
  readonly observer: ForecastObserver;
  readonly importing: Importing;
  readonly jobs: Jobs;
  readonly methods: Methods;
  readonly results: Results;
  readonly comparison: Comparison;
  readonly profilePages: ProfilePages;
  readonly versions: Versions;
  readonly availability: Availability;
  readonly corrections: Corrections;
  readonly correcting: Correcting;
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
  jobs,
  methods,
  results,
  comparison,
  profilePages,
  versions,
  availability,
  corrections,
  correcting,
}: CommandTargets): CommandHandlers {
  const active = () => activeDataset(datasets.store.getState());
  const moveOrigin = (by: number): CommandHandler => ({
    isAvailable: () => active() !== undefined,
    run() {
      const open = active();
      if (open !== undefined) datasets.setOrigin(open.selection.origin + by);
    },
  });
  /** What was adopted for a reading of the file was adopted after that reading. A dialog is left with what it shows. */
  const step = (how: "undo" | "redo"): CommandHandler => ({
    isAvailable: () => [null, "import", "result"].includes(view.getState().dialog),
    run() {
      const { dialog } = view.getState();
      const isResult = dialog === "result";
      const handle = isResult ? results.store.getState().result?.dataset : active()?.dataset.handle;
      if (handle === undefined) return;
      if (dialog === null && corrections.isNext(handle, how)) {
        void corrections[how](handle);
        return;
      }
      const changes = methods.store.getState()[how === "undo" ? "earlier" : "later"][handle] ?? [];
      if (dialog !== "import" && changes.length > 0) void methods[how](handle);
      else if (!isResult) void reimporting[how](handle);
    },
  });
  const isAny = (isMeant: (job: Job) => boolean) => (): boolean => jobs.store.getState().jobs.some(isMeant);
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
    undo: step("undo"),
    redo: step("redo"),
    search: { isAvailable: () => view.getState().dialog === null, run: () => focusSearch(view) },
    compare: {
      isAvailable: () => view.getState().dialog === null && active() !== undefined,
      run() {
        if (view.getState().page === "comparison") comparison.close();
        else comparison.open();
      },
    },
    profile: {
      isAvailable: () => view.getState().dialog === null && active() !== undefined,
      run() {
        if (view.getState().page === "profile") profilePages.close();
        else profilePages.open();
      },
    },
    correct: {
      isAvailable: () => view.getState().dialog === null && active() !== undefined,
      run() {
        if (view.getState().page === "correcting") correcting.close();
        else correcting.open();
      },
    },
    "compare-files": {
      isAvailable: () => view.getState().dialog === null && active() !== undefined,
      run() {
        if (view.getState().page === "versions") versions.close();
        else versions.open();
      },
    },
    "data-over-time": {
      isAvailable: () => view.getState().dialog === null && active() !== undefined,
      run() {
        if (view.getState().page === "availability") availability.close();
        else availability.open();
      },
    },
    "previous-origin": moveOrigin(-1),
    "next-origin": moveOrigin(1),
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
