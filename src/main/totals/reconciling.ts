/** Forecasts of groups by themselves, and what they say of the forecasts of their series. */
import { createHash } from "node:crypto";
import type { IngestedDataset } from "#domain/dataset";
import { EngineError, isCancelled } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import type { IngestedSeries } from "#domain/series";
import type {
  PathAdjustment,
  ReconcilableForecast,
  Reconciliation,
  ReconciliationReason,
  TotalsRequest,
} from "#domain/totals";
import type { QueryCache } from "#engine/cache";
import { mapConcurrently } from "#engine/concurrency";
import type { DatasetRegistry } from "#main/datasets";
import { type EvaluateClient, type ForecastRouter, pastOrigins, type StatisticalForecasts } from "#main/evaluation";

export interface ReconcilingPorts {
  readonly datasets: Pick<DatasetRegistry, "get" | "openOnce">;
  readonly forecasts: Pick<ForecastRouter, "get">;
  readonly statistical: Pick<StatisticalForecasts, "alike" | "pastOrigins">;
  readonly evaluate: Pick<EvaluateClient, "reconcile">;
  readonly queries: QueryCache;
}

export interface ReconciledForecasts {
  readonly reconciliation: Reconciliation;
  /** By series; empty where it is not used. */
  readonly adjustments: ReadonlyMap<string, PathAdjustment>;
}

/** Changes when the same forecasts are reconciled otherwise. */
const reconcilingVersion = 1;
/** More would take long for what little it changes. */
const maxSeries = 100;
const maxGroups = 40;
const maxPast = 40;
const maxAtOnce = 8;
const sameLevel = 1e-6;

export class Reconciling {
  readonly #ports: ReconcilingPorts;

  constructor(ports: ReconcilingPorts) {
    this.#ports = ports;
  }

  /**
   * A value that the user set is a constraint: its step of its series is not moved. Groups are sums of what their series are then, so that all
   * of it still fits.
   *
   * @param own of the same steps, one for each series, as the model made them: what the user puts on top is no error that groups could know
   *   better
   * @param groups by group: places of its forecasts
   * @throws CancelledError
   */
  async of(
    { dataset: handle, model, horizon }: Pick<TotalsRequest, "dataset" | "model" | "horizon">,
    own: readonly ReconcilableForecast[],
    groups: readonly (readonly number[])[],
    signal: AbortSignal,
  ): Promise<ReconciledForecasts> {
    const forecasts = own.map(({ forecast }) => forecast);
    const members = distinct(groups);
    if (members.length === 0) return notReconciled("no-groups");
    if (members.length > maxGroups || forecasts.length > maxSeries) return notReconciled("too-many");
    const { dataset, series: known } = this.#ports.datasets.get(handle);
    const series = forecasts.map(({ series: id }) => known.get(id) as IngestedSeries);
    const about = {
      ...{ model, horizon, version: reconcilingVersion, members: JSON.stringify(members) },
      forecasts: identityOf(forecasts),
    };
    try {
      const { shifts, change, isUsed, origins } = await this.#ports.queries.answer(
        { kind: "reconciled", dataset: handle, about },
        async (aborted) => {
          const value = await this.#compute(dataset, { model, horizon, forecasts, series, members }, aborted);
          return { value, bytes: 64 + 8 * forecasts.length * horizon };
        },
        signal,
      );
      if (change === null) return notReconciled("too-little-past");
      const adjustments = new Map(
        (isUsed ? shifts : []).map((shift, place): [string, PathAdjustment] => [
          forecasts[place]?.series ?? "",
          {
            shift: Float64Array.from(shift, (by, step) => (own[place]?.isSet?.[step] === true ? 0 : by)),
            spread: new Float64Array(horizon).fill(1),
            bound: series[place]?.isNonNegative === true ? 0 : Number.NEGATIVE_INFINITY,
          },
        ]),
      );
      const setSteps = own.reduce((sum, { isSet }) => sum + (isSet?.filter(Boolean).length ?? 0), 0);
      const reason = isUsed ? "better" : "not-better";
      return { reconciliation: { isUsed, reason, change, origins, setSteps }, adjustments };
    } catch (error) {
      if (isCancelled(error) || !(error instanceof EngineError) || error.code === "shutting-down") throw error;
      // A group that has no forecast, or no past, says nothing.
      return notReconciled("group-without-forecast");
    }
  }

  async #compute(
    dataset: IngestedDataset,
    { model, horizon, forecasts, series, members }: Asked,
    signal: AbortSignal,
  ): Promise<{ isUsed: boolean; change: number | null; origins: number; shifts: number[][] }> {
    const { datasets, forecasts: router, evaluate, statistical } = this.#ports;
    const sums = members.map((own, group) =>
      summed(
        own.map((place) => series[place] as IngestedSeries),
        `group ${group}`,
      ),
    );
    const hash = createHash("sha256").update(dataset.handle).update(JSON.stringify(members));
    for (const { values } of sums) hash.update(values);
    const lease = datasets.openOnce({ ...dataset, handle: hash.digest("hex"), series: sums, repairs: [] }, {});
    try {
      const key = { dataset: lease.open.dataset.handle, model, horizon, origin: 0, bands: "native" as const };
      const own = await mapConcurrently(sums, maxAtOnce, ({ id }) =>
        router.get({ ...key, series: id, density: false, view: null, level: "evaluation" }, signal),
      );
      const nodes = [...own, ...forecasts];
      const all = [...sums, ...series];
      const shortest = all.reduce((least, one) => (one.values.length < least.values.length ? one : least));
      const stride = Math.max(1, Math.ceil(horizon / 4));
      const most = Math.min(maxPast, ...nodes.map((node) => statistical.pastOrigins(node)));
      const origins = pastOrigins(shortest, 0, stride, most);
      const past = await mapConcurrently([...nodes.entries()], maxAtOnce, async ([node, forecast]) => {
        const { values } = all[node] as IngestedSeries;
        const made =
          origins.length === 0 ? new Map<number, Forecast>() : await statistical.alike(forecast, origins, signal);
        const medians = new Map([...made].map(([origin, one]) => [origin, medianOf(one)]));
        const row = (of: (origin: number, step: number) => number): Float64Array =>
          Float64Array.from({ length: origins.length * horizon }, (_, at) =>
            of(origins[Math.floor(at / horizon)] as number, at % horizon),
          );
        return {
          medians: row((origin, step) => medians.get(origin)?.[step] ?? Number.NaN),
          actuals: row((origin, step) => values[values.length + origin + step] ?? Number.NaN),
        };
      });
      const found = await evaluate.reconcile(
        {
          ...{ members, series: series.length, medians: nodes.map(medianOf) },
          past: {
            ...{ origins: origins.length, steps: horizon, lag: Math.ceil(horizon / stride) },
            medians: past.map(({ medians }) => medians),
            actuals: past.map(({ actuals }) => actuals),
          },
        },
        signal,
      );
      const { isUsed, change, origins: judged, shifts } = found;
      return {
        ...{ isUsed, origins: judged, shifts: shifts.map((shift) => [...shift]) },
        change: Number.isNaN(change) ? null : change,
      };
    } finally {
      lease.release();
    }
  }
}

function notReconciled(reason: ReconciliationReason): ReconciledForecasts {
  return { reconciliation: { isUsed: false, reason, change: null, origins: 0, setSteps: 0 }, adjustments: new Map() };
}

interface Asked extends Pick<TotalsRequest, "model" | "horizon"> {
  readonly forecasts: readonly Forecast[];
  readonly series: readonly IngestedSeries[];
  readonly members: readonly (readonly number[])[];
}

/** Groups of several, each once. */
function distinct(groups: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return [...new Map(groups.map((own) => [own.join(), own])).values()].filter((own) => own.length > 1);
}

/** At each step that all of them have; all end together. A step that one of them lacks is missing. */
function summed(all: readonly IngestedSeries[], id: string): IngestedSeries {
  const [first] = all;
  if (first === undefined) throw new EngineError("wrong-arguments", "There is no series to sum.");
  const steps = Math.min(...all.map(({ values }) => values.length));
  const values = new Float64Array(steps);
  for (const one of all) {
    const from = one.values.length - steps;
    for (let step = 0; step < steps; step++) values[step]! += one.values[from + step] as number;
  }
  return {
    ...{ id, values, frequency: first.frequency, seasonLengths: first.seasonLengths },
    times: first.times.slice(first.times.length - steps),
    missing: values.filter(Number.isNaN).length,
    isNonNegative: all.every(({ isNonNegative }) => isNonNegative),
    flags: { steps: {}, total: 0, spans: [] },
  };
}

/** [horizon] */
function medianOf({ levels, quantiles, horizon }: Forecast): Float64Array {
  const at = levels.findIndex((level) => Math.abs(level - 0.5) < sameLevel);
  if (at < 0) return new Float64Array(horizon).fill(Number.NaN);
  return Float64Array.from(quantiles.subarray(at * horizon, (at + 1) * horizon));
}

function identityOf(forecasts: readonly Forecast[]): string {
  const hash = createHash("sha256");
  for (const { series, model, executionProvider, quantiles } of forecasts)
    hash.update(JSON.stringify([series, model, executionProvider])).update(quantiles);
  return hash.digest("hex");
}
