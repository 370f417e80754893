/** Electron's utility processes behind a port of their own, so that supervision can be tested without Electron. */
import electron, { type MessagePortMain } from "electron";
import { inspectorArguments } from "./worker-inspector.ts";

// By the default import, whose parts are looked at in use: benchmarks load rooms of main under Electron's Node, where the
// module has no such names.

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
  options: {
    readonly name: string;
    readonly env: Readonly<Record<string, string>>;
    /** Of V8's heap; typed arrays lie beside it. V8's own where absent. */
    readonly maxHeapMiB?: number;
  },
) => ForkedProcess;

export const forkUtilityProcess: ForkWorker = (entry, { name, env, maxHeapMiB }) => {
  const inspector =
    import.meta.env?.DEV && !electron.app.isPackaged
      ? inspectorArguments(process.env["FANTAIL_DEV_INSPECT"] ?? "", name)
      : [];
  // Passed on to V8 by Chromium; Node's own flag comes too late in a utility process.
  const execArgv = [
    ...inspector,
    ...(maxHeapMiB === undefined ? [] : [`--js-flags=--max-old-space-size=${maxHeapMiB}`]),
  ];
  const child = electron.utilityProcess.fork(entry, [], {
    serviceName: name,
    stdio: "pipe",
    env: { ...env },
    execArgv,
  });
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
      // Electron's own kill is a SIGTERM, which a process inside native code answers late or never, and it does nothing at all to a
      // process that is not there yet. That one ends as soon as it is there.
      if (pid === undefined) child.once("spawn", () => killNow(child.pid ?? null));
      else killNow(pid);
    },
  };
};

function killNow(pid: number | null): void {
  if (pid === null) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It was gone already; its exit event is on the way.
  }
}

/** The most resident memory that one of our processes ever had, null when Electron does not know it. */
export function peakResidentBytes(pid: number): number | null {
  const metrics = electron.app.getAppMetrics().find((process) => process.pid === pid);
  return metrics === undefined
    ? null
    : Math.max(metrics.memory.workingSetSize, metrics.memory.peakWorkingSetSize) * 1024;
}

export type CreateChannel = () => readonly [WorkerPort, WorkerPort];

export const createMessageChannel: CreateChannel = () => {
  const { port1, port2 } = new electron.MessageChannelMain();
  return [port1, port2];
};
