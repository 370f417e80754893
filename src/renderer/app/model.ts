import { createContext, useContext, useMemo } from "react";
import { useStore } from "zustand";
import type { StoreApi } from "zustand/vanilla";
import type { Outcome, SeriesValues } from "#contract/data";
import type { EventPayload, Grant } from "#contract/ipc";
import type { Client } from "../bridge/index.ts";
import { numbersOf } from "../format/counts.ts";
import { createCoverage, type CoverageState } from "../features/evidence/coverage.ts";
import { createExporting, type Exporting } from "../features/exporting/exporting.ts";
import { createFindings, type Findings } from "../features/report/findings.ts";
import { formatCount, missingText } from "../format/format.ts";
import { createForecasting, type Forecasting, type ForecastState } from "../forecasts/forecasting.ts";
import { createImporting, type Clock, type Importing, type ImportState } from "../features/importing/importing.ts";
import { createInterface, type InterfaceState, type InterfaceStore } from "../context/interface.ts";
import { createModelManager, type ManagerState, type ModelManager } from "../features/models/model-manager.ts";
import { createNotices, type Notices } from "../features/notices/notices.ts";
import { createReimporting, outcomeText, type Reimporting, type ReimportState } from "../datasets/reimporting.ts";
import { createSession, type AppInfo, type Session, type SessionState } from "../context/session.ts";
import { createStorage, type Storage } from "../features/storage/storage.ts";
import {
  activeDataset,
  createWorkspace,
  selectedSeries,
  type OpenDataset,
  type Workspace,
  type WorkspaceState,
} from "../datasets/open-datasets.ts";

/** Everything the views read and do. They get it by context and never reach the main process themselves. */
export interface AppModel {
  readonly client: Client;
  readonly session: Session;
  readonly importing: Importing;
  readonly reimporting: Reimporting;
  readonly findings: Findings;
  readonly workspace: Workspace;
  readonly forecasting: Forecasting;
  readonly coverage: StoreApi<CoverageState>;
  readonly exporting: Exporting;
  readonly storage: Storage;
  readonly notices: Notices;
  readonly models: ModelManager;
  readonly view: InterfaceStore;
  start(): Promise<void>;
  /** Menu commands and shortcuts end here, so that both do the same. */
  run(command: EventPayload<"command">["name"]): void;
  openDropped(files: readonly File[]): Promise<void>;
  closeDataset(handle: string): void;
}

/** Wires the parts of the window together. The clock and the system's theme come from outside for the tests' sake. */
export function createAppModel(client: Client, clock: Clock, systemIsDark: () => boolean): AppModel {
  const notices = createNotices();
  const session = createSession(client, systemIsDark);
  const workspace = createWorkspace();
  const view = createInterface();
  const forecasting = createForecasting(client, clock, workspace);
  const coverage = createCoverage(client, clock, forecasting.store);
  const importing = createImporting(client, clock, (dataset, grant) => {
    view.setState({ zoom: null, isDrawerOpen: false });
    if (view.getState().dialog === "rescue") view.setState({ dialog: null });
    const { source, problem } = dataset.settings;
    // Nothing is read otherwise than its evidence says without a word.
    if (source === "remembered")
      notices.show("info", `${dataset.name} was read with your settings for this kind of file.`);
    if (problem !== undefined)
      notices.show("warning", `Your settings for this kind of file did not fit ${dataset.name}: ${problem}`);
    if (workspace.show(dataset, grant)) return;
    // Each import counts as one user of the content in the main process; one entry here needs only one.
    void client.request("dataset:close", { dataset: dataset.handle });
    const open = activeDataset(workspace.store.getState())?.dataset.name ?? "";
    notices.show(
      "info",
      open === dataset.name
        ? `${open} is open already.`
        : `${dataset.name} holds the same data as ${open}, which is open.`,
    );
  });
  const reimporting = createReimporting(client, clock, workspace);
  reimporting.store.subscribe((state) => {
    const { dialog, isReportShown } = view.getState();
    // Where the outcome is not in sight, it is said; both places that show it keep it.
    if (dialog === "import" || isReportShown) return;
    if (state.status === "failed")
      notices.show("error", [state.error.message, state.error.hint].filter(Boolean).join(" "));
    if (state.status === "done") notices.show("success", outcomeText(state));
  });
  const findings = createFindings(client, workspace, view, ({ row }) => {
    notices.show("info", `Row ${formatCount(row)} has no place on the chart.`);
  });
  const exporting = createExporting(client, workspace, notices, session.store.getState);
  session.store.subscribe(({ bands, isRounded }, before) => {
    if (bands !== before.bands) forecasting.setBands(bands);
    if (isRounded !== before.isRounded) forecasting.setRounded(isRounded);
  });
  forecasting.setPlainModel((id) => {
    const { info } = session.store.getState();
    return info === null || info.models.some((known) => known.id === id) ? id : info.defaultModel;
  });
  const storage = createStorage(client);
  const models = createModelManager(client, (known) => {
    session.modelsChanged(known);
    workspace.setModels(known.models, known.defaultModel, known.defaults);
  });

  // A file may be dropped on a window that doesn't know its models yet; it then waits for them.
  let starting: Promise<AppInfo | null> = Promise.resolve(null);
  const openWhenReady = async (grants: Parameters<Importing["open"]>[0]): Promise<void> => {
    if ((await starting) !== null) await importing.open(grants);
  };

  const model: AppModel = {
    client,
    session,
    importing,
    reimporting,
    findings,
    workspace,
    forecasting,
    coverage,
    exporting,
    storage,
    notices,
    models,
    view,
    async start() {
      starting = session.start();
      const info = await starting;
      if (info === null) return;
      workspace.setModels(info.models, info.defaultModel, info.modelDefaults);
      await importing.open(info.openFiles.map(granted));
    },
    run(command) {
      switch (command) {
        case "open":
          void importing.choose();
          return;
        case "export":
          // Over a dialog, or before there is something to export, the menu would open at a moment nobody asked for it.
          if (view.getState().dialog === null && forecasting.store.getState().shown?.forecast != null)
            view.setState({ isExportOpen: true });
          return;
        case "models":
        case "diagnostics":
        case "shortcuts":
        case "storage":
          view.setState({ dialog: command });
      }
    },
    async openDropped(files) {
      const [first] = files;
      if (view.getState().dialog === "models" && first !== undefined) {
        await models.drop(first);
        return;
      }
      const grants = await Promise.all(
        files.map(async (file) => ({ name: file.name, grant: await client.grantDropped(file) })),
      );
      await openWhenReady(grants);
    },
    closeDataset(handle) {
      workspace.close(handle);
      void client.request("dataset:close", { dataset: handle });
    },
  };

  client.on("notice", ({ level, message }) => notices.show(level, message));
  client.on("file:opened", (grant) => void openWhenReady([granted(grant)]));
  client.on("command", ({ name }) => model.run(name));
  return model;
}

const granted = (grant: Grant): { readonly name: string; readonly grant: Outcome<Grant> } => ({
  name: grant.name,
  grant: { ok: true, value: grant },
});

export const ModelContext = createContext<AppModel | null>(null);

/** The model of the window. */
export function useModel(): AppModel {
  const model = useContext(ModelContext);
  if (model === null) throw new Error("A view was drawn outside of the application.");
  return model;
}

export function useSession<T>(selector: (state: SessionState) => T): T {
  return useStore(useModel().session.store, selector);
}

export function useImporting<T>(selector: (state: ImportState) => T): T {
  return useStore(useModel().importing.store, selector);
}

export function useReimporting<T>(selector: (state: ReimportState) => T): T {
  return useStore(useModel().reimporting.store, selector);
}

export function useWorkspace<T>(selector: (state: WorkspaceState) => T): T {
  return useStore(useModel().workspace.store, selector);
}

export function useForecasting<T>(selector: (state: ForecastState) => T): T {
  return useStore(useModel().forecasting.store, selector);
}

export function useCoverage<T>(selector: (state: CoverageState) => T): T {
  return useStore(useModel().coverage, selector);
}

export function useView<T>(selector: (state: InterfaceState) => T): T {
  return useStore(useModel().view, selector);
}

export function useManager<T>(selector: (state: ManagerState) => T): T {
  return useStore(useModel().models.store, selector);
}

/** A part of what is selected in the dataset in front; `undefined` when none is open. */
export function useActive<T>(selector: (open: OpenDataset) => T): T | undefined {
  return useWorkspace((state) => {
    const open = activeDataset(state);
    return open === undefined ? undefined : selector(open);
  });
}

/** Writes the numbers of one series. */
export function useNumbersOf(values: SeriesValues | undefined): (value: number) => string {
  const isRounded = useSession((state) => state.isRounded);
  return useMemo(() => (values === undefined ? () => missingText : numbersOf(values, isRounded)), [values, isRounded]);
}

/** Whether another series than the selected one is still on screen, because the selected one takes its time or failed. */
export function useIsStale(): boolean {
  const series = useActive(selectedSeries);
  return useForecasting(
    ({ shown, isSlow, error }) => shown !== null && shown.series !== series && (isSlow || error !== null),
  );
}
