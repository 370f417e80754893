import type { Health } from "#contract/data";

/** @param load share of the fullest queue's limit, 0..1 */
export function loadLevelOf(load: number): Health["loadLevel"] {
  if (load >= 0.99) return "full";
  if (load >= 0.5) return "heavy";
  if (load >= 0.1) return "busy";
  return load > 0 ? "light" : "idle";
}

/** A process that is being started again makes what works otherwise degraded. */
export function statusOf(
  status: Exclude<Health["status"], "degraded">,
  workers: readonly Pick<Health["workers"][number], "state">[],
): Health["status"] {
  return status === "ok" && workers.some(({ state }) => state === "restarting") ? "degraded" : status;
}
