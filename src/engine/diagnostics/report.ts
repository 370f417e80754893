import type { CachedDataset, CacheUsage } from "#domain/cache";
import {
  type Doctor,
  type Health,
  judgeLatency,
  type Latency,
  latencyTargets,
  type LatencyVerdict,
  type LiveDiagnostics,
  type LogLine,
  targetedLatencies,
} from "#domain/health";
import type { ModelInfo } from "#domain/model";
import { formatBytes, formatCount, formatDuration, formatMs, formatShare, plural } from "#engine/format";
import { plainLogFields, withoutPaths } from "./redaction.ts";

export interface DiagnosticsReportParts {
  readonly doctor: Doctor;
  /** What only windows have. Without it health is that of `doctor`. */
  readonly live: LiveDiagnostics | null;
  readonly usage: CacheUsage;
  readonly cached: readonly CachedDataset[];
  /** The last lines, oldest first. */
  readonly log: readonly LogLine[];
  /** ISO 8601. */
  readonly madeAt: string;
}

const verdicts: Record<LatencyVerdict, string> = {
  met: "within its target",
  missed: "slower than its target",
  "too-few": "too few to tell",
  unmeasured: "not measured yet",
};

/**
 * The application and the machine as a text that can be sent to anyone: without `hasNames` it has no names of files, series,
 * folders or the user's models, no values, and of errors only their codes. It is put together from what is known to be
 * plain, and nothing is taken out afterwards.
 */
export function diagnosticsReport(
  { doctor, live, usage, cached, log, madeAt }: DiagnosticsReportParts,
  { hasNames }: { readonly hasNames: boolean },
): string {
  const health = live?.health ?? doctor.health;
  const { paused = [], processes = [] } = live ?? {};
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ["Versions", Object.entries(doctor.versions).map(([name, version]) => `${name} ${version}`)],
    [
      "Health",
      [
        `status ${health.status}, load ${formatShare(health.load)} (${health.loadLevel})${live === null ? "" : `, up ${formatDuration(live.uptimeMs)}`}`,
        ...(live === null ? [] : [requestLine(live.requests)]),
        `forecasts ${health.forecastsPerSecond.toFixed(1)}/s`,
      ],
    ],
    ["Times", timeLines(health)],
    [
      "Queues",
      Object.entries(health.queues).map(
        ([name, { waiting, running, oldestMs, done }]) =>
          `${name}: ${waiting} waiting, ${running} running, oldest ${formatMs(oldestMs)}, ${done} done`,
      ),
    ],
    [
      "Paused background work",
      paused.map(({ series, model, horizon, reason, retryInMs }) =>
        hasNames
          ? `${series} by ${model}, horizon ${horizon}: ${reason} Next try in ${formatDuration(retryInMs)}.`
          : `horizon ${horizon}: next try in ${formatDuration(retryInMs)}`,
      ),
    ],
    [
      "Processes",
      [
        ...processes.map(
          ({ name, memoryBytes, cpuShare }) =>
            `${name}: ${formatBytes(memoryBytes)}, ${formatShare(cpuShare)} of a core`,
        ),
        ...health.workers.map(({ name, state, restarts }) => `${name}: ${state}, ${restarts} restarts`),
      ],
    ],
    [
      "Caches",
      [
        ...Object.entries(health.caches).map(
          ([name, { items, bytes, maxBytes }]) =>
            `${name}: ${items} items, ${formatBytes(bytes)} of ${formatBytes(maxBytes)}`,
        ),
        ...Object.entries(health.questions).map(
          ([kind, { hit, partial, miss, stale, evicted, error }]) =>
            `${kind}: ${hit} hit, ${partial} partial, ${miss} miss, ${stale} stale, ${evicted} evicted, ${error} failed`,
        ),
        `on disk: ${plural(cached.length, "dataset", "datasets")}, ${cached.filter(({ isPinned }) => isPinned).length} pinned, ${usage.problem === null ? "no problem" : "nothing is kept"}`,
        ...cached.map(({ name, seriesNames, series, forecasts, bytes }, index) => {
          const size = `${plural(series, "series", "series")}, ${plural(forecasts, "forecast", "forecasts")}, ${formatBytes(bytes)}`;
          return hasNames ? `${name} (${seriesNames.join(", ")}): ${size}` : `dataset ${index + 1}: ${size}`;
        }),
      ],
    ],
    [
      "Devices",
      [
        `wanted ${doctor.device}`,
        ...doctor.providers.map(({ name, state, reason, windowsPerSecond, windowsPerRun, largestRelativeError }) =>
          [
            `${name}: ${state}`,
            windowsPerSecond === null ? "" : `, ${formatCount(windowsPerSecond)} windows/s`,
            windowsPerRun === null ? "" : `, ${formatCount(windowsPerRun)} at a time`,
            largestRelativeError === null ? "" : `, largest error ${largestRelativeError.toExponential(1)}`,
            reason === null ? "" : `, ${hasNames ? reason : withoutPaths(reason)}`,
          ].join(""),
        ),
      ],
    ],
    ["Models", modelLines(doctor, hasNames)],
    [
      "Limits and policy",
      Object.entries({ ...doctor.limits, ...doctor.policy }).map(([name, value]) => `${name} ${value}`),
    ],
    ["Policy", policyLines(doctor.policies, hasNames)],
    ["Settings", doctor.settings.map(({ key, value, isManaged }) => `${key}: ${value}${isManaged ? ", managed" : ""}`)],
    ["Counts", Object.entries(health.counts).map(([name, count]) => `${name} ${count}`)],
    ["Folders", hasNames ? Object.entries(doctor.folders).map(([name, folder]) => `${name}: ${folder}`) : []],
    [
      "Log",
      log.map(({ time, level, event, fields }) =>
        [time, level, hasNames || isEvent(event) ? event : "…", hasNames ? fields : plainLogFields(fields)]
          .filter((part) => part !== "")
          .join(" "),
      ),
    ],
  ];
  const head = `Fantail diagnostics, ${madeAt}. ${hasNames ? "With" : "Without"} names of files, series and folders.`;
  const written = sections.filter(([, lines]) => lines.length > 0);
  return `${[head, ...written.map(([title, lines]) => [title, ...lines.map((line) => `  ${line}`)].join("\n"))].join("\n\n")}\n`;
}

/** What can be managed, each with its value and where that comes from. Values of folders and addresses are names, too. */
function policyLines({ lines, sources, conflicts }: Doctor["policies"], hasNames: boolean): readonly string[] {
  const origins = { managed: "managed by", recommended: "recommended by" } as const;
  return [
    ...(hasNames ? sources.map((source) => `read ${source}`) : [`${plural(sources.length, "source", "sources")} read`]),
    ...conflicts.map((sentence) => (hasNames ? sentence : "a value is given twice")),
    ...lines.map(({ name, value, origin, source }) => {
      if (value === null) return `${name}: default`;
      if (origin === "default") return `${name}: ${value}, default`;
      const text = hasNames ? value : "set";
      if (origin === "user") return `${name}: ${text}, the user's setting`;
      return `${name}: ${text}, ${hasNames ? `${origins[origin]} ${source ?? ""}` : origin}`;
    }),
  ];
}

/** Those with a target first, with their verdict. */
function timeLines({ latencyMs }: Health): readonly string[] {
  const targeted = targetedLatencies.map((kind) => {
    const target = latencyTargets[kind];
    const verdict = verdicts[judgeLatency(latencyMs[kind], target)];
    return `${kind}: ${percentiles(latencyMs[kind])}target ${target.at} <= ${formatMs(target.maxMs)}: ${verdict}`;
  });
  const others = Object.entries(latencyMs)
    .filter(([kind, { count }]) => !(kind in latencyTargets) && count > 0)
    .map(([kind, latency]) => `${kind}: ${percentiles(latency).replace(/, $/u, "")}`);
  return [...targeted, ...others];
}

function percentiles(latency: Latency | undefined): string {
  if (latency === undefined || latency.count === 0) return "";
  const { count, p50, p95, p99 } = latency;
  return `${plural(count, "time", "times")}, p50 ${formatMs(p50)}, p95 ${formatMs(p95)}, p99 ${formatMs(p99)}, `;
}

function requestLine({ answered, failed, cancelled, perSecond }: LiveDiagnostics["requests"]): string {
  const rate = answered === 0 ? "none yet" : formatShare(failed / answered);
  return `requests ${answered}, failed ${failed} (${rate}), cancelled ${cancelled}, ${perSecond.toFixed(1)}/s`;
}

/** A bundled model is known to everyone; a user's own has a number here. */
function modelLines({ models, modelDefaults }: Doctor, hasNames: boolean): readonly string[] {
  const line = (name: string, { version, state, executionProvider, reason, deviceReason }: ModelInfo): string => {
    const why = reason ?? deviceReason;
    return `${name} ${version}: ${state}, on ${executionProvider ?? "no device yet"}${why === undefined ? "" : `, ${hasNames ? why : withoutPaths(why)}`}`;
  };
  let own = 0;
  const lines = models.map((model) => {
    if (model.source === "bundled" || hasNames) return line(model.id, model);
    own += 1;
    return `own model ${own}: ${model.state}, on ${model.executionProvider ?? "no device yet"}`;
  });
  const chosen = Object.entries(modelDefaults);
  const isBundled = (id: string): boolean => models.some((model) => model.id === id && model.source === "bundled");
  return [
    ...lines,
    ...chosen.map(
      ([frequency, id]) => `default for ${frequency}: ${hasNames || isBundled(id) ? id : "a model of the user's"}`,
    ),
  ];
}

/** A line that is no event of the application's own, such as what a library wrote, may say anything. */
function isEvent(event: string): boolean {
  return /^[a-z][a-z0-9-]{0,59}$/u.test(event);
}
