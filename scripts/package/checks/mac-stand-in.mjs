/** An archive in the shape of Electron's for macOS: bundles, property lists, links and a wire of fuses, without its code. */
import fs from "node:fs";
import path from "node:path";
import { zipName } from "../electron-zips.mjs";
import { writeZip } from "../zip.mjs";

const wire = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09" + "101100011";

function plist(values) {
  const lines = Object.entries(values).map(([key, value]) => `<key>${key}</key><string>${value}</string>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>${lines.join("")}</dict></plist>
`;
}

function bundle(folder, name, identifier) {
  const values = {
    CFBundleExecutable: name,
    CFBundleName: name,
    CFBundleDisplayName: name,
    CFBundleIdentifier: identifier,
  };
  fs.mkdirSync(path.join(folder, "Contents", "MacOS"), { recursive: true });
  fs.writeFileSync(
    path.join(folder, "Contents", "Info.plist"),
    plist({ ...values, CFBundleIconFile: "electron.icns" }),
  );
  fs.writeFileSync(path.join(folder, "Contents", "MacOS", name), "code", { mode: 0o755 });
}

/** @returns {string} the folder that holds the archive */
export function macStandIn(work) {
  const dist = path.join(work, "mac-electron");
  const zips = path.join(work, "mac-zips");
  for (const folder of [dist, zips]) {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
  }
  const app = path.join(dist, "Electron.app");
  bundle(app, "Electron", "com.github.Electron");
  const frameworks = path.join(app, "Contents", "Frameworks");
  for (const kind of ["", " (GPU)", " (Plugin)", " (Renderer)"]) {
    bundle(path.join(frameworks, `Electron Helper${kind}.app`), `Electron Helper${kind}`, "com.github.Electron.helper");
  }
  const framework = path.join(frameworks, "Electron Framework.framework");
  fs.mkdirSync(path.join(framework, "Versions", "A"), { recursive: true });
  fs.writeFileSync(path.join(framework, "Versions", "A", "Electron Framework"), wire, {
    encoding: "latin1",
    mode: 0o755,
  });
  fs.symlinkSync("A", path.join(framework, "Versions", "Current"));
  fs.symlinkSync("Versions/Current/Electron Framework", path.join(framework, "Electron Framework"));
  const resources = path.join(app, "Contents", "Resources");
  fs.mkdirSync(path.join(resources, "en.lproj"), { recursive: true });
  fs.writeFileSync(path.join(resources, "default_app.asar"), "default");
  fs.writeFileSync(path.join(resources, "electron.icns"), "icon");
  for (const name of ["LICENSE", "LICENSES.chromium.html", "version"]) fs.writeFileSync(path.join(dist, name), name);
  writeZip(dist, path.join(zips, zipName("darwin", "arm64")), { seconds: 0, level: 0 });
  return zips;
}
