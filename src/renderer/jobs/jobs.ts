import { createStore, type StoreApi } from "zustand/vanilla";
import type { EventPayload, RequestArgs } from "#contract/ipc";
import type { AppError, Outcome } from "#domain/errors";
import type { Job, JobLogLine, JobPriority, Submitted } from "#domain/job";
import type { Client } from "#renderer/bridge";
import { errorText, type Notify } from "#renderer/context";
import type { JobTab } from "./listing.ts";

export interface JobsState {
  /** What main says; nothing here is expected. */
  readonly jobs: readonly Job[];
  /** False until main has listed them. */
  readonly isLoaded: boolean;
  /** Why they could not be listed. */
  readonly error: AppError | null;
  /** The list that the user looks into; null: the first that holds any. */
  readonly tab: JobTab | null;
}

export type JobChange = RequestArgs<"jobs:change">["to"];
export type SearchStart = RequestArgs<"search:start">;

/** The queue's jobs in this window. State comes from main alone; an action that fails says so in a notice. */
export interface Jobs {
  readonly store: StoreApi<JobsState>;
  /** Asks for the list; again after it failed. */
  load(): Promise<void>;
  change(job: string, to: JobChange): Promise<void>;
  clearFinished(): Promise<void>;
  prioritise(job: string, priority: JobPriority): Promise<void>;
  pauseAll(): Promise<void>;
  resumeAll(): Promise<void>;
  showTab(tab: JobTab): void;
  /**
   * The queue then shows where the new job is.
   *
   * @param signal gives the search up while main still prepares it: its job is cancelled as soon as it is there
   */
  start(search: SearchStart, signal: AbortSignal): Promise<Outcome<Submitted>>;
  log(job: string, signal: AbortSignal): Promise<Outcome<readonly JobLogLine[]>>;
  /** Called when a job that was under way has come to its end. Returns the function that unsubscribes. */
  onFinished(listener: (job: Job) => void): () => void;
}

const nothing: JobsState = { jobs: [], isLoaded: false, error: null, tab: null };

export function createJobs(client: Client, notify: Notify): Jobs {
  const store = createStore<JobsState>(() => nothing);
  const listeners = new Set<(job: Job) => void>();
  /** What was said before the list came: it is newer than the list, or the same. */
  let early: EventPayload<"jobs:changed">[] = [];
  let loading: Promise<void> | null = null;

  client.on("jobs:changed", (changes) => {
    const { jobs, isLoaded } = store.getState();
    if (!isLoaded) {
      early.push(changes);
      return;
    }
    store.setState({ jobs: merged(jobs, changes) });
    const before = new Map(jobs.map((job) => [job.id, job]));
    for (const job of changes.jobs) {
      const was = before.get(job.id);
      if (was !== undefined && !hasEnded(was) && hasEnded(job)) for (const listener of listeners) listener(job);
    }
  });

  const load = async (): Promise<void> => {
    store.setState({ error: null });
    const outcome = await client.request("jobs:list", {});
    if (!outcome.ok) {
      store.setState({ error: outcome.error });
      return;
    }
    const jobs = early.reduce(merged, outcome.value);
    early = [];
    store.setState({ jobs, isLoaded: true, error: null });
  };
  /** Says what went wrong. */
  const told = async (answer: Promise<Outcome<unknown>>): Promise<void> => {
    const outcome = await answer;
    if (!outcome.ok && outcome.error.code !== "cancelled") notify("error", errorText(outcome.error));
  };
  const change = (job: string, to: JobChange): Promise<void> => told(client.request("jobs:change", { job, to }));
  const changeAll = async (to: JobChange, isMeant: (job: Job) => boolean): Promise<void> => {
    await Promise.all(
      store
        .getState()
        .jobs.filter(isMeant)
        .map(({ id }) => change(id, to)),
    );
  };

  return {
    store,
    load() {
      loading ??= load().finally(() => {
        loading = null;
      });
      return loading;
    },
    change,
    clearFinished: () => told(client.request("jobs:clear-finished", {})),
    prioritise: (job, priority) => told(client.request("jobs:prioritise", { job, priority })),
    pauseAll: () => changeAll("pause", isPausable),
    resumeAll: () => changeAll("resume", ({ state }) => state === "paused"),
    showTab: (tab) => store.setState({ tab }),
    async start(search, signal) {
      // Without the signal: main has no way back from submitting, and only its answer names the job to cancel.
      const outcome = await client.request("search:start", search);
      if (!outcome.ok) return outcome;
      if (signal.aborted) {
        // The same search that was there before is not this one's to cancel.
        if (!outcome.value.isMerged) void change(outcome.value.job, "cancel");
        return { ok: false, error: { code: "cancelled", message: "Cancelled." } };
      }
      store.setState({ tab: null });
      if (outcome.value.isMerged) notify("info", "The same search is in the queue already; its result serves both.");
      return outcome;
    },
    log: (job, signal) => client.request("jobs:log", { job }, { signal }),
    onFinished(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

export function isPausable({ state }: Job): boolean {
  return state === "running" || state === "pending" || state === "retrying";
}

/** By itself, for good or ill: what the user cancelled is no news to them. */
function hasEnded({ state }: Job): boolean {
  return state === "completed" || state === "failed";
}

function merged(jobs: readonly Job[], { jobs: changed, removed }: EventPayload<"jobs:changed">): readonly Job[] {
  const news = new Map(changed.map((job) => [job.id, job]));
  const gone = new Set(removed);
  const known = new Set(jobs.map(({ id }) => id));
  return [
    ...jobs.filter(({ id }) => !gone.has(id)).map((job) => news.get(job.id) ?? job),
    ...changed.filter(({ id }) => !known.has(id) && !gone.has(id)),
  ];
}
