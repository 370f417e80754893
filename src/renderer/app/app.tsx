import { type ComponentType, type ReactNode, useEffect } from "react";
import { I18nProvider } from "react-aria-components";
import { loadPlotly } from "#renderer/charts";
import { useShortcuts } from "#renderer/commands";
import { afterPaint, type DialogName, mark, useSessionState, useViewState } from "#renderer/context";
import { useDatasetsState } from "#renderer/datasets";
import { Announcer } from "#renderer/features/announcer";
import { useTheme } from "#renderer/features/appearance";
import { DiagnosticsDialog } from "#renderer/features/diagnostics";
import { ShortcutsDialog } from "#renderer/features/help";
import {
  ImportDialog,
  ImportErrorCard,
  ImportProgressCard,
  RescueDialog,
  useImportingState,
} from "#renderer/features/importing";
import { ModelsDialog } from "#renderer/features/models";
import { NoticeList } from "#renderer/features/notices";
import { QueueButton, QueuePanel } from "#renderer/features/queue";
import { FindBestDialog, ResultDialog } from "#renderer/features/searching";
import { StorageDialog } from "#renderer/features/storage";
import { StartFailure, Welcome } from "#renderer/features/welcome";
import { locale } from "#renderer/format";
import { useJobsState } from "#renderer/jobs";
import { Workspace } from "#renderer/workspace";
import { DropSurface } from "./drop-surface.tsx";
import type { Stores } from "./stores.ts";
import "./app.css";

/** Each says itself when it is open. A name without a dialog does not compile. */
const dialogs: Readonly<Record<DialogName, ComponentType>> = {
  diagnostics: DiagnosticsDialog,
  "find-best": FindBestDialog,
  import: ImportDialog,
  rescue: RescueDialog,
  result: ResultDialog,
  models: ModelsDialog,
  shortcuts: ShortcutsDialog,
  storage: StorageDialog,
};

/** The whole window. */
export function App({ stores }: { readonly stores: Stores }) {
  return (
    <I18nProvider locale={locale}>
      {stores.provided.reduceRight<ReactNode>((inside, provide) => provide(inside), <Shell stores={stores} />)}
    </I18nProvider>
  );
}

function Shell({ stores: { openDropped, importing, sources, coverage } }: { readonly stores: Stores }) {
  useShortcuts();
  useTheme();
  useTitle();
  const isOpen = useDatasetsState((state) => state.active !== null);
  const isReady = useSessionState((state) => state.info !== null);
  const failure = useSessionState((state) => state.failure);
  const state = useImportingState((current) => current);
  // In its dialog a file that is tried again shows its own progress.
  const isRescued = useViewState(({ dialog }) => dialog === "rescue");

  useEffect(() => {
    // After the first picture: nobody waits for the chart library on an empty window.
    const idle = requestIdleCallback(() => void loadPlotly());
    return () => cancelIdleCallback(idle);
  }, []);

  useEffect(() => {
    // Views put up their listeners before this runs: from the picture on, a drop, a key and a click are answered.
    if (isReady) afterPaint(() => mark("fantail:interactive"));
  }, [isReady]);

  useEffect(() => {
    const check = (): void => {
      void sources.check();
      coverage.retry();
    };
    window.addEventListener("focus", check);
    return () => window.removeEventListener("focus", check);
  }, [sources, coverage]);

  if (failure !== null) return <StartFailure error={failure} />;
  if (!isReady) {
    return (
      <div className="shell">
        <DropSurface onDrop={openDropped} />
      </div>
    );
  }

  const isLoading = state.status === "running" && state.isVisible && !isRescued;
  const first =
    state.status === "failed" ? (
      <ImportErrorCard state={state} />
    ) : (
      <Welcome onOpenSample={(id) => void importing.openSample(id)} />
    );
  return (
    <div className="shell">
      {isOpen ? (
        <Workspace />
      ) : isLoading ? (
        <main className="stage">
          <ImportProgressCard state={state} />
        </main>
      ) : (
        first
      )}
      {isOpen ? null : <QueueAlone />}
      {isOpen && state.status === "failed" ? <ImportErrorCard state={state} isBanner /> : null}
      {isOpen && isLoading ? <ImportProgressCard state={state} isFloating /> : null}
      <DropSurface onDrop={openDropped} />
      <NoticeList />
      <Announcer />
      {Object.entries(dialogs).map(([name, Dialog]) => (
        <Dialog key={name} />
      ))}
    </div>
  );
}

/** Searches outlive the files that they are about: the queue is there without any. */
function QueueAlone() {
  const isShown = useViewState((state) => state.isQueueShown);
  const hasJobs = useJobsState((state) => state.jobs.length > 0);
  return (
    <>
      {hasJobs ? (
        <div className="queue-corner">
          <QueueButton />
        </div>
      ) : null}
      {isShown ? <QueuePanel /> : null}
    </>
  );
}

function useTitle(): void {
  const name = useDatasetsState(
    (state) => state.open.find(({ dataset }) => dataset.handle === state.active)?.dataset.name,
  );
  useEffect(() => {
    document.title = name === undefined ? "Fantail" : `${name} – Fantail`;
  }, [name]);
}
