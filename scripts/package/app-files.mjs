/** What of the checkout is in a package: the bundles, the samples, and the few packages that are not bundled. */
import fs from "node:fs";
import path from "node:path";
import { filesBelow, readText } from "../lib/files.mjs";
import { SetupError } from "../lib/log.mjs";
import { inRoot, scratch } from "../lib/paths.mjs";
import { verifyHash } from "../lib/stand-in.mjs";
import { mustRun, npmCommand } from "../lib/processes.mjs";

/** resvg's native part is a package of its own for each system. Linux: glibc, which Electron needs as well. */
const resvgPart = {
  "linux-x64": "linux-x64-gnu",
  "linux-arm64": "linux-arm64-gnu",
  "win32-x64": "win32-x64-msvc",
  "win32-arm64": "win32-arm64-msvc",
  "darwin-arm64": "darwin-arm64",
};

export function resvgPackage(platform, arch) {
  const part = resvgPart[`${platform}-${arch}`];
  if (part === undefined) throw new SetupError(`resvg has no native part for ${platform}-${arch}`);
  return `@resvg/resvg-js-${part}`;
}

/** The two weights that pictures are drawn with (`src/worker/export/assets.ts`), of eighteen. */
const fonts = ["400Regular/Inter_400Regular.ttf", "600SemiBold/Inter_600SemiBold.ttf"];

/** Holidays and the calendars that they are reckoned by: what the window's process of that name loads, of forty megabytes. */
const holidays = {
  "date-holidays": /^src\//,
  "date-holidays-parser": /^src\//,
  astronomia: /^(src\/.*|data\/(deltat|vsop87Bearth)\.js)$/,
  caldate: /^src\//,
  "date-bengali-revised": /^src\//,
  "date-chinese": /^src\//,
  "date-easter": /^src\//,
  deepmerge: /^dist\/cjs\.js$/,
  "jalaali-js": /^index\.js$/,
  moment: /^moment\.js$/,
  "moment-timezone": /^(index\.js|moment-timezone\.js|data\/packed\/latest\.json)$/,
};

/**
 * Packages that stay outside the bundles, and which of their files. `platform` and `arch` pick the native parts.
 *
 * @returns {{ name: string, keep: (file: string) => boolean }[]}
 */
export function unbundledPackages(platform, arch) {
  const isNotice = (file) => /^(package\.json|licen[cs]e.*|notice.*|thirdpartynotices.*)$/i.test(file);
  return [
    {
      name: "onnxruntime-node",
      keep: (file) =>
        isNotice(file) || /^dist\/[^/]+\.js$/.test(file) || file.startsWith(`bin/napi-v6/${platform}/${arch}/`),
    },
    { name: "onnxruntime-common", keep: (file) => isNotice(file) || /^dist\/cjs\/.*\.(js|json)$/.test(file) },
    { name: "@resvg/resvg-js", keep: (file) => isNotice(file) || /^(index|js-binding)\.js$/.test(file) },
    { name: resvgPackage(platform, arch), keep: (file) => isNotice(file) || file.endsWith(".node") },
    { name: "@expo-google-fonts/inter", keep: (file) => isNotice(file) || fonts.includes(file) },
    {
      name: "plotly.js-basic-dist-min",
      keep: (file) => isNotice(file) || file === "plotly-basic.min.js",
    },
    ...Object.entries(holidays).map(([name, files]) => ({
      name,
      keep: (file) => isNotice(file) || files.test(file),
    })),
  ];
}

/** Native code and what it opens by itself can't lie in an archive. */
export function liesOutsideArchive(file) {
  return /\.(node|dll|dylib|ttf)$|\.so(\.\d+)*$/.test(file);
}

/** What package-lock.json says of a package. */
function locked(name) {
  const lock = JSON.parse(fs.readFileSync(inRoot("package-lock.json"), "utf8"));
  const entry = lock.packages[`node_modules/${name}`];
  if (!entry) throw new SetupError(`package-lock.json has no ${name}`);
  return entry;
}

/** The folder of an installed package; one for another system comes from the npm registry, checked by package-lock.json. */
async function packageFolder(name) {
  const installed = inRoot("node_modules", name);
  if (fs.existsSync(path.join(installed, "package.json"))) return installed;
  const { version, integrity } = locked(name);
  const folder = path.join(scratch, "packages", `${name.replace("/", "+")}-${version}`);
  if (readText(path.join(folder, ".integrity")) === integrity) return folder;
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const [command, args] = npmCommand(["pack", `${name}@${version}`, "--pack-destination", folder, "--loglevel=error"]);
  await mustRun(command, args, { cwd: folder, what: `npm pack ${name}@${version}` });
  const [archive] = fs.readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  await verifyHash(path.join(folder, archive), integrity, `the npm package ${name}@${version}`);
  await mustRun("tar", ["-xzf", archive, "--strip-components=1"], { cwd: folder });
  fs.rmSync(path.join(folder, archive));
  fs.writeFileSync(path.join(folder, ".integrity"), integrity);
  return folder;
}

/** Sorts as bytes sort, whatever the machine's language. */
export const byBytes = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Every file of the application's archive, sorted: where it comes from, and its path inside.
 *
 * @returns {Promise<{ from: string, to: string }[]>}
 */
export async function appFiles(platform, arch) {
  const files = [];
  const take = (base, names, prefix) => {
    for (const name of names) {
      const slashed = name.split(path.sep).join("/");
      files.push({ from: path.join(base, name), to: prefix ? `${prefix}/${slashed}` : slashed });
    }
  };
  for (const part of ["main", "preload", "renderer"]) {
    const base = inRoot("out", part);
    take(
      base,
      filesBelow(base).filter((name) => !name.endsWith(".map")),
      `out/${part}`,
    );
  }
  take(inRoot("samples"), filesBelow(inRoot("samples")), "samples");
  take(inRoot("build"), ["icon.png"], "build");
  for (const { name, keep } of unbundledPackages(platform, arch)) {
    const base = await packageFolder(name);
    const kept = filesBelow(base).filter((file) => keep(file.split(path.sep).join("/")));
    take(base, kept, `node_modules/${name}`);
  }
  return files.sort((a, b) => byBytes(a.to, b.to));
}

/**
 * Packages that a bundle imports by their name and that nothing here takes along.
 *
 * @param {readonly string[]} bundles their texts
 * @param {readonly string[]} taken names of packages
 * @param {(name: string) => boolean} isKnown whether there is a package of that name at all; texts of bundles look like imports, too
 */
export function missingPackages(bundles, taken, isKnown) {
  const imports = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*["']((?:@[\w.-]+\/)?[\w.-]+)(?:\/[^"']*)?["']/g;
  // Bundles keep the comments of their packages, with examples in them.
  const code = bundles.map((text) => text.replace(/^\s*(\*|\/\/|\/\*).*$/gm, ""));
  const named = code.flatMap((text) => [...text.matchAll(imports)].map(([, name]) => name));
  return [...new Set(named)].filter((name) => isKnown(name) && !taken.includes(name)).sort(byBytes);
}

/** Stops a build whose bundles would look for a package that is not inside. */
export function requirePackages(platform, arch, out = inRoot("out")) {
  const lock = JSON.parse(fs.readFileSync(inRoot("package-lock.json"), "utf8"));
  const bundles = filesBelow(path.join(out, "main")).filter((name) => name.endsWith(".js"));
  const missing = missingPackages(
    bundles.map((name) => fs.readFileSync(path.join(out, "main", name), "utf8")),
    ["electron", ...unbundledPackages(platform, arch).map(({ name }) => name)],
    (name) => `node_modules/${name}` in lock.packages,
  );
  if (missing.length === 0) return;
  throw new SetupError(`bundles import ${missing.join(", ")}, which scripts/package/app-files.mjs does not take along`);
}

/** The package.json inside: what Electron and Node read of it, and no development. */
export function packagedManifest(manifest, version) {
  const { name, productName, description, license, type, main } = manifest;
  return { name, productName, version, description, license, type, main };
}

/** The models as they lie in the checkout, with what is said of them. */
export function modelFiles() {
  return filesBelow(inRoot("models")).map((name) => name.split(path.sep).join("/"));
}
