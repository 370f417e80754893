import type { LiveDiagnostics } from "#domain/health";
import { capital, formatBytes, formatCount, formatShare, inWords } from "#renderer/format";
import { NumberTable } from "./facts.tsx";
import { texts } from "./texts.ts";

/** What each process takes. */
export function ProcessesTab({ live: { processes, health } }: { readonly live: LiveDiagnostics }) {
  const memoryBytes = processes.reduce((sum, process) => sum + process.memoryBytes, 0);
  const cpuShare = processes.reduce((sum, process) => sum + process.cpuShare, 0);
  const stateOf = (pid: number): string => health.workers.find((worker) => worker.pid === pid)?.state ?? "running";
  const restartsOf = (pid: number): string => {
    const worker = health.workers.find((one) => one.pid === pid);
    return worker === undefined ? "–" : formatCount(worker.restarts);
  };
  const stopped = health.workers.filter(({ pid }) => !processes.some((process) => process.pid === pid));
  return (
    <>
      <p className="dialog-lead">{texts.ofMemoryOfACore(formatBytes(memoryBytes), formatShare(cpuShare))}</p>
      <NumberTable
        label={texts.processes}
        head={["Process", "State", "Memory", "Processor", "Restarts", "Process id"]}
        rows={[
          ...processes.map(
            ({ name, pid, memoryBytes: bytes, cpuShare: share }) =>
              [
                capital(inWords(name)),
                stateOf(pid),
                formatBytes(bytes),
                formatShare(share),
                restartsOf(pid),
                String(pid),
              ] as const,
          ),
          ...stopped.map(
            ({ name, state, restarts }) =>
              [capital(inWords(name)), state, "–", "–", formatCount(restarts), "–"] as const,
          ),
        ]}
      />
      <p className="dialog-hint diagnostics-note">{texts.memoryThatProcessesShareSuch}</p>
    </>
  );
}
