/** What the packages say of themselves: `build/product.json`, and the version of the checkout. */
import fs from "node:fs";
import path from "node:path";
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import { inRoot } from "../lib/paths.mjs";
import { SetupError } from "../lib/log.mjs";

/** @typedef {{ extension: string, mime: string, title: string }} FileType */

const product = JSON.parse(fs.readFileSync(inRoot("build", "product.json"), "utf8"));
const manifest = JSON.parse(fs.readFileSync(inRoot("package.json"), "utf8"));

/** @returns everything of `build/product.json`, with the version of package.json unless another is asked for. */
export function describeProduct({ version = manifest.version } = {}) {
  return { ...product, version, licence: manifest.license };
}

/** Where a template of `build/` lies. */
export function inBuild(...parts) {
  return inRoot("build", ...parts);
}

/**
 * The text of a template with `{{NAME}}` replaced. A name without a value, and a value without a place, is a mistake in the
 * template or its caller and is refused.
 *
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  const used = new Set();
  const filled = text.replace(/\{\{(\w+)\}\}/g, (_all, name) => {
    if (!(name in values)) throw new SetupError(`a template asks for ${name}, which nobody gives`);
    used.add(name);
    return String(values[name]);
  });
  const unused = Object.keys(values).filter((name) => !used.has(name));
  if (unused.length > 0) throw new SetupError(`a template has no place for ${unused.join(", ")}`);
  return filled;
}

/** @param {string} name of a template below `build/` @param {Record<string, string | number>} values */
export function fillTemplate(name, values) {
  try {
    return fill(fs.readFileSync(inBuild(name), "utf8"), values);
  } catch (error) {
    throw error instanceof SetupError ? new SetupError(`build/${name}: ${error.message}`) : error;
  }
}

/**
 * Seconds since 1970 that every file of a package is dated with: SOURCE_DATE_EPOCH, else the time of the commit, so that two
 * builds of one commit are the same bytes.
 */
export function sourceDate(env = process.env, folder = inRoot()) {
  const given = env.SOURCE_DATE_EPOCH;
  if (given !== undefined && given !== "") {
    if (!/^\d{1,10}$/.test(given)) throw new SetupError(`SOURCE_DATE_EPOCH is "${given}" and not seconds since 1970`);
    return Number(given);
  }
  return Number(execFileSync("git", ["log", "-1", "--format=%ct"], { cwd: folder, encoding: "utf8" }).trim());
}

/** Dates everything below a folder, the folder included. Links keep pointing where they point. */
export function dateAll(folder, seconds) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) dateAll(place, seconds);
    else fs.lutimesSync(place, seconds, seconds);
  }
  fs.utimesSync(folder, seconds, seconds);
}

/** RFC 9562, version 5: the same name in the same namespace has the same identifier. Lower case. */
export function uuid5(namespace, name) {
  const bytes = crypto
    .createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(name)
    .digest()
    .subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** `1.2.0-beta.1` as Debian and RPM order it before `1.2.0`. */
export function linuxVersion(version) {
  return version.replace("-", "~");
}

/**
 * Windows Installer compares three numbers. A pre-release has none of its own there: it would count as the release.
 */
export function windowsVersion(version) {
  const [, numbers] = /^(\d{1,3}\.\d{1,3}\.\d{1,5})(-[\w.]+)?$/.exec(version) ?? [];
  if (numbers === undefined) throw new SetupError(`${version} is no version that Windows Installer can compare`);
  return numbers;
}
