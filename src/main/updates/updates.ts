/** Updates: looked for, fetched, checked and installed where a policy says that there are any. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CancelledError, EngineError } from "#domain/errors";
import type { PolicyChoices } from "#domain/policy";
import {
  type AppliedUpdate,
  compareVersions,
  type Installation,
  manifestName,
  parseUpdateManifest,
  signatureName,
  type StagedUpdate,
  type UpdateManifest,
  type UpdatePackage,
  updateRefused,
  type UpdateStatus,
} from "#domain/update";
import { requireSigned } from "./signature.ts";
import { swapBack, swapIn } from "./swap.ts";
import { updateSource, type UpdateSource } from "./update-source.ts";

export interface UpdatesPorts {
  readonly managed: PolicyChoices;
  /** A folder of a policy as a path. */
  readonly folderOf: (text: string) => string;
  /** The version that runs. */
  readonly version: string;
  /** Null in a checkout. */
  readonly installation: Installation | null;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Where packages are kept until they are installed. */
  readonly folder: string;
}

export interface UpdateControl {
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

const maxManifestBytes = 1_000_000;

interface Offer {
  readonly manifest: UpdateManifest;
  readonly wanted: UpdatePackage;
  /** As they were read, to be kept and checked again. */
  readonly signed: { readonly text: Buffer; readonly signature: Buffer };
}

export class Updates {
  readonly #ports: UpdatesPorts;

  constructor(ports: UpdatesPorts) {
    this.#ports = ports;
  }

  /** Whether a policy names a source and a key: without both there are no updates, and nothing is contacted. */
  get isOn(): boolean {
    const { updateSource: place, updateKey } = this.#ports.managed;
    return place !== undefined && updateKey !== undefined;
  }

  /** @throws EngineError update-refused, not-allowed where there are no updates, file-not-found or file-unreadable where the source is not there */
  async check(): Promise<UpdateStatus> {
    const source = this.#source();
    return this.#statusOf(source, await this.#offer(source));
  }

  /**
   * Fetches and checks the package for this installation. What is there already, and is right, is not fetched again.
   *
   * @throws EngineError as `check`; update-refused where it is not newer, or not what the signed list says; cannot-write
   */
  async stage({ signal, onProgress }: UpdateControl): Promise<StagedUpdate> {
    const source = this.#source();
    const offer = await this.#offer(source);
    const { manifest, wanted, signed } = offer;
    this.#requireNewer(manifest.version);
    const { folder } = this.#ports;
    const path = join(folder, wanted.name);
    const part = `${path}.part`;
    try {
      await mkdir(folder, { recursive: true });
      if ((await digestOf(path)) !== wanted.sha256) {
        const hash = createHash("sha256");
        let bytes = 0;
        const measured = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            bytes += chunk.length;
            hash.update(chunk);
            onProgress?.(Math.min(bytes, wanted.bytes), wanted.bytes);
            // Whoever sends without an end does not fill the disk.
            done(bytes > wanted.bytes ? notAsListed(wanted.name) : null, chunk);
          },
        });
        await pipeline(await source.open(wanted.name, signal), measured, createWriteStream(part), { signal });
        if (bytes !== wanted.bytes || hash.digest("hex") !== wanted.sha256) throw notAsListed(wanted.name);
        await rename(part, path);
      }
      await writeFile(join(folder, manifestName), signed.text);
      await writeFile(join(folder, signatureName), signed.signature);
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined);
      if (error instanceof EngineError) throw error;
      if (signal.aborted) throw new CancelledError("user");
      const code = (error as NodeJS.ErrnoException).code ?? "unknown";
      throw new EngineError("cannot-write", `The update can't be kept in ${folder} (${code}).`, { cause: error });
    }
    return this.#stagedOf(manifest, wanted);
  }

  /**
   * What was staged, checked again from its signature to its last byte.
   *
   * @throws EngineError file-not-found where nothing is, update-refused where it is not what was signed
   */
  async staged(): Promise<StagedUpdate> {
    const { folder, managed } = this.#ports;
    const key = managed.updateKey;
    if (key === undefined) throw noUpdates();
    const [text, signature] = await Promise.all(
      [manifestName, signatureName].map((name) => readFile(join(folder, name)).catch(() => null)),
    );
    if (text == null || signature == null)
      throw new EngineError("file-not-found", "No update is staged.", {
        hint: "“fantail update --stage” fetches one.",
      });
    requireSigned(text, signature.toString("utf8"), key);
    const manifest = parseUpdateManifest(text.toString("utf8"));
    const wanted = this.#packageIn(manifest);
    this.#requireNewer(manifest.version);
    if ((await digestOf(join(folder, wanted.name))) !== wanted.sha256) throw notAsListed(wanted.name);
    return this.#stagedOf(manifest, wanted);
  }

  /**
   * Installs what was staged, where this Fantail was unpacked from an archive. It takes a minute or two.
   *
   * @throws EngineError not-allowed where an administrator's tool has to; otherwise as `staged` and `swapIn`
   */
  async apply(onStep?: (step: string) => void): Promise<AppliedUpdate> {
    const { installation, version, folder } = this.#ports;
    const { version: next, path, kind } = await this.staged();
    const root = installation?.swappable ?? null;
    if (root === null)
      throw new EngineError("not-allowed", `This Fantail is not updated from within: ${path} is checked and ready.`, {
        hint: installHint(kind, path),
      });
    await swapIn(root, path, next, onStep);
    await rm(folder, { recursive: true, force: true });
    return { version: next, previous: version, folder: root };
  }

  /** Puts the version before this one back. @throws EngineError not-allowed, file-not-found */
  async rollBack(): Promise<void> {
    const root = this.#ports.installation?.swappable ?? null;
    if (root === null) throw new EngineError("not-allowed", "This Fantail is not updated from within.");
    await swapBack(root);
  }

  #source(): UpdateSource {
    const { managed, folderOf } = this.#ports;
    if (managed.updateSource === undefined || managed.updateKey === undefined) throw noUpdates();
    return updateSource(managed.updateSource, folderOf);
  }

  async #offer(source: UpdateSource): Promise<Offer> {
    const [text, signature] = await Promise.all([
      source.read(manifestName, maxManifestBytes),
      source.read(signatureName, 1_000),
    ]);
    // Before anything of it is looked at.
    requireSigned(text, signature.toString("utf8"), this.#ports.managed.updateKey ?? "");
    const manifest = parseUpdateManifest(text.toString("utf8"));
    return { manifest, wanted: this.#packageIn(manifest), signed: { text, signature } };
  }

  #packageIn({ packages, version }: UpdateManifest): UpdatePackage {
    const { installation, platform, arch } = this.#ports;
    if (installation === null)
      throw new EngineError("not-allowed", "This is a checkout: it is updated with its version control.");
    const found = packages.find(
      (one) => one.platform === platform && one.arch === arch && one.kind === installation.kind,
    );
    if (found !== undefined) return found;
    throw updateRefused(
      `Version ${version} has no package of the kind ${installation.kind} for ${platform} on ${arch}.`,
    );
  }

  #statusOf(source: UpdateSource, { manifest, wanted: { name, kind, bytes, sha256 } }: Offer): UpdateStatus {
    const { version: running } = this.#ports;
    const isNewer = compareVersions(manifest.version, running) > 0;
    return { running, offered: manifest.version, isNewer, source: source.place, name, kind, bytes, sha256 };
  }

  #requireNewer(version: string): void {
    const { version: running } = this.#ports;
    if (compareVersions(version, running) > 0) return;
    throw updateRefused(
      `The source has version ${version}, which is not newer than ${running}.`,
      "An older version is installed by hand: it may not read what a newer one has written.",
    );
  }

  #stagedOf({ version }: UpdateManifest, { name, kind, sha256 }: UpdatePackage): StagedUpdate {
    const { folder, installation } = this.#ports;
    return { version, kind, path: join(folder, name), sha256, isApplicable: installation?.swappable != null };
  }
}

/** What an administrator runs with a package of each kind. */
export function installHint(kind: UpdatePackage["kind"], path: string): string {
  switch (kind) {
    case "deb":
      return `As an administrator: apt-get install ${path}`;
    case "rpm":
      return `As an administrator: dnf install ${path}`;
    case "msi":
      return `As an administrator: msiexec /i "${path}" /qn /norestart`;
    case "setup":
      return `Once Fantail is closed: "${path}" /S`;
    default:
      return `Once Fantail is closed, unpack ${path} in its place.`;
  }
}

function noUpdates(): EngineError {
  return new EngineError("not-allowed", "There are no updates: no policy names a source and a key.", {
    hint: "Updates come with the tool that installed Fantail. The administrators' page on updates says how a source of your own is named.",
  });
}

function notAsListed(name: string): EngineError {
  return updateRefused(
    `${name} is not the file that was signed: its size or its SHA-256 differs.`,
    "It was cut short or changed. Nothing of it is used.",
  );
}

/** SHA-256, hexadecimal; null where the file can't be read. */
async function digestOf(path: string): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path), hash);
    return hash.digest("hex");
  } catch {
    return null;
  }
}
