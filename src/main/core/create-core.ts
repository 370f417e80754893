/** Wires the application's core, with or without a window, and does nothing else. */
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { AnyEvent } from "#contract/ipc";
import type { ModelToLoad, ProviderProbe } from "#contract/worker";
import type { BandwidthRule } from "#domain/forecast";
import { CorrectionLogs, Corrections } from "#main/corrections";
import type { UserDatabase } from "#main/database";
import { DatasetPins, DatasetRegistry, IngestClient } from "#main/datasets";
import {
  AdoptedMethods,
  Availability,
  Backtests,
  BandCoverage,
  Calibration,
  Comparisons,
  EvaluateClient,
  ForecastRouter,
  ModelSelection,
  NativeForecasts,
  NeuralForecasts,
  Residuals,
  StatisticalForecasts,
} from "#main/evaluation";
import { ExportClient, Exporter } from "#main/exports";
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
import type { Logger, Notices } from "#main/platform";
import { Versions } from "#main/versions";
import { Profiles } from "#main/profiles";
import { ForecastRecords } from "#main/records";
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
  /** User data. Its opener closes it after the core has stopped. */
  readonly database: UserDatabase;
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
  readonly models: ModelResolver;
  readonly modelAdmin: ModelAdmin;
  readonly deviceMeasurement: DeviceMeasurement;
  /** Every request for a forecast. */
  readonly forecasts: ForecastRouter;
  /** Background computation ahead of requests. */
  readonly background: Pick<NeuralForecasts, "focus" | "leave">;
  readonly drawing: Drawing;
  readonly distributions: Distributions;
  readonly coverage: BandCoverage;
  readonly availability: Availability;
  readonly backtests: Backtests;
  readonly adopted: AdoptedMethods;
  readonly jobs: Jobs;
  readonly profiles: Profiles;
  readonly comparisons: Comparisons;
  readonly residuals: Residuals;
  readonly versions: Versions;
  /** What windows showed, for when their files are read again. */
  readonly records: ForecastRecords;
  readonly exporter: Exporter;
  readonly cache: CacheAdmin;
}

/** How long a worker may take to exit at shutdown before it is killed. */
const stopLimitMs = 500;
/** Limit for the last writes; together with the workers it stays under three seconds. */
const flushLimitMs = 1_500;

/** Starts nothing; the lifecycle does. */
export function createCore(options: CoreOptions): Core {
  const { paths, logger, version, onEvent, settings, database } = options;
  const now = (): number => performance.now();
  const entry = (name: string): string => join(paths.workers, `${name}.js`);
  const bandwidth = options.bandwidth ?? "isj";
  const limits = forecastLimits(totalmem(), options.limits ?? {});
  const notices: Notices = {
    warn: (message) => onEvent({ name: "notice", payload: { level: "warning", message } }),
  };

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
    logger,
    now,
  });
  const { service, background, columns, queries } = forecasts;
  const ingest = new IngestClient({ entry: entry("ingest"), logger, cache: () => forecasts.ingestCache() });
  const reader = new TimedReader({ ingest, now });
  const corrections = new Corrections({
    logs: new CorrectionLogs(database, Date.now),
    datasets,
    corrector: ingest,
    logger,
    onNotice: (message) => notices.warn(message),
    onChange: (payload) => {
      onEvent({ name: "corrections:changed", payload });
      profiles.imported(payload.dataset, "cleaned");
    },
  });

  const evaluate = new EvaluateClient({ entry: entry("evaluate"), logger });
  const neural = new NeuralForecasts({ datasets, models, service, background });
  const adopted = new AdoptedMethods({
    database,
    datasets,
    models,
    onChange: ({ dataset, series }) => onEvent({ name: "methods:changed", payload: { dataset, series: [...series] } }),
    wallNow: Date.now,
  });
  const shared = { evaluate, datasets, models, neural, queries, adopted };
  const selection = new ModelSelection(shared);
  const statistical = new StatisticalForecasts(shared);
  const native = new NativeForecasts({ datasets, neural, statistical, selection });
  const calibration = new Calibration({ ...shared, statistical });
  const distributions = new Distributions({ client: density, datasets, models });
  const router = new ForecastRouter({ datasets, neural, native, calibration, adopted, distributions, delay });
  const coverage = new BandCoverage({ ...shared, computed: columns, background, native, statistical, calibration });
  const backtests = new Backtests({ ...shared, forecasts: router, columns, now });
  const availability = new Availability(shared);
  const comparisons = new Comparisons({ backtests, datasets, models });
  const residuals = new Residuals(shared);
  const versions = new Versions({ evaluate, datasets, models, forecasts: router });
  const records = new ForecastRecords({ database, datasets, evaluate, logger, wallNow: Date.now });
  const drawing = new Drawing({ reader, models, service });
  const jobs = new Jobs({
    entries: { jobs: entry("jobs"), search: entry("search") },
    folder: paths.database,
    version,
    runsFor: options.runsJobsFor,
    maxProcesses: availableParallelism(),
    datasets,
    neural,
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

  const pageTimes = new PageTimes();
  const profiles = new Profiles({ datasets, jobs, evaluate, logger });
  forecasts.cache.onDelete((dataset) => profiles.forget(dataset));

  const exports = new ExportClient({ entry: entry("export"), logger });
  const exporter = new Exporter({
    version,
    bandwidth,
    client: exports,
    datasets,
    models,
    forecasts: router,
    coverage,
    corrections,
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
        name: "profiles",
        stop: { "refuse requests": () => profiles.stop() },
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
        start: { caches: () => forecasts.openCaches(paths.cache, pins) },
        stop: {
          "refuse requests": () => service.refuse(),
          "flush inference queue": () => forecasts.flushInference(),
          "flush density queue": () => forecasts.flushDensity(),
          "persist caches": () => Promise.race([forecasts.persist(), delay(flushLimitMs)]),
        },
        health: () => forecasts.health(),
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
    models,
    modelAdmin,
    deviceMeasurement,
    forecasts: router,
    background: neural,
    drawing,
    distributions,
    coverage,
    availability,
    backtests,
    adopted,
    jobs,
    profiles,
    comparisons,
    residuals,
    versions,
    records,
    exporter,
    cache: forecasts.cache,
  };
}
