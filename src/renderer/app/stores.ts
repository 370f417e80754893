import type { Grant } from "#contract/ipc";
import type { ImportedDataset } from "#domain/dataset";
import type { Outcome } from "#domain/errors";
import { adoptedModel } from "#domain/job";
import { projectExtension } from "#domain/project";
import type { Client } from "#renderer/bridge";
import { type Commands, CommandsContext, createCommands, setShortcuts } from "#renderer/commands";
import {
  type AppInfo,
  ChosenSeriesContext,
  ClientContext,
  type Clock,
  chosenOf,
  createChosenSeries,
  createSession,
  createSight,
  createTables,
  createChartSurface,
  createView,
  errorText,
  type Notify,
  provide,
  type Provide,
  quietMs,
  type Session,
  SessionContext,
  SightContext,
  TablesContext,
  ChartSurfaceContext,
  ViewContext,
  type ViewStore,
} from "#renderer/context";
import { createCorrections, type Corrections, CorrectionsContext } from "#renderer/corrections";
import {
  activeDataset,
  createDatasets,
  createKeptFiles,
  createRecents,
  createReimporting,
  createSources,
  type Datasets,
  DatasetsContext,
  keepZooms,
  type KeptFiles,
  KeptFilesContext,
  outcomeText,
  RecentsContext,
  type Reimporting,
  ReimportingContext,
  type Sources,
  SourcesContext,
  tabInFront,
} from "#renderer/datasets";
import { AvailabilityContext, laterAvailability } from "#renderer/features/availability";
import { ComparisonContext, laterComparison } from "#renderer/features/comparison";
import { CorrectingContext, createCorrecting } from "#renderer/features/correcting";
import {
  type ChartTimes,
  createChartTimes,
  createDiagnostics,
  DiagnosticsContext,
  StoragePartContext,
} from "#renderer/features/diagnostics";
import { type Coverage, CoverageContext, createCoverage } from "#renderer/features/evidence";
import { ExportingContext, type ExportingPorts } from "#renderer/features/exporting";
import {
  createFolderChoice,
  createImporting,
  FolderChoiceContext,
  type Importing,
  ImportingContext,
} from "#renderer/features/importing";
import { createModelManager, ModelsContext } from "#renderer/features/models";
import { createNotices, type Notices, NoticesContext } from "#renderer/features/notices";
import { createFindings, createSaveReport, FindingsContext, SaveReportContext } from "#renderer/features/report";
import { createSeriesTable, SeriesTableContext } from "#renderer/features/overview";
import { laterProfilePages, ProfilePagesContext } from "#renderer/features/profile";
import { laterSideBySide, SideBySideContext } from "#renderer/features/side-by-side";
import { createStorage, StorageContext, storagePanel } from "#renderer/features/storage";
import { FuturesContext, laterFutures } from "#renderer/features/scenarios";
import {
  InfluencesContext,
  judgeShown,
  laterInfluences,
  markInfluences,
  tryKnownColumns,
} from "#renderer/features/influences";
import { laterThresholds, ThresholdsContext } from "#renderer/features/thresholds";
import { exportedAsked, laterTotals, TotalsContext } from "#renderer/features/totals";
import { laterVersions, VersionsContext } from "#renderer/features/versions";
import {
  createForecastClient,
  createForecastObserver,
  createPastErrors,
  ForecastContext,
  PastErrorsContext,
} from "#renderer/forecasts";
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
import {
  AdjustingContext,
  createAdjustedObserver,
  createAdjusting,
  createAdjustingStore,
  createScenarios,
  scenarioIn,
  type Scenarios,
  ScenariosContext,
} from "#renderer/scenarios";
import { createOverlay, OverlayContext } from "#renderer/overlay";
import { createOverview, OverviewContext } from "#renderer/overview";
import { createProfiles, createSeriesEvents, ProfilesContext, SeriesEventsContext } from "#renderer/profiles";
import { type Loader, notLoadedText } from "#renderer/ui";
import { commandHandlers, type PageOpeners } from "./command-handlers.ts";
import { figureOptions } from "./figure-options.ts";
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
  readonly exporting: ExportingPorts;
  readonly notices: Notices;
  readonly methods: Methods;
  /** Is handed every mark of the window's, which is how long charts take. */
  readonly chartTimes: ChartTimes;
  readonly corrections: Corrections;
  readonly keptFiles: KeptFiles;
  /** Asks for what the window needs to begin with, and opens the files that it was started with. */
  readonly start: () => Promise<void>;
  /** `isOneShot`: only looked at, nothing of them is kept. */
  readonly openDropped: (files: readonly File[], isOneShot?: boolean) => Promise<void>;
}

/** Wires the parts of the window together. The clock and the system's theme come from outside for the tests' sake. */
export function createStores(
  client: Client,
  clock: Clock,
  systemIsDark: () => boolean,
  afterPaint: () => Promise<void> = () => Promise.resolve(),
): Stores {
  const release = (dataset: string): void => void client.request("dataset:close", { dataset });
  const notices = createNotices();
  const notify: Notify = notices.show;
  const session = createSession(client, systemIsDark);
  const view = createView();
  session.store.subscribe(({ settings }) => setShortcuts(settings.shortcuts));
  const datasets = createDatasets(release, () => session.store.getState().settings.horizons);
  const reimporting = createReimporting(client, clock, datasets);
  const sources = createSources(client, clock, datasets, reimporting, ({ tab, dataset: { name } }) => {
    // Its handle is another by then.
    const handle = (): string => datasets.store.getState().open.find((file) => file.tab === tab)?.dataset.handle ?? "";
    const stop = { label: "Stop that", run: () => datasets.setReadAgain(handle(), false) };
    notify("info", `“${name}” has changed, and is read again by itself.`, [stop]);
  });
  notifySources(sources, datasets, notify);
  notifyClosed(datasets, notify, () => void keptFiles.reopen());
  const forecasts = createForecastClient(client);
  const plainObserver = createForecastObserver(forecasts, clock, {
    view: "main",
    computesPast: true,
    plainModel: (id) => plainModel(session, id),
  });
  observeSelection(plainObserver, { datasets, session, view });
  const coverage = createCoverage(client, clock, plainObserver.store);
  const pastErrors = createPastErrors(client, clock, plainObserver.store);
  // A file may be dropped on a window that doesn't know its models yet; what is read of it then waits for them.
  const modelsKnown = Promise.withResolvers<void>();
  const chartTimes = createChartTimes(client, clock);
  const folderChoice = createFolderChoice();
  keepZooms(datasets, view);
  const opened = async (dataset: ImportedDataset, grant: string): Promise<void> => {
    await modelsKnown.promise;
    view.setState({ isDrawerOpen: false });
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
  };
  const importing: Importing = createImporting(client, clock, opened, {
    isTaken({ grant, name }) {
      const isProject = name.toLowerCase().endsWith(`.${projectExtension}`);
      if (isProject) void keptFiles.openProject(grant);
      return isProject;
    },
    refused: (error) => notify("error", errorText(error)),
    kept: (name, file) =>
      notify("info", `“${name}” is kept as a file in Fantail's folder until you delete it.`, [
        { label: "Show in folder", run: () => void client.request("saved:show", { file }) },
      ]),
  });
  const jobs = createJobs(client, notify);
  const methods = createMethods(client, datasets, notify);
  const profiles = createProfiles(client, datasets);
  const readingsOf = (handle: string): number =>
    datasets.store.getState().open.find(({ dataset }) => dataset.handle === handle)?.earlier.length ?? 0;
  const corrections = createCorrections(client, datasets, notify, (handle) => ({
    adoptions: methods.store.getState().earlier[handle]?.length ?? 0,
    readings: readingsOf(handle),
    scenarios: scenarios.madeHere(handle),
  }));
  const scenarios: Scenarios = createScenarios(client, datasets, notify, (handle) => ({
    adoptions: methods.store.getState().earlier[handle]?.length ?? 0,
    readings: readingsOf(handle),
    corrections: corrections.madeHere(handle),
  }));
  notifyRefused(scenarios, notify);
  notifyRefused(corrections, notify);
  const overview = createOverview({
    ...{ client, clock, datasets, session, methods },
    adjustments: {
      of: (dataset) =>
        scenarioIn(scenarios.store.getState().files[dataset], 0)
          ?.adjustments.map(({ id }) => id)
          .join() ?? "",
      subscribe: (listener) => void scenarios.store.subscribe(listener),
    },
  });
  const chosen = createChosenSeries();
  const seriesTable = createSeriesTable({ datasets, session, chosen, view });
  const comparison = laterComparison({ client, clock, datasets, methods, view, notify });
  const sideBySide = laterSideBySide({
    ...{ client, forecasts, clock, datasets, session, overview, chosen, view },
    plainModel: (id) => plainModel(session, id),
  });
  const profilePages = laterProfilePages({ client, clock, datasets, profiles, view });
  const tables = createTables(client, notify);
  const surface = createChartSurface();
  const adjustingStore = createAdjustingStore();
  const observer = createAdjustedObserver({ plain: plainObserver, scenarios, preview: adjustingStore, session });
  const adjusting = createAdjusting({
    ...{ datasets, scenarios, view, surface, observer: () => observer, store: adjustingStore },
  });
  const correcting = createCorrecting({ datasets, corrections, view, observer, surface });
  const overlay = createOverlay({
    ...{ client, forecasts, clock, datasets, session, corrections, reimporting, observer: plainObserver, surface },
    plainModel: (id) => plainModel(session, id),
  });
  const versions = laterVersions({ client, datasets, session, jobs, overlay, view, tables });
  const influences = laterInfluences({ client, clock, datasets, reimporting, session, view, notify });
  markInfluences({ client, datasets, surface });
  judgeShown({ client, clock, datasets });
  tryKnownColumns({ client, datasets, notify, open: openLater(influences) });
  const thresholds = laterThresholds({
    ...{ client, clock, datasets, observer, session, view, notify },
    otherSteps: (handle) => ({
      adoptions: methods.store.getState().earlier[handle]?.length ?? 0,
      readings: readingsOf(handle),
      corrections: corrections.madeHere(handle),
      scenarios: scenarios.madeHere(handle),
    }),
  });
  const totals = laterTotals({ client, clock, datasets, session, chosen, view });
  const futures = laterFutures({ client, datasets, session, scenarios, view });
  const availability = laterAvailability({ client, clock, datasets, session, view });
  const results = createResults(client, jobs, view);
  notifyEnds(jobs, results, view, notify);
  const keptFiles = createKeptFiles({
    ...{ client, clock, datasets, view, notify, modelsKnown: modelsKnown.promise },
    knows: (model) => isKnownModel(session, model),
    openPage(page) {
      // All but the one that needs a second file.
      if (page !== "versions" && Object.hasOwn(pages, page)) pages[page as keyof PageOpeners]();
    },
  });
  const recents = createRecents(client, keptFiles, notify);
  for (const page of [
    availability,
    comparison,
    futures,
    influences,
    profilePages,
    sideBySide,
    thresholds,
    totals,
    versions,
  ])
    notifyNotLoaded(page, notify);
  const pages: PageOpeners = {
    availability: openLater(availability),
    comparison: openLater(comparison),
    correcting: () => correcting.open(),
    overview: () => seriesTable.open(),
    profile: openLater(profilePages),
    scenarios: openLater(futures),
    influences: openLater(influences),
    "side-by-side": openLater(sideBySide),
    totals: openLater(totals),
    versions: openLater(versions),
  };
  const findings = createFindings(client, datasets, view, ({ row }) => {
    notify("info", `Row ${formatCount(row)} is not on the chart.`);
  });
  const exporting: ExportingPorts = {
    ...{ client, datasets, notify, shownAs: session.store.getState },
    totalsOf: (open) => exportedAsked(open, chosenOf(chosen.getState(), open.dataset.handle)),
    figureOf: ({ dataset, selection }) => figureOptions({ view, corrections, surface }, dataset, selection.series),
  };
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
      ...{ client, view, datasets, reimporting, sources, observer, pastErrors, importing, jobs, methods },
      ...{ results, pages, corrections, scenarios, adjusting, keptFiles, notify },
      frontSteps: [() => valueOf(totals), () => valueOf(thresholds)],
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
      provide(ChartSurfaceContext, surface),
      provide(SightContext, createSight()),
      provide(TablesContext, tables),
      provide(CommandsContext, commands),
      provide(DatasetsContext, datasets),
      provide(ReimportingContext, reimporting),
      provide(SourcesContext, sources),
      provide(KeptFilesContext, keptFiles),
      provide(RecentsContext, recents),
      provide(ForecastContext, observer),
      provide(PastErrorsContext, pastErrors),
      provide(CoverageContext, coverage.store),
      provide(JobsContext, jobs),
      provide(OverviewContext, overview),
      provide(ChosenSeriesContext, chosen),
      provide(SeriesTableContext, seriesTable),
      provide(ProfilesContext, profiles),
      provide(SeriesEventsContext, createSeriesEvents({ profiles, observer, view })),
      provide(ProfilePagesContext, profilePages),
      provide(MethodsContext, methods),
      provide(CorrectionsContext, corrections),
      provide(ScenariosContext, scenarios),
      provide(AdjustingContext, adjusting),
      provide(ResultsContext, results),
      provide(OpenComparisonContext, (request) => void comparison.whenReady().then((page) => page.open(request))),
      provide(ComparisonContext, comparison),
      provide(FuturesContext, futures),
      provide(InfluencesContext, influences),
      provide(SideBySideContext, sideBySide),
      provide(ThresholdsContext, thresholds),
      provide(TotalsContext, totals),
      provide(VersionsContext, versions),
      provide(CorrectingContext, correcting),
      provide(OverlayContext, overlay),
      provide(AvailabilityContext, availability),
      provide(ImportingContext, importing),
      provide(FolderChoiceContext, folderChoice),
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
    keptFiles,
    async start() {
      void jobs.load();
      starting = session.start();
      const info = await starting;
      if (info === null) return;
      const opening = importing.open(info.openFiles.map(granted));
      // Once the window is on the screen: it is there first.
      void afterPaint().then(async () => {
        await keptFiles.restore();
        await recents.load();
      });
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
      const dropped = await Promise.all(
        files.map(async (file) => ({ file, name: file.name, grant: await client.grantDropped(file), isOneShot })),
      );
      const isFolder = ({ grant }: { readonly grant: Outcome<Grant> }): boolean =>
        !grant.ok && grant.error.code === "file-is-folder";
      const folder = dropped.find(isFolder);
      // Its files are listed; a second folder says why it is not.
      const listing = folder === undefined ? null : await client.listDropped(folder.file);
      const others = dropped.filter((one) => one !== folder);
      if (listing?.ok === true) {
        folderChoice.setState(listing.value, true);
        view.setState({ dialog: "folder" });
      } else if (listing !== null) notify("error", errorText(listing.error));
      await openWhenReady(others.map(({ name, grant, isOneShot: isOnce }) => ({ name, grant, isOneShot: isOnce })));
    },
  };
}

/** Of a method, its forecaster is what has to be known. */
function isKnownModel(session: Session, id: string): boolean {
  const { models, methods } = session.store.getState();
  const [forecaster = id] = id.split(/[:+@]/u);
  return (
    id === adoptedModel ||
    models.some((model) => model.id === id) ||
    methods.composedModels.some((model) => model.id === id) ||
    methods.forecasters.some((model) => model.id === forecaster)
  );
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

function valueOf<T>({ state }: Loader<T>): T | null {
  const now = state();
  return now.status === "ready" ? now.value : null;
}

function openLater(page: Loader<{ open(): void }>): () => void {
  return () => void page.whenReady().then((ready) => ready.open());
}

/** A page whose part of the application is missing or damaged says so; opened again, it is tried again. */
function notifyNotLoaded({ subscribe, state }: Loader<unknown>, notify: Notify): void {
  subscribe(() => {
    if (state().status === "failed") notify("error", notLoadedText);
  });
}

/** A correction or an adjustment that was not made says why. */
function notifyRefused({ store }: Pick<Corrections, "store"> | Pick<Scenarios, "store">, notify: Notify): void {
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
    for (const { dataset, isReadAgain } of datasets.store.getState().open) {
      const { handle, name } = dataset;
      const state = states[handle];
      if (state === undefined || said.has(handle) || (isReadAgain && state === "changed")) continue;
      const reload = { label: state === "missing" ? "Locate…" : "Read again", run: () => void sources.reload(handle) };
      const always = { label: "Always", run: () => datasets.setReadAgain(handle, true) };
      const message =
        state === "missing" ? `“${name}” was moved or renamed.` : `“${name}” has changed since it was read.`;
      said.set(handle, {
        state,
        takeBack: notify("warning", message, state === "missing" ? [reload] : [reload, always]),
      });
    }
  });
}

/** A file that was closed can be had back as it was. */
function notifyClosed({ store }: Datasets, notify: Notify, reopen: () => void): void {
  let takeBack = (): void => undefined;
  store.subscribe((state, before) => {
    const { closed } = state;
    if (closed === before.closed && tabInFront(state) !== null) return;
    takeBack();
    const last = closed.at(-1);
    // The first page offers it itself.
    if (last === undefined || before.closed.includes(last) || tabInFront(state) === null) return;
    takeBack = notify("info", `Closed ${last.name}.`, [{ label: "Undo", run: reopen }]);
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
