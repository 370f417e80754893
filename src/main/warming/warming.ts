/** Answers of open, pinned and recent datasets, ahead of the questions. */
import type { CachedFile } from "#contract/worker";
import type { IngestedDataset } from "#domain/dataset";
import type { Health } from "#domain/health";
import { defaultHorizon, type Frequency, type IngestedSeries } from "#domain/series";
import type { DatasetRegistry, OpenDataset } from "#main/datasets";
import { type Availability, type BandCoverage, evidenceOrigins } from "#main/evaluation";
import type { Forecasts } from "#main/forecasts";
import type { Logger } from "#main/platform";
import {
  type AskedDataset,
  type AskedSeries,
  extentOf,
  type History,
  type Question,
  usualQuestions,
} from "./usual-questions.ts";
import { type Subject, type Task, Warmer } from "./warmer.ts";

export interface WarmingPorts {
  readonly datasets: Pick<DatasetRegistry, "values" | "find" | "series" | "openAhead" | "addListener">;
  readonly forecasts: Pick<Forecasts, "hasRoomAhead" | "familiarFiles" | "looks"> & {
    readonly background: Pick<Forecasts["background"], "warm" | "lookedAt">;
    readonly service: Pick<Forecasts["service"], "isIdle">;
  };
  readonly reader: {
    /** Null where it is not in the cache any more. */
    reopen(known: CachedFile, signal: AbortSignal): Promise<IngestedDataset | null>;
  };
  readonly models: {
    defaultModel(frequency: Frequency): string;
    find(id: string): { readonly maxHorizonSteps: number } | undefined;
    load(id: string): Promise<unknown>;
  };
  readonly availability: Pick<Availability, "overview" | "bins">;
  readonly coverage: Pick<BandCoverage, "measure">;
  readonly logger: Logger;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Runs `work` once after a while. */
  readonly schedule: (work: () => void, ms: number) => void;
}

type Described = Pick<AskedDataset, "series" | "extent">;

/** Datasets that are not open. */
const maxFamiliar = 4;
/** Larger ones take seconds to read, and memory that somebody else may need. */
const maxFamiliarBytes = 64e6;
/** Counts what the bins are for: the page is one view, and this is none of it. */
const view = "ahead";

/** Work that is short, or whose process would have to be started again for the user, is not cut off. */
const never = new AbortController().signal;

export class Warming {
  readonly #ports: WarmingPorts;
  readonly #warmer: Warmer;
  readonly #owner = {};
  /** Answered of datasets that were not open, by handle: they are opened for it at every try. */
  readonly #answered = new Map<string, Set<string>>();
  /** Pinned, or used last, as this start found them. */
  #familiar: readonly CachedFile[] | null = null;
  /** Of datasets as they were read last. */
  readonly #asked = new WeakMap<IngestedDataset, Described>();
  #answers = 0;
  /** The user wants nothing computed ahead. */
  #isHeld = false;

  constructor(ports: WarmingPorts) {
    this.#ports = ports;
    const { datasets, forecasts, logger, now, schedule } = ports;
    this.#warmer = new Warmer({
      subjects: () => this.#subjects(),
      isIdle: () => !this.#isHeld && forecasts.service.isIdle(),
      hasRoom: () => forecasts.hasRoomAhead(),
      ...{ logger, now, schedule },
    });
    datasets.addListener({
      opened: ({ isAhead }) => {
        if (!isAhead) this.acted();
      },
      closed: ({ dataset }) => this.#warmer.forget(dataset.handle),
    });
  }

  /** Before this, and in a command, nothing is done ahead. */
  start(): void {
    this.#warmer.start();
  }

  /** The user did something: everybody else's turn. */
  acted(): void {
    this.#warmer.acted();
  }

  /** Begins nothing until it is let go on; what runs ends. */
  hold(isHeld: boolean): void {
    if (isHeld === this.#isHeld) return;
    this.#isHeld = isHeld;
    if (isHeld) this.#warmer.acted();
  }

  stop(): void {
    this.#warmer.stop();
  }

  health(): Pick<Health, "counts"> {
    return { counts: { warmedAnswers: this.#answers } };
  }

  /** What is open comes first, that opened last before the others. */
  #subjects(): readonly Subject[] {
    const { datasets, forecasts } = this.#ports;
    const open = [...datasets.values()].filter(({ isKept, isAhead }) => isKept && !isAhead).reverse();
    this.#familiar ??= forecasts.familiarFiles(maxFamiliar);
    const familiar = this.#familiar.filter(
      ({ handle, bytes }) => bytes <= maxFamiliarBytes && datasets.find(handle) === undefined,
    );
    return [
      ...open.map((one): Subject => ({ id: one.dataset.handle, tasks: () => this.#tasksOf(one) })),
      ...familiar.map((known): Subject => {
        const task: Task = { name: "all", run: (signal) => this.#reopen(known, signal) };
        return { id: `closed ${known.handle}`, tasks: () => [task] };
      }),
    ];
  }

  #tasksOf({ dataset }: OpenDataset): readonly Task[] {
    const { forecasts, models } = this.#ports;
    const { handle, series } = dataset;
    const looks = forecasts.looks(handle);
    const asked = this.#asked.get(dataset) ?? describe(series);
    this.#asked.set(dataset, asked);
    const questions = usualQuestions({
      ...asked,
      lookedAt: forecasts.background.lookedAt(handle) ?? looks[0] ?? null,
      unfinished: looks.filter(({ isUnfinished }) => isUnfinished),
      usual: (frequency) => {
        const model = models.defaultModel(frequency);
        return { model, horizon: defaultHorizon(frequency, models.find(model)?.maxHorizonSteps) };
      },
    });
    return questions.map((question) => ({
      name: JSON.stringify(question),
      run: (signal) => this.#answer(handle, question, signal),
    }));
  }

  /** A dataset of an earlier start is opened for as long as its questions take; nobody else sees it. */
  async #reopen(known: CachedFile, signal: AbortSignal): Promise<void> {
    const { datasets, reader, forecasts } = this.#ports;
    const dataset = await reader.reopen(known, signal);
    if (dataset === null) return;
    const { open, release } = datasets.openAhead(dataset, this.#owner);
    const answered = this.#answered.get(known.handle) ?? new Set();
    this.#answered.set(known.handle, answered);
    try {
      for (const { name, run } of this.#tasksOf(open)) {
        if (answered.has(name)) continue;
        if (!forecasts.hasRoomAhead()) return;
        await run(signal);
        answered.add(name);
      }
    } finally {
      release();
    }
  }

  async #answer(dataset: string, question: Question, signal: AbortSignal): Promise<void> {
    const { datasets, models, availability, coverage, forecasts } = this.#ports;
    const { background } = forecasts;
    switch (question.about) {
      case "forecasts": {
        const { histories, oldest, newest } = question;
        for (const model of new Set(histories.map((history) => history.model))) await models.load(model);
        // All of them are begun before one fails, and none is left behind.
        const all = await Promise.allSettled(
          histories.map((history) => background.warm({ dataset, ...plain(history) }, { oldest, newest }, signal)),
        );
        for (const one of all) if (one.status === "rejected") throw one.reason;
        break;
      }
      case "evidence": {
        const history = plain(question.history);
        await models.load(history.model);
        const { scored } = evidenceOrigins(datasets.series(dataset, history.series), history.horizon);
        if (scored.length === 0) return;
        await background.warm({ dataset, ...history }, scored.toReversed(), signal);
        await coverage.measure({ dataset, ...history, bands: "native" }, "background", never);
        this.#answers += 1;
        break;
      }
      case "overview":
        await availability.overview(dataset, never);
        this.#answers += 1;
        break;
      case "bins": {
        const { size, bins, rows } = question;
        await availability.bins({ dataset, view, size, ranges: [bins], rows }, never);
        this.#answers += 1;
      }
    }
  }
}

function plain({ series, model, horizon }: History): History {
  return { series, model, horizon };
}

function describe(all: readonly IngestedSeries[]): Described {
  const series = all.map(askedOf);
  return { series, extent: extentOf(series) };
}

function askedOf({ id, frequency, times, values }: IngestedSeries): AskedSeries {
  const steps = values.length;
  const startMs = times[0] ?? 0;
  const lastMs = times.at(-1) ?? startMs;
  return { id, frequency, steps, startMs, endMs: lastMs + (lastMs - startMs) / Math.max(1, steps - 1) };
}
