/** What an update folder says of itself. */
import { EngineError } from "#domain/errors";

/** Kinds of packages, as `npm run package` names them. */
export const packageKinds = ["tar", "deb", "rpm", "msi", "setup", "zip"] as const;
export type PackageKind = (typeof packageKinds)[number];

export interface UpdatePackage {
  /** A plain name, in the same folder. */
  readonly name: string;
  readonly platform: "linux" | "win32" | "darwin";
  readonly arch: "x64" | "arm64";
  readonly kind: PackageKind;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface UpdateManifest {
  readonly format: 1;
  readonly version: string;
  readonly packages: readonly UpdatePackage[];
}

/** Names in an update folder. The signature is Ed25519 over the manifest's bytes, in base64. */
export const manifestName = "updates.json";
export const signatureName = "updates.json.sig";

export function updateRefused(message: string, hint?: string): EngineError {
  return new EngineError("update-refused", message, hint === undefined ? {} : { hint });
}

const versionPattern = /^(\d{1,5})\.(\d{1,5})\.(\d{1,5})(?:-([0-9A-Za-z.-]{1,40}))?$/u;

/**
 * Negative where `one` is older. Of a release and its pre-releases the release is the newest; pre-releases are compared part by part, numbers as
 * numbers, as semver does.
 *
 * @throws EngineError update-refused for what is no version
 */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [partsOf(one), partsOf(other)];
  for (let index = 0; index < 3; index += 1) {
    const difference = (a.numbers[index] ?? 0) - (b.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (a.before === null || b.before === null) return Number(a.before === null) - Number(b.before === null);
  for (let index = 0; index < Math.max(a.before.length, b.before.length); index += 1) {
    const difference = comparePart(a.before[index], b.before[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function partsOf(version: string): { readonly numbers: readonly number[]; readonly before: readonly string[] | null } {
  const found = versionPattern.exec(version);
  if (found === null) throw updateRefused(`“${version.slice(0, 60)}” is no version.`);
  return { numbers: found.slice(1, 4).map(Number), before: found[4]?.split(".") ?? null };
}

function comparePart(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) return Number(one !== undefined) - Number(other !== undefined);
  const [a, b] = [/^\d+$/u.test(one), /^\d+$/u.test(other)];
  if (a && b) return Number(one) - Number(other);
  if (a !== b) return a ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * @param text whose signature was checked before
 * @throws EngineError update-refused
 */
export function parseUpdateManifest(text: string): UpdateManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw updateRefused(`${manifestName} is not valid JSON.`);
  }
  if (!isObject(value) || value["format"] !== 1)
    throw updateRefused(`${manifestName} is of a format that this version does not know.`);
  const { version, packages } = value;
  if (typeof version !== "string" || !versionPattern.test(version))
    throw updateRefused(`${manifestName} names no version.`);
  if (!Array.isArray(packages)) throw updateRefused(`${manifestName} lists no packages.`);
  return { format: 1, version, packages: packages.map((one: unknown) => packageOf(one)) };
}

function packageOf(value: unknown): UpdatePackage {
  if (isObject(value)) {
    const { name, platform, arch, kind, bytes, sha256 } = value;
    const isSound =
      // A name that could lead elsewhere is none.
      isText(name, /^[A-Za-z0-9][\w.~+-]{0,150}$/u) &&
      isText(platform, /^(linux|win32|darwin)$/u) &&
      isText(arch, /^(x64|arm64)$/u) &&
      packageKinds.some((known) => known === kind) &&
      typeof bytes === "number" &&
      Number.isSafeInteger(bytes) &&
      bytes > 0 &&
      isText(sha256, /^[0-9a-f]{64}$/u);
    if (isSound) return value as unknown as UpdatePackage;
  }
  throw updateRefused(`${manifestName} has a package that can't be understood.`);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown, pattern: RegExp): value is string => typeof value === "string" && pattern.test(value);
