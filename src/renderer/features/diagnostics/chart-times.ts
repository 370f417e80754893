import type { RequestArgs } from "#contract/ipc";
import type { Client } from "#renderer/bridge";
import type { Clock } from "#renderer/context";

/** A mark of the window's (`mark` of `#renderer/context`), as the browser hands it on. */
export interface PaintMark {
  readonly name: string;
  readonly startTime: number;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

export interface ChartTimes {
  /** A file was opened; reading it began at `startedAtMs`. */
  opened(dataset: string, startedAtMs: number): void;
  marked(mark: PaintMark): void;
}

type Measured = RequestArgs<"diagnostics:measured">["times"][number];

/** Main is told this long after a chart was measured, of all charts until then at once. */
const tellAfterMs = 1_000;
/** Main takes no more at once; somebody who scrubs gives no more in a second. */
const maxTimes = 256;

/** Measures what people wait for: from a file to its first chart, and from a step of the origin to a cached forecast. */
export function createChartTimes(client: Client, clock: Clock): ChartTimes {
  const openedAt = new Map<string, number>();
  let step: { readonly origin: unknown; readonly startTime: number } | null = null;
  let times: Measured[] = [];

  const add = (kind: Measured["kind"], ms: number): void => {
    times.push({ kind, ms: Math.max(0, ms) });
    if (times.length > 1) return;
    clock.after(tellAfterMs, () => {
      void client.request("diagnostics:measured", { times: times.slice(0, maxTimes) });
      times = [];
    });
  };

  return {
    opened(dataset, startedAtMs) {
      openedAt.set(dataset, startedAtMs);
    },
    marked({ name, startTime, detail }) {
      if (name === "fantail:origin") step = { origin: detail?.["origin"], startTime };
      if (name !== "fantail:painted") return;
      const { dataset, origin, source } = detail ?? {};
      // The history is drawn before its forecast is there.
      if (typeof dataset !== "string" || origin === null || origin === undefined) return;
      const fileAtMs = openedAt.get(dataset);
      openedAt.delete(dataset);
      if (fileAtMs !== undefined) add("firstChart", startTime - fileAtMs);
      if (step?.origin !== origin) return;
      // A forecast that had to be made is no cached one, however soon it came.
      if (source === "cache") add("cachedChart", startTime - step.startTime);
      step = null;
    },
  };
}
