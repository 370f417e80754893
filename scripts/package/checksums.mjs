/**
 * Lists of checksums that `sha256sum --check` reads, and their signatures: Ed25519 over the list's bytes, as
 * `openssl pkeyutl -verify -rawin` checks it. The key is a PEM file that FANTAIL_SIGNING_KEY_FILE names; without one nothing is signed.
 */
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { hashFile } from "../lib/files.mjs";
import { SetupError } from "../lib/log.mjs";

export const listName = "SHA256SUMS";

/** `sha256  name` per line, as sha256sum writes and checks it. @param {readonly string[]} names */
export async function checksumLines(folder, names) {
  const lines = [];
  for (const name of names) lines.push(`${await hashFile(path.join(folder, name), "sha256", "hex")}  ${name}\n`);
  return lines.join("");
}

/** The key to sign with; null where none is named. @returns {crypto.KeyObject | null} */
export function signingKey(env = process.env) {
  const file = env.FANTAIL_SIGNING_KEY_FILE;
  if (file === undefined || file === "") return null;
  let key;
  try {
    key = crypto.createPrivateKey(fs.readFileSync(file));
  } catch (error) {
    throw new SetupError(`FANTAIL_SIGNING_KEY_FILE names no key that can be read: ${error.code ?? "not a PEM key"}`);
  }
  if (key.asymmetricKeyType !== "ed25519") throw new SetupError("FANTAIL_SIGNING_KEY_FILE must be an Ed25519 key");
  return key;
}

/**
 * Writes `SHA256SUMS` into a folder, and beside it `SHA256SUMS.sig` where there is a key.
 *
 * @param {string} folder @param {readonly string[]} names @param {crypto.KeyObject | null} key
 */
export async function writeChecksums(folder, names, key) {
  const list = path.join(folder, listName);
  const text = await checksumLines(folder, names);
  fs.writeFileSync(list, text);
  fs.rmSync(`${list}.sig`, { force: true });
  if (key !== null) fs.writeFileSync(`${list}.sig`, crypto.sign(null, Buffer.from(text), key));
}
