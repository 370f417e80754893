/** Electron's utility processes behind a port of their own, so that supervision can be tested without Electron. */
import { app, MessageChannelMain, utilityProcess, type MessagePortMain } from "electron";
import { inspectorArguments } from "./worker-inspector.ts";

export interface WorkerPort {
  close(): void;
}

export interface ForkedProcess {
  onSpawn(listener: (pid: number | null) => void): void;
  onMessage(listener: (data: unknown) => void): void;
  /** One line of standard output or standard error. */
  onOutput(listener: (line: string) => void): void;
  /** V8 gave up; `onExit` follows. */
  onFatal(listener: (kind: "out-of-memory" | "crashed") => void): void;
  onExit(listener: (code: number | null) => void): void;
  post(message: unknown, ports: readonly WorkerPort[]): void;
  /** Never asks: the process is in the middle of native code and would not listen. */
  kill(): void;
}

export type ForkWorker = (
  entry: string,
  options: { readonly name: string; readonly env: Readonly<Record<string, string>> },
) => ForkedProcess;

export const forkUtilityProcess: ForkWorker = (entry, { name, env }) => {
  const isInspected = import.meta.env?.DEV && process.env["FANTAIL_DEV_INSPECT"] === "1" && !app.isPackaged;
  const execArgv = isInspected ? inspectorArguments(name) : [];
  const child = utilityProcess.fork(entry, [], { serviceName: name, stdio: "pipe", env: { ...env }, execArgv });
  return {
    onSpawn: (listener) => void child.on("spawn", () => listener(child.pid ?? null)),
    onMessage: (listener) => void child.on("message", listener),
    onOutput: (listener) => {
      for (const stream of [child.stdout, child.stderr]) {
        let rest = "";
        stream?.on("data", (chunk: Buffer) => {
          const lines = (rest + chunk.toString("utf8")).split("\n");
          rest = lines.pop() ?? "";
          for (const line of lines) if (line.trim() !== "") listener(line);
        });
      }
    },
    onFatal: (listener) =>
      void child.on("error", (_type, location) =>
        listener(/memory|heap/i.test(location) ? "out-of-memory" : "crashed"),
      ),
    onExit: (listener) => void child.on("exit", (code) => listener(code)),
    post: (message, ports) => child.postMessage(message, [...ports] as MessagePortMain[]),
    kill: () => {
      const { pid } = child;
      // Electron's own kill is a SIGTERM, which a process inside native code answers late or never.
      if (pid === undefined) child.kill();
      else killNow(pid);
    },
  };
};

function killNow(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It was gone already; its exit event is on the way.
  }
}

/** The most resident memory that one of our processes ever had, null when Electron does not know it. */
export function peakResidentBytes(pid: number): number | null {
  const metrics = app.getAppMetrics().find((process) => process.pid === pid);
  return metrics === undefined
    ? null
    : Math.max(metrics.memory.workingSetSize, metrics.memory.peakWorkingSetSize) * 1024;
}

export type CreateChannel = () => readonly [WorkerPort, WorkerPort];

export const createMessageChannel: CreateChannel = () => {
  const { port1, port2 } = new MessageChannelMain();
  return [port1, port2];
};
