import type { Job, JobPriority } from "#domain/job";
import { formatCount, formatDuration, plural } from "#renderer/format";
import { triedCount } from "./listing.ts";

const stateTexts: Readonly<Record<Job["state"], string>> = {
  pending: "Waiting",
  running: "Running",
  paused: "Paused",
  retrying: "Retries soon",
  completed: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** Of the machine's own zone: when something of now happens. */
const clockFormat = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

/** The time of day on this machine: "14:32:05". */
export function clockText(ms: number): string {
  return clockFormat.format(ms);
}

export function stateText({ state, retryAtMs }: Job): string {
  return state === "retrying" && retryAtMs !== null ? `Retries at ${clockText(retryAtMs)}` : stateTexts[state];
}

/** What a job is called, whatever else is done with its file: a search has the file's name. */
export function titleOf({ kind, name }: Pick<Job, "kind" | "name">): string {
  return kind === "profile" ? `Profile of ${name}` : name;
}

/** "120 of 526 trials tried, 12 of them known from before, 3 failed, 2 timed out"; of a profile the same in series. */
export function progressText({ kind, trials }: Pick<Job, "kind" | "trials">): string {
  const { total, reused, failed, timedOut } = trials;
  if (total === 0) return kind === "profile" ? "Nothing profiled yet" : "Nothing tried yet";
  const unit = kind === "profile" ? plural(total, "series", "series") : plural(total, "trial", "trials");
  return [
    `${formatCount(triedCount(trials))} of ${unit}`,
    ...(reused === 0 ? [] : [`${formatCount(reused)} reused`]),
    ...(failed === 0 ? [] : [`${formatCount(failed)} failed`]),
    ...(timedOut === 0 ? [] : [`${formatCount(timedOut)} timed out`]),
  ].join(" · ");
}

/** How long it has run and is going to: "2 min so far, about 5 min left"; null where there is nothing to say. */
export function timeText({ state, runningSeconds, etaSeconds }: Job): string | null {
  const hasRun = runningSeconds >= 1;
  const ran = formatDuration(runningSeconds * 1000);
  if (state === "running") {
    const left = etaSeconds === null ? "time left not known yet" : `about ${formatDuration(etaSeconds * 1000)} left`;
    return hasRun ? `${ran} so far · ${left}` : left;
  }
  return hasRun ? `Ran ${ran}` : null;
}

/** Null where it was asked for once. */
export function mergedText({ kind, merged }: Job): string | null {
  if (merged === 0) return null;
  return `The same ${kind} was asked for again: ${merged === 1 ? "once" : `${formatCount(merged)} times`}`;
}

/** Priorities as people read them, the most urgent first. */
export const priorityTexts: Readonly<Record<JobPriority, { readonly label: string; readonly detail: string }>> = {
  user: { label: "First", detail: "What you ask for" },
  cleaned: { label: "Second", detail: "After data were cleaned" },
  settings: { label: "Third", detail: "After settings were changed" },
  import: { label: "Last", detail: "After an import" },
};

/** What became of a job, for a notice: nobody has to look at the queue for it. */
export function endText({ name, state, trials, error }: Job): string {
  if (state === "failed") return `The search for ${name} failed: ${error?.message ?? "the reason is not known."}`;
  return `The search for ${name} is done: ${plural(triedCount(trials), "trial", "trials")}.`;
}
