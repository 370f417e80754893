/** Memory and processor time of each process of the application. */
import type { Health, ProcessUse } from "#domain/health";

/** The part of Electron's ProcessMetric that is used here. */
export interface ProcessMetric {
  readonly pid: number;
  readonly type: string;
  readonly name?: string;
  readonly serviceName?: string;
  /** Kibibytes; private memory is measured on Windows only. */
  readonly memory: { readonly workingSetSize: number; readonly privateBytes?: number };
  /** Since the last time that metrics were asked for; of all cores together. */
  readonly cpu: { readonly percentCPUUsage: number };
}

const names: Readonly<Record<string, string>> = {
  Browser: "main",
  Tab: "window",
  GPU: "graphics",
  Zygote: "process starter",
};

/** @param cores of the machine: Electron's percentages are of all of them */
export function processUse(
  metrics: readonly ProcessMetric[],
  workers: Health["workers"],
  cores: number,
): readonly ProcessUse[] {
  return metrics
    .map(({ pid, type, name, memory, cpu }) => ({
      name: workers.find((worker) => worker.pid === pid)?.name ?? names[type] ?? (name ?? type).toLowerCase(),
      pid,
      memoryBytes: 1024 * (memory.privateBytes ?? memory.workingSetSize),
      cpuShare: (cpu.percentCPUUsage / 100) * cores,
    }))
    .toSorted((left, right) => right.memoryBytes - left.memoryBytes);
}
