import type { Health } from "#domain/health";
import { formatCount } from "#renderer/format";

/** The state of the core in a few words. */
export function healthText(health: Health | null): string {
  if (health === null) return "Ready";
  switch (health.status) {
    case "starting":
      return "Starting…";
    case "stopping":
      return "Closing…";
    case "degraded":
      return "Having trouble";
    case "ok": {
      const { user, evaluation, background } = health.queues;
      const isBusy = [user, evaluation, background].some(({ waiting, running }) => waiting + running > 0);
      if (!isBusy) return "Ready";
      const pace = Math.round(health.forecastsPerSecond);
      return pace === 0 ? "Computing…" : `Computing · ${formatCount(pace)} ${pace === 1 ? "forecast" : "forecasts"}/s`;
    }
  }
}
