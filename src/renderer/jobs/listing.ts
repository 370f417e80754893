import type { Job, JobPriority, TrialCounts } from "#domain/job";
import { jobPriorities } from "#domain/job";

/** The lists in which people look for a job. */
export const jobTabs = ["active", "waiting", "paused", "done", "failed"] as const;
export type JobTab = (typeof jobTabs)[number];

const tabs: Readonly<Record<Job["state"], JobTab>> = {
  running: "active",
  retrying: "active",
  pending: "waiting",
  paused: "paused",
  completed: "done",
  cancelled: "done",
  failed: "failed",
};

export function tabOf({ state }: Job): JobTab {
  return tabs[state];
}

export function countTabs(jobs: readonly Job[]): Readonly<Record<JobTab, number>> {
  const counts: Record<JobTab, number> = { active: 0, waiting: 0, paused: 0, done: 0, failed: 0 };
  for (const job of jobs) counts[tabOf(job)] += 1;
  return counts;
}

/** Trials that have come to an end, whatever it was. */
export function triedCount({ completed, failed, timedOut }: TrialCounts): number {
  return completed + failed + timedOut;
}

/** How much of what is planned has been tried, from 0 to 1; a search that narrows down plans more as it goes. */
export function progressOf(trials: TrialCounts): number {
  return trials.total === 0 ? 0 : Math.min(triedCount(trials) / trials.total, 1);
}

/** Jobs of one submission, or a single one. */
export interface JobGroup {
  readonly id: string;
  readonly batch: BatchProgress | null;
  readonly jobs: readonly Job[];
}

export interface BatchProgress {
  readonly jobs: number;
  /** Of the jobs: those that are at their end. */
  readonly ended: number;
  /** From 0 to 1; an ended job counts as done, however much of it was. */
  readonly progress: number;
}

/**
 * The jobs of a tab in the order of lists: those that are under way as the queue takes them, others the latest first. Jobs of a batch
 * stand together where the first of them does; a batch of which one job is left in the list is still said to be one.
 */
export function groupsOf(all: readonly Job[], tab: JobTab): readonly JobGroup[] {
  const groups = new Map<string, Job[]>();
  for (const job of all.filter((each) => tabOf(each) === tab).toSorted(isQueue(tab) ? byTurn : byTime)) {
    const key = job.batch === null ? job.id : `batch ${job.batch}`;
    groups.set(key, [...(groups.get(key) ?? []), job]);
  }
  return [...groups].map(([id, jobs]) => ({ id, batch: batchOf(all, jobs[0]?.batch ?? null), jobs }));
}

/**
 * The first jobs of a list, for one that would be too long to draw; a batch may be cut, and is still said to be whole.
 *
 * @returns also how many jobs are left out
 */
export function firstJobs(groups: readonly JobGroup[], most: number): readonly [readonly JobGroup[], number] {
  let room = most;
  const first = groups.flatMap((group) => {
    const jobs = group.jobs.slice(0, room);
    room -= jobs.length;
    return jobs.length === 0 ? [] : [{ ...group, jobs }];
  });
  return [first, groups.reduce((sum, { jobs }) => sum + jobs.length, 0) - (most - room)];
}

function batchOf(all: readonly Job[], batch: string | null): BatchProgress | null {
  const jobs = batch === null ? [] : all.filter((job) => job.batch === batch);
  if (jobs.length < 2) return null;
  const isEnded = (job: Job): boolean => ["done", "failed"].includes(tabOf(job));
  const shares = jobs.map((job) => (isEnded(job) ? 1 : progressOf(job.trials)));
  return {
    jobs: jobs.length,
    ended: jobs.filter(isEnded).length,
    progress: shares.reduce((sum, share) => sum + share, 0) / jobs.length,
  };
}

const isQueue = (tab: JobTab): boolean => tab === "active" || tab === "waiting";
const rank = (priority: JobPriority): number => jobPriorities.indexOf(priority);
const byTurn = (a: Job, b: Job): number => rank(a.priority) - rank(b.priority) || a.createdMs - b.createdMs;
const byTime = (a: Job, b: Job): number => (b.finishedMs ?? b.createdMs) - (a.finishedMs ?? a.createdMs);
