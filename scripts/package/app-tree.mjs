/** The application as a folder that runs: Electron, the archive with our code, models, licences, parts list. */
import fs from "node:fs";
import path from "node:path";
import { SetupError, step } from "../lib/log.mjs";
import { inRoot, pinnedElectron } from "../lib/paths.mjs";
import { appFiles, liesOutsideArchive, modelFiles, packagedManifest, requirePackages } from "./app-files.mjs";
import { signingKey, writeChecksums } from "./checksums.mjs";
import { electronZipFolder, officialChecksums } from "./electron-zips.mjs";
import { fuseFile, setFuses } from "./fuses.mjs";
import { writeIcons } from "./icons.mjs";
import { dateAll, inBuild } from "./product.mjs";
import { tool } from "./tools.mjs";

/** Packs `resources/app.asar` in the order of its names; what can't lie in it goes beside it, as Electron looks for it. */
async function packArchive(folder, { platform, arch, product }) {
  const asar = await import("@electron/asar");
  const manifest = path.join(folder, "package.json");
  fs.mkdirSync(folder, { recursive: true });
  const own = packagedManifest(JSON.parse(fs.readFileSync(inRoot("package.json"), "utf8")), product.version);
  fs.writeFileSync(manifest, `${JSON.stringify(own, null, 2)}\n`);
  const files = [...(await appFiles(platform, arch)), { from: manifest, to: "package.json" }];
  const folders = new Set();
  for (const { to } of files) {
    for (let parent = path.posix.dirname(to); parent !== "."; parent = path.posix.dirname(parent)) folders.add(parent);
  }
  const entries = [
    ...[...folders].sort().map((place) => ({ type: "directory", path: place, unpacked: false })),
    ...files.map(({ from, to }) => ({
      type: "file",
      path: to,
      unpacked: liesOutsideArchive(to),
      streamGenerator: () => fs.createReadStream(from),
      stat: { mode: 0o100644, size: fs.statSync(from).size },
    })),
  ];
  const archive = path.join(folder, "app.asar");
  await asar.createPackageFromStreams(archive, /** @type {any} */ (entries));
  return archive;
}

/** Chromium's texts in languages that the application has none in. Numbers and dates need none of them. */
function dropLocales(tree, platform, keep) {
  const folder = path.join(tree, "locales");
  if (platform !== "darwin") {
    const kept = keep.map((locale) => `${locale}.pak`);
    for (const name of fs.readdirSync(folder)) if (!kept.includes(name)) fs.rmSync(path.join(folder, name));
    const missing = kept.filter((name) => !fs.existsSync(path.join(folder, name)));
    if (missing.length > 0) throw new SetupError(`Electron's archive has no locales/${missing.join(", ")}`);
  }
}

/** The folder that holds `app.asar`. */
export function resourcesOf(tree, platform, name) {
  return platform === "darwin" ? path.join(tree, `${name}.app`, "Contents", "Resources") : path.join(tree, "resources");
}

/** Files that Electron's archive has at its top, which on macOS is beside the application. */
const notices = ["LICENSE", "LICENSES.chromium.html", "version"];

/** Makes every file readable by everybody and writable by its owner, whatever this machine's umask says. */
function normaliseModes(folder) {
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const place = path.join(entry.parentPath, entry.name);
    // Libraries are loaded and not run.
    const isProgram = (fs.statSync(place).mode & 0o100) !== 0 && !liesOutsideArchive(entry.name);
    const isExecutable = entry.isDirectory() || isProgram;
    fs.chmodSync(place, isExecutable ? 0o755 : 0o644);
  }
  fs.chmodSync(folder, 0o755);
}

/**
 * @param {{ platform: "linux" | "win32" | "darwin", arch: string, product: any, seconds: number, work: string,
 *   electronZips: string | null, allowUnofficial: boolean,
 *   documents: (resources: string) => Promise<void>, additions?: (tree: string) => Promise<void> }} options
 *   `documents` writes licences and parts list, `additions` what only one system has
 * @returns {Promise<string>} the folder
 */
export async function buildTree({ platform, arch, product, seconds, work, documents, additions, ...electron }) {
  return step(`putting the application together for ${platform}-${arch}`, async () => {
    const { packager } = await tool("@electron/packager");
    fs.rmSync(work, { recursive: true, force: true });
    requirePackages(platform, arch);
    const staged = path.join(work, "app");
    const archive = await packArchive(staged, { platform, arch, product });
    const icons = path.join(work, "icons");
    await writeIcons(icons);
    const models = path.join(work, "models");
    fs.cpSync(inRoot("models"), models, { recursive: true });
    await writeChecksums(models, modelFiles(), signingKey());
    const zips = await electronZipFolder({ platform, arch, work, ...electron });
    const [tree] = await packager({
      dir: staged,
      name: product.name,
      executableName: platform === "linux" ? product.command : product.name,
      appVersion: product.version,
      electronVersion: pinnedElectron(),
      platform,
      arch,
      out: path.join(work, "tree"),
      tmpdir: path.join(work, "tmp"),
      overwrite: true,
      quiet: true,
      prebuiltAsar: archive,
      extraResource: models,
      icon: path.join(icons, platform === "win32" ? "icon.ico" : "icon.icns"),
      appBundleId: product.id,
      appCategoryType: "public.app-category.business",
      appCopyright: product.copyright,
      win32metadata: { CompanyName: product.publisher, FileDescription: product.name, ProductName: product.name },
      ...(platform === "darwin" && { extendInfo: macDocumentTypes(product) }),
      ...(zips === null ? { download: { checksums: officialChecksums() } } : { electronZipDir: zips }),
    });
    if (tree === undefined) throw new SetupError(`@electron/packager made nothing for ${platform}-${arch}`);
    const resources = resourcesOf(tree, platform, product.name);
    fs.cpSync(`${archive}.unpacked`, path.join(resources, "app.asar.unpacked"), { recursive: true });
    if (platform === "darwin") {
      for (const name of notices) {
        if (fs.existsSync(path.join(tree, name)))
          fs.renameSync(path.join(tree, name), path.join(resources, `electron-${name}`));
      }
    }
    dropLocales(tree, platform, product.locales);
    setFuses(fuseFile(tree, platform, product.name, product.command));
    fs.cpSync(inBuild("policy"), path.join(resources, "policy"), { recursive: true });
    await documents(resources);
    await additions?.(tree);
    normaliseModes(tree);
    dateAll(tree, seconds);
    return tree;
  });
}

/** What Finder needs to know to offer the application for a file. */
export function macDocumentTypes({ projectType, tables }) {
  const uti = (mime) => `local.${mime.replaceAll("/", ".")}`;
  return {
    CFBundleDocumentTypes: [
      {
        CFBundleTypeName: projectType.title,
        CFBundleTypeRole: "Editor",
        LSHandlerRank: "Owner",
        LSItemContentTypes: [uti(projectType.mime)],
      },
      ...tables.map(({ title, extension }) => ({
        CFBundleTypeName: title,
        CFBundleTypeRole: "Viewer",
        LSHandlerRank: "Alternate",
        CFBundleTypeExtensions: [extension],
      })),
    ],
    UTExportedTypeDeclarations: [
      {
        UTTypeIdentifier: uti(projectType.mime),
        UTTypeDescription: projectType.title,
        UTTypeConformsTo: ["public.data"],
        UTTypeTagSpecification: {
          "public.filename-extension": [projectType.extension],
          "public.mime-type": projectType.mime,
        },
      },
    ],
  };
}
