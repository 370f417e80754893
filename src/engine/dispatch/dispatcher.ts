import { Waiters, type Ticket } from "#engine/concurrency";
import { byLevel, type FinishedWindow, type WorkLevel } from "#domain/forecast";
import { CancelledError, EngineError, isCancelled } from "#domain/errors";
import { WorkQueue, type QueueDepth, type QueueLimits } from "#engine/queue";
import { LatencyHistogram, type LatencySummary, RateMeter } from "#engine/measures";
import { BatchSizer, type BatchSizerLimits } from "./batch-sizer.ts";
import { Counters } from "./counters.ts";
import { cutWindows } from "./batch-windows.ts";
import { CrashRetries, isRetryable, quarantineError, retryLevel } from "./crash-retries.ts";
import { isDeviceChanged } from "./device-changed.ts";
import { flightKey, groupOf, type Batch, type Flight } from "./flight.ts";
import { OpenFlights } from "./open-flights.ts";
import type { BatchRun, BatchRunner, ComputedForecast, FailedWindow, ForecastColumn, WindowSource } from "./ports.ts";
import { Refusals } from "./refusals.ts";

/**
 * Of an evaluation the next batch is there when one ends: background work would have its turn in between otherwise, and such
 * an evaluation would take twice as long.
 */
const batchesPerSlot: Readonly<Record<WorkLevel, number>> = { user: 1, evaluation: 2, background: 1 };

export interface DispatcherLimits extends QueueLimits, BatchSizerLimits {
  /** How long an input that killed the worker three times, or has no forecast, is refused at once. */
  readonly poisonousForMs: number;
}

/** Why a background range left the queue. */
export interface RangeEnd {
  readonly column: ForecastColumn;
  /** Null when everything is computed. */
  readonly error: EngineError | null;
}

export interface DispatcherPorts {
  readonly runner: BatchRunner;
  readonly windows: WindowSource;
  /** The first origin without a stored forecast on the way from `from` to `to`; null when all are there. */
  readonly nextMissing: (column: ForecastColumn, from: number, to: number) => number | null;
  /** Called once per finished batch, before anyone who waits is told. */
  readonly store: (forecasts: readonly ComputedForecast[]) => void;
  readonly onRangeEnd: (end: RangeEnd) => void;
  /** A mistake of ours that must not take waiters down with it. */
  readonly onBug: (error: unknown) => void;
  readonly now: () => number;
}

export interface ForecastRequest {
  readonly wantsDensity: boolean;
  /** A user's where absent. */
  readonly level?: Exclude<WorkLevel, "background"> | undefined;
}

export interface ForecastTicket extends Ticket<FinishedWindow> {
  /** Whether the request shares work that was already queued or running. */
  readonly hasJoined: boolean;
  /** Cancels the request as superseded while its forecast waits; one that runs is nearly there, and comes. */
  supersede(): void;
}

export interface DispatcherDepth extends QueueDepth {
  /** Windows of the batches under way. */
  readonly running: Readonly<Record<WorkLevel, number>>;
  /** Windows delivered since the start. */
  readonly done: Readonly<Record<WorkLevel, number>>;
  readonly retrying: number;
}

/**
 * Decides what runs next and tells everyone who waits.
 *
 * Per forecast there is at most one flight: the first request opens it, later ones join, and it closes by success,
 * failure, or when nobody wants it any more. A flight is wanted while someone waits for it or a background range covers
 * it. Results are merged idempotently: a forecast that arrives late, after its flight was cancelled and asked for again,
 * still answers the new one.
 */
export class Dispatcher {
  readonly counters = new Counters();
  readonly #ports: DispatcherPorts;
  readonly #limits: DispatcherLimits;
  readonly #queue: WorkQueue<Flight>;
  readonly #sizer: BatchSizer;
  readonly #retries = new CrashRetries();
  readonly #flights = new OpenFlights();
  readonly #ranges = new Map<string, ForecastColumn>();
  readonly #running = new Set<Batch>();
  readonly #refusals: Refusals;
  readonly #userLatency = new LatencyHistogram();
  readonly #batchLatency = byLevel(() => new LatencyHistogram());
  readonly #rate: RateMeter;
  readonly #done = byLevel(() => 0);
  #isPumpScheduled = false;
  #isStopped = false;
  #onIdle: (() => void)[] = [];

  constructor(ports: DispatcherPorts, limits: DispatcherLimits) {
    this.#ports = ports;
    this.#limits = limits;
    this.#queue = new WorkQueue<Flight>(limits, ports.now);
    this.#sizer = new BatchSizer(limits);
    this.#refusals = new Refusals(ports.now, limits.poisonousForMs);
    this.#rate = new RateMeter(ports.now);
  }

  /** Throws `queue-full`, `input-poisonous` or `shutting-down`; every other outcome arrives at the ticket. */
  request(column: ForecastColumn, origin: number, request: ForecastRequest): ForecastTicket {
    if (this.#isStopped) throw new EngineError("shutting-down", "Fantail is closing.");
    const key = flightKey(column, origin);
    const refusal = this.#refusals.of(key);
    if (refusal !== null) throw refusal;

    const known = this.#flights.get(key);
    const hasJoined = known !== undefined && known.batch?.isCancelled !== true;
    const flight = hasJoined ? this.#join(known, request) : this.#open(column, origin, request);
    const ticket = this.#claim(flight, hasJoined, request);
    this.#schedulePump();
    return ticket;
  }

  /**
   * Computes every missing origin of a column in the background: those of `ahead` in their order, then the nearest to `focus`
   * first; called again for the same column it only changes the focus. Throws `queue-full` or `shutting-down`.
   */
  focus(
    column: ForecastColumn,
    span: { oldest: number; newest: number; focus: number; ahead?: readonly number[] },
  ): void {
    if (this.#isStopped) throw new EngineError("shutting-down", "Fantail is closing.");
    const scan = { nextOpen: (from: number, to: number) => this.#nextOpen(column, from, to) };
    const { oldest, newest, ahead = [] } = span;
    const spec = { id: column.key, group: groupOf(column), oldest, newest, ahead, scan };
    try {
      this.#queue.aim(spec, span.focus);
    } catch (error) {
      this.counters.add("refused");
      throw error;
    }
    this.#ranges.set(column.key, column);
    this.#schedulePump();
  }

  /** Stops the background work of a column. Its running batch goes on only if somebody waits for it. */
  unfocus(columnKey: string): void {
    if (!this.#ranges.delete(columnKey)) return;
    this.#queue.removeRange(columnKey);
    for (const flight of this.#flights.all()) {
      if (flight.column.key === columnKey) this.#releaseIfUnwanted(flight);
    }
  }

  /** The dataset is gone: its waiters are released, its queued work is discarded, its running work stops. */
  forget(dataset: string): void {
    for (const [columnKey, column] of [...this.#ranges]) {
      if (column.dataset === dataset) this.unfocus(columnKey);
    }
    for (const flight of this.#flights.all()) {
      if (flight.column.dataset === dataset) this.#drop(flight, new CancelledError("dataset-deleted"));
    }
    for (const batch of this.#running) this.#cancelIfUnwanted(batch);
  }

  /** From now on nothing is taken on and nothing more is sent; what runs may still end. */
  refuse(): void {
    this.#isStopped = true;
  }

  /** Refuses new work, releases everyone who waits, and resolves when no batch is under way any more. */
  stop(): Promise<void> {
    this.refuse();
    for (const columnKey of [...this.#ranges.keys()]) this.#queue.removeRange(columnKey);
    this.#ranges.clear();
    for (const flight of this.#flights.all()) this.#drop(flight, new CancelledError("shutdown"));
    this.#retries.clear();
    for (const batch of this.#running) this.#cancelIfUnwanted(batch);
    return this.#running.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#onIdle.push(resolve));
  }

  depth(): DispatcherDepth {
    const running = byLevel(() => 0);
    for (const { level, unanswered } of this.#running) running[level] += unanswered.size;
    return { ...this.#queue.depth(), running, done: { ...this.#done }, retrying: this.#retries.size };
  }

  latencies(): Record<"user" | "userBatch" | "evaluationBatch" | "backgroundBatch", LatencySummary> {
    return {
      user: this.#userLatency.summary(),
      userBatch: this.#batchLatency.user.summary(),
      evaluationBatch: this.#batchLatency.evaluation.summary(),
      backgroundBatch: this.#batchLatency.background.summary(),
    };
  }

  forecastsPerSecond(): number {
    return this.#rate.perSecond();
  }

  // Requests ----------------------------------------------------------------------------------------------------------

  #join(flight: Flight, request: ForecastRequest): Flight {
    this.counters.add("joined");
    const { level = "user" } = request;
    if (level === "user" && flight.state === "queued") this.#queue.promote(flight.key);
    if (level === "user" || flight.level === "background") flight.level = level;
    // Once the batch has left, the density has to be asked for separately.
    if (flight.state !== "running") flight.wantsDensity ||= request.wantsDensity;
    return flight;
  }

  #open(column: ForecastColumn, origin: number, request: ForecastRequest): Flight {
    const { wantsDensity, level = "user" } = request;
    const isPromoted = this.#queue.covers(column.key, origin);
    const flight = this.#newFlight(column, origin, level, wantsDensity);
    try {
      const bytes = column.contextSteps * Float32Array.BYTES_PER_ELEMENT;
      this.#queue.add({ key: flight.key, group: groupOf(column), bytes, value: flight }, level);
    } catch (error) {
      this.counters.add("refused");
      throw error;
    }
    this.#flights.add(flight);
    this.counters.add("miss");
    if (isPromoted) this.counters.add("promoted");
    return flight;
  }

  #claim(flight: Flight, hasJoined: boolean, { level = "user" }: ForecastRequest): ForecastTicket {
    const startedMs = this.#ports.now();
    const ticket = flight.waiters.add();
    ticket.promise.then(
      () => {
        if (level === "user") this.#userLatency.add(this.#ports.now() - startedMs);
      },
      (error: unknown) => {
        if (isDeviceChanged(error)) this.counters.add("retried");
        else if (!isCancelled(error)) this.counters.add("failed");
        else this.counters.add(error.reason === "superseded" ? "superseded" : "cancelled");
      },
    );
    return {
      ...ticket,
      hasJoined,
      supersede: () => {
        if (flight.state !== "running") ticket.cancel("superseded");
      },
    };
  }

  // Flights -----------------------------------------------------------------------------------------------------------

  #newFlight(column: ForecastColumn, origin: number, level: WorkLevel, wantsDensity: boolean): Flight {
    const flight: Flight = {
      key: flightKey(column, origin),
      column,
      origin,
      waiters: new Waiters<FinishedWindow>(() => this.#releaseIfUnwanted(flight)),
      wantsDensity,
      level,
      state: "queued",
      crashes: 0,
      batch: null,
    };
    return flight;
  }

  #isWanted(flight: Flight): boolean {
    if (!this.#flights.has(flight)) return false;
    return flight.waiters.size > 0 || this.#queue.covers(flight.column.key, flight.origin);
  }

  #releaseIfUnwanted(flight: Flight): void {
    switch (flight.state) {
      case "queued":
        if (flight.waiters.size > 0) return;
        // Back to the range it was promoted from, if there is one.
        this.#queue.remove(flight.key);
        this.#flights.delete(flight);
        this.#queue.reopen(flight.column.key, flight.origin);
        this.#schedulePump();
        return;
      case "retrying":
        if (!this.#isWanted(flight)) this.#flights.delete(flight);
        return;
      case "running":
        if (flight.batch !== null) this.#cancelIfUnwanted(flight.batch);
    }
  }

  #drop(flight: Flight, error: EngineError): void {
    if (flight.state === "queued") this.#queue.remove(flight.key);
    this.#flights.delete(flight);
    flight.waiters.reject(error);
  }

  #cancelIfUnwanted(batch: Batch): void {
    if (batch.isCancelled || [...batch.unanswered].some((flight) => this.#isWanted(flight))) return;
    batch.isCancelled = true;
    batch.cancel();
  }

  #nextOpen(column: ForecastColumn, from: number, to: number): number | null {
    const step = from <= to ? 1 : -1;
    let at = from;
    for (;;) {
      const missing = this.#ports.nextMissing(column, at, to);
      if (missing === null) return null;
      const key = flightKey(column, missing);
      if (this.#flights.get(key) === undefined && this.#refusals.of(key) === null) return missing;
      if (missing === to) return null;
      at = missing + step;
    }
  }

  // Batches -----------------------------------------------------------------------------------------------------------

  // Requests of one turn of the event loop share a batch: the first must not run alone while the others arrive.
  #schedulePump(): void {
    if (this.#isPumpScheduled) return;
    this.#isPumpScheduled = true;
    void Promise.resolve().then(() => {
      this.#isPumpScheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    while (!this.#isStopped && this.#startNext()) continue;
    this.#endFinishedRanges();
  }

  /** False when nothing can start now: nothing waits, or what waits has no slot. */
  #startNext(): boolean {
    if ([...this.#running].some((batch) => batch.isAlone)) return false;
    const hasSlot = (level: WorkLevel): boolean => this.#hasSlot(level);
    // What must run alone waits for the slots to empty, and nothing overtakes it meanwhile; where nobody waits for it at the
    // screen that holds up users, so it waits for them first, but not for ever.
    const agedSinceMs = this.#ports.now() - (this.#queue.hasUserWork() ? this.#limits.ageingMs : 0);
    const retry = this.#retries.peek((flight) => this.#isWanted(flight), hasSlot, agedSinceMs);
    if (retry?.mustRunAlone === true && this.#running.size > 0) return false;
    if (retry !== null) {
      this.#retries.remove(retry);
      this.counters.add("retried", retry.flights.length);
      this.#start(retry.flights, retryLevel(retry), retry.mustRunAlone);
      return true;
    }
    const taken = this.#queue.take(
      (level, group) => (level === "user" ? this.#limits.maxBatch : this.#sizer.size(group)),
      hasSlot,
    );
    if (taken === null) return false;
    this.#start("items" in taken ? taken.items : this.#openBackground(taken.origins), taken.level, false);
    return true;
  }

  #hasSlot(level: WorkLevel): boolean {
    let taken = 0;
    for (const batch of this.#running) if (batch.level === level) taken += 1;
    return taken < batchesPerSlot[level] * this.#ports.runner.slots;
  }

  #openBackground(origins: readonly { readonly range: string; readonly origin: number }[]): Flight[] {
    const flights: Flight[] = [];
    for (const { range, origin } of origins) {
      const column = this.#ranges.get(range);
      if (column === undefined) continue;
      const flight = this.#newFlight(column, origin, "background", false);
      this.#flights.add(flight);
      flights.push(flight);
    }
    return flights;
  }

  #start(candidates: readonly Flight[], level: WorkLevel, isAlone: boolean): void {
    const { flights, items, windows, failed } = cutWindows(candidates, this.#ports.windows);
    for (const { flight, error } of failed) this.#fail(flight, error);
    const [first] = flights;
    if (first === undefined) return;
    const { horizonSteps, model, executionProvider } = first.column;

    let run: BatchRun;
    const startedMs = this.#ports.now();
    const unanswered = new Set(flights);
    const batch: Batch = { flights, unanswered, level, isAlone, isCancelled: false, cancel: () => run.cancel() };
    for (const flight of flights) {
      flight.state = "running";
      flight.batch = batch;
    }
    try {
      run = this.#ports.runner.run(
        { model, executionProvider, horizon: horizonSteps, windows, items, level },
        (finished) => {
          this.#deliver(batch, finished);
          // What is left of it may be wanted by nobody.
          this.#cancelIfUnwanted(batch);
        },
      );
    } catch (error) {
      for (const flight of flights) this.#fail(flight, error);
      return;
    }
    this.#running.add(batch);
    run.results.then(
      (finished) => this.#finish(batch, finished),
      (error: unknown) => this.#endBatch(batch, error),
    );
    const release = (busyMs: number | null) => {
      this.#running.delete(batch);
      if (busyMs !== null) {
        // A user's batch of one says nothing about what a window costs in a batch of many.
        if (level !== "user") this.#sizer.record(groupOf(first.column), flights.length, busyMs);
        this.#batchLatency[level].add(this.#ports.now() - startedMs);
      }
      if (this.#running.size === 0) for (const resolve of this.#onIdle.splice(0)) resolve();
      this.#schedulePump();
    };
    run.free.then(release, () => release(null));
  }

  #finish(batch: Batch, finished: readonly (FinishedWindow | FailedWindow)[]): void {
    this.#deliver(batch, finished);
    const missing = new EngineError("internal", "A forecast is missing from the worker's answer.");
    for (const flight of batch.unanswered) this.#fail(flight, missing);
    this.#schedulePump();
  }

  /** Windows of a batch, stored together before anyone who waits is told. The rest of it may still fail or be cancelled. */
  #deliver(batch: Batch, finished: readonly (FinishedWindow | FailedWindow)[]): void {
    const answers = finished.flatMap((window) => {
      const flight = batch.flights[window.index];
      return flight !== undefined && batch.unanswered.delete(flight) ? [{ flight, window }] : [];
    });
    const forecasts = answers.flatMap(({ flight: { column, origin }, window }): ComputedForecast[] =>
      "error" in window ? [] : [{ column, origin, window }],
    );
    if (answers.length === 0) return;
    try {
      this.#ports.store(forecasts);
    } catch (error) {
      this.#ports.onBug(error);
    }
    this.#rate.add(forecasts.length);
    this.counters.add("computed", forecasts.length);
    this.#done[batch.level] += forecasts.length;
    for (const { flight, window } of answers) {
      if ("error" in window) {
        this.#refuse(flight, window.error);
        continue;
      }
      this.#flights.delete(flight);
      flight.waiters.resolve(window);
      this.#answerSuccessor(flight, window);
    }
    this.#schedulePump();
  }

  // The flight was cancelled while it ran and asked for again since: the number it asked for is here.
  #answerSuccessor(flight: Flight, window: FinishedWindow): void {
    const successor = this.#flights.get(flight.key);
    if (successor === undefined || successor.state === "running") return;
    if (successor.state === "queued") this.#queue.remove(successor.key);
    this.#flights.delete(successor);
    successor.waiters.resolve(window);
  }

  #endBatch(batch: Batch, error: unknown): void {
    const left = [...batch.unanswered];
    if (isRetryable(error) && !this.#isStopped) {
      const wanted = left.filter((flight) => this.#isWanted(flight));
      for (const flight of left) if (!wanted.includes(flight)) this.#flights.delete(flight);
      for (const flight of this.#retries.add(batch, wanted, this.#ports.now())) this.#quarantine(flight, error);
    } else {
      // At the end the workers are stopped under their batches: that is no failure of anyone's request.
      const reason = this.#isStopped ? new CancelledError("shutdown") : error;
      for (const flight of left) this.#fail(flight, reason, batch.isCancelled);
    }
    this.#schedulePump();
  }

  #quarantine(flight: Flight, error: EngineError): void {
    // Numbers that keep changing on their way, or a process that does not come back, say nothing about the input.
    if (error.code !== "worker-crashed") {
      this.#fail(flight, error);
      return;
    }
    this.#refuse(flight, quarantineError());
  }

  /** This input has no forecast: whoever waits is told so, and background work goes on around it. */
  #refuse(flight: Flight, error: EngineError): void {
    this.counters.add("poisonous");
    this.#refusals.add(flight.key, error);
    this.#flights.delete(flight);
    flight.waiters.reject(error);
  }

  /**
   * Ends a flight with an error. A background range that meets one stops, it would meet the next one at once; but where
   * we cancelled the batch ourselves, a range that was aimed here since takes its origins back.
   */
  #fail(flight: Flight, error: unknown, isOurCancel = false): void {
    const { column } = flight;
    const isOwn = this.#flights.has(flight);
    this.#flights.delete(flight);
    flight.waiters.reject(error);
    if (!isOwn || !this.#ranges.has(column.key)) return;
    if (isOurCancel) {
      this.#queue.reopen(column.key, flight.origin);
      return;
    }
    this.unfocus(column.key);
    const reason =
      error instanceof EngineError ? error : new EngineError("internal", "Background work failed.", { cause: error });
    this.#ports.onRangeEnd({ column, error: reason });
  }

  #endFinishedRanges(): void {
    for (const [columnKey, column] of [...this.#ranges]) {
      if (!this.#queue.isDrained(columnKey) || this.#flights.hasAny(columnKey)) continue;
      this.#ranges.delete(columnKey);
      this.#queue.removeRange(columnKey);
      this.#ports.onRangeEnd({ column, error: null });
    }
  }
}
