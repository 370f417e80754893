/**
 * A search utility process: trials of searches, and series to profile, come over a port of the jobs process, and each message's work is
 * answered as it is done. It keeps the series that it was given, and nothing else.
 *
 * A trial, or a few series, in one go, and no message can reach the process meanwhile: what is not wanted any more, or takes too long,
 * ends with the process. It has the lowest priority, so that whatever a user waits for comes first.
 */
import { constants, setPriority } from "node:os";
import { performance } from "node:perf_hooks";
import type { FromSearch, MainToSearch, SearchToMain, ToSearch } from "#contract/worker";
import { leaveInterruptsToMain, parentPort, type ProcessPort } from "#worker/runtime";
import { correlationsOf, profileOf } from "./profile-work.ts";
import { SearchWork } from "./work.ts";

const main = parentPort();
const now = (): number => performance.now();
const work = new SearchWork(now);
/** Each computes and answers. */
const waiting: (() => void)[] = [];
let isScheduled = false;

/** One a turn, so that messages arrive between two. */
function goOn(): void {
  if (isScheduled || waiting.length === 0) return;
  isScheduled = true;
  setImmediate(() => {
    isScheduled = false;
    waiting.shift()?.();
    goOn();
  });
}

function listenTo(jobs: ProcessPort | undefined): void {
  const answer = (message: FromSearch): void => jobs?.postMessage(message);
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
        for (const trial of message.trials) waiting.push(() => answer(work.compute(message.series, trial)));
        goOn();
        break;
      case "profile":
        waiting.push(() => answer(profileOf(message, (content) => work.values(content), now)));
        goOn();
        break;
      case "correlate":
        waiting.push(() => answer(correlationsOf(message, (content) => work.values(content), now)));
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
