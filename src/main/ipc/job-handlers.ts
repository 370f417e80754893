/** Requests of the window about the queue of jobs, and searches. */
import type { RequestName } from "#contract/ipc";
import type { Core } from "#main/core";
import type { Handlers } from "./ipc-main.ts";

type JobRequest = Extract<RequestName, `jobs:${string}` | "search:start">;

/** The parts of the core that answer such requests, as far as they are asked. */
export interface JobParts {
  readonly jobs: Pick<Core["jobs"], "submit" | "list" | "change" | "clearFinished" | "prioritise" | "log" | "result">;
  readonly datasets: Pick<Core["datasets"], "get">;
}

export function jobHandlers({ jobs, datasets }: JobParts): Pick<Handlers, JobRequest> {
  return {
    "jobs:list": async () => jobs.list(),
    "jobs:change": async ({ job, to }) => {
      await jobs.change(job, to);
      return {};
    },
    "jobs:clear-finished": async () => {
      await jobs.clearFinished();
      return {};
    },
    "jobs:prioritise": async ({ job, priority }) => {
      await jobs.prioritise(job, priority);
      return {};
    },
    "jobs:log": ({ job }) => jobs.log(job),
    "jobs:result": ({ job, ranking }) => jobs.result(job, ranking),
    "search:start": ({ dataset, series, ...settings }) => {
      const ids = series ?? datasets.get(dataset).dataset.series.map(({ id }) => id);
      return jobs.submit({ ...settings, targets: ids.map((id) => ({ dataset, series: id })), batch: null });
    },
  };
}
