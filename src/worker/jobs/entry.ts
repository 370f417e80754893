/**
 * The jobs utility process: the queue. It owns the queue's file, plans the work of jobs and hands it to the search processes, each
 * over a port of its own. Requests are answered at once, one after the other.
 */
import { performance } from "node:perf_hooks";
import type { FromJobs, ToJobs } from "#contract/worker";
import { EngineError } from "#domain/errors";
import type { Logger } from "#storage/database";
import { leaveInterruptsToMain, parentPort } from "#worker/runtime";
import { isAlive } from "./is-alive.ts";
import { JobStore, ownerName } from "./job-store.ts";
import { openQueue } from "./open-queue.ts";
import { ProfileStore } from "./profile-store.ts";
import { QueueDatabase } from "./queue-database.ts";
import { requestError, Scheduler } from "./scheduler.ts";

const port = parentPort();
const tickMs = 50;
/** A process has no log of its own; what it writes here is in the application's. */
const logger: Logger = {
  warn: (event, fields) => process.stderr.write(`${JSON.stringify({ level: "warn", event, ...fields })}\n`),
  error: (event, fields) => process.stderr.write(`${JSON.stringify({ level: "error", event, ...fields })}\n`),
};
let scheduler: Scheduler | undefined;

function post(message: FromJobs): void {
  port.postMessage(message);
}

function open({ id, folder, repairs }: Extract<ToJobs, { type: "open" }>): void {
  const { database, notice } = openQueue({ folder, logger, wallNow: Date.now, repairs });
  const queue = new QueueDatabase(database, (error) => post({ type: "notice", error: error.toPlain() }));
  const store = new JobStore({ file: queue, owner: ownerName(process.pid), wallNow: Date.now, isAlive });
  const profiles = new ProfileStore(queue, Date.now);
  const opened = new Scheduler({ store, profiles, post, now: () => performance.now(), wallNow: Date.now });
  scheduler = opened;
  post({ type: "opened", id, notice: notice?.toPlain() ?? null });
  setInterval(() => opened.tick(), tickMs);
}

function opened(): Scheduler {
  if (scheduler === undefined) throw new EngineError("internal", "The queue was asked before it was opened.");
  return scheduler;
}

function answer(message: Extract<ToJobs, { readonly id: number }>): FromJobs | null {
  const { id } = message;
  switch (message.type) {
    case "open":
      open(message);
      return null;
    case "submit":
      return { type: "submitted", id, submitted: opened().submit(message.submission) };
    case "hold":
      opened().hold(message.held, message.series);
      break;
    case "list":
      return { type: "listed", id, jobs: opened().list() };
    case "change":
      opened().change(message.job, message.to);
      break;
    case "clear-finished":
      opened().clearFinished();
      break;
    case "prioritise":
      opened().prioritise(message.job, message.priority);
      break;
    case "result":
      return { type: "result", id, result: opened().result(message.job, message.ranking) };
    case "log":
      return { type: "log", id, lines: opened().log(message.job) };
    case "profiling":
      return { type: "profiling", id, profiling: opened().profiling(message.dataset) };
    case "profile-rows":
      return { type: "profile-rows", id, rows: opened().profileRows(message.dataset, message.after) };
    case "series-profile":
      return { type: "series-profile", id, profile: opened().seriesProfile(message.dataset, message.series) };
    case "profile-usage":
      return { type: "profile-usage", id, usage: opened().profileUsage() };
    case "forget-profiles":
      opened().forgetProfiles(message.dataset);
      break;
    case "run-only":
      opened().runOnly(message.jobs);
  }
  return { type: "done", id };
}

port.on("message", (event) => {
  const message = event.data as ToJobs;
  switch (message.type) {
    case "worker": {
      const [search] = event.ports;
      if (search !== undefined) opened().addWorker(message.worker, search);
      break;
    }
    case "worker-gone":
      opened().workerGone(message.worker, message.error);
      break;
    case "forecasts":
      opened().forecastsCame(message);
      break;
    case "stop":
      try {
        scheduler?.stop();
      } finally {
        process.exit(0);
      }
      break;
    default:
      // The one catch: whatever goes wrong is answered under its id, and the process lives on.
      try {
        const answered = answer(message);
        if (answered !== null) post(answered);
      } catch (error) {
        post({ type: "failed", id: message.id, error: requestError(error) });
      }
  }
});

leaveInterruptsToMain();
post({ type: "ready" });
