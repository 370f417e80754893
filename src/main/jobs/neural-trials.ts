/** Forecasts that a search needs of models with a file: main's own models make them, behind everything that users ask for. */
import type { PastForecasts, ToJobs, WantedForecasts } from "#contract/worker";
import type { IngestedDataset } from "#domain/dataset";
import { EngineError, isCancelled, toPlainError } from "#domain/errors";
import type { ModelFrequencies } from "#domain/model";
import { formatFrequency, type Frequency, type IngestedSeries, parseFrequency } from "#domain/series";
import { nonNegativeSteps, timeAt } from "#engine/series";
import type { DatasetRegistry } from "#main/datasets";
import { forecastsAt, type NeuralForecasts } from "#main/evaluation";
import type { Logger } from "#main/platform";

export type Outcome = Extract<ToJobs, { type: "forecasts" }>["outcome"];

export interface NeuralTrialsPorts {
  readonly datasets: Pick<DatasetRegistry, "find" | "openOnce">;
  readonly neural: Pick<NeuralForecasts, "get">;
  readonly models: {
    load(id: string): Promise<unknown>;
    find(id: string): { readonly frequencies?: ModelFrequencies } | undefined;
  };
  readonly logger: Logger;
  readonly onOutcome: (task: number, outcome: Outcome) => void;
}

/**
 * A job outlives the file that it was submitted for. Where that is open, its forecasts are the window's, and in its cache; elsewhere
 * the job's own copy of the series is opened for as long as it takes, as for a one-shot draw: nothing of it is written, and no file is
 * compared with it.
 */
export class NeuralTrials {
  readonly #ports: NeuralTrialsPorts;
  readonly #tasks = new Map<number, AbortController>();
  /** Of the last task whose file was not open: the next one is mostly of the same series. */
  #last: IngestedDataset | null = null;
  #forgetting: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: NeuralTrialsPorts) {
    this.#ports = ports;
  }

  /** Answered with `onOutcome`, unless it is cancelled before. */
  async want(wanted: WantedForecasts): Promise<void> {
    const controller = new AbortController();
    this.#tasks.set(wanted.task, controller);
    let outcome: Outcome;
    try {
      outcome = { ok: true, forecasts: await this.#make(wanted, controller.signal) };
    } catch (error) {
      if (!(error instanceof EngineError))
        this.#ports.logger.error("search-forecasts-failed", { message: String(error) });
      outcome = { ok: false, error: toPlainError(error) };
      if (isCancelled(error) && controller.signal.aborted) return;
    }
    // A later task may have its number, of another process that wants forecasts.
    if (this.#tasks.get(wanted.task) !== controller) return;
    this.#tasks.delete(wanted.task);
    this.#ports.onOutcome(wanted.task, outcome);
  }

  cancel(task: number): void {
    this.#tasks.get(task)?.abort();
    this.#tasks.delete(task);
  }

  cancelAll(): void {
    for (const task of [...this.#tasks.keys()]) this.cancel(task);
    this.#forget();
  }

  async #make(
    { dataset, series, model, horizon, origins }: WantedForecasts,
    signal: AbortSignal,
  ): Promise<PastForecasts> {
    const { datasets, models, neural } = this.#ports;
    await models.load(model.id);
    const open = datasets.find(dataset);
    const isOpen = open?.series.has(series.id) === true;
    const source = isOpen ? open.dataset : this.#datasetOf(series, model.id);
    const lease = datasets.openOnce(source, {});
    try {
      const key = { dataset: source.handle, series: isOpen ? series.id : ownName, model: model.id, horizon };
      const made = await forecastsAt(neural, key, origins, signal);
      const forecasts = origins.map((origin) => made.get(origin));
      const [first] = forecasts;
      if (first === undefined || forecasts.includes(undefined))
        throw new EngineError("series-too-short", "The model has no forecast at some of the past origins.");
      for (const { model: by, executionProvider } of made.values())
        if (by.sha256 !== model.sha256 || executionProvider !== model.executionProvider) throw anotherModel();
      return { model: model.id, levels: first.levels, quantiles: forecasts.flatMap((one) => one?.quantiles ?? []) };
    } finally {
      lease.release();
    }
  }

  /** A dataset of this series alone. What no forecast depends on, its times and its name, is made up. */
  #datasetOf(series: WantedForecasts["series"], model: string): IngestedDataset {
    // Whether the model suits the series was asked where its steps were known; any that the model takes will do.
    const { frequencies = "any" } = this.#ports.models.find(model) ?? {};
    const named = frequencies === "any" ? undefined : frequencies[0];
    const frequency: Frequency = named === undefined ? { unit: "day", count: 1 } : parseFrequency(named);
    // Never that of a file: what is open under a handle is what the next opening of the file is given.
    const handle = `search:${series.sha256}:${formatFrequency(frequency)}`;
    const dataset = this.#last?.handle === handle ? this.#last : datasetOf(handle, series, frequency);
    this.#last = dataset;
    clearTimeout(this.#forgetting);
    this.#forgetting = setTimeout(() => this.#forget(), keptForMs);
    this.#forgetting.unref();
    return dataset;
  }

  #forget(): void {
    clearTimeout(this.#forgetting);
    this.#last = null;
  }
}

/** The one series of a dataset that was made up. */
const ownName = "series";
/** Longer than from one trial of a search to the next. */
const keptForMs = 60_000;

/** Its scores would be kept, and used again, under the name of a model that did not make them. */
function anotherModel(): EngineError {
  return new EngineError("model-refused", "The model or its device is not what it was when the search was submitted.", {
    hint: "Start the search again.",
  });
}

function datasetOf(
  handle: string,
  { values, usualSeasons }: WantedForecasts["series"],
  frequency: Frequency,
): IngestedDataset {
  const series: IngestedSeries = {
    id: ownName,
    frequency,
    times: Float64Array.from(values, (_value, step) => timeAt(0, frequency, step)),
    values,
    missing: values.filter(Number.isNaN).length,
    seasonLengths: usualSeasons,
    isNonNegative: nonNegativeSteps(values) === values.length,
    flags: { steps: {}, total: 0, spans: [] },
  };
  return {
    handle,
    zone: null,
    file: {
      encoding: "utf-8",
      delimiter: ",",
      decimal: ".",
      layout: "wide",
      vendor: null,
      dataRows: values.length,
      dateOrder: null,
    },
    columns: [],
    series: [series],
    otherSeries: [],
    repairs: [],
    undone: [],
    warnings: [],
    preview: { rows: [], cellOf: [] },
    tables: null,
    shape: "",
  };
}
