import { expect, test } from "vitest";
import { processUse } from "./process-use.ts";

test("each process has the name of what it does, and its use in bytes and cores", () => {
  const metric = (pid: number, type: string, workingSetSize: number, percentCPUUsage: number, name?: string) => ({
    ...{ pid, type, memory: { workingSetSize }, cpu: { percentCPUUsage } },
    ...(name === undefined ? {} : { name }),
  });
  const workers = [{ name: "ingest", state: "ready", pid: 3, restarts: 0 } as const];
  const metrics = [
    metric(1, "Browser", 100, 12.5),
    metric(2, "Tab", 300, 0),
    metric(3, "Utility", 200, 25, "Node Utility Process"),
    metric(4, "Utility", 50, 0, "Network Service"),
  ];
  expect(processUse(metrics, workers, 4)).toEqual([
    { name: "window", pid: 2, memoryBytes: 300 * 1024, cpuShare: 0 },
    { name: "ingest", pid: 3, memoryBytes: 200 * 1024, cpuShare: 1 },
    { name: "main", pid: 1, memoryBytes: 100 * 1024, cpuShare: 0.5 },
    { name: "network service", pid: 4, memoryBytes: 50 * 1024, cpuShare: 0 },
  ]);
  const windows = [{ ...metric(1, "Browser", 100, 0), memory: { workingSetSize: 100, privateBytes: 80 } }];
  expect(processUse(windows, [], 1)).toMatchObject([{ memoryBytes: 80 * 1024 }]);
});
