/**
 * A search utility process: trials come over a port of the jobs process, and each is answered as it is done. It keeps the series that
 * it was given, and nothing else.
 *
 * A trial is computed in one go, and no message can reach the process meanwhile: what is not wanted any more, or takes too long,
 * ends with the process. It has the lowest priority, so that whatever a user waits for comes first.
 */
import { constants, setPriority } from "node:os";
import { performance } from "node:perf_hooks";
import type { FromSearch, MainToSearch, SearchToMain, ToSearch, Trial } from "#contract/worker";
import { leaveInterruptsToMain, parentPort, type ProcessPort } from "#worker/runtime";
import { SearchWork } from "./work.ts";

const main = parentPort();
const work = new SearchWork(() => performance.now());
const waiting: { readonly series: string; readonly trial: Trial; readonly answer: (message: FromSearch) => void }[] =
  [];
let isScheduled = false;

/** One trial a turn, so that messages arrive between two. */
function goOn(): void {
  if (isScheduled || waiting.length === 0) return;
  isScheduled = true;
  setImmediate(() => {
    isScheduled = false;
    const next = waiting.shift();
    if (next !== undefined) next.answer(work.compute(next.series, next.trial));
    goOn();
  });
}

function listenTo(jobs: ProcessPort | undefined): void {
  jobs?.on("message", (event) => {
    const message = event.data as ToSearch;
    switch (message.type) {
      case "series":
        work.hold(message.series, message.values);
        break;
      case "drop":
        work.drop(message.series);
        break;
      case "trials":
        for (const trial of message.trials)
          waiting.push({ series: message.series, trial, answer: (answer) => jobs.postMessage(answer) });
        goOn();
    }
  });
  jobs?.start();
}

main.on("message", (event) => {
  const message = event.data as MainToSearch;
  if (message.type === "stop") process.exit(0);
  listenTo(event.ports[0]);
});

leaveInterruptsToMain();
main.postMessage({ type: "ready" } satisfies SearchToMain);
// After it was said that it is there: on a busy machine that might not come in time otherwise.
setPriority(constants.priority.PRIORITY_LOW);
