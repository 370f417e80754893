import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { basename, join } from "node:path";
import { performance } from "node:perf_hooks";
import type {
  Bands,
  Dataset,
  Doctor,
  Forecast,
  Frequency,
  Health,
  ImportOptions,
  ModelInfo,
  RepairRow,
  SeriesValues,
} from "#contract/data";
import type { AnyEvent, MeasuredCoverage } from "#contract/ipc";
import {
  type BandwidthRule,
  type ExportForecast,
  type IngestedDataset,
  type IngestOptions,
  type ModelToLoad,
  type ProviderProbe,
} from "#contract/worker";
import { areCounts, defaultHorizon, wholeQuantiles } from "#domain/series";
import { EngineError } from "#engine/errors";
import { LatencyHistogram } from "#engine/measures";
import { forecasters } from "#engine/forecasters/catalogue";
import { defaultHistorySteps } from "#engine/figure";
import { formatSpan } from "#engine/series";
import {
  manifestModel,
  manifestZone,
  type CliBacktest,
  type CliBacktestReport,
  type CliExport,
  type CliForecastRequest,
  type CliHost,
  type CliManifest,
} from "#cli";
import type { Logger } from "#main/platform";
import { Backtests } from "#main/evaluation";
import { BandCoverage, type BandCoverageKey } from "#main/evaluation";
import { CalibratedForecasts } from "#main/evaluation";
import { sameBytes, withTemporary } from "#main/platform";
import { automaticModel, ComposedForecasts, isComposed } from "#main/evaluation";
import { DensityClient } from "#main/inference";
import { DeviceFile } from "#main/models";
import { Devices } from "#main/models";
import { EvaluateClient } from "#main/evaluation";
import { ExportClient } from "#main/exports";
import { forecastLimits, type ForecastLimits, type LimitSettings } from "#main/forecasts";
import { ForecastAnswers, type AskedForecast } from "#main/evaluation";
import {
  ForecastService,
  untilAborted,
  type CacheAdmin,
  type ForecastKey,
  type GetForecast,
  type ServiceModel,
} from "#main/forecasts";
import { isNonNegativeAt, oldestOrigin } from "#main/forecasts";
import { loadLevelOf, statusOf } from "./health-words.ts";
import { InferencePool, inferenceProcesses } from "#main/inference";
import { IngestClient, type ImportControl } from "#main/datasets";
import { everyFrequency, ModelAdmin, type ModelAdminOptions, type ModelSettings } from "#main/models";
import { ModelStore } from "#main/models";
import { probeProvider } from "#main/inference";
import { placeOfRow, type RowPlace } from "#main/datasets";

export interface HostOptions {
  readonly paths: {
    readonly workers: string;
    readonly models: string;
    readonly ownModels: string;
    readonly devices: string;
    readonly cache: string;
    readonly logs: string;
  };
  readonly logger: Logger;
  readonly version: string;
  readonly onEvent: (event: AnyEvent) => void;
  /** The user's budgets. */
  readonly limits?: LimitSettings | undefined;
  /** Rule for the kernels of models that give samples. */
  readonly bandwidth?: BandwidthRule | undefined;
  /** The user's choice of models and of the device. */
  readonly settings: ModelAdminOptions["settings"];
}

/** What is absent is chosen: the first series, the default model and horizon of its frequency. */
export interface DrawRequest {
  readonly options?: IngestOptions | undefined;
  readonly series?: string | undefined;
  readonly model?: string | undefined;
  readonly horizon?: number | undefined;
  readonly origin: number;
  readonly density: boolean;
}

const healthEveryMs = 1_000;
/** What a worker may take to end by itself at shutdown, before it is killed. */
const stopLimitMs = 500;
/** What the last writes may take; together with the workers it stays under three seconds. */
const flushLimitMs = 1_500;
/** The first minutes with a new file must not share the processor with a measurement. */
const measureDevicesAfterMs = 20_000;

/** The application's core, with or without a window: models, workers, queues and caches, and what can be asked of them. */
export class ForecastHost implements CliHost {
  readonly version: string;
  readonly #options: HostOptions;
  readonly #limits: ForecastLimits;
  readonly bandwidth: BandwidthRule;
  readonly #density: DensityClient;
  readonly #pool: InferencePool;
  readonly #ingest: IngestClient;
  readonly #exports: ExportClient;
  readonly #evaluate: EvaluateClient;
  readonly #backtests: Backtests;
  readonly #answers: ForecastAnswers;
  readonly #bandCoverage: BandCoverage;
  readonly #models: ModelStore;
  readonly #devices: Devices;
  readonly modelAdmin: ModelAdmin;
  readonly #service: ForecastService;
  #status: "starting" | "ok" | "stopping" = "starting";
  readonly #importLatency = new LatencyHistogram();
  readonly #exportLatency = new LatencyHistogram();
  #stopped: Promise<void> | undefined;
  #evaluateCode: string | undefined;
  #healthTimer: NodeJS.Timeout | undefined;
  #deviceTimer: NodeJS.Timeout | undefined;

  /** Starts nothing yet. */
  constructor(options: HostOptions) {
    this.#options = options;
    this.version = options.version;
    const { logger, paths } = options;
    const now = (): number => performance.now();
    const entry = (name: string): string => join(paths.workers, `${name}.js`);
    this.bandwidth = options.bandwidth ?? "isj";
    this.#density = new DensityClient({ entry: entry("density"), logger, now, bandwidth: this.bandwidth });
    this.#pool = new InferencePool({
      entry: entry("inference"),
      processes: inferenceProcesses(cpus().length),
      density: this.#density,
      logger,
      now,
      onDeviceLost: (provider, reason) => {
        logger.warn("device-lost", { provider, reason });
        this.#devices.lose(provider, reason);
        this.#notify("warning", `The device "${provider}" stopped working; the processor has taken over. ${reason}`);
      },
    });
    const probe = (model: ModelToLoad, executionProvider: string): Promise<ProviderProbe> =>
      probeProvider({ entry: entry("inference"), logger }, model, executionProvider);
    this.#devices = new Devices({
      storage: new DeviceFile(paths.devices),
      logger,
      fingerprint: `${options.version} ${cpus()[0]?.model ?? ""} ${process.platform} ${process.arch}`,
      platform: process.platform,
      probe,
    });
    this.#limits = forecastLimits(totalmem(), options.limits ?? {});
    this.#exports = new ExportClient({ entry: entry("export"), logger });
    this.#evaluate = new EvaluateClient({ entry: entry("evaluate"), logger });
    this.#models = new ModelStore({
      folders: [paths.models],
      pool: this.#pool,
      logger,
      executionProvider: "cpu",
      intraOpThreads: 1,
      vet: (model, choice) => this.modelAdmin.vet(model, choice),
      ...preferredModel(options.settings.current),
    });
    this.modelAdmin = new ModelAdmin({
      store: this.#models,
      devices: this.#devices,
      settings: options.settings,
      folder: paths.ownModels,
      entry: entry("inference"),
      logger,
      probe,
      onChange: (payload) => options.onEvent({ name: "models:changed", payload }),
    });
    this.#service = new ForecastService(
      {
        runner: this.#pool,
        models: (id) => this.#serviceModel(id),
        density: (quantiles, levels, horizon, isNonNegative, samples) =>
          this.#density.density({
            quantiles,
            levels,
            horizon,
            isNonNegative,
            ...(samples === undefined ? {} : { samples }),
          }),
        densityQueue: () => this.#density.queue(),
        onBackgroundProgress: (payload) => options.onEvent({ name: "background:progress", payload }),
        onNotice: (message) => this.#notify("warning", message),
        answerVersion: () => this.#answerVersion(),
        logger,
        now,
      },
      this.#limits,
    );
    this.#ingest = new IngestClient({ entry: entry("ingest"), logger, keep: () => this.#service.datasetKeeping() });
    const evaluation = {
      evaluate: this.#evaluate,
      series: (dataset: string, series: string) => this.#service.series(dataset, series),
      models: () => this.#models.list(),
      forecast: (key: ForecastKey, signal: AbortSignal) =>
        this.forecastForView({ ...key, view: null, density: false }, signal),
      queries: this.#service.queries,
    };
    const composed = new ComposedForecasts({
      ...evaluation,
      zone: (dataset) => this.#service.dataset(dataset).zone,
      defaultModel: () => this.defaultModel(),
    });
    const calibrated = new CalibratedForecasts({
      ...evaluation,
      alike: (forecast, origins, signal) => composed.alike(forecast, origins, signal),
      all: (dataset) => this.#service.dataset(dataset).series,
      pastOrigins: (forecast) => composed.pastOrigins(forecast),
    });
    this.#answers = new ForecastAnswers({
      forecast: (request, signal) => this.forecastForView(request, signal),
      composed,
      calibrated,
      density: async ({ dataset, series, quantiles, levels, horizon, origin }, signal) => {
        const isNonNegative = isNonNegativeAt(this.#service.series(dataset, series), origin);
        return untilAborted(this.#density.density({ quantiles, levels, horizon, isNonNegative }), signal);
      },
    });
    this.#bandCoverage = new BandCoverage({
      ...evaluation,
      composed,
      calibrated,
      computed: (key, origins) => this.#service.computed(key, origins),
    });
    this.#backtests = new Backtests({
      ...evaluation,
      ask: (key, signal) => this.ask({ ...key, view: null, density: false }, signal),
      columnKey: (key) => this.#service.columnKey(key),
      now,
    });
  }

  /** @throws EngineError model-damaged or model-refused: without one model there is nothing to offer */
  async start(): Promise<void> {
    const { paths, onEvent, logger } = this.#options;
    const startedMs = performance.now();
    const reached = (step: string): void =>
      logger.info("start-step", { step, sinceStartMs: Math.round(performance.now() - startedMs) });
    try {
      // The queues are there since the constructor; the default model is opened as soon as there is a process for it.
      await Promise.all([this.#devices.remember(), this.#models.scan()]);
      reached("models");
      this.#service.openCaches(paths.cache);
      reached("caches");
      await Promise.all([this.#density.start(), this.#pool.start()]);
      reached("workers");
      this.#models.useDevice(this.#devices.choose(this.modelAdmin.device));
      await this.#models.loadDefault();
      // The user's own come second: none of them becomes the default by being there.
      await this.#models.scan([paths.ownModels], "own");
      await this.modelAdmin.applyDefault();
    } catch (error) {
      await this.stop();
      throw error;
    }
    // Everything that was started was ended by whoever stopped it meanwhile.
    if (this.#status === "stopping") throw new EngineError("shutting-down", "Fantail is closing.");
    this.#status = "ok";
    this.#healthTimer = setInterval(() => onEvent({ name: "health", payload: this.health() }), healthEveryMs);
    this.#healthTimer.unref();
  }

  /** Of a neural model; of the default one for a model without a file. */
  preprocessingOf(model: string): string {
    return this.#preprocessing(isComposed(model) ? this.defaultModel() : model);
  }

  models(): readonly ModelInfo[] {
    return this.#models.list();
  }

  defaultModel(frequency?: Frequency): string {
    return this.modelAdmin.defaultFor(frequency);
  }

  get cache(): CacheAdmin {
    return this.#service.cache;
  }

  /** Measures the execution providers once the application has been idle for a while, for the next start. */
  measureDevicesLater(): void {
    if (this.#devices.isMeasured) return;
    if (this.modelAdmin.device !== "auto") {
      // The user waits for a device of their own choice.
      void this.modelAdmin.applyDevice();
      return;
    }
    this.#deviceTimer = setTimeout(() => {
      this.#measureDevices().catch((error: unknown) => {
        this.#options.logger.warn("devices-not-measured", { message: String(error) });
      });
    }, measureDevicesAfterMs);
    this.#deviceTimer.unref();
  }

  async importFile(path: string, options: IngestOptions, control: ImportControl): Promise<Dataset> {
    const dataset = await this.#read(path, options, control);
    this.#service.register(dataset);
    this.#service.nameDataset(dataset.handle, basename(path));
    return describeDataset(dataset, basename(path));
  }

  close(dataset: string): void {
    this.#service.close(dataset);
  }

  /** Draw once and forget: reads the file and asks for one origin; afterwards nothing is open that was not before. */
  async draw(path: string, request: DrawRequest, control: ImportControl): Promise<Forecast> {
    const dataset = await this.#read(path, request.options ?? {}, control);
    const { series: wanted, origin, density } = request;
    const series = wanted === undefined ? dataset.series[0] : dataset.series.find(({ id }) => id === wanted);
    if (series === undefined)
      throw new EngineError("series-not-found", `This file has no series named “${wanted ?? ""}”.`);
    const model = request.model ?? this.defaultModel(series.frequency);
    const { maxHorizonSteps } = await this.#models.load(model);
    const horizon = request.horizon ?? defaultHorizon(series.frequency, maxHorizonSteps);
    return this.#service.draw(dataset, { series: series.id, model, horizon, origin, density }, control.signal);
  }

  async #read(path: string, options: IngestOptions, control: ImportControl): Promise<IngestedDataset> {
    const started = performance.now();
    const dataset = await this.#ingest.import(path, options, {
      signal: control.signal,
      onProgress: (progress) => {
        control.onProgress?.(progress.bytes, progress.totalBytes);
        control.onImportProgress?.(progress);
      },
    });
    this.#importLatency.add(performance.now() - started);
    return dataset;
  }

  /** The rows of one repair, as far as they were kept. */
  repairRows(dataset: string, code: string): readonly RepairRow[] {
    return this.#service.dataset(dataset).repairs.find((repair) => repair.code === code)?.rows ?? [];
  }

  placeOfRow(dataset: string, row: number, column: string): RowPlace | null {
    return placeOfRow(this.#service.dataset(dataset).series, row, column);
  }

  values(dataset: string, series: string): SeriesValues {
    return this.#service.values(dataset, series);
  }

  async forecastForView(request: GetForecast, signal: AbortSignal): Promise<Forecast> {
    await this.#models.load(request.model);
    return this.#service.get(request, signal);
  }

  forecast(request: CliForecastRequest, signal: AbortSignal): Promise<Forecast> {
    return this.ask({ bands: "native", ...request, view: null, density: false }, signal);
  }

  /** What the window offers beside the models that have a file. */
  composedModels(): readonly { readonly id: string; readonly name: string; readonly words: string }[] {
    return [
      { id: automaticModel, name: "Automatic", words: "The best at past origins, or several" },
      ...forecasters.all.map(({ id, name, words }) => ({ id, name, words })),
    ];
  }

  backtest(request: CliBacktest, control: Parameters<CliHost["backtest"]>[1]): Promise<CliBacktestReport> {
    return this.#backtests.run(request, control);
  }

  /** A forecast of any kind. */
  ask(request: AskedForecast, signal: AbortSignal): Promise<Forecast> {
    return this.#answers.get(request, signal);
  }

  /** From what is computed already; null where nothing is. */
  coverage(key: BandCoverageKey, signal: AbortSignal): Promise<MeasuredCoverage | null> {
    return this.#bandCoverage.measure(key, "computed", signal);
  }

  /** The same whatever was computed before. */
  wholeCoverage(key: BandCoverageKey, signal: AbortSignal): Promise<MeasuredCoverage | null> {
    return this.#bandCoverage.measure(key, "whole", signal);
  }

  /** A model that was only just chosen may still be loading. */
  async focus(key: ForecastKey): Promise<void> {
    await this.#models.load(key.model);
    this.#service.focus(key);
  }

  isCount(dataset: string, series: string): boolean {
    return areCounts(this.#service.series(dataset, series).values);
  }

  /** The same with whole numbers, where the series counts things. */
  rounded(forecast: Forecast): Forecast {
    return this.isCount(forecast.dataset, forecast.series)
      ? { ...forecast, quantiles: wholeQuantiles(forecast.quantiles) }
      : forecast;
  }

  requantile(forecast: Forecast, levels: readonly number[]): Promise<Float32Array> {
    const isNonNegative = isNonNegativeAt(this.#service.series(forecast.dataset, forecast.series), forecast.origin);
    const { horizon } = forecast;
    // Calibrated quantiles are others than those of the samples.
    const samples = forecast.calibration === undefined ? forecast.samples : undefined;
    const rows = samples === undefined ? undefined : this.#models.shape(forecast.model.id).samples;
    const question = { levels: forecast.levels, horizon, isNonNegative, quantiles: samples ?? forecast.quantiles };
    return this.#density.requantile({ ...question, ...(rows === undefined ? {} : { samples: rows }) }, levels).promise;
  }

  clockOf({ dataset, series, origin }: Forecast): {
    readonly zone: Dataset["zone"];
    readonly historyTimes: Float64Array;
  } {
    const { times } = this.#service.series(dataset, series);
    return { zone: this.#service.dataset(dataset).zone, historyTimes: times.subarray(0, times.length + origin) };
  }

  /** One forecast of the window, as a file that the user chose. */
  async exportOne(
    path: string,
    { isRounded = false, ...key }: ForecastKey & { readonly bands: Bands; readonly isRounded?: boolean },
    options: ImportOptions,
    signal: AbortSignal,
  ): Promise<void> {
    const asked = await this.ask({ ...key, view: null, density: false }, signal);
    const forecast = isRounded ? this.rounded(asked) : asked;
    const { origin: _origin, ...history } = key;
    const measured = await this.wholeCoverage(history, signal);
    await this.exportTo(
      path,
      {
        title: forecast.series,
        forecasts: [{ forecast, measured, levels: forecast.levels, quantiles: forecast.quantiles }],
        settings: {
          horizon: key.horizon,
          origin: key.origin,
          levels: forecast.levels,
          model: key.model,
          bands: key.bands,
          ...(isRounded ? { round: true } : {}),
          coverage: true,
          series: [key.series],
          ...(forecast.samples === undefined ? {} : { bandwidth: this.bandwidth }),
          ...(Object.keys(options).length === 0 ? {} : { import: JSON.stringify(options) }),
          title: forecast.series,
        },
      },
      signal,
    );
  }

  readManifest(path: string): Promise<CliManifest> {
    return this.#exports.readManifest(path);
  }

  isSameFile = sameBytes;
  withTemporary = withTemporary;

  async exportTo(path: string, { title, forecasts, settings }: CliExport, signal?: AbortSignal): Promise<void> {
    const first = forecasts[0]?.forecast;
    if (first === undefined) throw new EngineError("internal", "There is no forecast to write.");
    const handles = new Set(forecasts.map(({ forecast }) => forecast.dataset));
    const started = performance.now();
    await this.#exports.write(
      {
        path,
        title,
        manifest: {
          app: this.version,
          dataHash: [...handles].join("+"),
          model: manifestModel(forecasts),
          settings,
          executionProvider: first.executionProvider,
          preprocessing: this.preprocessingOf(first.model.id),
          ...manifestZone([...handles].map((handle) => this.#service.dataset(handle).zone)),
        },
        forecasts: forecasts.map((one) => this.#exportForecast(one)),
      },
      signal,
    );
    this.#exportLatency.add(performance.now() - started);
  }

  health(): Health {
    const workers = [
      ...this.#pool.health(),
      this.#density.health(),
      this.#ingest.health(),
      this.#exports.health(),
      this.#evaluate.health(),
    ];
    const core = this.#service.health();
    const density = this.#density.depth();
    const load = Math.max(core.load, density.load);
    return {
      ...core,
      load,
      loadLevel: loadLevelOf(load),
      counts: { ...core.counts, densityRefused: density.refused, densityCancelled: density.cancelled },
      latencyMs: {
        ...core.latencyMs,
        run: this.#pool.runLatency(),
        import: this.#importLatency.summary(),
        export: this.#exportLatency.summary(),
      },
      status: statusOf(this.#status, workers),
      workers,
    };
  }

  /** A first measurement of the devices takes seconds: a window shows what is known meanwhile. */
  async doctor({ waitForDevices = true, measure = false } = {}): Promise<Doctor> {
    const { paths, version } = this.#options;
    if (measure || !this.#devices.isMeasured) {
      const measured = this.#measureDevices();
      if (waitForDevices) await measured;
      else
        measured.catch((error: unknown) =>
          this.#options.logger.warn("devices-not-measured", { message: String(error) }),
        );
    }
    const model = this.#models.list().find((known) => known.id === this.defaultModel());
    return {
      versions: {
        fantail: version,
        electron: process.versions.electron ?? "",
        chromium: process.versions["chrome"] ?? "",
        node: process.versions.node,
        platform: `${process.platform} ${process.arch}`,
      },
      device: this.modelAdmin.device,
      providers: [...this.#devices.reports(model?.executionProvider ?? "cpu")],
      models: [...this.#models.list()],
      modelDefaults: { ...this.modelAdmin.defaults },
      folders: { models: paths.models, ownModels: paths.ownModels, cache: paths.cache, logs: paths.logs },
      limits: { ...this.#limits },
      policy: { network: false, bandwidth: this.bandwidth },
      health: this.health(),
    };
  }

  /**
   * Refuses new work, ends the workers, releases everyone who waits, keeps what was computed; each step is in the log.
   * Safe to call at any time, also while it starts, and twice.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#status = "stopping";
    clearInterval(this.#healthTimer);
    clearTimeout(this.#deviceTimer);
    const { logger } = this.#options;
    logger.info("health", { snapshot: JSON.stringify(this.health()) });
    const step = async (name: string, work: () => Promise<unknown> | void): Promise<void> => {
      const started = performance.now();
      // One that fails must not keep the ones after it from being done.
      await Promise.resolve(work()).catch((error: unknown) =>
        logger.error("shutdown-step-failed", { step: name, message: String(error) }),
      );
      logger.info("shutdown-step", { step: name, ms: Math.round(performance.now() - started) });
    };
    await step("refuse requests", () => this.#service.refuse());
    await step("stop workers", () =>
      Promise.all([
        this.#density.stop(stopLimitMs),
        this.#ingest.stop(stopLimitMs),
        this.#exports.stop(stopLimitMs),
        this.#evaluate.stop(stopLimitMs),
      ]),
    );
    // ONNX Runtime gives memory back at the end of its process only: that end is the unloading.
    await step("unload models", () => this.#pool.stop(stopLimitMs));
    await step("flush inference queue", () => this.#service.flushInference());
    await step("flush density queue", () => this.#service.flushDensity());
    await step("persist caches", () => Promise.race([this.#service.persist(), delay(flushLimitMs)]));
  }

  async #measureDevices(): Promise<void> {
    await this.#devices.measure(this.#models.shape(this.defaultModel()));
  }

  #notify(level: "info" | "warning" | "error", message: string): void {
    this.#options.onEvent({ name: "notice", payload: { level, message } });
  }

  #serviceModel(id: string): ServiceModel | undefined {
    const info = this.#models.list().find((known) => known.id === id);
    if (info === undefined || info.state !== "ready") return undefined;
    const { frequencies } = this.#models.manifest(id);
    const { samples } = this.#models.shape(id);
    return {
      id,
      version: info.version,
      sha256: info.sha256,
      contextSteps: info.maxContextSteps,
      levels: info.levels,
      ...(samples === undefined ? {} : { samples }),
      frequencies,
      maxHorizonSteps: info.maxHorizonSteps,
      preprocessing: this.#preprocessing(id),
      executionProvider: info.executionProvider ?? "cpu",
    };
  }

  /** The evaluate process's own code (its parts are named by their content) and what is done to windows before a model. */
  #answerVersion(): string {
    this.#evaluateCode ??= createHash("sha256")
      .update(readFileSync(join(this.#options.paths.workers, "evaluate.js")))
      .digest("hex");
    const preprocessing = new Set(this.#models.list().map(({ id }) => this.#preprocessing(id)));
    return JSON.stringify([this.#evaluateCode, [...preprocessing].sort()]);
  }

  /** Everything besides the weights and the device that a model's numbers depend on; part of every cache key. */
  #preprocessing(id: string): string {
    const { preprocessing, output } = this.#models.manifest(id);
    return output.kind === "samples" ? `${preprocessing} ${this.bandwidth}` : preprocessing;
  }

  #exportForecast({ forecast, levels, quantiles, measured }: CliExport["forecasts"][number]): ExportForecast {
    const series = this.#service.series(forecast.dataset, forecast.series);
    const statistical = forecasters.find(forecast.model.id);
    // A combination is called by its members, as its reason does: "Combination of … : …".
    const combination = forecast.model.id === automaticModel ? (forecast.choice?.reason.split(":")[0] ?? "") : null;
    const name = combination ?? (statistical ?? this.#models.manifest(forecast.model.id)).name;
    const end = series.values.length + forecast.origin;
    const steps = defaultHistorySteps(forecast.horizon, series.seasonLengths[0] ?? 1, end);
    if (forecast.anchor === null) throw new EngineError("series-too-short", "No value is observed up to this origin.");
    const { horizon } = forecast;
    const middle = forecast.levels.indexOf(0.5);
    return {
      dataset: forecast.dataset,
      zone: this.#service.dataset(forecast.dataset).zone,
      series: forecast.series,
      model: { ...forecast.model, name },
      origin: forecast.origin,
      horizon: forecast.horizon,
      frequency: series.frequency,
      levels,
      quantiles,
      // Of the model's own levels: the wanted ones may leave the middle out.
      ...(middle < 0 ? {} : { median: forecast.quantiles.slice(middle * horizon, (middle + 1) * horizon) }),
      times: forecast.times,
      actuals: forecast.actuals,
      anchor: forecast.anchor,
      ...(forecast.calibration === undefined ? {} : { calibration: forecast.calibration }),
      ...(forecast.choice === undefined
        ? {}
        : { choice: { members: forecast.choice.members, reason: forecast.choice.reason } }),
      ...(measured == null
        ? {}
        : { measured: { coverage: measured.coverage, steps: measured.steps, origins: measured.origins } }),
      historyTimes: series.times.slice(end - steps, end),
      historyValues: series.values.slice(end - steps, end),
    };
  }
}

/** What the window and the command line see of an import: everything but the numbers. */
function describeDataset(dataset: IngestedDataset, name: string): Dataset {
  return {
    handle: dataset.handle,
    name,
    zone: dataset.zone,
    file: dataset.file,
    columns: [...dataset.columns],
    series: dataset.series.map((series) => ({
      id: series.id,
      ...formatSpan(series.times, dataset.zone),
      frequency: series.frequency,
      steps: series.values.length,
      missing: series.missing,
      seasonLengths: [...series.seasonLengths],
      oldestOrigin: oldestOrigin(series.values.length),
      flags: series.flags.steps,
    })),
    otherSeries: [...dataset.otherSeries],
    repairs: dataset.repairs.map(({ code, count, examples, description, undo }) => ({
      code,
      count,
      examples,
      description,
      undo,
    })),
    undone: [...dataset.undone],
    warnings: [...dataset.warnings],
    preview: dataset.preview,
    tables: dataset.tables,
  };
}

/** The user's default of the application's own models is loaded first, and not after another one. */
function preferredModel({ modelDefaults }: ModelSettings): { readonly preferred?: string } {
  const preferred = modelDefaults?.[everyFrequency];
  return preferred === undefined ? {} : { preferred };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
