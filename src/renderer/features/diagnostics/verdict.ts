import {
  judgeLatency,
  latencyTargets,
  type LatencyVerdict,
  type LiveDiagnostics,
  targetedLatencies,
} from "#domain/health";

export const verdictText: Record<LatencyVerdict, string> = {
  met: "Within target",
  missed: "Slower than target",
  "too-few": "Too few to tell",
  unmeasured: "Not measured yet",
};

/** What the figures come to, in a sentence. */
export function overallText({ health, requests, paused }: LiveDiagnostics): string {
  if (health.status === "starting") return "Fantail is starting.";
  if (health.status === "degraded") return "A process is being restarted.";
  const judged = targetedLatencies.map((kind) => ({
    name: latencyTargets[kind].name,
    verdict: judgeLatency(health.latencyMs[kind], latencyTargets[kind]),
  }));
  const missed = judged.filter(({ verdict }) => verdict === "missed").map(({ name }) => name);
  const problems = [
    missed.length === 0 ? "" : `Slower than the target: ${listed(missed)}.`,
    paused.length === 0 ? "" : "Background work is paused and will be tried again.",
    requests.answered >= 20 && requests.failed > requests.answered / 20 ? "More than one request in 20 fails." : "",
    health.loadLevel === "full" ? "The queue is full: new work is refused." : "",
  ].filter((problem) => problem !== "");
  if (problems.length > 0) return problems.join(" ");
  return judged.some(({ verdict }) => verdict === "met")
    ? "All is well: nothing that was measured is slower than its target."
    : "All is well. Too little was measured to judge the times.";
}

function listed(names: readonly string[]): string {
  const lower = names.map((name) => name.charAt(0).toLowerCase() + name.slice(1));
  return lower.length < 2 ? lower.join("") : `${lower.slice(0, -1).join(", ")} and ${lower.at(-1)}`;
}
