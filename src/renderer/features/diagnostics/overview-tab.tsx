import {
  type Doctor,
  type Health,
  judgeLatency,
  type Latency,
  latencyTargets,
  type LatencyVerdict,
  type LiveDiagnostics,
  targetedLatencies,
} from "#domain/health";
import { formatCount, formatDuration, formatMs, formatShare, inWords } from "#renderer/format";
import { Fact, Facts, NumberTable } from "./facts.tsx";
import { overallText, verdictText } from "./verdict.ts";
import { texts } from "./texts.ts";

/** Whether all is well, and the times beside their targets. */
export function OverviewTab({ doctor, live }: { readonly doctor: Doctor; readonly live: LiveDiagnostics }) {
  const { health, requests, uptimeMs } = live;
  const others = Object.entries(health.latencyMs).filter(([kind, { count }]) => count > 0 && !(kind in latencyTargets));
  return (
    <>
      <p className="dialog-lead">{overallText(live)}</p>
      <dl className="facts" aria-live="off">
        <Fact name="Status" value={statusText[health.status]} />
        <Fact name="Load" value={`${loadText[health.loadLevel]}, ${formatShare(health.load)}`} />
        <Fact name="Requests/s" value={requests.perSecond.toFixed(1)} />
        <Fact name="Failed requests" value={failedText(requests)} />
        <Fact name="Forecasts/s" value={formatCount(health.forecastsPerSecond)} />
        <Fact name="Open for" value={formatDuration(uptimeMs)} />
      </dl>

      <h3 className="dialog-section">{texts.timesAndTheirTargets}</h3>
      <NumberTable
        label={texts.timesAndTheirTargets}
        head={["Time of", "Count", "50 %", "95 %", "99 %", "Target", "Verdict"]}
        rows={targetedLatencies.map((kind) => {
          const target = latencyTargets[kind];
          const latency = health.latencyMs[kind];
          const isMeasured = latency !== undefined && latency.count > 0;
          return [
            target.name,
            ...(isMeasured ? percentiles(latency) : ["0", "–", "–", "–"]),
            `${target.at === "p50" ? "50" : "95"} % in ${formatMs(target.maxMs)}`,
            <Verdict key="verdict" verdict={judgeLatency(latency, target)} />,
          ];
        })}
      />
      {others.length === 0 ? null : (
        <>
          <h3 className="dialog-section">{texts.otherTimes}</h3>
          <NumberTable
            label={texts.otherTimes}
            head={["Time of", "Count", "50 %", "95 %", "99 %"]}
            rows={others.map(([kind, latency]) => [latencyText[kind] ?? inWords(kind), ...percentiles(latency)])}
          />
        </>
      )}
      <h3 className="dialog-section">{texts.versions}</h3>
      <Facts entries={doctor.versions} />
      <h3 className="dialog-section">{texts.folders}</h3>
      <Facts entries={doctor.folders} isLong isNamed />
      <h3 className="dialog-section">{texts.limitsAndPolicy}</h3>
      <Facts entries={{ ...doctor.limits, ...doctor.policy }} isNamed />
    </>
  );
}

function Verdict({ verdict }: { readonly verdict: LatencyVerdict }) {
  return (
    <span className="verdict" data-verdict={verdict}>
      {verdictText[verdict]}
    </span>
  );
}

function percentiles({ count, p50, p95, p99 }: Latency): readonly string[] {
  return [formatCount(count), formatMs(p50), formatMs(p95), formatMs(p99)];
}

function failedText({ answered, failed }: LiveDiagnostics["requests"]): string {
  if (answered === 0) return "None yet";
  return failed === 0
    ? `None of ${formatCount(answered)}`
    : `${formatCount(failed)} of ${formatCount(answered)}, ${formatRate(failed / answered)}`;
}

/** A rate of errors is small: "0.4 %", and not "0 %". */
function formatRate(share: number): string {
  return share < 0.1 ? `${(100 * share).toFixed(1)}\u00A0%` : formatShare(share);
}

const statusText: Record<Health["status"], string> = {
  starting: "Starting",
  ok: "Healthy",
  degraded: "Having trouble",
  stopping: "Closing",
};
const loadText: Record<Health["loadLevel"], string> = {
  idle: "Idle",
  light: "Light",
  busy: "Busy",
  heavy: "Heavy",
  full: "Full: new work is refused",
};
/** Kinds whose own name says too little. */
const latencyText: Readonly<Record<string, string | undefined>> = {
  density: "A density",
  userBatch: "A requested batch",
  evaluationBatch: "A batch for an evaluation",
  backgroundBatch: "A background batch",
  run: "The longest run in a batch",
  export: "Writing a file",
};
