/**
 * An archive in the shape of Electron's for Windows, whose executable is a small program of ours. Electron's own can't be fetched
 * on a closed network; everything after it is tested with this one.
 */
import fs from "node:fs";
import path from "node:path";
import { mustRun } from "../../lib/processes.mjs";
import { zipName } from "../electron-zips.mjs";
import { writeIcons } from "../icons.mjs";
import { inBuild } from "../product.mjs";
import { writeZip } from "../zip.mjs";

/** A certificate that nobody trusts, for signing in tests. @returns {Promise<Record<string, string>>} what names it to the build */
export async function testCertificate(work) {
  fs.mkdirSync(work, { recursive: true });
  const [key, certificate, both] = ["key.pem", "certificate.pem", "both.pfx"].map((name) => path.join(work, name));
  const subject = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Fantail test"];
  const use = ["-addext", "extendedKeyUsage=codeSigning"];
  await mustRun("openssl", ["req", ...subject, ...use, "-keyout", key, "-out", certificate]);
  await mustRun("openssl", [
    "pkcs12",
    "-export",
    "-inkey",
    key,
    "-in",
    certificate,
    "-out",
    both,
    "-passout",
    "pass:for tests",
  ]);
  return { FANTAIL_WINDOWS_CERTIFICATE: both, FANTAIL_WINDOWS_PASSWORD: "for tests" };
}

/** @returns {Promise<string>} the folder that holds the archive */
export async function windowsStandIn(work) {
  const dist = path.join(work, "windows-electron");
  const zips = path.join(work, "windows-zips");
  for (const folder of [dist, zips]) {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
  }
  const sources = path.join(work, "windows-sources");
  await writeIcons(sources);
  const object = path.join(sources, "stand-in.o");
  await mustRun("x86_64-w64-mingw32-windres", ["-I", sources, inBuild("windows/stand-in.rc"), object]);
  // A program for windows, as Electron is: what a console sees of it is the launcher's doing.
  const flags = ["-municode", "-mconsole", "-Wl,--subsystem,windows", "-Os", "-s", "-static"];
  await mustRun("x86_64-w64-mingw32-gcc", [
    ...flags,
    "-o",
    path.join(dist, "electron.exe"),
    inBuild("windows/stand-in.c"),
    object,
  ]);
  for (const [name, text] of [
    ["ffmpeg.dll", "a library"],
    ["LICENSE", "MIT"],
    ["LICENSES.chromium.html", "<html></html>"],
    ["version", "43.2.0"],
    ["locales/en-US.pak", "English"],
    ["locales/de.pak", "German"],
    ["resources/default_app.asar", "default"],
  ]) {
    fs.mkdirSync(path.dirname(path.join(dist, name)), { recursive: true });
    fs.writeFileSync(path.join(dist, name), text);
  }
  writeZip(dist, path.join(zips, zipName("win32", "x64")), { seconds: 0, level: 0 });
  return zips;
}
