/** One tree per system, and from it each package that was asked for. */
import fs from "node:fs";
import path from "node:path";
import { say, step } from "../lib/log.mjs";
import { buildTree, resourcesOf } from "./app-tree.mjs";
import { makeDeb } from "./deb.mjs";
import { launcher } from "./linux-files.mjs";
import { signingKey, writeChecksums } from "./checksums.mjs";
import { macLauncher } from "./mac-files.mjs";
import { makeMsi } from "./msi.mjs";
import { makeNsis } from "./nsis.mjs";
import { makeRpm } from "./rpm.mjs";
import { makeTar } from "./tar.mjs";
import { addConsolePrograms } from "./windows-files.mjs";
import { executablesIn, signFiles } from "./windows-signing.mjs";
import { writeZip } from "./zip.mjs";
import { cycloneDx, licenceText, partsOf } from "./parts.mjs";
import { describeProduct, sourceDate } from "./product.mjs";
import { contentTable, weigh } from "./sizes.mjs";

/** The tree itself, where it stays. */
async function keepTree({ tree, out }) {
  const kept = path.join(out, path.basename(tree));
  fs.rmSync(kept, { recursive: true, force: true });
  fs.cpSync(tree, kept, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  return kept;
}

async function makeZip({ tree, product, platform, arch, seconds, out, quick }) {
  const system = platform === "win32" ? "windows" : "macos";
  const name = `${product.command}-${product.version}-${system}-${arch}`;
  const file = path.join(out, `${name}.zip`);
  // On macOS what is unpacked is the application itself.
  const prefix = platform === "darwin" ? "" : `${name}/`;
  writeZip(tree, file, { seconds, prefix, level: quick ? 1 : 9 });
  return file;
}

const makers = {
  linux: { dir: keepTree, tar: makeTar, deb: makeDeb, rpm: makeRpm },
  win32: { dir: keepTree, zip: makeZip, msi: makeMsi, nsis: makeNsis },
  darwin: { dir: keepTree, zip: makeZip },
};

/** What the tree of one system has beside Electron's: the console command. */
const additions = {
  linux: async (tree, product) => {
    fs.mkdirSync(path.join(tree, "bin"));
    fs.writeFileSync(path.join(tree, "bin", product.command), await launcher(product), { mode: 0o755 });
  },
  win32: async (tree, product, work) => {
    await addConsolePrograms(tree, product, work);
    await signFiles(executablesIn(tree), work);
  },
  darwin: async (tree, product) => {
    const bin = path.join(resourcesOf(tree, "darwin", product.name), "bin");
    fs.mkdirSync(bin);
    fs.writeFileSync(path.join(bin, product.command), macLauncher(product), { mode: 0o755 });
  },
};

/**
 * @param {{ wanted: { platform: "linux" | "win32" | "darwin", arch: string, formats: string[] }[], out: string,
 *   electronZips: string | null, version?: string, quick: boolean, allowUnofficial: boolean }} options
 * @returns {Promise<import("./sizes.mjs").Made[]>}
 */
export async function makePackages({ wanted, out, version, quick, ...electron }) {
  const product = describeProduct({ version });
  const seconds = sourceDate();
  const made = [];
  for (const { platform, arch, formats } of wanted) {
    const work = path.join(out, `.work-${platform}-${arch}`);
    const parts = await partsOf(platform, arch);
    const documents = async (resources) => {
      fs.writeFileSync(path.join(resources, "sbom.cdx.json"), cycloneDx({ product, parts, seconds, platform, arch }));
      fs.writeFileSync(path.join(resources, "THIRD-PARTY-LICENCES.txt"), licenceText(product, parts));
    };
    const tree = await buildTree({
      platform,
      arch,
      product,
      seconds,
      work,
      documents,
      additions: (tree) => additions[platform](tree, product, work),
      ...electron,
    });
    say(contentTable(tree, resourcesOf(tree, platform, product.name)).trimEnd());
    const context = { tree, product, platform, arch, seconds, work, out, quick };
    for (const format of formats) {
      const file = await step(`making ${format}`, () => makers[platform][format](context));
      if (/\.(msi|exe)$/.test(file)) await signFiles([file], work);
      made.push(weigh(file, format, quick ? {} : product.budgetMiB));
    }
    fs.rmSync(work, { recursive: true, force: true });
  }
  const files = made.filter(({ format }) => format !== "dir").map(({ file }) => path.basename(file));
  if (files.length > 0) await writeChecksums(out, files.sort(), signingKey());
  return made;
}
