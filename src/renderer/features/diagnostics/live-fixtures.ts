/** How the application is when nothing has happened yet, for tests. */
import type { LiveDiagnostics } from "#domain/health";

export function liveOf(change: Partial<LiveDiagnostics> = {}): LiveDiagnostics {
  const queue = { waiting: 0, running: 0, oldestMs: 0, done: 0 };
  return {
    health: {
      status: "ok",
      load: 0,
      loadLevel: "idle",
      queues: { user: queue, evaluation: queue, background: queue, density: queue },
      counts: {},
      latencyMs: {},
      caches: {},
      questions: {},
      workers: [],
      forecastsPerSecond: 0,
    },
    requests: { answered: 0, failed: 0, cancelled: 0, perSecond: 0 },
    processes: [],
    paused: [],
    uptimeMs: 0,
    ...change,
  };
}
