import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import { I18nProvider } from "react-aria-components";
import { chartLibrary } from "#renderer/charts";
import { useShortcuts } from "#renderer/commands";
import { afterPaint, type DialogName, mark, useSessionState, useView, useViewState } from "#renderer/context";
import { useDatasetsState } from "#renderer/datasets";
import { Announcer } from "#renderer/features/announcer";
import { useTheme } from "#renderer/features/appearance";
import { diagnosticsDialog } from "#renderer/features/diagnostics";
import { shortcutsDialog } from "#renderer/features/help";
import {
  ImportErrorCard,
  ImportProgressCard,
  importDialog,
  rescueDialog,
  useImportingState,
} from "#renderer/features/importing";
import { modelsDialog } from "#renderer/features/models";
import { NoticeList } from "#renderer/features/notices";
import { QueueButton, queuePanel } from "#renderer/features/queue";
import { findBestDialog, resultDialog } from "#renderer/features/searching";
import { storageDialog } from "#renderer/features/storage";
import { StartFailure, Welcome } from "#renderer/features/welcome";
import { locale } from "#renderer/format";
import { useJobsState } from "#renderer/jobs";
import { Later, LoadFailure, type Loader, WindowDialog } from "#renderer/ui";
import { workspace } from "#renderer/workspace";
import { DropSurface } from "./drop-surface.tsx";
import type { Stores } from "./stores.ts";
import "./app.css";

/** Each says itself when it is open. A name without a dialog does not compile. */
const dialogs: Readonly<Record<DialogName, Loader<ComponentType>>> = {
  diagnostics: diagnosticsDialog,
  "find-best": findBestDialog,
  import: importDialog,
  rescue: rescueDialog,
  result: resultDialog,
  models: modelsDialog,
  shortcuts: shortcutsDialog,
  storage: storageDialog,
};

/** What the first file needs. */
function loadForFiles(): void {
  workspace.load();
  chartLibrary.load();
}

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

  const isReading = state.status === "running";
  useEffect(() => {
    if (!isReady) return undefined;
    if (isReading) {
      loadForFiles();
      return undefined;
    }
    // After the first picture: nobody waits for them on an empty window.
    const idle = requestIdleCallback(loadForFiles);
    return () => cancelIdleCallback(idle);
  }, [isReady, isReading]);

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
        <Later part={workspace} waiting={waitingPage} failed={(retry) => <FailedPage onRetry={retry} />} />
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
      {Object.entries(dialogs).map(([name, part]) => (
        <LaterDialog key={name} name={name as DialogName} part={part} />
      ))}
    </div>
  );
}

/** Searches outlive the files that they are about: the queue is there without any. */
function QueueAlone() {
  const view = useView();
  const isShown = useViewState((state) => state.isQueueShown);
  const hide = (): void => view.setState({ isQueueShown: false });
  const hasJobs = useJobsState((state) => state.jobs.length > 0);
  return (
    <>
      {hasJobs ? (
        <div className="queue-corner">
          <QueueButton />
        </div>
      ) : null}
      {isShown ? <Later part={queuePanel} failed={(retry) => <FailedDialog onRetry={retry} onClose={hide} />} /> : null}
    </>
  );
}

/** Loads with its first opening, and stays: it has its own way to close, and may remember. */
function LaterDialog({ name, part }: { readonly name: DialogName; readonly part: Loader<ComponentType> }) {
  const view = useView();
  const isOpen = useViewState(({ dialog }) => dialog === name);
  const [wasOpened, setOpened] = useState(isOpen);
  if (isOpen && !wasOpened) setOpened(true);
  useEffect(() => {
    // Opened again after a failure, it is tried again.
    if (isOpen) part.load();
  }, [isOpen, part]);
  if (!wasOpened) return null;
  return (
    <Later
      part={part}
      waiting={(isSlow) =>
        isOpen && isSlow ? (
          <div className="load-wait-dialog" role="status">
            Opening…
          </div>
        ) : null
      }
      failed={(retry) =>
        isOpen ? <FailedDialog onRetry={retry} onClose={() => view.setState({ dialog: null })} /> : null
      }
    />
  );
}

function FailedDialog({ onRetry, onClose }: { readonly onRetry: () => void; readonly onClose: () => void }) {
  return (
    <WindowDialog title="Could not be opened" isOpen onClose={onClose}>
      <LoadFailure onRetry={onRetry} />
    </WindowDialog>
  );
}

/** The ground of a page that is about to be there. */
const waitingPage = (isSlow: boolean): ReactNode => (
  <main className="stage" aria-busy="true">
    {isSlow ? (
      <p className="load-wait" role="status">
        Opening…
      </p>
    ) : null}
  </main>
);

function FailedPage({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <main className="stage">
      <LoadFailure onRetry={onRetry} />
    </main>
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
