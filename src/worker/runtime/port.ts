/** The two ends that a utility process speaks through, as far as it needs them: Electron's types stay out of workers. */

export interface PortEvent {
  readonly data: unknown;
  readonly ports: readonly ProcessPort[];
}

export interface ProcessPort {
  on(event: "message", listener: (event: PortEvent) => void): void;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

/** The line to main. There is none when the file is run by anything but `utilityProcess.fork`. */
export function parentPort(): Pick<ProcessPort, "on" | "postMessage"> {
  const port = (process as { parentPort?: Pick<ProcessPort, "on" | "postMessage"> }).parentPort;
  if (port === undefined) throw new Error("this file runs in a utility process only");
  return port;
}

/** Ctrl-C in a terminal reaches every process of a command: main ends those that have something to put away, each in its turn. */
export function leaveInterruptsToMain(): void {
  process.on("SIGINT", () => undefined);
}
