/**
 * An Electron executable of the pinned version, from the first place that has one: ELECTRON_OVERRIDE_DIST_PATH, one
 * already present, the official download (ELECTRON_MIRROR holds), and on Linux x64 the stand-in.
 */
import fs from "node:fs";
import path from "node:path";
import { readText } from "./files.mjs";
import { say, seconds, SetupError } from "./log.mjs";
import { inRoot, pinnedElectron } from "./paths.mjs";
import { collect } from "./processes.mjs";
import { installStandIn, isStandInOffered, presentStandIn } from "./stand-in.mjs";

const downloadLimitMs = 60_000;

/** Where the executable lies inside a distribution. */
export function executableIn(dist, platform = process.platform) {
  if (platform === "darwin") return path.join(dist, "Electron.app", "Contents", "MacOS", "Electron");
  return path.join(dist, platform === "win32" ? "electron.exe" : "electron");
}

function found(dist, source) {
  return { dist, executable: executableIn(dist), source };
}

function fromOverride(env) {
  const dist = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!dist) return null;
  if (!fs.existsSync(executableIn(dist))) {
    throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH is ${dist}, but there is no ${executableIn(dist)}`);
  }
  return found(dist, "override");
}

const officialDist = inRoot("node_modules", "electron", "dist");

function presentOfficial(version) {
  const have = readText(path.join(officialDist, "version"))?.trim().replace(/^v/, "");
  return have === version && fs.existsSync(executableIn(officialDist)) ? found(officialDist, "official") : null;
}

async function downloadOfficial(version) {
  const started = performance.now();
  say(`fantail: downloading Electron ${version} …`);
  const result = await collect(process.execPath, [inRoot("node_modules", "electron", "install.js")], {
    timeoutMs: downloadLimitMs,
  });
  const dist = result.code === 0 ? presentOfficial(version) : null;
  if (dist) {
    say(`fantail: downloading Electron ${version}: done in ${seconds(started)}`);
    return dist;
  }
  const reason = result.timedOut
    ? `not finished after ${downloadLimitMs / 1000} s`
    : (result.output.trim().split("\n")[0] ?? "no reason given");
  say(`fantail: Electron's own download did not work (${reason})`);
  return null;
}

/** @returns the distribution's folder, its executable and where it came from: `override`, `official` or `stand-in`. */
export async function ensureElectron(env = process.env) {
  const version = pinnedElectron();
  const offered = isStandInOffered(version);
  const ready = fromOverride(env) ?? presentOfficial(version);
  if (ready) return ready;
  const standIn = offered ? await presentStandIn() : null;
  if (standIn) return found(standIn, "stand-in");
  const official = await downloadOfficial(version);
  if (official) return official;
  if (offered) return found(await installStandIn(), "stand-in");
  throw new SetupError(
    `there is no Electron ${version} for ${process.platform}-${process.arch} and it could not be downloaded. ` +
      "Set ELECTRON_MIRROR to a mirror you can reach, or ELECTRON_OVERRIDE_DIST_PATH to an unpacked distribution.",
  );
}
