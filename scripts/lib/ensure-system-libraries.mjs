/** On Linux, the shared libraries that Electron loads and the programs its tests call. */
import fs from "node:fs";
import path from "node:path";
import { readText } from "./files.mjs";
import { say, SetupError, step } from "./log.mjs";
import { collect, mustRun } from "./processes.mjs";

/**
 * Which Debian package brings a library; several libraries come with one package.
 *
 * @type {[RegExp, string][]}
 */
const packageOf = [
  [/^lib(gtk-3|gdk-3|cairo|pango|atk-1|gio-|glib-|gobject-|dbus-1|expat|X|xcb|xkb)/, "libgtk-3-0"],
  [/^lib(nss3|nssutil3|nspr4|smime3)/, "libnss3"],
  [/^libasound/, "libasound2"],
  [/^libgbm/, "libgbm1"],
  [/^libatk-bridge|^libatspi/, "libatk-bridge2.0-0"],
  [/^libdrm/, "libdrm2"],
  [/^libXss/, "libxss1"],
  [/^libXtst/, "libxtst6"],
  [/^libcups/, "libcups2"],
  [/^libudev/, "libudev1"],
];

/** Everything a bare Debian lacks; installed together, because ldd names only the first layer. */
const debianPackages = [
  "libgtk-3-0",
  "libnss3",
  "libasound2",
  "libgbm1",
  "libatk-bridge2.0-0",
  "libdrm2",
  "libxss1",
  "libxtst6",
];

/** The names that `ldd` could not resolve, each once. */
export function missingFromLdd(output) {
  return [...new Set([...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]))].sort();
}

export function packagesFor(libraries) {
  const known = libraries.map((library) => packageOf.find(([pattern]) => pattern.test(library))?.[1]).filter(Boolean);
  return [...new Set(known)];
}

async function missingLibraries(electron) {
  const libraries = fs
    .readdirSync(electron.dist)
    .filter((name) => /^lib.*\.so/.test(name))
    .map((name) => path.join(electron.dist, name));
  const { code, stdout } = await collect("ldd", [electron.executable, ...libraries], {
    env: { ...process.env, LC_ALL: "C" },
  });
  if (code === 127) return []; // No ldd (musl, NixOS): the start itself will tell.
  return missingFromLdd(stdout);
}

function isOnPath(program) {
  return (process.env.PATH ?? "")
    .split(path.delimiter)
    .some((folder) => folder && fs.existsSync(path.join(folder, program)));
}

/** Debian 13 and Ubuntu 24.04 renamed some packages; the new name is used where the old one is gone. */
async function installableNames(packages) {
  const exists = async (name) =>
    /Candidate: (?!\(none\))/.test(
      (await collect("apt-cache", ["policy", name], { env: { ...process.env, LC_ALL: "C" } })).stdout,
    );
  return Promise.all(
    packages.map(async (name) => ((await exists(name)) ? name : (await exists(`${name}t64`)) ? `${name}t64` : name)),
  );
}

async function installDebian(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await step(`installing system packages: ${packages.join(" ")}`, async () => {
    await mustRun("apt-get", ["update", "-qq"], { env });
    await mustRun(
      "apt-get",
      ["install", "-y", "-qq", "--no-install-recommends", ...(await installableNames(packages))],
      { env },
    );
  });
}

/**
 * Why Chromium's sandbox can't work for an ordinary user here, with the command that mends it; null where it can.
 * Ubuntu 24.04 and some hardened kernels keep user namespaces from programs they do not know.
 */
export function sandboxAdvice(helper, { uid, restricted, helperStat }) {
  const isSetUid = helperStat !== undefined && helperStat.uid === 0 && (helperStat.mode & 0o4000) !== 0;
  if (uid === 0 || !restricted || isSetUid) return null;
  return (
    "this system keeps unprivileged user namespaces from Electron, and its sandbox needs them or a privileged helper. " +
    `If the start fails, run: sudo chown root:root ${helper} && sudo chmod 4755 ${helper}`
  );
}

function adviseOnSandbox(electron) {
  const helper = path.join(electron.dist, "chrome-sandbox");
  const restricted =
    readText("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")?.trim() === "1" ||
    readText("/proc/sys/kernel/unprivileged_userns_clone")?.trim() === "0";
  const advice = sandboxAdvice(helper, {
    uid: process.getuid(),
    restricted,
    helperStat: fs.statSync(helper, { throwIfNoEntry: false }),
  });
  if (advice) say(`fantail: ${advice}`);
}

/**
 * Names what is missing; as root on Debian or Ubuntu installs it, otherwise says which command would.
 * `withXvfb` also asks for a virtual display.
 */
export async function ensureSystemLibraries(electron, { withXvfb = false } = {}) {
  if (process.platform !== "linux") return;
  adviseOnSandbox(electron);
  const missing = async () => [
    ...(await missingLibraries(electron)),
    ...(withXvfb && !isOnPath("Xvfb") ? ["Xvfb"] : []),
  ];
  const before = await missing();
  if (before.length === 0) return;

  const wantsLibraries = before.some((name) => name !== "Xvfb");
  const packages = [
    ...(wantsLibraries ? debianPackages : []),
    ...packagesFor(before),
    ...(before.includes("Xvfb") ? ["xvfb"] : []),
  ];
  const unique = [...new Set(packages)];
  if (process.getuid() !== 0 || !isOnPath("apt-get")) {
    const hint = isOnPath("apt-get")
      ? `Install them with: sudo apt-get install -y ${(await installableNames(unique)).join(" ")}`
      : `Install what brings them with your system's package manager (on Debian: ${unique.join(" ")}).`;
    throw new SetupError(`Electron needs system libraries that are missing here: ${before.join(", ")}.\n${hint}`);
  }
  say(`fantail: missing on this system: ${before.join(", ")}`);
  await installDebian(unique);
  const after = await missing();
  if (after.length > 0) throw new SetupError(`still missing after the installation: ${after.join(", ")}`);
}
