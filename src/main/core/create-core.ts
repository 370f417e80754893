/** Wires the application's core, with or without a window, and does nothing else. */
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { AnyEvent } from "#contract/ipc";
import type { ModelToLoad, ProviderProbe } from "#contract/worker";
import { EngineError } from "#domain/errors";
import type { ForecastKey, BandwidthRule } from "#domain/forecast";
import type { DoctorSetting } from "#domain/health";
import { modelRefusal, noPolicy, type Policy, type PolicyChoices } from "#domain/policy";
import { setSteps, type ValueAddedReport } from "#domain/scenario";
import { CorrectionLogs, Corrections } from "#main/corrections";
import type { UserDatabase } from "#main/database";
import { DatasetPins, DatasetRegistry, IngestClient, columnOptions, readOptions } from "#main/datasets";
import {
  AdoptedMethods,
  Availability,
  Backtests,
  BandCoverage,
  Calibration,
  Comparisons,
  EvaluateClient,
  ForecastExplanations,
  ForecastRouter,
  InfluencedForecasts,
  Influences,
  KeptInfluences,
  JointPaths,
  ModelSelection,
  NativeForecasts,
  NeuralForecasts,
  PastErrors,
  Residuals,
  StatisticalForecasts,
  ThresholdChances,
  Totals,
  type ForecastSource,
} from "#main/evaluation";
import { type Conventions, fixedConventions } from "#engine/format";
import { ExportClient, Exporter, type PagePrinter, StoredReportTexts } from "#main/exports";
import { Holidays } from "#main/holidays";
import { Jobs } from "#main/jobs";
import { type CacheAdmin, forecastLimits, Forecasts, type LimitSettings } from "#main/forecasts";
import { DensityClient, InferencePool, inferenceProcesses, probeProvider } from "#main/inference";
import {
  DeviceFile,
  DeviceMeasurement,
  Devices,
  ModelAdmin,
  type ModelAdminOptions,
  ModelStore,
  preferredModel,
} from "#main/models";
import { Overviews } from "#main/overviews";
import type { Logger, Notices } from "#main/platform";
import { PlaceRules } from "#main/policy";
import { DatabaseThread } from "#storage/thread";
import { addedValue, ScenarioForecasts, ScenarioLogs, Scenarios } from "#main/scenarios";
import { Reconciling, TotalsReports } from "#main/totals";
import { Versions } from "#main/versions";
import { Profiles } from "#main/profiles";
import { ForecastRecords } from "#main/records";
import { ThresholdLogs, Thresholds } from "#main/thresholds";
import { Warming } from "#main/warming";
import { delay } from "./delay.ts";
import { Diagnostics } from "./diagnostics.ts";
import { Distributions } from "./distributions.ts";
import { Drawing } from "./drawing.ts";
import { Lifecycle } from "./lifecycle.ts";
import { ModelResolver } from "./model-resolver.ts";
import { PageTimes } from "./page-times.ts";
import { TimedReader } from "./timed-reader.ts";

export interface CoreOptions {
  readonly paths: {
    readonly workers: string;
    readonly models: string;
    readonly ownModels: string;
    readonly devices: string;
    readonly cache: string;
    readonly logs: string;
    /** What must not be lost. */
    readonly database: string;
  };
  /** What the queue of jobs is used for here. */
  readonly runsJobsFor: "window" | "command";
  readonly logger: Logger;
  readonly version: string;
  readonly onEvent: (event: AnyEvent) => void;
  /** The user's budgets. */
  readonly limits?: LimitSettings | undefined;
  /** Bandwidth rule for models that give samples. */
  readonly bandwidth?: BandwidthRule | undefined;
  /** The user's choice of models and of the device. */
  readonly settings: ModelAdminOptions["settings"];
  /** What whoever manages the computer decides; nothing where absent. */
  readonly policy?: Policy | undefined;
  /** Where files may be read and written under it. */
  readonly places?: PlaceRules | undefined;
  /** What the user has set, by the names of policies. */
  readonly userChoices?: () => PolicyChoices;
  /** Settings that are not at their default. */
  readonly settingsInForce?: () => readonly DoctorSetting[];
  /** How the user reads numbers and dates; as everywhere where absent. */
  readonly conventions?: () => Conventions;
  /** Prints pages; null where there is no display. */
  readonly printer?: PagePrinter | null | undefined;
  /** User data. Its opener closes it after the core has stopped. */
  readonly database: UserDatabase;
  /** For reading what would take main too long; one of its own where none is given. It ends with the core. */
  readonly thread?: DatabaseThread | undefined;
}

export interface Core {
  readonly version: string;
  readonly bandwidth: BandwidthRule;
  readonly lifecycle: Lifecycle;
  readonly diagnostics: Diagnostics;
  /** What windows measure themselves. */
  readonly pageTimes: PageTimes;
  readonly datasets: DatasetRegistry;
  readonly reader: TimedReader;
  readonly corrections: Corrections;
  /** Adjusted forecasts: what is put on top of them. */
  readonly scenarios: Scenarios;
  readonly scenarioForecasts: ScenarioForecasts;
  /** How adjustments did once their steps were observed. */
  readonly valueAdded: (dataset: string) => ValueAddedReport;
  readonly models: ModelResolver;
  readonly modelAdmin: ModelAdmin;
  readonly deviceMeasurement: DeviceMeasurement;
  /** Every request for a forecast. */
  readonly forecasts: ForecastRouter;
  /** Background computation ahead of requests. */
  readonly background: Pick<NeuralForecasts, "focus" | "leave" | "hold">;
  readonly drawing: Drawing;
  readonly distributions: Distributions;
  readonly coverage: BandCoverage;
  readonly pastErrors: PastErrors;
  readonly availability: Availability;
  /** Rows of the table of series. */
  readonly overviews: Overviews;
  readonly backtests: Backtests;
  readonly adopted: AdoptedMethods;
  /** What is known to move series, and whether forecasts are better for it. */
  readonly influences: Influences;
  /** Forecasts with influences named, or not. */
  readonly keptInfluences: KeptInfluences;
  readonly influenced: { readonly native: ForecastSource; readonly fitted: InfluencedForecasts["fitted"] };
  readonly holidays: Holidays;
  readonly explanations: ForecastExplanations;
  readonly jobs: Jobs;
  readonly profiles: Profiles;
  readonly comparisons: Comparisons;
  readonly residuals: Residuals;
  /** What is said of sums, stretches of time and lines that are ever crossed. */
  readonly jointPaths: JointPaths;
  /** Sums of forecasts. */
  readonly totals: Totals;
  /** What is kept of thresholds, and what forecasts say about them. */
  readonly thresholds: Thresholds;
  readonly chances: ThresholdChances;
  /** Of the series of a file and of groups of them, as a table. */
  readonly totalsReports: TotalsReports;
  readonly reconciling: Reconciling;
  readonly versions: Versions;
  /** What windows showed, for when their files are read again. */
  readonly records: ForecastRecords;
  readonly exporter: Exporter;
  readonly places: PlaceRules;
  readonly reports: StoredReportTexts;
  readonly cache: CacheAdmin;
  /** Answers ahead of questions, until it is told that the user did something. */
  readonly warming: Pick<Warming, "acted" | "hold">;
  /** A file was found at another place: what is kept by its path goes with it. */
  readonly moved: (before: string, path: string) => void;
}

/** How long a worker may take to exit at shutdown before it is killed. */
const stopLimitMs = 500;
/** Limit for the last writes; together with the workers it stays under three seconds. */
const flushLimitMs = 1_500;

/** Starts nothing; the lifecycle does. */
export function createCore(options: CoreOptions): Core {
  const { paths, logger, version, onEvent, settings, database } = options;
  const now = (): number => performance.now();
  const policy = options.policy ?? noPolicy;
  const places = options.places ?? new PlaceRules(policy);
  const entry = (name: string): string => join(paths.workers, `${name}.js`);
  const bandwidth = options.bandwidth ?? "isj";
  const limits = forecastLimits(totalmem(), options.limits ?? {});
  const notices: Notices = {
    warn: (message) => onEvent({ name: "notice", payload: { level: "warning", message } }),
  };

  const thread = options.thread ?? new DatabaseThread(entry("database"));
  const datasets = new DatasetRegistry();
  const pins = new DatasetPins(database, Date.now);
  const density = new DensityClient({ entry: entry("density"), logger, now, bandwidth });
  const probe = (model: ModelToLoad, executionProvider: string): Promise<ProviderProbe> =>
    probeProvider({ entry: entry("inference"), logger }, model, executionProvider);
  const devices = new Devices({
    storage: new DeviceFile(paths.devices),
    logger,
    fingerprint: `${version} ${cpus()[0]?.model ?? ""} ${process.platform} ${process.arch}`,
    platform: process.platform,
    probe,
    notices,
  });
  const processes = inferenceProcesses(cpus().length);
  const pool = new InferencePool({ entry: entry("inference"), processes, density, devices, logger, now });
  const preferred = preferredModel(settings.current);
  const store = new ModelStore({
    folders: [paths.models],
    pool,
    devices,
    logger,
    executionProvider: "cpu",
    intraOpThreads: 1,
    ...(preferred === undefined ? {} : { preferred }),
    refusal: (model) => modelRefusal(policy, model),
  });
  const modelAdmin = new ModelAdmin({
    store,
    devices,
    settings,
    folder: paths.ownModels,
    entry: entry("inference"),
    logger,
    probe,
    onChange: (payload) => onEvent({ name: "models:changed", payload }),
    policy,
  });
  const models = new ModelResolver({ store, admin: modelAdmin, bandwidth, evaluateEntry: entry("evaluate") });
  const deviceMeasurement = new DeviceMeasurement({ devices, store, admin: modelAdmin, logger });

  const forecasts = new Forecasts({
    datasets,
    runner: pool,
    models,
    density,
    limits,
    onBackgroundProgress: (payload) => onEvent({ name: "background:progress", payload }),
    onNotice: (message) => notices.warn(message),
    answerVersion: () => models.answerVersion(),
    thread,
    logger,
    now,
  });
  const { service, background, columns, queries } = forecasts;
  const ingest = new IngestClient({ entry: entry("ingest"), logger, cache: () => forecasts.ingestCache() });
  const reader = new TimedReader({ ingest, now, places });
  const corrections = new Corrections({
    logs: new CorrectionLogs(database, Date.now),
    datasets,
    corrector: ingest,
    logger,
    onNotice: (message) => notices.warn(message),
    onChange: (payload) => {
      onEvent({ name: "corrections:changed", payload });
      records.shownAgain(payload.dataset);
      profiles.imported(payload.dataset, "cleaned");
    },
  });

  const evaluate = new EvaluateClient({ entry: entry("evaluate"), logger });
  const network = new NeuralForecasts({ datasets, models, service, background });
  const adopted = new AdoptedMethods({
    database,
    datasets,
    models,
    onChange: ({ dataset, series }) => onEvent({ name: "methods:changed", payload: { dataset, series: [...series] } }),
    wallNow: Date.now,
  });
  const holidays = new Holidays({ entry: entry("holidays"), logger });
  const influences = new Influences({ datasets, holidays, evaluate, queries });
  // What influences leave of a series is forecast as every series is without any.
  const plain = { evaluate, datasets, models, neural: network, queries };
  const neural = new InfluencedForecasts({
    ...plain,
    plain: new NativeForecasts({
      ...plain,
      statistical: new StatisticalForecasts(plain),
      selection: new ModelSelection(plain),
    }),
    content: (id) => influences.content(id),
  });
  const inForce: Pick<AdoptedMethods, "modelOf"> = {
    modelOf: (asked) => influences.modelOf({ ...asked, model: adopted.modelOf(asked) }),
  };
  const hindsightOf = (asked: ForecastKey) => influences.hindsightOf({ ...asked, model: adopted.modelOf(asked) });
  const shared = { evaluate, datasets, models, neural, queries, adopted };
  const selection = new ModelSelection(shared);
  const statistical = new StatisticalForecasts(shared);
  const native = new NativeForecasts({ datasets, neural, statistical, selection });
  const keptInfluences = new KeptInfluences({
    database,
    influences,
    find: (dataset) => datasets.find(dataset),
    readColumns: (handle, names, signal) => {
      const { source, isKept } = datasets.get(handle);
      if (source?.path === undefined)
        throw new EngineError("file-not-found", "The file of this dataset is not known, so its columns can't be read.");
      const options = columnOptions(readOptions(source.settings?.options ?? {}), names);
      return reader.readFile(source.path, options, { signal, isOneShot: !isKept });
    },
    source: native,
    onChange: (dataset) => onEvent({ name: "influences:changed", payload: { dataset } }),
    onFound: (dataset, columns) => onEvent({ name: "influences:found", payload: { dataset, columns: [...columns] } }),
    logger,
    wallNow: Date.now,
  });
  if (options.runsJobsFor === "window") datasets.addListener(keptInfluences);
  const calibration = new Calibration({ ...shared, statistical });
  const distributions = new Distributions({ client: density, datasets, models });
  const router = new ForecastRouter({
    ...{ datasets, neural, native, calibration, adopted: inForce, distributions, delay, hindsightOf },
  });
  const coverage = new BandCoverage({
    ...{ ...shared, adopted: inForce, computed: columns },
    ...{ background, native, statistical, calibration },
  });
  const pastErrors = new PastErrors({ datasets, models, adopted: inForce, columns, computed: columns, coverage });
  const named = new ForecastRouter({ datasets, neural, native, calibration, adopted, distributions, delay });
  const backtests = new Backtests({ ...shared, forecasts: named, columns, now });
  const availability = new Availability(shared);
  const logsOfScenarios = new ScenarioLogs(database, Date.now);
  const scenarios = new Scenarios({
    ...{ logs: logsOfScenarios, datasets, corrections, logger, wallNow: Date.now },
    onNotice: (message) => notices.warn(message),
    onChange: (payload) => onEvent({ name: "scenarios:changed", payload }),
  });
  const adjusted: Pick<ForecastRouter, "get"> = {
    async get({ isRounded = false, ...request }, signal) {
      const plain = await router.get({ ...request, isRounded }, signal);
      return scenarios.adjust(plain, { isRounded }).forecast;
    },
  };
  const overviews = new Overviews({ datasets, forecasts: adjusted, coverage });
  const comparisons = new Comparisons({ backtests, datasets, models });
  const residuals = new Residuals(shared);
  const thresholdLogs = new ThresholdLogs(database, Date.now);
  const thresholds = new Thresholds({
    logs: thresholdLogs,
    datasets,
    baseOf: (handle) => corrections.baseOf(handle),
    onChange: (base) => onEvent({ name: "thresholds:changed", payload: { base } }),
  });
  const jointPaths = new JointPaths({ ...shared, statistical });
  const chances = new ThresholdChances({
    ...{ ...shared, statistical, forecasts: adjusted, paths: jointPaths, kept: thresholds },
  });
  const totals = new Totals({ paths: jointPaths, datasets });
  const reconciling = new Reconciling({ datasets, forecasts: router, statistical, evaluate, queries });
  const totalsReports = new TotalsReports({
    ...{ datasets, forecasts: router, paths: jointPaths, reconciling },
    adjust: (forecast) => {
      const { forecast: made, lines } = scenarios.adjust(forecast);
      const own = lines === null ? [] : scenarios.adjustments(forecast.dataset, forecast.series);
      return { forecast, adjusted: made, isSet: lines === null ? null : setSteps(forecast.times, own) };
    },
  });
  const versions = new Versions({ evaluate, datasets, models, forecasts: router });
  const records = new ForecastRecords({
    ...{ database, datasets, evaluate, logger },
    correctedAs: (dataset, series) => corrections.correctedAs(dataset, series),
    wallNow: Date.now,
  });
  const drawing = new Drawing({ reader, models, service });
  const jobs = new Jobs({
    entries: { jobs: entry("jobs"), search: entry("search") },
    folder: paths.database,
    version,
    runsFor: options.runsJobsFor,
    maxProcesses: availableParallelism(),
    datasets,
    neural: network,
    models,
    logger,
    now,
    onChanged: (changed, removed) =>
      onEvent({ name: "jobs:changed", payload: { jobs: [...changed], removed: [...removed] } }),
    onProfileChanged: (progress) => {
      const open = datasets.find(progress.dataset);
      if (open === undefined) return;
      onEvent({ name: "profile:changed", payload: { ...progress, series: open.dataset.series.length } });
    },
    onNotice: ({ message, hint }) => notices.warn([message, hint].filter(Boolean).join(" ")),
  });

  const warming = new Warming({
    ...{ datasets, forecasts, models, availability, coverage, logger, now },
    reader: ingest,
    schedule: (work, ms) => void setTimeout(work, ms).unref(),
  });

  const pageTimes = new PageTimes();
  const profiles = new Profiles({ datasets, jobs, evaluate, logger });
  forecasts.cache.onDelete((dataset) => profiles.forget(dataset));

  const exports = new ExportClient({ entry: entry("export"), logger });
  const reports = new StoredReportTexts({
    database,
    pathOf: (dataset) => datasets.find(dataset)?.source?.path ?? null,
    wallNow: Date.now,
  });
  const scenarioForecasts = new ScenarioForecasts({ datasets, scenarios, forecasts: router, totals });
  const exporter = new Exporter({
    places,
    influences,
    futures: scenarioForecasts,
    influenced: neural,
    totals: totalsReports,
    reports,
    printer: options.printer ?? null,
    version,
    bandwidth,
    client: exports,
    datasets,
    models,
    forecasts: router,
    coverage,
    corrections,
    scenarios,
    thresholds,
    chances,
    conventions: options.conventions ?? (() => fixedConventions),
    now,
  });

  const lifecycle = new Lifecycle({
    logger,
    now,
    onHealth: (payload) => onEvent({ name: "health", payload }),
    parts: [
      {
        name: "devices",
        start: { models: () => devices.remember() },
        stop: { "refuse requests": () => deviceMeasurement.stop() },
      },
      {
        name: "models",
        start: { models: () => store.scan(), workers: () => pool.start(), "default model": () => modelAdmin.open() },
        stop: { "unload models": () => pool.stop(stopLimitMs) },
        health: () => ({ workers: pool.health(), latencyMs: { run: pool.runLatency() } }),
      },
      {
        name: "density",
        start: { workers: () => density.start() },
        stop: { "stop workers": () => density.stop(stopLimitMs) },
        health: () => density.report(),
      },
      { name: "windows", health: () => pageTimes.health() },
      {
        name: "ingest",
        stop: { "stop workers": () => ingest.stop(stopLimitMs) },
        health: () => ({ workers: [ingest.health()], ...reader.health() }),
      },
      {
        name: "export",
        stop: { "stop workers": () => exports.stop(stopLimitMs) },
        health: () => ({ workers: [exports.health()], ...exporter.health() }),
      },
      {
        name: "evaluate",
        stop: { "stop workers": () => evaluate.stop(stopLimitMs) },
        health: () => ({ workers: [evaluate.health()] }),
      },
      {
        name: "holidays",
        stop: { "stop workers": () => holidays.stop(stopLimitMs) },
        health: () => ({ workers: [holidays.health()] }),
      },
      {
        name: "profiles",
        stop: { "refuse requests": () => profiles.stop() },
      },
      {
        name: "warming",
        // Whoever waits for a command waits for its process to end, too.
        start: { "default model": () => (options.runsJobsFor === "window" ? warming.start() : undefined) },
        stop: { "refuse requests": () => warming.stop() },
        health: () => warming.health(),
      },
      {
        name: "records",
        stop: { "persist caches": () => records.stop() },
      },
      {
        name: "jobs",
        start: { "default model": () => jobs.resumeLater() },
        stop: { "stop workers": () => jobs.stop(stopLimitMs) },
        health: () => ({ workers: jobs.health(), latencyMs: { trial: jobs.trialLatency() } }),
      },
      {
        name: "forecasts",
        // The index is looked through while models are.
        start: {
          models: () => forecasts.checkCaches(paths.cache),
          caches: () => forecasts.openCaches(paths.cache, pins),
        },
        stop: {
          "refuse requests": () => service.refuse(),
          "flush inference queue": () => forecasts.flushInference(),
          "flush density queue": () => forecasts.flushDensity(),
          "persist caches": async () => {
            await Promise.race([forecasts.persist(), delay(flushLimitMs)]);
            await thread.stop();
          },
        },
        health: () => ({ ...forecasts.health(), workers: [{ name: "database", ...thread.health() }] }),
      },
    ],
  });
  const diagnostics = new Diagnostics({
    version,
    folders: { models: paths.models, ownModels: paths.ownModels, cache: paths.cache, logs: paths.logs },
    limits,
    bandwidth,
    models,
    admin: modelAdmin,
    devices,
    measurement: deviceMeasurement,
    lifecycle,
    background,
    settings: options.settingsInForce ?? (() => []),
    policy: { policy, userChoices: options.userChoices ?? (() => ({})) },
    now,
  });
  return {
    version,
    bandwidth,
    lifecycle,
    diagnostics,
    pageTimes,
    datasets,
    reader,
    corrections,
    scenarios,
    valueAdded: (dataset) => addedValue({ datasets, scenarios, records }, dataset),
    scenarioForecasts,
    models,
    modelAdmin,
    deviceMeasurement,
    forecasts: router,
    background: network,
    drawing,
    distributions,
    coverage,
    pastErrors,
    availability,
    overviews,
    backtests,
    adopted,
    influences,
    keptInfluences,
    influenced: { native, fitted: (key, content, signal) => neural.fitted(key, content, signal) },
    holidays,
    explanations: new ForecastExplanations({
      ...{ datasets, evaluate, influenced: neural, records },
      content: (dataset) => influences.inUse(dataset)?.content.id ?? null,
    }),
    jobs,
    profiles,
    comparisons,
    residuals,
    jointPaths,
    totals,
    thresholds,
    chances,
    totalsReports,
    reconciling,
    versions,
    records,
    exporter,
    places,
    reports,
    cache: forecasts.cache,
    warming,
    moved(before, path) {
      adopted.moved(before, path);
      keptInfluences.moved(before, path);
      records.moved(before, path);
      logsOfScenarios.moved(before, path);
      thresholdLogs.moved(before, path);
    },
  };
}
