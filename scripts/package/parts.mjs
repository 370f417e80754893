/**
 * What a package is made of: every package whose code or files are in it, bundled or not, Electron with what is inside, and the
 * models. What is bundled is read from the bundles' source maps, so that it is what is shipped and not what is installed.
 */
import fs from "node:fs";
import path from "node:path";
import { filesBelow, hashFile } from "../lib/files.mjs";
import { SetupError } from "../lib/log.mjs";
import { inRoot, pinnedElectron } from "../lib/paths.mjs";
import { byBytes, unbundledPackages } from "./app-files.mjs";
import { uuid5 } from "./product.mjs";

/**
 * @typedef {{ name: string, version: string, licence: string, kind: "library" | "framework" | "machine-learning-model",
 *   purl?: string, hash?: { alg: string, content: string }, notices: { file: string, text: string }[] }} Part
 */

/** Folders of packages, as `node_modules/NAME` or deeper, that a source map names. @param {readonly string[]} sources */
export function packageFolders(sources) {
  const folders = new Set();
  for (const source of sources) {
    const at = source.lastIndexOf("node_modules/");
    if (at < 0) continue;
    const start = source.indexOf("node_modules/");
    const [, name] = /^((?:@[^/]+\/)?[^/]+)/.exec(source.slice(at + "node_modules/".length)) ?? [];
    if (name !== undefined) folders.add(`${source.slice(start, at)}node_modules/${name}`);
  }
  return [...folders].sort(byBytes);
}

/** Files in the bundles that are nobody's code and in no map, and the package that each kind comes from. */
const assetPackages = { ".woff2": "@fontsource-variable/inter" };

/** Every package that has something in `out/`. */
export function bundledFolders(out = inRoot("out")) {
  const maps = ["main", "preload", "renderer"].flatMap((part) =>
    filesBelow(path.join(out, part))
      .filter((name) => name.endsWith(".map"))
      .map((name) => path.join(out, part, name)),
  );
  if (maps.length === 0) throw new SetupError(`${out} has no source maps to read what is bundled from`);
  const sources = maps.flatMap((file) => JSON.parse(fs.readFileSync(file, "utf8")).sources);
  const endings = new Set(filesBelow(path.join(out, "renderer")).map((name) => path.extname(name)));
  const assets = Object.entries(assetPackages).filter(([ending]) => endings.has(ending));
  return [...new Set([...packageFolders(sources), ...assets.map(([, name]) => `node_modules/${name}`)])].sort(byBytes);
}

const isNotice = (name) => /^(licen[cs]e|notice|copying|thirdpartynotices)([-._].*)?$/i.test(name);

function noticesIn(folder) {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isNotice(entry.name))
    .map(({ name }) => ({ file: name, text: fs.readFileSync(path.join(folder, name), "utf8").trimEnd() }))
    .sort((a, b) => byBytes(a.file, b.file));
}

function hashOfIntegrity(integrity) {
  const [, algorithm, base64] = /^(sha\d+)-(.+)$/.exec(integrity ?? "") ?? [];
  if (algorithm === undefined) return undefined;
  return { alg: algorithm.replace("sha", "SHA-"), content: Buffer.from(base64, "base64").toString("hex") };
}

/** @returns {Part} */
function npmPart(folder, lock) {
  const entry = lock.packages[folder];
  if (entry === undefined) throw new SetupError(`package-lock.json has no ${folder}`);
  const name = folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
  const installed = inRoot(folder);
  const isThere = fs.existsSync(installed);
  return {
    name,
    version: entry.version,
    licence:
      entry.license ??
      (isThere ? JSON.parse(fs.readFileSync(path.join(installed, "package.json"), "utf8")).license : ""),
    kind: "library",
    purl: `pkg:npm/${name.replace("@", "%40")}@${entry.version}`,
    hash: hashOfIntegrity(entry.integrity),
    notices: isThere ? noticesIn(installed) : [],
  };
}

/** Electron and what it says of itself when it runs; this script runs under the version that is packaged. */
function electronParts(versions = process.versions) {
  const version = pinnedElectron();
  const electron = inRoot("node_modules", "electron");
  /** @type {Part[]} */
  const parts = [
    {
      name: "electron",
      version,
      licence: "MIT",
      kind: "framework",
      purl: `pkg:npm/electron@${version}`,
      notices: noticesIn(electron),
    },
  ];
  if (versions.electron !== version) return parts;
  const inside = [
    ["chromium", versions.chrome, "BSD-3-Clause", `pkg:generic/chromium@${versions.chrome}`],
    ["node", versions.node, "MIT", `pkg:generic/node@${versions.node}`],
    ["v8", versions.v8, "BSD-3-Clause", `pkg:generic/v8@${versions.v8}`],
  ];
  for (const [name, found, licence, purl] of inside) {
    if (found) parts.push({ name, version: found, licence, kind: "framework", purl, notices: [] });
  }
  return parts;
}

/** @returns {Promise<Part[]>} */
async function modelParts() {
  const parts = [];
  for (const id of fs.readdirSync(inRoot("models")).sort(byBytes)) {
    const folder = inRoot("models", id);
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, "manifest.json"), "utf8"));
    parts.push({
      name: id,
      version: manifest.version,
      licence: manifest.licence ?? manifest.license,
      kind: "machine-learning-model",
      hash: { alg: "SHA-256", content: await hashFile(path.join(folder, "model.onnx"), "sha256", "hex") },
      notices: noticesIn(folder),
    });
  }
  return parts;
}

/** @returns {Promise<Part[]>} everything, sorted by kind and name */
export async function partsOf(platform, arch) {
  const lock = JSON.parse(fs.readFileSync(inRoot("package-lock.json"), "utf8"));
  const folders = new Set([
    ...bundledFolders(),
    ...unbundledPackages(platform, arch).map(({ name }) => `node_modules/${name}`),
  ]);
  const packages = [...folders].sort(byBytes).map((folder) => npmPart(folder, lock));
  return [...electronParts(), ...packages, ...(await modelParts())];
}

/** A licence as CycloneDX has it: an SPDX identifier, an expression of them, or a name. */
export function cycloneLicence(licence) {
  if (!licence) return [];
  if (/ (OR|AND|WITH) /.test(licence)) return [{ expression: licence.replace(/^\((.*)\)$/, "$1") }];
  if (/^[A-Za-z0-9.+-]+$/.test(licence)) return [{ license: { id: licence } }];
  return [{ license: { name: licence } }];
}

/**
 * The parts list in CycloneDX 1.6, the same bytes for the same parts.
 *
 * @param {{ product: any, parts: readonly Part[], seconds: number, platform: string, arch: string }} options
 */
export function cycloneDx({ product, parts, seconds, platform, arch }) {
  const name = `${product.command}@${product.version}`;
  const refOf = (part) => part.purl ?? `model:${part.name}@${part.version}`;
  const content = {
    metadata: {
      timestamp: new Date(seconds * 1000).toISOString().replace(".000Z", "Z"),
      component: {
        type: "application",
        "bom-ref": name,
        name: product.command,
        version: product.version,
        licenses: cycloneLicence(product.licence),
      },
      properties: [
        { name: "fantail:platform", value: platform },
        { name: "fantail:arch", value: arch },
      ],
    },
    components: parts.map((part) => ({
      type: part.kind,
      "bom-ref": refOf(part),
      name: part.name,
      version: part.version,
      ...(part.hash && { hashes: [part.hash] }),
      licenses: cycloneLicence(part.licence),
      ...(part.purl && { purl: part.purl }),
    })),
    dependencies: [{ ref: name, dependsOn: parts.map(refOf) }],
  };
  const serial = uuid5(product.codeNamespace, JSON.stringify(content));
  const document = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${serial}`,
    version: 1,
    ...content,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The licences of everything in one text. A part without a text of its own names its licence. @param {readonly Part[]} parts */
export function licenceText(product, parts) {
  const rule = "=".repeat(80);
  const sections = parts.map(({ name, version, licence, notices }) => {
    const texts = notices.map(({ file, text }) => `--- ${file}\n\n${text}`);
    return [`${rule}\n${name} ${version}\nLicence: ${licence || "see the text"}`, ...texts].join("\n\n");
  });
  const head =
    `${product.name} ${product.version} contains the software and models below, each under its own licence.\n` +
    `What is inside Electron's Chromium is in LICENSES.chromium.html. A list for machines is sbom.cdx.json.`;
  return `${[head, ...sections].join("\n\n")}\n`;
}
