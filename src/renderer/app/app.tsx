import { useEffect } from "react";
import { I18nProvider } from "react-aria-components";
import { locale } from "../format/format.ts";
import { ModelContext, useImporting, useSession, useView, useWorkspace, type AppModel } from "./model.ts";
import { loadPlotly } from "../charts/index.ts";
import { Announcer } from "../features/announcer/announcer.tsx";
import { DiagnosticsDialog } from "../features/diagnostics/diagnostics-dialog.tsx";
import { ImportDialog } from "../features/importing/import-dialog.tsx";
import { ShortcutsDialog } from "../features/help/shortcuts-dialog.tsx";
import { RescueDialog } from "../features/importing/rescue-dialog.tsx";
import { ImportProgressCard } from "../features/importing/import-progress-card.tsx";
import { ImportErrorCard } from "../features/importing/import-error-card.tsx";
import { ModelsDialog } from "../features/models/models-dialog.tsx";
import { Notices } from "../features/notices/notice-list.tsx";
import { StorageDialog } from "../features/storage/storage-dialog.tsx";
import { StartFailure } from "../features/welcome/start-failure.tsx";
import { Welcome } from "../features/welcome/welcome.tsx";
import { Workspace } from "../workspace/workspace.tsx";
import { DropSurface } from "./drop-surface.tsx";
import { useShortcuts } from "./shortcuts.ts";

/** The whole window. */
export function App({ model }: { readonly model: AppModel }) {
  return (
    <I18nProvider locale={locale}>
      <ModelContext value={model}>
        <Shell />
      </ModelContext>
    </I18nProvider>
  );
}

function Shell() {
  useShortcuts();
  useTheme();
  useTitle();
  const isOpen = useWorkspace((state) => state.active !== null);
  const isReady = useSession((state) => state.info !== null);
  const failure = useSession((state) => state.failure);
  const importing = useImporting((state) => state);
  // In its dialog a file that is tried again shows its own progress.
  const isRescued = useView((state) => state.dialog === "rescue");

  useEffect(() => {
    // After the first picture: nobody waits for the chart library on an empty window.
    const idle = requestIdleCallback(() => void loadPlotly());
    return () => cancelIdleCallback(idle);
  }, []);

  if (failure !== null) return <StartFailure error={failure} />;
  if (!isReady) {
    return (
      <div className="shell">
        <DropSurface />
      </div>
    );
  }

  const isLoading = importing.status === "running" && importing.isVisible && !isRescued;
  const first = importing.status === "failed" ? <ImportErrorCard state={importing} /> : <Welcome />;
  return (
    <div className="shell">
      {isOpen ? (
        <Workspace />
      ) : isLoading ? (
        <main className="stage">
          <ImportProgressCard state={importing} />
        </main>
      ) : (
        first
      )}
      {isOpen && importing.status === "failed" ? <ImportErrorCard state={importing} isBanner /> : null}
      {isOpen && isLoading ? <ImportProgressCard state={importing} isFloating /> : null}
      <DropSurface />
      <Notices />
      <Announcer />
      <DiagnosticsDialog />
      <ImportDialog />
      <RescueDialog />
      <ModelsDialog />
      <ShortcutsDialog />
      <StorageDialog />
    </div>
  );
}

function useTheme(): void {
  const theme = useSession((state) => state.theme);
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }, [theme]);
}

function useTitle(): void {
  const name = useWorkspace((state) => state.open.find(({ dataset }) => dataset.handle === state.active)?.dataset.name);
  useEffect(() => {
    document.title = name === undefined ? "Fantail" : `${name} – Fantail`;
  }, [name]);
}
