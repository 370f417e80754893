/** Requests about how the application is: live figures, the log, and a report to send. */
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import type { LiveDiagnostics } from "#domain/health";
import { diagnosticsReport } from "#engine/diagnostics";
import type { Core } from "#main/core";
import type { CrashReports, LogReader } from "#main/platform";
import type { Handlers } from "./ipc-main.ts";
import { processUse, type ProcessMetric } from "./process-use.ts";
import type { RequestCounts } from "./request-counts.ts";

export interface DiagnosticsHandlerDependencies {
  readonly diagnostics: Pick<Core["diagnostics"], "doctor" | "live">;
  readonly pageTimes: Pick<Core["pageTimes"], "add">;
  readonly cache: Pick<Core["cache"], "info" | "list">;
  readonly log: Pick<LogReader, "read">;
  readonly crashes: Pick<CrashReports, "list" | "pathOf" | "remove">;
  readonly requestCounts: Pick<RequestCounts, "health">;
  readonly metrics: () => readonly ProcessMetric[];
  readonly writeClipboard: (text: string) => void;
  readonly showInFolder: (path: string) => void;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
}

type DiagnosticsRequest =
  | "diagnostics:get"
  | "diagnostics:live"
  | "diagnostics:log"
  | "diagnostics:copy"
  | "crashes:list"
  | "crashes:act"
  | "diagnostics:measured";

/** Lines of the log in a report. */
const reportedLines = 100;

export function diagnosticsHandlers({
  diagnostics,
  pageTimes,
  cache,
  log,
  crashes,
  requestCounts,
  metrics,
  writeClipboard,
  showInFolder,
  wallNow,
}: DiagnosticsHandlerDependencies): Pick<Handlers, DiagnosticsRequest> {
  const live = (): LiveDiagnostics => {
    const own = diagnostics.live();
    const processes = processUse(metrics(), own.health.workers, availableParallelism());
    return { ...own, requests: requestCounts.health(), processes };
  };
  return {
    "diagnostics:get": () => diagnostics.doctor({ waitForDevices: false }),
    "diagnostics:live": async () => live(),
    "diagnostics:log": (place) => log.read(place),
    "diagnostics:copy": async ({ hasNames }) => {
      const [doctor, { lines }, cached] = await Promise.all([
        diagnostics.doctor({ waitForDevices: false }),
        log.read({ file: "current" }),
        cache.list(),
      ]);
      const text = diagnosticsReport(
        {
          doctor,
          live: live(),
          usage: cache.info(),
          cached,
          log: lines.slice(-reportedLines),
          madeAt: new Date(wallNow()).toISOString(),
        },
        { hasNames },
      );
      writeClipboard(text);
      return { lines: text.split("\n").length - 1 };
    },
    "crashes:list": async () => ({ reports: [...(await crashes.list())] }),
    "crashes:act": async ({ id, act }) => {
      const path = crashes.pathOf(id);
      if (act === "delete") await crashes.remove(id);
      else if (act === "show") showInFolder(path);
      else writeClipboard(await readFile(path, "utf8"));
      return {};
    },
    "diagnostics:measured": async ({ times }) => {
      for (const { kind, ms } of times) pageTimes.add(kind, ms);
      return {};
    },
  };
}
