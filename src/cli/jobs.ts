import { EngineError } from "#domain/errors";
import { type Job, type JobChange, jobChanges } from "#domain/job";
import { formatCount, formatDuration, formatStep } from "#engine/format";
import { followJob } from "./follow-job.ts";
import type { CliJobs } from "./host.ts";
import type { CommandContext } from "./run.ts";
import { describeSearch, searchDocument } from "./search-answer.ts";
import { alignTable } from "./table.ts";

/** Shows the queue of jobs, and changes it. A window on the same data does what is said here. */
export async function runJobs(context: CommandContext): Promise<void> {
  const [action, id, ...more] = context.args.positionals;
  if (action === undefined) {
    const { jobs } = await context.startHost();
    printJobs(context, await jobs.list());
    return;
  }
  if (!isAction(action) || id === undefined || more.length > 0)
    throw new EngineError("wrong-arguments", `Use: jobs ${jobChanges.join("|")} ID.`);
  const { jobs } = await context.startHost();
  if (action === "clear" && id === "all") {
    await jobs.clearFinished();
    printJobs(context, await jobs.list());
    return;
  }
  const job = jobNamed(await jobs.list(), id);
  if (action !== "resume" && action !== "retry") {
    await jobs.change(job.id, action);
    printJobs(
      context,
      (await jobs.list()).filter((known) => known.id === job.id),
    );
    return;
  }
  // Nothing runs here yet, so whoever runs it is another process.
  const isElsewhere = job.state === "running";
  if (isElsewhere) context.note("Another process is at this job already.");
  else if (job.state !== "pending") await jobs.change(job.id, action);
  await runToEnd(context, jobs, job, isElsewhere);
}

async function runToEnd(context: CommandContext, jobs: CliJobs, job: Job, isElsewhere: boolean): Promise<void> {
  await jobs.runOnly([job.id]);
  const ended = await followJob(context, jobs, job.id, isElsewhere);
  if (ended.kind === "profile") {
    printJobs(context, [ended]);
    return;
  }
  const result = await jobs.result(job.id, null);
  context.print(context.isJson ? JSON.stringify(searchDocument(result)) : describeSearch(job.name, result));
}

/** By its id, or the beginning of it. @throws EngineError wrong-arguments */
function jobNamed(jobs: readonly Job[], id: string): Job {
  const found = jobs.filter((job) => job.id === id || job.id.startsWith(id));
  const [job] = found;
  if (job !== undefined && found.length === 1) return job;
  const problem = job === undefined ? `There is no job "${id}".` : `More than one job begins with "${id}".`;
  throw new EngineError("wrong-arguments", problem, { hint: "“fantail jobs” lists them." });
}

function printJobs({ isJson, print }: CommandContext, jobs: readonly Job[]): void {
  if (isJson) print(JSON.stringify({ jobs: jobs.map(documentOf) }));
  else print(jobs.length === 0 ? "No jobs." : describe(jobs));
}

function documentOf({ id, kind, state, name, createdMs, priority, trials, etaSeconds, error }: Job): unknown {
  const { total, completed, failed } = trials;
  return {
    id,
    kind,
    state,
    name,
    created: new Date(createdMs).toISOString(),
    priority,
    trials: { total, completed, failed },
    etaSeconds,
    error,
  };
}

function describe(jobs: readonly Job[]): string {
  const table = alignTable(
    ["Job", "File", "What", "State", "Done", "Failed", "Left", "Created (UTC)"],
    jobs.map((job) => [
      job.id,
      job.name,
      job.kind === "search" ? job.about : `profile of ${job.about}`,
      job.state,
      `${formatCount(job.trials.completed)} of ${formatCount(job.trials.total)}`,
      formatCount(job.trials.failed + job.trials.timedOut),
      job.etaSeconds === null ? "" : formatDuration(job.etaSeconds * 1000),
      formatStep(job.createdMs),
    ]),
  );
  const errors = jobs.flatMap(({ id, error }) => (error === null ? [] : [`${id}: ${error.message}`]));
  return [table, ...(errors.length === 0 ? [] : ["", ...errors])].join("\n");
}

function isAction(word: string): word is JobChange {
  return (jobChanges as readonly string[]).includes(word);
}
