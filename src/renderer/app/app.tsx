import { type ComponentType, Fragment, type ReactNode, useCallback, useEffect, useState } from "react";
import { I18nProvider } from "react-aria-components";
import { chartLibrary } from "#renderer/charts";
import { useShortcuts } from "#renderer/commands";
import { afterPaint, type DialogName, mark, useSessionState, useView, useViewState } from "#renderer/context";
import { useDatasetsState, useKeptFilesState } from "#renderer/datasets";
import { Announcer } from "#renderer/features/announcer";
import { useAppearance } from "#renderer/features/appearance";
import { diagnosticsDialog } from "#renderer/features/diagnostics";
import { detailsDialog, severalDialog } from "#renderer/features/exporting";
import { handbookDialog } from "#renderer/features/handbook";
import { shortcutsDialog, tour } from "#renderer/features/help";
import {
  folderDialog,
  ImportErrorCard,
  ImportProgressCard,
  importDialog,
  rescueDialog,
  useImportingState,
  usePaste,
} from "#renderer/features/importing";
import { modelsDialog } from "#renderer/features/models";
import { NoticeList } from "#renderer/features/notices";
import { paletteDialog } from "#renderer/features/palette";
import { QueueButton, queuePanel } from "#renderer/features/queue";
import { findBestDialog, resultDialog } from "#renderer/features/searching";
import { FurtherSettingsContext, settingsDialog } from "#renderer/features/settings";
import { storageDialog } from "#renderer/features/storage";
import { StartFailure, Welcome } from "#renderer/features/welcome";
import { conventions, fieldLocale } from "#renderer/format";
import { useForecastState } from "#renderer/forecasts";
import { useJobsState } from "#renderer/jobs";
import { DrawBoundary, Later, LoadFailure, type Loader } from "#renderer/ui";
import { absentPage, workspace } from "#renderer/workspace";
import { DropSurface } from "./drop-surface.tsx";
import { furtherSettings } from "./further-settings.ts";
import { FailedDialog } from "./failed-dialog.tsx";
import type { Stores } from "./stores.ts";
import "./app.css";
import { texts } from "./texts.ts";

/** Each says itself when it is open. A name without a dialog does not compile. */
const dialogs: Readonly<Record<DialogName, Loader<ComponentType>>> = {
  diagnostics: diagnosticsDialog,
  "export-several": severalDialog,
  "find-best": findBestDialog,
  handbook: handbookDialog,
  folder: folderDialog,
  import: importDialog,
  "report-details": detailsDialog,
  rescue: rescueDialog,
  result: resultDialog,
  models: modelsDialog,
  palette: paletteDialog,
  settings: settingsDialog,
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
  const shell = (
    <WithLocale>
      <DrawBoundary failed={(retry) => <FailedPage onRetry={retry} />}>
        <Shell stores={stores} />
      </DrawBoundary>
    </WithLocale>
  );
  return stores.provided.reduceRight<ReactNode>((inside, provide) => provide(inside), shell);
}

/** Fields read and write numbers as all other texts do. */
function WithLocale({ children }: { readonly children: ReactNode }) {
  useRedrawKey();
  const locale = fieldLocale(conventions());
  return <I18nProvider locale={locale}>{children}</I18nProvider>;
}

/** Changes with what every text of the window depends on: a part that has it as its key is drawn anew. */
function useRedrawKey(): string {
  return useSessionState(({ settings: { numberFormat, dateFormat, firstDayOfWeek, shortcuts } }) =>
    JSON.stringify([numberFormat, dateFormat, firstDayOfWeek, shortcuts]),
  );
}

function Shell({ stores: { openDropped, importing, sources, keptFiles, coverage } }: { readonly stores: Stores }) {
  useShortcuts();
  useAppearance();
  const redrawKey = useRedrawKey();
  useTitle();
  usePaste(openDropped);
  const isOpen = useDatasetsState((state) => state.active !== null);
  const isAbsent = useDatasetsState((state) => state.absentInFront !== null);
  const hasTabs = isOpen || isAbsent;
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

  const onEnter = useCallback(() => {
    loadForFiles();
    importing.expect();
  }, [importing]);

  useEffect(() => {
    // Views put up their listeners before this runs: from the picture on, a drop, a key and a click are answered.
    if (isReady) afterPaint(() => mark("fantail:interactive"));
  }, [isReady]);

  useEffect(() => {
    const check = (): void => {
      void sources.check();
      void keptFiles.look();
      coverage.retry();
    };
    window.addEventListener("focus", check);
    return () => window.removeEventListener("focus", check);
  }, [sources, keptFiles, coverage]);

  if (failure !== null) return <StartFailure error={failure} />;
  if (!isReady) {
    return (
      <div className="shell">
        <DropSurface onEnter={onEnter} onDrop={openDropped} />
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
        <Later
          key={redrawKey}
          part={workspace}
          waiting={waitingPage}
          failed={(retry) => <FailedPage onRetry={retry} />}
        />
      ) : isAbsent ? (
        <Later part={absentPage} waiting={waitingPage} failed={(retry) => <FailedPage onRetry={retry} />} />
      ) : isLoading ? (
        <main className="stage">
          <ImportProgressCard state={state} />
        </main>
      ) : (
        <Fragment key={redrawKey}>{first}</Fragment>
      )}
      {isOpen ? null : <QueueAlone />}
      {hasTabs && state.status === "failed" ? <ImportErrorCard state={state} isBanner /> : null}
      {hasTabs && isLoading ? <ImportProgressCard state={state} isFloating /> : null}
      <DropSurface onEnter={onEnter} onDrop={openDropped} />
      <NoticeList />
      {isOpen ? <TourAfterFirstForecast /> : null}
      <Announcer />
      <FurtherSettingsContext value={furtherSettings}>
        {Object.entries(dialogs).map(([name, part]) => (
          <LaterDialog key={name} name={name as DialogName} part={part} />
        ))}
      </FurtherSettingsContext>
    </div>
  );
}

/** The tour begins by itself once, beside the first forecast that is ever shown. */
function TourAfterFirstForecast() {
  const isNew = useSessionState((state) => !state.settings.isTourSeen);
  const isAsked = useViewState((state) => state.isTourShown);
  const hasForecast = useForecastState((state) => state.shown?.forecast != null);
  return isAsked || (isNew && hasForecast) ? <Later part={tour} failed={() => null} /> : null;
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
            {texts.opening}
          </div>
        ) : null
      }
      failed={(retry) =>
        isOpen ? <FailedDialog onRetry={retry} onClose={() => view.setState({ dialog: null })} /> : null
      }
    />
  );
}

/** The ground of a page that is about to be there. */
const waitingPage = (isSlow: boolean): ReactNode => (
  <main className="stage" aria-busy="true">
    {isSlow ? (
      <p className="load-wait" role="status">
        {texts.opening}
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
    ({ open, active, absent, absentInFront }) =>
      open.find(({ dataset }) => dataset.handle === active)?.dataset.name ??
      absent.find(({ tab }) => tab === absentInFront)?.name,
  );
  const project = useKeptFilesState((state) => state.project);
  useEffect(() => {
    const edited = project?.isEdited === true ? " (edited)" : "";
    document.title = [name, project === null ? undefined : `${project.name}${edited}`, "Fantail"]
      .filter((part) => part !== undefined)
      .join(" – ");
  }, [name, project]);
}
