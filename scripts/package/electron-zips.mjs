/** Electron's archive for a system: official and checked, or, for tests of the packaging only, whatever is there. */
import fs from "node:fs";
import path from "node:path";
import { hashFile } from "../lib/files.mjs";
import { say, SetupError } from "../lib/log.mjs";
import { inRoot, pinnedElectron } from "../lib/paths.mjs";
import { installStandIn, isStandInOffered, presentStandIn } from "../lib/stand-in.mjs";
import { writeZip } from "./zip.mjs";

export function zipName(platform, arch, version = pinnedElectron()) {
  return `electron-v${version}-${platform}-${arch}.zip`;
}

/** SHA-256 of the official archives, by name, as the npm package `electron` states them; package-lock.json pins that one. */
export function officialChecksums() {
  return JSON.parse(fs.readFileSync(inRoot("node_modules", "electron", "checksums.json"), "utf8"));
}

/**
 * Refuses an archive that is not Electron's own.
 *
 * @param {Record<string, string>} checksums
 */
export async function requireOfficial(file, checksums = officialChecksums()) {
  const name = path.basename(file);
  const expected = checksums[name];
  if (expected === undefined) throw new SetupError(`Electron ${pinnedElectron()} has no archive ${name}`);
  const actual = await hashFile(file, "sha256", "hex");
  if (actual === expected) return;
  throw new SetupError(
    `${file} is not Electron's own archive and is not packaged.\n  expected ${expected}\n  received ${actual}`,
  );
}

/** The stand-in as an archive, in `folder`. Its marker stays inside, so that a package made of it can be told. */
async function zipStandIn(folder, platform, arch) {
  const dist = (await presentStandIn()) ?? (await installStandIn());
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, zipName(platform, arch));
  writeZip(dist, file, { seconds: 0, level: 0 });
  return file;
}

/**
 * The folder to give to @electron/packager, or null where it downloads and checks the archive itself.
 *
 * @param {{ platform: string, arch: string, electronZips: string | null, allowUnofficial: boolean, work: string }} options
 */
export async function electronZipFolder({ platform, arch, electronZips, allowUnofficial, work }) {
  if (electronZips !== null) {
    const file = path.join(electronZips, zipName(platform, arch));
    if (!fs.existsSync(file)) throw new SetupError(`there is no ${file}`);
    if (!allowUnofficial) await requireOfficial(file);
    else
      say(`fantail: ${path.basename(file)} is taken as it is: the packages are for tests and must not be handed out`);
    return electronZips;
  }
  if (!allowUnofficial) return null;
  if (
    !isStandInOffered(
      pinnedElectron(),
      /** @type {NodeJS.Platform} */ (platform),
      /** @type {NodeJS.Architecture} */ (arch),
    )
  ) {
    throw new SetupError(`there is no stand-in Electron for ${platform}-${arch}: name a folder with --electron-zips`);
  }
  say("fantail: packaging the stand-in Electron: the packages are for tests and must not be handed out");
  const folder = path.join(work, "electron-zips");
  await zipStandIn(folder, platform, arch);
  return folder;
}
