/**
 * What this project depends on, as it was last looked at: `scripts/dependencies.json` has every locked package with its licence and what
 * its content hashes to, and the advisories that are known of them. `npm run audit` writes it; a test compares it with the lock file.
 */
import { createHash } from "node:crypto";

/** Terms under which code may be in this project; another one is a decision, and then a line here. */
const licences = new Set([
  ...["MIT", "Apache-2.0", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "BlueOak-1.0.0", "Unlicense", "PSF-2.0"],
  // Fonts; data; and a licence that asks for changes of its own files only.
  ...["OFL-1.1", "MIT AND OFL-1.1", "CC-BY-4.0", "(ISC AND CC-BY-3.0)", "(MIT OR CC0-1.0)", "MPL-2.0"],
]);

/** @typedef {{ id: string, name: string, versions: string[], severity: string, title: string }} Advisory */
/** @typedef {{ id: string, reason: string }} Accepted */
/**
 * @typedef {{ audited: string | null, advisories: Advisory[], accepted: Accepted[], packages: Record<string, string> }} Snapshot
 *   `audited`: the day on which the registry was asked for advisories; null where it has never answered
 */

/** @returns {Record<string, string>} place of each package → version, licence, hash of its content's hash */
export function packagesOf(lock) {
  const entries = Object.entries(lock.packages)
    .filter(([place]) => place !== "")
    .map(([place, { version, license, integrity, hasInstallScript }]) => [
      place,
      [version, license ?? "?", shortHash(integrity), ...(hasInstallScript ? ["runs a script"] : [])].join(" | "),
    ]);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function shortHash(integrity) {
  return integrity === undefined ? "?" : createHash("sha256").update(integrity).digest("hex").slice(0, 16);
}

/** @param {Snapshot} snapshot @returns {string[]} what somebody has to look at, as sentences */
export function problemsOf(lock, snapshot, scripts = {}) {
  const now = packagesOf(lock);
  const problems = [];
  for (const [place, about] of Object.entries(now)) {
    const known = snapshot.packages[place];
    if (known === undefined) problems.push(`${place} (${about}) is new`);
    else if (known !== about) problems.push(`${place} was ${known}, and is ${about}`);
  }
  for (const place of Object.keys(snapshot.packages)) if (!(place in now)) problems.push(`${place} is gone`);
  for (const [place, { version, license, integrity, hasInstallScript }] of Object.entries(lock.packages)) {
    if (place === "") continue;
    const name = place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
    if (!licences.has(license)) problems.push(`${place} has a licence that nobody decided on: ${license ?? "none"}`);
    if (!integrity?.startsWith("sha512-")) problems.push(`${place} has no hash of its content`);
    if (hasInstallScript && scripts[name] !== false) problems.push(`${place} would run a script when it is installed`);
    for (const { id, title, severity } of snapshot.advisories.filter(
      (one) => one.name === name && one.versions.includes(version),
    ))
      if (!snapshot.accepted.some((one) => one.id === id && one.reason !== ""))
        problems.push(`${name} ${version} is known to be vulnerable (${severity}): ${title} (${id})`);
  }
  return problems;
}

/** @param report what `npm audit --json` printed @returns {Advisory[] | null} null where the registry did not answer */
export function advisoriesIn(report, lock) {
  if (report?.vulnerabilities === undefined) return null;
  const found = new Map();
  for (const { via, nodes } of Object.values(report.vulnerabilities))
    for (const one of via.filter((cause) => typeof cause === "object")) {
      const id = String(one.url?.split("/").at(-1) ?? one.source);
      const versions = nodes.flatMap((place) => lock.packages[place]?.version ?? []);
      found.set(`${id} ${one.name}`, { id, name: one.name, versions, severity: one.severity, title: one.title });
    }
  return [...found.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
