/** Joint paths of forecasts: everything that is said of sums, of stretches of time and of ever crossing a line rests on these. */
import { createHash } from "node:crypto";
import type { NodeTotal, PathSource, TotalRange } from "#contract/worker";
import { EngineError } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import type { PathAdjustment } from "#domain/totals";
import { type IngestedSeries, isSameFrequency } from "#domain/series";
import type { QueryCache } from "#engine/cache";
import { mapConcurrently } from "#engine/concurrency";
import { anchorAt, visibleSteps } from "#main/forecasts";
import type { EvaluateClient } from "./evaluate-client.ts";
import { evaluated, usualMinContext } from "./past-forecasts.ts";
import type { OpenData } from "./ports.ts";
import type { StatisticalForecasts } from "./statistical-forecasts.ts";

export interface JointPathsPorts {
  readonly evaluate: Pick<EvaluateClient, "errorScores" | "paths">;
  readonly datasets: OpenData;
  /** Makes the forecasts that were made alike, at other origins. */
  readonly statistical: Pick<StatisticalForecasts, "alike" | "pastOrigins">;
  /** Keeps what was made of paths. */
  readonly queries: QueryCache;
}

/** A series, or several that are summed, and what is asked of it. */
export interface JointNode {
  /** The node that it is summed in, which comes before it; what belongs to a node follows it directly. Null at the top. */
  readonly parent: number | null;
  /** Of its own: beside these it is the sum of what belongs to it. */
  readonly forecasts: readonly Forecast[];
  readonly totals: readonly NodeTotal[];
}

export interface JointPathsOptions {
  /** Of the totals, ascending. */
  readonly levels: readonly number[];
  /** What the user makes of a forecast; null where nothing. */
  readonly adjustmentOf?: (forecast: Forecast) => PathAdjustment | null;
  /** Is told of each series whose past is there. */
  readonly onSource?: () => void;
}

export interface JointAnswer {
  /** By node, in the order of its totals. */
  readonly nodes: readonly (readonly TotalRange[])[];
  /** By node: past forecasts behind how its steps and series err together; 0: what is usual was assumed. */
  readonly origins: readonly number[];
}

/** Changes when the same forecasts and the same past give other paths. */
const pathsVersion = 2;
/** Past forecasts of each series that the paths follow, at most; more say no more of steps that overlap. */
const maxFollowedOrigins = 40;
const fewestFollowedOrigins = 5;
/** Of all series together: what a few seconds have room for. */
const maxPastForecasts = 8000;
/** Errors of all series together, at most: 64 MB. */
const maxScores = 2 ** 24;
/** Series whose past is fetched at a time. */
const maxAtOnce = 8;

export class JointPaths {
  readonly #ports: JointPathsPorts;

  constructor(ports: JointPathsPorts) {
    this.#ports = ports;
  }

  /**
   * Totals of every node, from one draw: what is said of a group fits what is said of its series. The same forecasts give the same paths,
   * for whatever is asked of them.
   *
   * @param nodes of forecasts of one dataset and of the same steps, each with the bands that are to be drawn; one for each series
   * @throws EngineError wrong-arguments where there is none, or where they are of different steps; CancelledError
   */
  async of(
    nodes: readonly JointNode[],
    { levels, adjustmentOf = () => null, onSource = () => undefined }: JointPathsOptions,
    signal: AbortSignal,
  ): Promise<JointAnswer> {
    const { queries, evaluate } = this.#ports;
    const forecasts = nodes.flatMap(({ forecasts: own }) => own);
    const [first] = forecasts;
    if (first === undefined) throw new EngineError("wrong-arguments", "There is no forecast to draw paths of.");
    const { dataset, horizon, times } = first;
    const nodeOf = nodes.flatMap(({ forecasts: own }, node) => own.map(() => node));
    const about = {
      forecasts: identityOf(forecasts, forecasts.map(adjustmentOf)),
      time: times[0],
      horizon,
      nodes: JSON.stringify(nodes.map(({ parent, totals }, node) => [parent, totals, nodeOf.indexOf(node)])),
      levels,
      version: pathsVersion,
    };
    return queries.answer(
      { kind: "paths", dataset, about },
      async (aborted) => {
        const drawn = await this.sources(forecasts, { adjustmentOf, onSource }, aborted);
        const sources = drawn.sources.map((source, at) => ({ ...source, node: nodeOf[at] ?? 0 }));
        const asked = nodes.map(({ parent, totals }) => ({ parent, totals }));
        const found = await evaluate.paths({ horizon, sources, nodes: asked, levels, seed: drawn.seed }, aborted);
        const bytes = 64 + found.flat().length * 8 * (levels.length + 1);
        return { value: { nodes: found, origins: originsOfNodes(nodes, sources) }, bytes };
      },
      signal,
    );
  }

  /**
   * What joint paths of these forecasts are drawn from, in their order, and the seed of the draw: with both, `drawPaths` of the evaluate process
   * draws the same paths for whatever is asked of them.
   *
   * @throws EngineError wrong-arguments where they are of different steps; CancelledError
   */
  async sources(
    forecasts: readonly Forecast[],
    { adjustmentOf = () => null, onSource = () => undefined }: Omit<JointPathsOptions, "levels">,
    signal: AbortSignal,
  ): Promise<{ readonly sources: readonly Omit<PathSource, "node">[]; readonly seed: number }> {
    const [first] = forecasts;
    if (first === undefined) throw new EngineError("wrong-arguments", "There is no forecast to draw paths of.");
    const { dataset, horizon, times } = first;
    const seriesOf = ({ series }: Forecast): IngestedSeries => this.#ports.datasets.series(dataset, series);
    requireSameSteps(forecasts, seriesOf);
    const room = Math.min(maxPastForecasts / forecasts.length, maxScores / (forecasts.length * horizon));
    const maxOrigins = Math.max(fewestFollowedOrigins, Math.min(maxFollowedOrigins, Math.floor(room)));
    const sources = await mapConcurrently(forecasts, maxAtOnce, async (forecast) => {
      const source = await this.#source(forecast, seriesOf(forecast), maxOrigins, signal);
      onSource();
      return { ...source, adjustment: adjustmentOf(forecast) };
    });
    return { sources, seed: numberOf(JSON.stringify([dataset, horizon, times[0]])) };
  }

  /** Of the errors of the native bands: those of calibrated ones would need a past of their own, and err alike. */
  async #source(
    forecast: Forecast,
    series: IngestedSeries,
    maxOrigins: number,
    signal: AbortSignal,
  ): Promise<Omit<PathSource, "node" | "adjustment">> {
    const { statistical, evaluate } = this.#ports;
    const { horizon, origin, levels, quantiles } = forecast;
    const strideSteps = Math.max(1, Math.ceil(horizon / 4));
    const count = Math.min(maxOrigins, statistical.pastOrigins(forecast));
    const wanted = pastOrigins(series, origin, strideSteps, count);
    const made = wanted.length === 0 ? new Map<number, Forecast>() : await statistical.alike(forecast, wanted, signal);
    const past = wanted.flatMap((at) => {
      const found = made.get(at);
      return found === undefined ? [] : [{ end: visibleSteps(series, at), quantiles: found.quantiles }];
    });
    const origins = Float64Array.from(past, ({ end }) => series.times[end - 1] ?? Number.NaN);
    const { scores, isNonNegative } = await evaluate.errorScores(
      { series: evaluated(series, origin), horizon, levels, past, times: origins.slice() },
      signal,
    );
    const errors = { horizon, origins, scores };
    return { levels, quantiles, isNonNegative, errors, strideSteps, chance: numberOf(forecast.series) >>> 1 };
  }
}

/**
 * Earliest first, counted back from the origin: series of the same steps are followed at the same times, however long each of them is.
 */
export function pastOrigins(series: IngestedSeries, origin: number, strideSteps: number, count: number): number[] {
  const origins: number[] = [];
  const earliest = usualMinContext(series) - series.values.length;
  for (let at = origin - strideSteps; at >= earliest && origins.length < count; at -= strideSteps)
    if (anchorAt(series, at) !== null) origins.push(at);
  return origins.reverse();
}

function requireSameSteps(forecasts: readonly Forecast[], seriesOf: (forecast: Forecast) => IngestedSeries): void {
  const [first] = forecasts;
  if (first === undefined) return;
  const { frequency } = seriesOf(first);
  const isAlike = (one: Forecast): boolean =>
    one.dataset === first.dataset &&
    one.horizon === first.horizon &&
    isSameFrequency(seriesOf(one).frequency, frequency) &&
    one.times.every((time, step) => time === first.times[step]);
  const other = forecasts.find((one) => !isAlike(one));
  if (other !== undefined)
    throw new EngineError(
      "wrong-arguments",
      `The forecasts of "${first.series}" and "${other.series}" are of different steps, so they have no sum.`,
    );
}

/** All that the series of a node follow. */
function originsOfNodes(
  nodes: readonly JointNode[],
  sources: readonly Pick<PathSource, "errors" | "node">[],
): number[] {
  const followed = nodes.map(() => new Set<number>());
  for (const { errors, node } of sources) for (const origin of errors.origins) followed[node]?.add(origin);
  for (let node = nodes.length - 1; node >= 0; node--) {
    const parent = nodes[node]?.parent;
    if (parent != null) for (const origin of followed[node] ?? []) followed[parent]?.add(origin);
  }
  return followed.map(({ size }) => size);
}

/** One text for any number of forecasts: what their paths depend on, and what their past is found by. */
function identityOf(forecasts: readonly Forecast[], adjustments: readonly (PathAdjustment | null)[]): string {
  const hash = createHash("sha256");
  for (const [at, { series, model, executionProvider, levels, quantiles }] of forecasts.entries()) {
    hash.update(JSON.stringify([series, model, executionProvider, levels, quantiles.length])).update(quantiles);
    const adjustment = adjustments[at] ?? null;
    if (adjustment === null) continue;
    const { shift, spread, bound } = adjustment;
    hash
      .update(JSON.stringify(["adjusted", String(bound)]))
      .update(shift)
      .update(spread);
  }
  return hash.digest("hex");
}

/** 32 bits that follow from the text alone. */
function numberOf(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32LE();
}
