import { Worker } from "node:worker_threads";
import type { SqlRow, SqlValue } from "#storage/database";
import type { DatabaseWork, FromDatabase, ToDatabase } from "./messages.ts";

/** One file, which is only read; answers come in the order of the questions. */
export interface DistantDatabase {
  all(sql: string, ...values: SqlValue[]): Promise<readonly SqlRow[]>;
  /** Lets go of the file, once everything before is done. */
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (answer: FromDatabase) => void;
  readonly reject: (error: Error) => void;
}

/**
 * SQLite in a thread of its own, for reading what would hold up everybody else in this one. It starts with the first of them, and
 * does not keep the process alive by itself. A thread that ends fails what it was asked; the next question starts another.
 */
export class DatabaseThread {
  readonly #entry: string;
  #worker: Worker | null = null;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #starts = 0;

  /** @param entry the file that the thread runs */
  constructor(entry: string) {
    this.#entry = entry;
  }

  /** Reads all of the file: false when it is damaged. One that is not there is sound. */
  async isSound(path: string): Promise<boolean> {
    const answer = await this.#ask(path, { type: "check" });
    return answer.type === "checked" && answer.isSound;
  }

  on(path: string): DistantDatabase {
    return {
      all: async (...statement) => {
        const answer = await this.#ask(path, { type: "read", statement });
        return answer.type === "rows" ? answer.rows : [];
      },
      close: async () => {
        if (this.#worker !== null) await this.#ask(path, { type: "close" });
      },
    };
  }

  /** It is part of this process, and has no number of its own. */
  health(): { readonly state: "ready" | "stopped"; readonly pid: null; readonly restarts: number } {
    return { state: this.#worker === null ? "stopped" : "ready", pid: null, restarts: Math.max(0, this.#starts - 1) };
  }

  /** For the end of the process: what is not answered by then fails. */
  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }

  async #ask(path: string, work: DatabaseWork): Promise<FromDatabase> {
    const worker = this.#start();
    const id = (this.#lastId += 1);
    const { promise, resolve, reject } = Promise.withResolvers<FromDatabase>();
    this.#waiting.set(id, { resolve, reject });
    worker.ref();
    worker.postMessage({ id, path, work } satisfies ToDatabase);
    const answer = await promise;
    if (answer.type === "failed") throw new Error(answer.message);
    return answer;
  }

  #start(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(this.#entry);
    this.#starts += 1;
    worker.on("message", (answer: FromDatabase) => {
      this.#waiting.get(answer.id)?.resolve(answer);
      this.#waiting.delete(answer.id);
      if (this.#waiting.size === 0) worker.unref();
    });
    let reason = new Error("the database's thread ended");
    worker.on("error", (error: Error) => {
      reason = error;
    });
    worker.on("exit", () => {
      if (this.#worker === worker) this.#worker = null;
      for (const [id, { reject }] of [...this.#waiting]) {
        this.#waiting.delete(id);
        reject(reason);
      }
    });
    this.#worker = worker;
    return worker;
  }
}
