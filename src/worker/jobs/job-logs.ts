import type { JobLogLine } from "#domain/job";

const maxLines = 200;

/** What happened in each job, the last lines of it. They go with the process. */
export class JobLogs {
  readonly #lines = new Map<string, JobLogLine[]>();
  readonly #wallNow: () => number;

  /** @param wallNow milliseconds since 1970 */
  constructor(wallNow: () => number) {
    this.#wallNow = wallNow;
  }

  add(job: string, text: string): void {
    const lines = this.#lines.get(job) ?? [];
    this.#lines.set(job, lines);
    lines.push({ atMs: this.#wallNow(), text });
    if (lines.length > maxLines) lines.shift();
  }

  /** Earliest first. */
  of(job: string): readonly JobLogLine[] {
    return this.#lines.get(job) ?? [];
  }

  last(job: string): string {
    return this.#lines.get(job)?.at(-1)?.text ?? "";
  }

  drop(job: string): void {
    this.#lines.delete(job);
  }
}
