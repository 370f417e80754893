import type { Job } from "#domain/job";
import { formatCount } from "#renderer/format";
import { countTabs, progressOf } from "#renderer/jobs";

const doing: Readonly<Record<Job["kind"], string>> = { search: "Searching", profile: "Profiling" };

/** "Searching 43 %, 2 waiting", "1 paused", "Queue" where there is nothing to tell of. */
export function queueText(jobs: readonly Job[], hasFailed: boolean): string {
  if (hasFailed) return "Queue: not available";
  const { waiting, paused } = countTabs(jobs);
  const running = jobs.find(({ state }) => state === "running");
  const parts = [
    // Whole per cent, and a hundred only at the end.
    ...(running === undefined ? [] : [`${doing[running.kind]} ${Math.floor(progressOf(running.trials) * 100)}\u00A0%`]),
    ...(waiting === 0 ? [] : [`${formatCount(waiting)} waiting`]),
    ...(paused === 0 ? [] : [`${formatCount(paused)} paused`]),
  ];
  return parts.length === 0 ? "Queue" : parts.join(", ");
}
