/** The memory of the device choice: one small JSON file. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { DeviceStorage } from "./devices.ts";

/** Reads and replaces the file as a whole; a half-written one cannot be left behind. */
export class DeviceFile implements DeviceStorage {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws when the file is missing or is not JSON; the caller then measures anew */
  async read(): Promise<unknown> {
    return JSON.parse(await readFile(this.#path, "utf8"));
  }

  async write(value: unknown): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true });
    const next = `${this.#path}.new`;
    await writeFile(next, `${JSON.stringify(value, null, 2)}\n`);
    await rename(next, this.#path);
  }
}
