/** Small, plain values for tests of the state. Not part of the application. */
import type { AnyEvent, FantailApi, RequestArgs, RequestName, RequestOutcome } from "#contract/ipc";
import type { ImportedDataset } from "#domain/dataset";
import type { Forecast } from "#domain/forecast";
import type { SeriesSummary, SeriesValues } from "#domain/series";
import { checksumOf } from "./client.ts";

const month = (index: number): number => Date.UTC(2020, index, 1);

export function seriesOf(id: string, steps = 48): SeriesSummary {
  return {
    id,
    start: new Date(month(0)).toISOString().slice(0, 19),
    end: new Date(month(steps - 1)).toISOString().slice(0, 19),
    frequency: { unit: "month", count: 1 },
    steps,
    missing: 0,
    seasonLengths: [12],
    oldestOrigin: -(steps - 24),
    flags: {},
  };
}

export function datasetOf(handle: string, ...ids: readonly string[]): ImportedDataset {
  return {
    handle,
    name: `${handle}.csv`,
    zone: null,
    file: {
      encoding: "utf-8",
      delimiter: ",",
      decimal: ".",
      layout: "wide",
      vendor: null,
      dataRows: 48,
      dateOrder: null,
    },
    columns: [],
    series: ids.map((id) => seriesOf(id)),
    otherSeries: [],
    repairs: [],
    undone: [],
    warnings: [],
    preview: { rows: [], cellOf: [] },
    tables: null,
    settings: { options: {}, source: "evidence" },
  };
}

export function valuesOf(series: string, steps = 48): SeriesValues {
  return {
    series,
    times: Float64Array.from({ length: steps }, (_, index) => month(index)),
    values: Float64Array.from({ length: steps }, (_, index) => index),
    flags: { steps: {}, total: 0, spans: [] },
  };
}

export function forecastOf(
  args: Pick<RequestArgs<"forecast:get">, "dataset" | "series" | "model" | "horizon" | "origin">,
): Forecast {
  const { dataset, series, model, horizon, origin } = args;
  const levels = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];
  const last = 47 + origin;
  return {
    dataset,
    series,
    model: { id: model, version: "1", sha256: "0" },
    executionProvider: "cpu",
    horizon,
    origin,
    levels,
    quantiles: Float32Array.from({ length: levels.length * horizon }, (_, index) => Math.floor(index / horizon)),
    times: Float64Array.from({ length: horizon }, (_, step) => month(last + 1 + step)),
    actuals:
      origin === 0
        ? null
        : Float64Array.from({ length: horizon }, (_, step) => (last + 1 + step < 48 ? last + 1 + step : Number.NaN)),
    anchor: { time: month(last), value: last },
    density: null,
    source: "computed",
  };
}

/** Waits until every promise that can settle has settled. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

interface PendingCall {
  readonly requestId: string;
  readonly name: RequestName;
  readonly args: unknown;
  readonly answer: (outcome: unknown) => void;
}

/** The other side of the port: answers what the test gives it and keeps the rest waiting. */
export class FakeApi implements FantailApi {
  readonly waiting: PendingCall[] = [];
  readonly cancelled: string[] = [];
  readonly #listeners = new Set<(event: AnyEvent) => void>();
  readonly #answers: { [N in RequestName]?: (args: RequestArgs<N>) => RequestOutcome<N> } = {};

  always<N extends RequestName>(name: N, answer: (args: RequestArgs<N>) => RequestOutcome<N>): this {
    (this.#answers as Record<string, unknown>)[name] = answer;
    return this;
  }

  request<N extends RequestName>(requestId: string, name: N, args: RequestArgs<N>): Promise<RequestOutcome<N>> {
    const known = this.#answers[name];
    if (known !== undefined) return sealed(name, known(args) as RequestOutcome<N>);
    return new Promise((resolve) => {
      this.waiting.push({
        requestId,
        name,
        args,
        answer: (outcome) => void sealed(name, outcome as RequestOutcome<N>).then(resolve),
      });
    });
  }

  /** Answers the oldest waiting request of a name. */
  answer<N extends RequestName>(name: N, outcome: RequestOutcome<N>): void {
    const index = this.waiting.findIndex((call) => call.name === name);
    const [call] = this.waiting.splice(index, 1);
    if (index < 0 || call === undefined) throw new Error(`Nothing waits for ${name}.`);
    call.answer(outcome);
  }

  cancel(requestId: string): void {
    this.cancelled.push(requestId);
  }

  grantDropped(): ReturnType<FantailApi["grantDropped"]> {
    return Promise.resolve({ ok: true, value: { grant: "g", name: "dropped.csv", sizeBytes: 1 } });
  }

  listDropped(): ReturnType<FantailApi["listDropped"]> {
    return Promise.resolve({ ok: true, value: { name: "folder", files: [], isCut: false } });
  }

  grantDroppedModel(): ReturnType<FantailApi["grantDroppedModel"]> {
    return Promise.resolve({ ok: true, value: { grant: "m", name: "dropped.onnx", sizeBytes: 1 } });
  }

  onEvent(listener: (event: AnyEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  emit(event: AnyEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** As main sends it. */
async function sealed<N extends RequestName>(name: N, outcome: RequestOutcome<N>): Promise<RequestOutcome<N>> {
  const checksum = outcome.ok ? await checksumOf(name, outcome.value) : undefined;
  return checksum === undefined ? outcome : { ...outcome, checksum };
}

/** A clock that only moves when told. */
export class FakeClock {
  #now = 0;
  #timers: { readonly at: number; readonly action: () => void }[] = [];

  get timers(): number {
    return this.#timers.length;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, action: () => void): () => void {
    const timer = { at: this.#now + ms, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((candidate) => candidate !== timer);
    };
  }

  advance(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { action } of due) action();
  }
}
