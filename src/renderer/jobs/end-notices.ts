import type { Notify, ViewStore } from "#renderer/context";
import type { Jobs } from "./jobs.ts";
import type { Results } from "./results.ts";
import { endText } from "./words.ts";

/** Whoever waits for a search may have turned to something else. A result that is seen, wherever it was opened, is no news. */
export function notifyEnds(jobs: Jobs, results: Results, view: ViewStore, notify: Notify): void {
  const said = new Map<string, () => void>();
  results.store.subscribe(({ job }) => {
    if (job === null || view.getState().dialog !== "result") return;
    said.get(job)?.();
    said.delete(job);
  });
  jobs.onFinished((job) => {
    // Nobody waits for a profile away from where it is shown.
    if (job.kind === "profile") return;
    const isDone = job.state === "completed";
    if (isDone && view.getState().dialog === "result" && results.store.getState().job === job.id) return;
    const open = (): void => {
      takeBack();
      if (isDone) results.open(job.id);
      else view.setState({ isQueueShown: true, isReportShown: false });
    };
    const action = { label: isDone ? "Open result" : "Open queue", run: open };
    const takeBack = notify(isDone ? "success" : "error", endText(job), [action]);
    if (isDone) said.set(job.id, takeBack);
  });
}
