/** Runs a job of the queue to its end, with progress. */
import { CancelledError, EngineError } from "#domain/errors";
import { isFinal, type Job } from "#domain/job";
import { formatDuration, plural } from "#engine/format";
import type { CliJobs } from "./host.ts";
import type { CommandContext } from "./run.ts";

const labels = { pending: "Waiting", retrying: "Waiting to try again" } as const;
const doing = { search: "Searching", profile: "Profiling" } as const;
/** Changes are told; a process that ends without a word is noticed by looking. */
const lookEveryMs = 1_000;

/**
 * The job, completed. Interrupted, it is left paused; one that another process runs goes on there.
 *
 * @throws EngineError what it failed with; CancelledError where it was interrupted, or ended elsewhere
 */
export async function followJob(
  context: Pick<CommandContext, "signal" | "progress" | "note">,
  jobs: CliJobs,
  id: string,
  isElsewhere: boolean,
): Promise<Job> {
  const { signal, progress, note } = context;
  for (let last: Job | null = null; ;) {
    const job: Job = await stateOf(jobs, id, signal, last);
    last = job;
    if (signal.aborted) {
      // It may have ended in this very moment.
      if (!isElsewhere && !isFinal(job.state)) await jobs.change(id, "pause").catch(() => undefined);
      progress.end();
      // What had ended meanwhile was put away with the pause.
      note(interrupted(await stateOf(jobs, id, signal, job), isElsewhere));
      throw new CancelledError("user");
    }
    if (job.state === "completed") return job;
    if (job.state === "failed") throw EngineError.fromPlain(job.error ?? { code: "internal", message: "It failed." });
    const { state } = job;
    if (state === "cancelled" || state === "paused") {
      progress.end();
      note(state === "paused" ? `It was paused. ${howToGoOn(job)}` : "It was cancelled.");
      throw new CancelledError("user");
    }
    const { total } = job.trials;
    const left = job.etaSeconds === null ? "" : `about ${formatDuration(job.etaSeconds * 1000)} left`;
    // Methods that were found are checked at the end, which counts as no trial.
    const isChecking = job.kind === "search" && finished(job) >= total;
    const label = state !== "running" ? labels[state] : isChecking ? "Checking the best" : doing[job.kind];
    progress.update(label, finished(job), total, left);
    await nextChange(jobs, signal);
  }
}

function finished({ trials }: Job): number {
  return trials.completed + trials.failed + trials.timedOut;
}

/** @param last how it was before: a profile that is done leaves the queue by itself */
async function stateOf(jobs: CliJobs, id: string, signal: AbortSignal, last: Job | null): Promise<Job> {
  const job = (await jobs.list()).find((known) => known.id === id);
  if (job !== undefined) return job;
  if (last?.kind === "profile") return { ...last, state: "completed" };
  if (signal.aborted) throw new CancelledError("user");
  throw new EngineError("wrong-arguments", `The job ${id} is not in the queue any more.`);
}

function interrupted(job: Job, isElsewhere: boolean): string {
  if (isElsewhere) return `The ${job.kind} goes on in the process that runs it.`;
  return isFinal(job.state) ? `It is ${job.state} already.` : `Paused. ${howToGoOn(job)}`;
}

function howToGoOn(job: Job): string {
  if (job.kind === "profile") return `To go on: fantail jobs resume ${job.id}`;
  const done = plural(finished(job), "finished trial", "finished trials");
  return `The same command goes on from ${done}, and so does: fantail jobs resume ${job.id}`;
}

/** Until any job changed, a second went by, or the command was interrupted. */
function nextChange(jobs: CliJobs, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      unlisten();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, lookEveryMs);
    const unlisten = jobs.listen(end);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}
