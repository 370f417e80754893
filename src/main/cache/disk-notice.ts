/** What is written to disk; each of them may fail or work by itself. */
export type DiskUse = "forecasts" | "datasets" | "answers";

/** SQLite's own code for a disk without room. */
const sqliteFull = 13;

/**
 * Says once that the disk refuses, however many kinds of things it refuses, and is ready to say so again when all of
 * them work.
 */
export class DiskNotice {
  readonly #say: (message: string) => void;
  readonly #refused = new Set<DiskUse>();

  constructor(say: (message: string) => void) {
    this.#say = say;
  }

  failed(use: DiskUse, error: unknown): void {
    const isNews = this.#refused.size === 0;
    this.#refused.add(use);
    if (!isNews) return;
    this.#say(
      isDiskFull(error)
        ? "The disk is full. Forecasts are shown but not saved for the next start."
        : "Forecasts can't be saved to disk. They are shown but not saved for the next start.",
    );
  }

  worked(use: DiskUse): void {
    this.#refused.delete(use);
  }
}

function isDiskFull(error: unknown): boolean {
  const { code, errcode } = error as { readonly code?: unknown; readonly errcode?: unknown };
  return code === "ENOSPC" || code === "EDQUOT" || errcode === sqliteFull;
}
