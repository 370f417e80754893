import type { Health } from "#domain/health";
/** The health of the application, combined from the reports of its parts. */

type Queue = Health["queues"]["user"];
type Worker = Health["workers"][number];

/** The health report of one part of the core. */
export interface PartHealth {
  /** Share of the limit of the part's own queue, 0..1. */
  readonly load?: number;
  readonly queues?: Readonly<Partial<Health["queues"]>>;
  readonly counts?: Health["counts"];
  readonly latencyMs?: Health["latencyMs"];
  readonly caches?: Health["caches"];
  readonly questions?: Health["questions"];
  readonly forecastsPerSecond?: number;
  readonly workers?: readonly Worker[];
}

const emptyQueue: Queue = { waiting: 0, running: 0, oldestMs: 0, done: 0 };

/** @param status of the whole, as far as its start and stop are concerned */
export function healthOf(status: Exclude<Health["status"], "degraded">, parts: readonly PartHealth[]): Health {
  const load = Math.max(0, ...parts.map((part) => part.load ?? 0));
  const workers = parts.flatMap((part) => part.workers ?? []);
  return {
    status: statusOf(status, workers),
    load,
    loadLevel: loadLevelOf(load),
    queues: {
      ...{ user: emptyQueue, evaluation: emptyQueue, background: emptyQueue, density: emptyQueue },
      ...merged(parts.map(({ queues }) => queues)),
    },
    counts: merged(parts.map(({ counts }) => counts)),
    latencyMs: merged(parts.map(({ latencyMs }) => latencyMs)),
    caches: merged(parts.map(({ caches }) => caches)),
    questions: merged(parts.map(({ questions }) => questions)),
    forecastsPerSecond: parts.reduce((sum, part) => sum + (part.forecastsPerSecond ?? 0), 0),
    workers,
  };
}

/** Each part has names of its own. */
function merged<T>(records: readonly (Readonly<Record<string, T>> | undefined)[]): Record<string, T> {
  return Object.fromEntries(records.flatMap((record) => Object.entries(record ?? {})));
}

/** @param load share of the fullest queue's limit, 0..1 */
export function loadLevelOf(load: number): Health["loadLevel"] {
  if (load >= 0.99) return "full";
  if (load >= 0.5) return "heavy";
  if (load >= 0.1) return "busy";
  return load > 0 ? "light" : "idle";
}

/** While a process restarts, an otherwise healthy application is degraded. */
export function statusOf(
  status: Exclude<Health["status"], "degraded">,
  workers: readonly Pick<Worker, "state">[],
): Health["status"] {
  return status === "ok" && workers.some(({ state }) => state === "restarting") ? "degraded" : status;
}
