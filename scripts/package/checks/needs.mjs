/** Programs that building and testing packages takes, and the Debian packages that bring them. */
import fs from "node:fs";
import path from "node:path";
import { say, SetupError, step } from "../../lib/log.mjs";
import { mustRun } from "../../lib/processes.mjs";

/** Per part of the tests: program, and the Debian package that has it. @type {Record<string, [string, string][]>} */
export const needs = {
  linux: [
    ["dpkg-deb", "dpkg"],
    ["xz", "xz-utils"],
    ["lintian", "lintian"],
    ["desktop-file-validate", "desktop-file-utils"],
    ["update-mime-database", "shared-mime-info"],
    ["Xvfb", "xvfb"],
    ["xdg-open", "xdg-utils"],
    ["runuser", "util-linux"],
    ["strace", "strace"],
    ["rpmbuild", "rpm"],
    ["rpm2cpio", "rpm2cpio"],
    ["cpio", "cpio"],
  ],
  windows: [
    ["x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64"],
    ["wixl", "wixl"],
    ["msiinfo", "msitools"],
    ["makensis", "nsis"],
    ["7z", "p7zip-full"],
    ["osslsigncode", "osslsigncode"],
    ["openssl", "openssl"],
    ["wine", "wine"],
    ["wine64", "wine64"],
  ],
  mac: [["unzip", "unzip"]],
};

const places = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/sbin", "/sbin", "/usr/lib/wine"];

function isThere(program) {
  return places.some((folder) => folder !== "" && fs.existsSync(path.join(folder, program)));
}

/** @param {readonly string[]} parts */
export function missingPackages(parts, isPresent = isThere) {
  const missing = parts.flatMap((part) => needs[part]).filter(([program]) => !isPresent(program));
  return [...new Set(missing.map(([, name]) => name))].sort();
}

/** Installs what is missing, as root on Debian; says exactly what is missing elsewhere. @param {readonly string[]} parts */
export async function ensureNeeds(parts) {
  const missing = missingPackages(parts);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !isThere("apt-get")) {
    throw new SetupError(`tests of packages need these Debian packages: sudo apt-get install -y ${missing.join(" ")}`);
  }
  say(`fantail: missing on this system: ${missing.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await step(`installing ${missing.join(" ")}`, async () => {
    await mustRun("apt-get", ["update", "-qq"], { env });
    await mustRun("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], { env });
  });
}
