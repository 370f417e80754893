import type { Grant } from "#contract/ipc";
import type { ImportedDataset } from "#domain/dataset";
import type { Outcome } from "#domain/errors";
import type { Client } from "#renderer/bridge";
import { type Commands, CommandsContext, createCommands } from "#renderer/commands";
import {
  type AppInfo,
  ClientContext,
  type Clock,
  createSession,
  createTables,
  createView,
  errorText,
  type Notify,
  provide,
  type Provide,
  quietMs,
  type Session,
  SessionContext,
  TablesContext,
  ViewContext,
  type ViewStore,
} from "#renderer/context";
import { createCorrections, type Corrections, CorrectionsContext } from "#renderer/corrections";
import {
  activeDataset,
  createDatasets,
  createReimporting,
  createSources,
  type Datasets,
  DatasetsContext,
  outcomeText,
  type Reimporting,
  ReimportingContext,
  type Sources,
  SourcesContext,
} from "#renderer/datasets";
import { AvailabilityContext, createAvailability } from "#renderer/features/availability";
import { ComparisonContext, createComparison } from "#renderer/features/comparison";
import { CorrectingContext, createCorrecting } from "#renderer/features/correcting";
import {
  type ChartTimes,
  createChartTimes,
  createDiagnostics,
  DiagnosticsContext,
  StoragePartContext,
} from "#renderer/features/diagnostics";
import { type Coverage, CoverageContext, createCoverage } from "#renderer/features/evidence";
import { createExporting, type Exporting, ExportingContext } from "#renderer/features/exporting";
import { createImporting, type Importing, ImportingContext } from "#renderer/features/importing";
import { createModelManager, ModelsContext } from "#renderer/features/models";
import { createNotices, type Notices, NoticesContext } from "#renderer/features/notices";
import { createFindings, createSaveReport, FindingsContext, SaveReportContext } from "#renderer/features/report";
import { createProfilePages, ProfilePagesContext } from "#renderer/features/profile";
import { createStorage, StorageContext, storagePanel } from "#renderer/features/storage";
import { createVersions, VersionsContext } from "#renderer/features/versions";
import { createForecastClient, createForecastObserver, ForecastContext } from "#renderer/forecasts";
import { formatCount } from "#renderer/format";
import {
  createJobs,
  createMethods,
  createResults,
  JobsContext,
  type Methods,
  MethodsContext,
  notifyEnds,
  OpenComparisonContext,
  ResultsContext,
} from "#renderer/jobs";
import { createProfiles, createSeriesEvents, ProfilesContext, SeriesEventsContext } from "#renderer/profiles";
import { commandHandlers } from "./command-handlers.ts";
import { observeSelection } from "./main-chart.ts";

/** The parts of the window: all within reach of its views, and those that its shell works with. */
export interface Stores {
  /** Each puts one part within reach of the views inside. */
  readonly provided: readonly Provide[];
  readonly session: Session;
  readonly view: ViewStore;
  readonly commands: Commands;
  readonly datasets: Datasets;
  readonly reimporting: Reimporting;
  readonly sources: Sources;
  readonly coverage: Coverage;
  readonly importing: Importing;
  readonly exporting: Exporting;
  readonly notices: Notices;
  readonly methods: Methods;
  /** Is handed every mark of the window's, which is how long charts take. */
  readonly chartTimes: ChartTimes;
  readonly corrections: Corrections;
  /** Asks for what the window needs to begin with, and opens the files that it was started with. */
  readonly start: () => Promise<void>;
  /** `isOneShot`: only looked at, nothing of them is kept. */
  readonly openDropped: (files: readonly File[], isOneShot?: boolean) => Promise<void>;
}

/** Wires the parts of the window together. The clock and the system's theme come from outside for the tests' sake. */
export function createStores(client: Client, clock: Clock, systemIsDark: () => boolean): Stores {
  const release = (dataset: string): void => void client.request("dataset:close", { dataset });
  const notices = createNotices();
  const notify: Notify = notices.show;
  const session = createSession(client, systemIsDark);
  const view = createView();
  const datasets = createDatasets(release);
  const reimporting = createReimporting(client, clock, datasets);
  const sources = createSources(client, datasets, reimporting);
  notifySources(sources, datasets, notify);
  const observer = createForecastObserver(createForecastClient(client, clock), clock, {
    view: "main",
    computesPast: true,
    plainModel: (id) => plainModel(session, id),
  });
  observeSelection(observer, { datasets, session, view });
  const coverage = createCoverage(client, clock, observer.store);
  // A file may be dropped on a window that doesn't know its models yet; what is read of it then waits for them.
  const modelsKnown = Promise.withResolvers<void>();
  const chartTimes = createChartTimes(client, clock);
  const importing: Importing = createImporting(client, clock, async (dataset, grant) => {
    await modelsKnown.promise;
    view.setState({ zoom: null, isDrawerOpen: false });
    if (view.getState().dialog === "rescue") view.setState({ dialog: null });
    notifySettings(dataset, notify);
    const reading = importing.store.getState();
    if (datasets.show(dataset, grant)) {
      if (reading.status === "running") chartTimes.opened(dataset.handle, reading.startedAtMs);
      return;
    }
    // Each import counts as one user of the content in the main process; one entry here needs only one.
    release(dataset.handle);
    notifyOpenAlready(dataset, activeDataset(datasets.store.getState())?.dataset.name ?? "", notify);
  });
  const jobs = createJobs(client, notify);
  const methods = createMethods(client, datasets, notify);
  const profiles = createProfiles(client, datasets);
  const corrections = createCorrections(client, datasets, notify, (handle) => ({
    adoptions: methods.store.getState().earlier[handle]?.length ?? 0,
    readings: datasets.store.getState().open.find(({ dataset }) => dataset.handle === handle)?.earlier.length ?? 0,
  }));
  notifyRefused(corrections, notify);
  const comparison = createComparison({ client, clock, datasets, methods, view, notify });
  const profilePages = createProfilePages({ client, clock, datasets, profiles, view });
  const tables = createTables(client, notify);
  const versions = createVersions({ client, datasets, view, tables });
  const correcting = createCorrecting({ client, datasets, corrections, view });
  const availability = createAvailability({ client, clock, datasets, session, view });
  const results = createResults(client, jobs, view);
  notifyEnds(jobs, results, view, notify);
  const findings = createFindings(client, datasets, view, ({ row }) => {
    notify("info", `Row ${formatCount(row)} is not on the chart.`);
  });
  const exporting = createExporting(client, datasets, notify, session.store.getState);
  const models = createModelManager(client, (known) => {
    session.modelsChanged(known);
    datasets.setModels(known.models, known.defaultModel, known.defaults);
  });

  // The dialog and the report show for themselves how reading goes, and how it went.
  const isReadingInSight = (): boolean => view.getState().dialog === "import" || view.getState().isReportShown;
  notifyReading(reimporting, clock, isReadingInSight, notify);
  reimporting.store.subscribe((state) => {
    if (isReadingInSight()) return;
    if (state.status === "failed") notify("error", errorText(state.error));
    if (state.status === "done") notify("success", outcomeText(state));
  });

  // A window that can't be used has nowhere to show a file.
  let starting: Promise<AppInfo | null> = Promise.resolve(null);
  const openWhenReady = async (files: Parameters<Importing["open"]>[0]): Promise<void> => {
    if ((await starting) !== null) await importing.open(files);
  };
  const commands = createCommands(
    view,
    commandHandlers({
      ...{ client, view, datasets, reimporting, sources, observer, importing, jobs, methods },
      ...{ results, comparison, profilePages, versions, availability, corrections, correcting },
    }),
  );
  client.on("notice", ({ level, message }) => notify(level, message));
  client.on("file:opened", (grant) => void openWhenReady([granted(grant)]));
  client.on("command", ({ name }) => commands.run(name));

  return {
    provided: [
      provide(ClientContext, client),
      provide(SessionContext, session),
      provide(ViewContext, view),
      provide(TablesContext, tables),
      provide(CommandsContext, commands),
      provide(DatasetsContext, datasets),
      provide(ReimportingContext, reimporting),
      provide(SourcesContext, sources),
      provide(ForecastContext, observer),
      provide(CoverageContext, coverage.store),
      provide(JobsContext, jobs),
      provide(ProfilesContext, profiles),
      provide(SeriesEventsContext, createSeriesEvents({ profiles, observer, view })),
      provide(ProfilePagesContext, profilePages),
      provide(MethodsContext, methods),
      provide(CorrectionsContext, corrections),
      provide(ResultsContext, results),
      provide(OpenComparisonContext, (request) => comparison.open(request)),
      provide(ComparisonContext, comparison),
      provide(VersionsContext, versions),
      provide(CorrectingContext, correcting),
      provide(AvailabilityContext, availability),
      provide(ImportingContext, importing),
      provide(FindingsContext, findings),
      provide(SaveReportContext, createSaveReport(client, notify)),
      provide(ExportingContext, exporting),
      provide(StorageContext, createStorage(client)),
      provide(DiagnosticsContext, createDiagnostics(client, clock)),
      provide(StoragePartContext, storagePanel),
      provide(NoticesContext, notices),
      provide(ModelsContext, models),
    ],
    session,
    view,
    commands,
    datasets,
    reimporting,
    sources,
    coverage,
    importing,
    exporting,
    notices,
    methods,
    chartTimes,
    corrections,
    async start() {
      void jobs.load();
      starting = session.start();
      const info = await starting;
      if (info === null) return;
      const opening = importing.open(info.openFiles.map(granted));
      const [failure, methods] = await Promise.all([models.refresh(), client.request("app:methods", {})]);
      if (failure !== null) return session.fail(failure);
      if (!methods.ok) return session.fail(methods.error);
      session.methodsKnown(methods.value);
      modelsKnown.resolve();
      await opening;
    },
    async openDropped(files, isOneShot = false) {
      const [first] = files;
      if (view.getState().dialog === "models" && first !== undefined) {
        await models.drop(first);
        return;
      }
      const grants = await Promise.all(
        files.map(async (file) => ({ name: file.name, grant: await client.grantDropped(file), isOneShot })),
      );
      await openWhenReady(grants);
    },
  };
}

/** The default network stands in for what has none of its own. */
function plainModel(session: Session, id: string): string {
  const { models, defaultModel } = session.store.getState();
  return defaultModel === "" || models.some((known) => known.id === id) ? id : defaultModel;
}

/** Nothing is read otherwise than its evidence says without a word. */
function notifySettings({ name, settings: { source, problem } }: ImportedDataset, notify: Notify): void {
  if (source === "remembered") notify("info", `${name} was read with your settings for this kind of file.`);
  if (problem !== undefined) notify("warning", `Your settings for this kind of file did not fit ${name}: ${problem}`);
}

/** Reading a file again that takes its time says so, and can be given up. */
function notifyReading(reimporting: Reimporting, clock: Clock, isInSight: () => boolean, notify: Notify): void {
  let end = (): void => {};
  reimporting.store.subscribe((state, before) => {
    if (state.status === before.status) return;
    end();
    end = () => {};
    if (state.status !== "running") return;
    let takeBack = (): void => {};
    const stopTimer = clock.after(quietMs, () => {
      if (isInSight()) return;
      takeBack = notify("info", "Reading the file again…", [{ label: "Cancel", run: () => reimporting.cancel() }]);
    });
    end = () => {
      stopTimer();
      takeBack();
    };
  });
}

/** A correction that was not made says why. */
function notifyRefused({ store }: Corrections, notify: Notify): void {
  store.subscribe(({ error }, before) => {
    if (error !== null && error !== before.error) notify("error", errorText(error));
  });
}

/** A file that changed or went says so until it is read again, closed or as it was. */
function notifySources(sources: Sources, datasets: Datasets, notify: Notify): void {
  const said = new Map<string, { readonly state: string; readonly takeBack: () => void }>();
  sources.store.subscribe((states) => {
    for (const [handle, { state, takeBack }] of said) {
      if (states[handle] === state) continue;
      takeBack();
      said.delete(handle);
    }
    for (const { dataset } of datasets.store.getState().open) {
      const { handle, name } = dataset;
      const state = states[handle];
      if (state === undefined || said.has(handle)) continue;
      const reload = { label: state === "missing" ? "Locate…" : "Reload", run: () => void sources.reload(handle) };
      const message =
        state === "missing" ? `“${name}” was moved or renamed.` : `“${name}” has changed since it was read.`;
      said.set(handle, { state, takeBack: notify("warning", message, [reload]) });
    }
  });
}

function notifyOpenAlready({ name }: ImportedDataset, open: string, notify: Notify): void {
  notify(
    "info",
    open === name ? `${open} is already open.` : `${name} has the same data as ${open}, which is already open.`,
  );
}

const granted = (grant: Grant): { readonly name: string; readonly grant: Outcome<Grant> } => ({
  name: grant.name,
  grant: { ok: true, value: grant },
});
