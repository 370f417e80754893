import type { Health, PausedWork } from "#domain/health";
import type { EventPayload } from "#contract/ipc";
import { isDeviceChanged, type Dispatcher, type RangeEnd } from "#engine/dispatch";
import { CancelledError, EngineError, toPlainError } from "#domain/errors";
import { cancelledBy } from "#engine/concurrency";
import { oldestOrigin } from "#domain/series";
import { type DatasetListener, type DatasetRegistry, type OpenDataset } from "#main/datasets";
import type { Logger } from "#main/platform";
import type { ForecastColumns, ForecastSubject, OpenColumn } from "./forecast-columns.ts";
import type { ForecastKey } from "#domain/forecast";
import type { ForecastMemory } from "./forecast-memory.ts";
import type { ResultListener } from "./forecast-results.ts";
import { firstObserved } from "./forecast-window.ts";
import { checkRequest } from "./request-validation.ts";
import type { WarmedForecasts } from "./warmed-forecasts.ts";
import type { WindowReuse } from "./window-reuse.ts";

export type BackgroundProgress = EventPayload<"background:progress">;

/** A chart of a page, which shows a forecast and needs those around it. */
export interface View {
  readonly page: number;
  readonly chart: string;
}

export interface BackgroundPrecomputerParts {
  readonly datasets: DatasetRegistry;
  readonly columns: ForecastColumns;
  readonly reuse: WindowReuse;
  readonly memory: ForecastMemory;
  readonly warmed: WarmedForecasts;
  readonly dispatcher: Dispatcher;
  readonly logger: Logger;
  readonly onProgress: (progress: BackgroundProgress) => void;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Runs `work` once after a while. */
  readonly schedule: (work: () => void, ms: number) => void;
  /** Budget of the forecast store. */
  readonly forecastBytes: number;
}

/** Forecasts of one series by one model, at any origin, with the model's own bands. */
export type PlainHistory = Omit<ForecastKey, "origin">;

interface Span {
  readonly oldest: number;
  readonly newest: number;
}

interface WaitingFocus {
  readonly view: View;
  readonly key: ForecastKey;
}

interface Background {
  readonly column: OpenColumn;
  /** Origins that go before the others, in this order. */
  readonly ahead: readonly number[];
  focus: number;
  span: Span;
  /** Origins that forecasts of other files already covered at the start. */
  reused: number;
  reportedMs: number;
  /** It was refused, or stopped with an error: why, and when it is tried again. */
  pause: { readonly reason: string; readonly endsMs: number } | null;
  /** Since it last went on. */
  refusals: number;
  /** The views that need it. */
  readonly views: Map<string, View>;
  /** No view needs it yet: ends whoever had it begun. */
  readonly quiet: Quiet | null;
}

interface Quiet {
  /** Null where all of the span is wanted. */
  readonly origins: readonly number[] | null;
  readonly end: (error?: EngineError) => void;
}

const progressEveryMs = 200;
/** After a refusal, twice as long after each further one. What it was about passes by itself, or the user does something about it. */
const firstPauseMs = 10_000;
const longestPauseMs = 5 * 60_000;
/** Background work may fill this share of the store; the rest is for what users look at elsewhere. */
const storeShare = 0.5;
const heldReason = "Background work is paused in the settings.";

/**
 * Computes the forecasts around those that users look at, before anyone asks for them.
 *
 * A view that tries horizons leaves each of them behind: only the last is worth a whole history. Work that no view wants any
 * more is dropped; what another view wants goes on. Work that is refused, or stops with an error, says so and when it is tried
 * again, and is.
 */
export class BackgroundPrecomputer implements ResultListener, DatasetListener {
  readonly #parts: BackgroundPrecomputerParts;
  readonly #backgrounds = new Map<string, Background>();
  /** Focuses that wait for the comparison of their series with other files. */
  readonly #waiting = new Set<WaitingFocus>();
  /** The user wants nothing computed ahead. */
  #isHeld = false;
  /** By dataset, while it is open: where a view looked last. */
  readonly #looked = new Map<string, ForecastKey>();

  constructor(parts: BackgroundPrecomputerParts) {
    this.#parts = parts;
  }

  /**
   * Computes the other origins of the series: those of `ahead` in their order, then the nearest to this one first.
   * @throws EngineError what is wrong with the request, or shutting-down
   */
  focus(view: View, key: ForecastKey, ahead: readonly number[] = []): void {
    const subject = this.#parts.columns.subject(key);
    checkRequest(key, subject.series, subject.model);
    const { reuse, logger } = this.#parts;
    this.#looked.set(key.dataset, key);
    if (reuse.isCompared(subject)) {
      this.#aim([view], key, subject, ahead);
      return;
    }
    const waiting = { view, key };
    this.#waiting.add(waiting);
    reuse
      .compare(subject)
      .then(() => {
        if (this.#waiting.delete(waiting)) this.#aim([view], key, subject, ahead);
      })
      .catch((error: unknown) => logger.warn("background-refused", { code: toPlainError(error).code }));
  }

  /**
   * Computes forecasts that nobody has asked for, as quietly as it goes: without progress, without a retry, and only until a view
   * wants others of the same series, which then takes over. What is known is not computed again.
   *
   * @param wanted all origins of a span, or single ones, in their order
   * @param signal drops what has not begun; a batch that runs ends at its next boundary
   * @returns when all of them are there, or somebody else computes them
   * @throws EngineError what is wrong with the request, why they can't be computed, or CancelledError
   */
  async warm(history: PlainHistory, wanted: Span | readonly number[], signal: AbortSignal): Promise<void> {
    const { reuse, columns, datasets, dispatcher } = this.#parts;
    const origins = "length" in wanted ? wanted : null;
    const asked = "length" in wanted ? { oldest: Math.min(...wanted), newest: Math.max(...wanted) } : wanted;
    if (signal.aborted) throw cancelledBy(signal);
    const subject = columns.subject(history);
    checkRequest({ ...history, origin: asked.newest }, subject.series, subject.model);
    await reuse.compare(subject);
    if (signal.aborted) throw cancelledBy(signal);
    if (!datasets.isOpen(subject.open)) throw new CancelledError("dataset-deleted");
    const column = columns.column(subject, history.horizon);
    const span = within(this.#spanOf(column, asked.newest), asked);
    if (span === null || this.#backgrounds.has(column.key) || this.#areKnown(column, origins ?? span)) return;
    const done = Promise.withResolvers<void>();
    const drop = (): void => {
      if (this.#backgrounds.get(column.key) === background) this.#dropQuiet(background, cancelledBy(signal));
    };
    const quiet: Quiet = {
      origins,
      end: (error) => {
        signal.removeEventListener("abort", drop);
        if (error === undefined) done.resolve();
        else done.reject(error);
      },
    };
    const ahead = origins ?? [];
    const focus = span.newest;
    const background: Background = { ...newBackground(column, span, ahead), focus, quiet };
    dispatcher.focus(column, { ...span, ahead, focus });
    this.#backgrounds.set(column.key, background);
    signal.addEventListener("abort", drop);
    await done.promise;
  }

  /** Where a view looked last in this dataset, since it is open. */
  lookedAt(dataset: string): ForecastKey | null {
    return this.#looked.get(dataset) ?? null;
  }

  /**
   * Computes nothing ahead until it is let go on: what runs ends, and what views want is remembered. Requests of users and
   * evaluations are answered as always. What nobody has asked for is not taken on meanwhile, and its owner ends it.
   */
  hold(isHeld: boolean): void {
    if (isHeld === this.#isHeld) return;
    this.#isHeld = isHeld;
    for (const background of [...this.#backgrounds.values()]) {
      if (background.quiet !== null) continue;
      if (!isHeld) {
        if (!this.#follow(background)) this.#start(background);
        this.#report(background, this.#parts.now());
        continue;
      }
      background.pause = null;
      this.#parts.dispatcher.unfocus(background.column.key);
      this.#report(background, this.#parts.now());
    }
  }

  /** Whether forecasts of this series, model and horizon are still on their way. While they are held, waiting brings none. */
  isComputing(wanted: Omit<ForecastKey, "origin">): boolean {
    if (this.#isHeld) return false;
    const isSame = (key: Omit<ForecastKey, "origin">): boolean =>
      key.dataset === wanted.dataset &&
      key.series === wanted.series &&
      key.model === wanted.model &&
      key.horizon === wanted.horizon;
    return (
      [...this.#waiting].some(({ key }) => isSame(key)) ||
      [...this.#backgrounds.values()].some(
        ({ column, quiet }) => quiet === null && isSame({ ...column, horizon: column.horizonSteps }),
      )
    );
  }

  /** The page is closed, and so are its charts. */
  leave(page: number): void {
    for (const waiting of this.#waiting) if (waiting.view.page === page) this.#waiting.delete(waiting);
    for (const background of [...this.#backgrounds.values()]) {
      if (background.quiet !== null) continue;
      for (const [key, view] of background.views) if (view.page === page) background.views.delete(key);
      this.#dropUnwanted(background);
    }
  }

  /** For the end of the process: there will be no more progress to report. */
  stop(): void {
    this.#waiting.clear();
    for (const { quiet } of this.#backgrounds.values()) quiet?.end(new CancelledError("shutdown"));
    this.#backgrounds.clear();
  }

  stored(originsOf: ReadonlyMap<string, readonly number[]>): void {
    const nowMs = this.#parts.now();
    for (const [key, origins] of originsOf) {
      const background = this.#backgrounds.get(key);
      if (background === undefined) continue;
      if (background.quiet !== null) this.#warmed(background, background.quiet, origins);
      if (background.pause === null) background.refusals = 0;
      if (nowMs - background.reportedMs >= progressEveryMs) this.#report(background, nowMs);
    }
  }

  rangeEnded({ column, error }: RangeEnd): void {
    const background = this.#backgrounds.get(column.key);
    if (background === undefined || (this.#isHeld && background.quiet === null)) return;
    this.#backgrounds.delete(column.key);
    // A view's, or that of all that it would have wanted.
    const isWhole = background.quiet === null || background.quiet.origins === null;
    if (error === null && isWhole && this.#isFinished(background))
      this.#parts.memory.archive?.finished(historyOf(background.column));
    if (background.quiet !== null) {
      background.quiet.end(error ?? undefined);
      return;
    }
    if (isDeviceChanged(error) && this.#follow(background)) return;
    // Cancellation was requested; it is not a failure.
    if (error === null || error.code === "cancelled") this.#report(background, this.#parts.now());
    else this.#pause(background, error);
  }

  closed({ dataset }: OpenDataset): void {
    this.#looked.delete(dataset.handle);
    for (const [key, { column, quiet }] of [...this.#backgrounds]) {
      if (column.dataset !== dataset.handle) continue;
      this.#backgrounds.delete(key);
      quiet?.end(new CancelledError("dataset-deleted"));
    }
  }

  health(): { readonly queues: Pick<Health["queues"], "background"> } {
    const { running, rangeOldestMs, done } = this.#parts.dispatcher.depth();
    let waiting = 0;
    for (const one of this.#isHeld ? [] : this.#backgrounds.values())
      if (one.pause === null) waiting += lengthOf(one.span) - this.#computedIn(one);
    return {
      queues: {
        background: { waiting, running: running.background, oldestMs: rangeOldestMs, done: done.background },
      },
    };
  }

  /** What was refused, or stopped with an error, the next to be tried first. */
  paused(): readonly PausedWork[] {
    const nowMs = this.#parts.now();
    return [...this.#backgrounds.values()]
      .flatMap(({ column, pause }) => {
        if (pause === null) return [];
        const { series, model, horizonSteps: horizon } = column;
        return [{ series, model, horizon, reason: pause.reason, retryInMs: Math.max(0, pause.endsMs - nowMs) }];
      })
      .toSorted((left, right) => left.retryInMs - right.retryInMs);
  }

  #aim(
    views: Iterable<View>,
    { origin, horizon }: ForecastKey,
    subject: ForecastSubject,
    ahead: readonly number[],
  ): void {
    const { datasets, columns, dispatcher } = this.#parts;
    if (!datasets.isOpen(subject.open)) return;
    const column = columns.column(subject, horizon);
    const span = this.#spanOf(column, origin);
    if (span === null) return;
    const found = this.#backgrounds.get(column.key);
    found?.quiet?.end();
    const known = found?.quiet === null ? found : undefined;
    const background = known ?? newBackground(column, span, ahead);
    background.focus = origin;
    for (const view of views) {
      background.views.set(keyOf(view), view);
      this.#leaveOtherHorizons(view, column);
    }
    if (known === undefined || span.oldest !== known.span.oldest || span.newest !== known.span.newest) {
      background.span = span;
      background.reused = column.layers.reusedCount(span.oldest, span.newest);
    }
    this.#backgrounds.set(column.key, background);
    if (known === undefined) {
      dispatcher.counters.add("reused", background.reused);
      // What is missing goes on after a restart, where the dataset is open, pinned or recent then.
      if (subject.open.isKept) this.#parts.memory.archive?.lookedAt(historyOf(column), !this.#areKnown(column, span));
    }
    this.#start(background);
  }

  #start(background: Background): void {
    const { column, span, ahead, focus, pause } = background;
    background.pause = null;
    if (this.#isHeld) {
      this.#report(background, this.#parts.now());
      return;
    }
    try {
      this.#parts.dispatcher.focus(column, { ...span, ahead, focus });
    } catch (error) {
      if (!(error instanceof EngineError) || error.code === "shutting-down") {
        this.#backgrounds.delete(column.key);
        throw error;
      }
      this.#pause(background, error);
      return;
    }
    if (pause !== null) this.#report(background, this.#parts.now());
  }

  /** Whoever looks at the progress is told, and so is the log. */
  #pause(background: Background, error: EngineError): void {
    const { logger, now, schedule } = this.#parts;
    const { column } = background;
    const retryInMs = Math.min(longestPauseMs, firstPauseMs * 2 ** background.refusals);
    background.refusals += 1;
    const pause = { reason: error.message, endsMs: now() + retryInMs };
    background.pause = pause;
    this.#backgrounds.set(column.key, background);
    const { code } = error;
    logger.warn("background-paused", { code, retryInMs });
    this.#report(background, now());
    schedule(() => {
      // Dropped, or tried already because a user looked elsewhere.
      if (this.#backgrounds.get(column.key) !== background || background.pause !== pause) return;
      if (!this.#follow(background)) this.#start(background);
    }, retryInMs);
  }

  #leaveOtherHorizons(view: View, { key, dataset, series, model }: OpenColumn): void {
    for (const background of [...this.#backgrounds.values()]) {
      const { column, views } = background;
      const isSame = column.dataset === dataset && column.series === series && column.model === model;
      if (!isSame || column.key === key || background.quiet !== null) continue;
      views.delete(keyOf(view));
      if (views.size === 0) this.#parts.memory.archive?.finished(historyOf(column));
      this.#dropUnwanted(background);
    }
  }

  #warmed(background: Background, { origins: wanted }: Quiet, origins: readonly number[]): void {
    const { column } = background;
    this.#parts.warmed.add(column.key, origins);
    // Those in between are nobody's.
    if (wanted !== null && this.#areKnown(column, wanted)) this.#dropQuiet(background);
  }

  #dropQuiet({ column, quiet }: Background, error?: EngineError): void {
    this.#backgrounds.delete(column.key);
    this.#parts.dispatcher.unfocus(column.key);
    quiet?.end(error);
  }

  #areKnown(column: OpenColumn, wanted: Span | readonly number[]): boolean {
    const { columns } = this.#parts;
    return "length" in wanted
      ? wanted.every((origin) => columns.nextMissing(column, origin, origin) === null)
      : columns.nextMissing(column, wanted.newest, wanted.oldest) === null;
  }

  /** Everything that a view would have computed. */
  #isFinished({ column, span: { oldest }, focus }: Background): boolean {
    const all = this.#spanOf(column, focus);
    return all !== null && oldest <= all.oldest;
  }

  #dropUnwanted({ column, views }: Background): void {
    if (views.size > 0) return;
    this.#backgrounds.delete(column.key);
    this.#parts.dispatcher.unfocus(column.key);
  }

  /** All origins that have something to see, or, where they would not fit into memory, those around the focus. */
  #spanOf({ source, shape }: OpenColumn, focus: number): Span | null {
    const steps = source.values.length;
    const oldest = Math.max(oldestOrigin(steps), firstObserved(source) + 1 - steps);
    if (oldest > 0) return null;
    const bytesPerForecast = shape.valuesPerForecast * Float32Array.BYTES_PER_ELEMENT;
    const fitting = Math.max(1, Math.floor((this.#parts.forecastBytes * storeShare) / bytesPerForecast));
    if (1 - oldest <= fitting) return { oldest, newest: 0 };
    const from = Math.max(oldest, Math.min(focus - Math.floor(fitting / 2), 1 - fitting));
    return { oldest: from, newest: from + fitting - 1 };
  }

  /** The same work on the model's current device; false if the device has not changed. */
  #follow({ column, focus, ahead, views }: Background): boolean {
    const { columns, logger } = this.#parts;
    const { dataset, series, model, horizonSteps: horizon } = column;
    const key = { dataset, series, model, horizon, origin: focus };
    try {
      if (columns.columnKey(key) === column.key) return false;
      this.#aim(views.values(), key, columns.subject(key), ahead);
      return true;
    } catch (error) {
      logger.warn("background-refused", { code: toPlainError(error).code });
      return false;
    }
  }

  #report(background: Background, nowMs: number): void {
    background.reportedMs = nowMs;
    const { column, span, reused, pause, quiet } = background;
    if (quiet !== null) return;
    this.#parts.onProgress({
      dataset: column.dataset,
      series: column.series,
      model: column.model,
      horizon: column.horizonSteps,
      computed: this.#computedIn(background),
      reused,
      total: lengthOf(span),
      ...this.#pausedFor(pause, nowMs),
    });
  }

  #pausedFor(pause: Background["pause"], nowMs: number): Pick<BackgroundProgress, "paused"> {
    if (this.#isHeld) return { paused: { reason: heldReason, retryInMs: null } };
    if (pause === null) return {};
    return { paused: { reason: pause.reason, retryInMs: Math.max(0, pause.endsMs - nowMs) } };
  }

  /** Reused ones included. */
  #computedIn({ column, span, reused }: Background): number {
    return Math.min(lengthOf(span), this.#parts.memory.store.knownCount(column.key) + reused);
  }
}

function newBackground(column: OpenColumn, span: Span, ahead: readonly number[]): Background {
  const reportedMs = Number.NEGATIVE_INFINITY;
  return {
    column,
    span,
    ahead,
    focus: 0,
    reused: 0,
    reportedMs,
    pause: null,
    refusals: 0,
    views: new Map(),
    quiet: null,
  };
}

function historyOf({ dataset, series, model, horizonSteps: horizon }: OpenColumn): PlainHistory {
  return { dataset, series, model, horizon };
}

/** What both have; null where they have nothing. */
function within(all: Span | null, { oldest, newest }: Span): Span | null {
  if (all === null) return null;
  const span = { oldest: Math.max(all.oldest, oldest), newest: Math.min(all.newest, newest) };
  return span.oldest > span.newest ? null : span;
}

function keyOf({ page, chart }: View): string {
  return `${page}:${chart}`;
}

function lengthOf({ oldest, newest }: Span): number {
  return newest - oldest + 1;
}
