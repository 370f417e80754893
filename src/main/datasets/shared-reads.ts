import { stat } from "node:fs/promises";
import { abortable, SingleFlight, untilAborted } from "#engine/concurrency";

/** Who waits for a file. */
export interface Reader<P> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: P) => void) | undefined;
}

type Read<T, P> = (reader: { readonly signal: AbortSignal; readonly onProgress: (progress: P) => void }) => Promise<T>;

/**
 * Reads of files that are under way. The same file, read the same way, is read once however many windows wait for it: all of them
 * hear of its progress, and it is given up with the last of them. A file that has changed since is another.
 */
export class SharedReads<T, P> {
  readonly #flights = new SingleFlight<string, T>();
  readonly #listeners = new Map<string, Set<(progress: P) => void>>();

  /** @param how everything beside the file that decides what comes out */
  async read(path: string, how: unknown, { signal, onProgress }: Reader<P>, read: Read<T, P>): Promise<T> {
    // What can't be looked at says why as it is read.
    const key = JSON.stringify([(await identityOf(path)) ?? path, how]);
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners);
    // One of its own, so that two waiters with the same function are two.
    const listen = (progress: P): void => onProgress?.(progress);
    listeners.add(listen);
    try {
      const ticket = this.#flights.join(key, () =>
        abortable((own) =>
          read({
            signal: own,
            onProgress(progress) {
              for (const each of listeners) each(progress);
            },
          }),
        ),
      );
      return await untilAborted(ticket, signal);
    } finally {
      listeners.delete(listen);
      if (listeners.size === 0 && this.#listeners.get(key) === listeners) this.#listeners.delete(key);
    }
  }
}

/** The same for whatever name a file is reached by, and another once it has changed; null where it can't be looked at. */
async function identityOf(path: string): Promise<string | null> {
  const info = await stat(path, { bigint: true }).catch(() => null);
  return info === null ? null : [info.dev, info.ino, info.size, info.mtimeNs, info.ctimeNs].join();
}
