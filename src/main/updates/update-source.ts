/** Where updates come from: one folder, or one https address, and nothing else. */
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { get } from "node:https";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { getCACertificates } from "node:tls";
import { EngineError } from "#domain/errors";
import { updateRefused } from "#domain/update";

export interface UpdateSource {
  /** As the policy names it. */
  readonly place: string;
  /** A small file. @throws EngineError file-not-found, file-unreadable, update-refused where it is larger */
  read(name: string, maxBytes: number): Promise<Buffer>;
  /** @throws EngineError file-not-found, file-unreadable */
  open(name: string, signal: AbortSignal): Promise<Readable>;
}

/**
 * @param folderOf a folder of a policy as a path
 * @param authorities that may vouch for an address, in PEM: what the system trusts, an organisation's own among it
 */
export function updateSource(
  place: string,
  folderOf: (text: string) => string,
  authorities = trustedAuthorities,
): UpdateSource {
  return /^https:/iu.test(place) ? new WebSource(place, authorities) : new FolderSource(place, folderOf(place));
}

/** An organisation's own stand in the system's store, and not in Node's list. */
function trustedAuthorities(): string[] {
  return [...getCACertificates("default"), ...getCACertificates("system")];
}

function unreadable(place: string, name: string, cause: unknown, reason = codeOf(cause)): EngineError {
  const code = reason === "ENOENT" || reason === "404" ? "file-not-found" : "file-unreadable";
  return new EngineError(code, `${name} can't be read from ${place} (${reason}).`, {
    hint: "Whoever manages this computer has named this source of updates.",
    cause,
  });
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException | null)?.code ?? "unknown";

class FolderSource implements UpdateSource {
  readonly place: string;
  readonly #folder: string;

  constructor(place: string, folder: string) {
    this.place = place;
    this.#folder = folder;
  }

  async read(name: string, maxBytes: number): Promise<Buffer> {
    try {
      const path = join(this.#folder, name);
      if ((await stat(path)).size > maxBytes) throw updateRefused(`${name} is larger than it can be.`);
      return await readFile(path);
    } catch (error) {
      if (error instanceof EngineError) throw error;
      throw unreadable(this.place, name, error);
    }
  }

  async open(name: string, signal: AbortSignal): Promise<Readable> {
    const path = join(this.#folder, name);
    await stat(path).catch((error: unknown) => {
      throw unreadable(this.place, name, error);
    });
    return createReadStream(path, { signal });
  }
}

const answerLimitMs = 30_000;

/** Requests go to this address and below it: no redirection is followed, and nothing is sent but the names of files. */
class WebSource implements UpdateSource {
  readonly place: string;
  readonly #authorities: () => string[];

  constructor(place: string, authorities: () => string[]) {
    this.place = place;
    this.#authorities = authorities;
  }

  async read(name: string, maxBytes: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const part of await this.open(name, AbortSignal.timeout(answerLimitMs))) {
        bytes += (part as Buffer).length;
        if (bytes > maxBytes) throw updateRefused(`${name} is larger than it can be.`);
        parts.push(part as Buffer);
      }
    } catch (error) {
      if (error instanceof EngineError) throw error;
      throw unreadable(this.place, name, error);
    }
    return Buffer.concat(parts);
  }

  open(name: string, signal: AbortSignal): Promise<Readable> {
    const base = this.place.endsWith("/") ? this.place : `${this.place}/`;
    return new Promise((resolve, reject) => {
      const request = get(
        new URL(name, base),
        { signal, agent: false, ca: this.#authorities(), headers: { "user-agent": "Fantail" } },
        (response) => {
          if (response.statusCode === 200) resolve(response);
          else {
            response.destroy();
            reject(unreadable(this.place, name, null, String(response.statusCode)));
          }
        },
      );
      request.setTimeout(answerLimitMs, () => request.destroy(new Error("no answer")));
      request.on("error", (error) => reject(unreadable(this.place, name, error)));
    });
  }
}
