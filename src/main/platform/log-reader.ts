import { open } from "node:fs/promises";
import { join } from "node:path";
import { type LogLevel, logLevels, type LogLine, type LogPart } from "#domain/health";

/** Which lines are wanted: those from `from` on, those before `to`, or, without either, the last ones. In bytes. */
export interface LogPlace {
  readonly file: LogPart["file"];
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** At most this much of a file is in memory at a time. */
const chunkBytes = 64 * 1024;
const newline = "\n".charCodeAt(0);
const names = { current: "fantail.log", previous: "fantail.1.log" } as const;

/** Reads the log in pieces of bounded size, without waiting on the disk. */
export class LogReader {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A file that is not there has no lines. */
  async read({ file, from, to }: LogPlace): Promise<LogPart> {
    const handle = await open(join(this.#folder, names[file])).catch(() => null);
    if (handle === null) return { file, from: 0, to: 0, lines: [] };
    try {
      const { size } = await handle.stat();
      // One that is shorter than it was is another file.
      const isForwards = from !== undefined && from <= size;
      const start = isForwards ? from : Math.max(0, Math.min(to ?? size, size) - chunkBytes);
      const end = isForwards ? Math.min(size, start + chunkBytes) : Math.min(to ?? size, size);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
      const bytes = buffer.subarray(0, bytesRead);
      const first = isForwards || start === 0 ? 0 : bytes.indexOf(newline) + 1;
      const last = bytes.lastIndexOf(newline) + 1;
      // The last line may be only half there; one that is longer than a chunk is passed over.
      const isSkipped = last <= first && bytesRead === chunkBytes;
      const [head, tail] = isSkipped ? [0, bytesRead] : [first, Math.max(first, last)];
      const text = isSkipped ? "" : bytes.toString("utf8", head, tail);
      const lines = text.split("\n").filter((line) => line !== "");
      return { file, from: start + head, to: start + tail, lines: lines.map(lineOf) };
    } finally {
      await handle.close();
    }
  }
}

function lineOf(text: string): LogLine {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) {
      const { time, level, event, ...fields } = parsed as Record<string, unknown>;
      return {
        time: typeof time === "string" ? time : "",
        level: isLevel(level) ? level : "info",
        event: typeof event === "string" ? event : "",
        fields: Object.keys(fields).length === 0 ? "" : JSON.stringify(fields),
      };
    }
  } catch {
    // A line of something else than the logger.
  }
  return { time: "", level: "info", event: text, fields: "" };
}

function isLevel(level: unknown): level is LogLevel {
  return logLevels.some((known) => known === level);
}
