/** A folder that installations update from: packages, the list of them, and its signature (`src/domain/update`). */
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { hashFile } from "../lib/files.mjs";
import { SetupError } from "../lib/log.mjs";

export const manifestName = "updates.json";
export const signatureName = "updates.json.sig";

const archOf = { x64: "x64", amd64: "x64", x86_64: "x64", arm64: "arm64", aarch64: "arm64" };
const version = String.raw`(\d+\.\d+\.\d+(?:[-~][\w.]+?)?)`;

/** Names as `npm run package` gives them. */
const patterns = [
  { kind: "tar", platform: "linux", pattern: new RegExp(`^\\w+-${version}-linux-(x64|arm64)\\.tar\\.xz$`) },
  { kind: "deb", platform: "linux", pattern: new RegExp(`^\\w+_${version}_(amd64|arm64)\\.deb$`) },
  { kind: "rpm", platform: "linux", pattern: new RegExp(`^\\w+-${version}-1\\.(x86_64|aarch64)\\.rpm$`) },
  { kind: "msi", platform: "win32", pattern: new RegExp(`^\\w+-${version}-(x64|arm64)\\.msi$`) },
  { kind: "setup", platform: "win32", pattern: new RegExp(`^\\w+-${version}-(x64|arm64)-setup\\.exe$`) },
  { kind: "zip", platform: "win32", pattern: new RegExp(`^\\w+-${version}-windows-(x64|arm64)\\.zip$`) },
  { kind: "zip", platform: "darwin", pattern: new RegExp(`^\\w+-${version}-macos-(arm64)\\.zip$`) },
];

/** What a package is, by its name; null where it is none. */
export function packageOf(name) {
  for (const { kind, platform, pattern } of patterns) {
    const found = pattern.exec(name);
    if (found) return { name, platform, arch: archOf[found[2]], kind, version: found[1].replace("~", "-") };
  }
  return null;
}

/**
 * Copies the packages of a folder and signs the list of them. The list comes last, so that nobody reads it before its packages are there.
 *
 * @param {{ from: string, out: string, key: crypto.KeyObject }} options
 * @returns {Promise<{ version: string, packages: string[] }>}
 */
export async function makeUpdateFolder({ from, out, key }) {
  const found = fs
    .readdirSync(from)
    .sort()
    .map((name) => packageOf(name))
    .filter((one) => one !== null);
  const versions = [...new Set(found.map((one) => one.version))];
  if (versions.length === 0) throw new SetupError(`${from} holds no packages; npm run package makes some`);
  if (versions.length > 1) throw new SetupError(`${from} holds packages of several versions: ${versions.join(", ")}`);
  fs.mkdirSync(out, { recursive: true });
  const packages = [];
  for (const { version: _, ...one } of found) {
    const target = path.join(out, one.name);
    const source = path.join(from, one.name);
    if (path.resolve(source) !== path.resolve(target)) {
      fs.copyFileSync(source, `${target}.part`);
      fs.renameSync(`${target}.part`, target);
    }
    packages.push({ ...one, bytes: fs.statSync(target).size, sha256: await hashFile(target, "sha256", "hex") });
  }
  const text = Buffer.from(`${JSON.stringify({ format: 1, version: versions[0], packages }, null, 2)}\n`);
  const signature = `${crypto.sign(null, text, key).toString("base64")}\n`;
  const put = (name, content) => {
    fs.writeFileSync(path.join(out, `${name}.part`), content);
    fs.renameSync(path.join(out, `${name}.part`), path.join(out, name));
  };
  put(signatureName, signature);
  put(manifestName, text);
  return { version: versions[0], packages: packages.map(({ name }) => name) };
}

/** The 32 bytes of an Ed25519 key's public half, in base64, as the policy `updateKey` wants them. @param {crypto.KeyObject} key */
export function publicKeyText(key) {
  const { x } = crypto.createPublicKey(key).export({ format: "jwk" });
  return Buffer.from(x, "base64url").toString("base64");
}

/** Writes a new private key that only its owner may read. @param {string} file */
export function writeNewKey(file) {
  const { privateKey } = crypto.generateKeyPairSync("ed25519");
  fs.writeFileSync(file, privateKey.export({ format: "pem", type: "pkcs8" }), { flag: "wx", mode: 0o600 });
  return privateKey;
}
