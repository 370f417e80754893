import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from "node:fs";
import { join } from "node:path";

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Structured log: one JSON object a line, never user data (paths, values, series names). */
export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

const rotateAtBytes = 5_000_000;

/** Appends to `<folder>/fantail.log`; the previous file is kept once as `fantail.1.log`. */
export class FileLogger implements Logger {
  readonly path: string;
  readonly #stream: WriteStream;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.path = join(folder, "fantail.log");
    rotate(this.path, join(folder, "fantail.1.log"));
    this.#stream = createWriteStream(this.path, { flags: "a" });
    // A full disk must not take the application down; there is nowhere left to report it.
    this.#stream.on("error", () => undefined);
  }

  info(event: string, fields?: LogFields): void {
    this.#write("info", event, fields);
  }

  warn(event: string, fields?: LogFields): void {
    this.#write("warn", event, fields);
  }

  error(event: string, fields?: LogFields): void {
    this.#write("error", event, fields);
  }

  /** Resolves when every line is on disk. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#stream.end(() => resolve());
    });
  }

  #write(level: string, event: string, fields: LogFields | undefined): void {
    this.#stream.write(
      `${JSON.stringify({ time: new Date().toISOString(), level, event, pid: process.pid, ...fields })}\n`,
    );
  }
}

function rotate(path: string, previous: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= rotateAtBytes) return;
  try {
    renameSync(path, previous);
  } catch {
    // Another instance holds the file; a longer log is better than none.
  }
}
