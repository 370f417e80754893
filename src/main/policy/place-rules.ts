/** Where files may be read and written. */
import { realpathSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { dirname, extname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { EngineError } from "#domain/errors";
import { policyForbids, type Policy } from "#domain/policy";

export interface User {
  readonly home: string;
  readonly name: string;
}

const currentUser = (): User => ({ home: homedir(), name: userInfo().username });

/** A folder of a policy as a path: `~` is the user's own folder, `${user}` the name of the account. */
export function policyPath(text: string, user: User = currentUser()): string {
  const named = text.replaceAll("${user}", user.name);
  return resolve(/^~(?=$|[\\/])/u.test(named) ? join(user.home, named.slice(1)) : named);
}

export class PlaceRules {
  readonly #policy: Policy;
  readonly #user: User;
  /** Of the application: samples, what was pasted, what came within projects. */
  readonly #own: readonly string[];

  constructor(policy: Policy, own: readonly string[] = [], user: User = currentUser()) {
    this.#policy = policy;
    this.#user = user;
    this.#own = own;
  }

  /** Why a file may not be written at a path; null where it may. The kind follows from the ending. */
  exportRefusal(path: string): EngineError | null {
    const { exportFormats } = this.#policy.managed;
    const ending = extname(path).slice(1).toLowerCase();
    if (exportFormats !== undefined && !exportFormats.some((format) => format === ending))
      return policyForbids(
        this.#policy,
        "exportFormats",
        `Files of the kind "${ending}" may not be written on this computer, only ${exportFormats.join(", ")}.`,
      );
    return this.#folderRefusal(path);
  }

  /** A project is no export, and goes where exports may. @throws EngineError policy-forbids */
  requireProject(path: string): void {
    const refusal = this.#folderRefusal(path);
    if (refusal !== null) throw refusal;
  }

  /** @throws EngineError policy-forbids */
  requireExport(path: string): void {
    const refusal = this.exportRefusal(path);
    if (refusal !== null) throw refusal;
  }

  /** @throws EngineError policy-forbids where a file may not be read */
  requireRead(path: string): void {
    const { dataFolders } = this.#policy.managed;
    if (dataFolders === undefined || this.#isBelow(path, [...dataFolders, ...this.#own])) return;
    throw policyForbids(
      this.#policy,
      "dataFolders",
      `Files may not be read from there on this computer, only from ${dataFolders.join(", ")} and below.`,
    );
  }

  /** @throws EngineError policy-forbids where no table may be pasted */
  requirePaste(): void {
    if (this.#policy.managed.pasteData !== false) return;
    throw policyForbids(this.#policy, "pasteData", "Tables may not be pasted on this computer.");
  }

  #folderRefusal(path: string): EngineError | null {
    const { exportFolders } = this.#policy.managed;
    if (exportFolders === undefined || this.#isBelow(path, exportFolders)) return null;
    return policyForbids(
      this.#policy,
      "exportFolders",
      `Files may not be written there on this computer, only in ${exportFolders.join(", ")} and below.`,
    );
  }

  #isBelow(path: string, folders: readonly string[]): boolean {
    const place = realPlace(resolve(path));
    return folders.some((folder) => {
      const way = relative(realPlace(policyPath(folder, this.#user)), place);
      return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
    });
  }
}

/** With links followed as far as the path exists: a link must not lead out of a folder. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(realPlace(above), relative(above, path));
  }
}
