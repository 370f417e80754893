/** The Debian package, by Debian's own dpkg-deb. */
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { filesBelow } from "../lib/files.mjs";
import { mustRun } from "../lib/processes.mjs";
import { byBytes } from "./app-files.mjs";
import { appArmorLines, layOut, layOutDebianPapers, wrap } from "./linux-files.mjs";
import { dateAll, fillTemplate, inBuild, linuxVersion } from "./product.mjs";
import { weightOf } from "./sizes.mjs";

export const debianArch = { x64: "amd64", arm64: "arm64" };

/** `control`'s description: the paragraphs indented, with a dot between them. @param {readonly string[]} paragraphs */
export function debianDescription(paragraphs) {
  return paragraphs
    .map((text) =>
      wrap(text, 77)
        .map((line) => ` ${line}`)
        .join("\n"),
    )
    .join("\n .\n");
}

export function controlOf({ product, arch, kibibytes }) {
  const depends = JSON.parse(fs.readFileSync(inBuild("linux/depends.json"), "utf8")).deb;
  return fillTemplate("linux/control", {
    PACKAGE: product.command,
    VERSION: linuxVersion(product.version),
    ARCHITECTURE: debianArch[arch],
    KIBIBYTES: kibibytes,
    DEPENDS: depends.join(", "),
    MAINTAINER: product.maintainer,
    SUMMARY: product.summary[0].toLowerCase() + product.summary.slice(1),
    DESCRIPTION: debianDescription(product.description),
  });
}

export function debName(product, arch) {
  return `${product.command}_${linuxVersion(product.version)}_${debianArch[arch]}.deb`;
}

/**
 * @param {{ tree: string, product: any, arch: string, seconds: number, work: string, out: string, quick: boolean }} context
 * @returns {Promise<string>} the package
 */
export async function makeDeb(context) {
  const { product, arch, seconds, work, out, quick } = context;
  const root = path.join(work, "deb");
  await layOut(root, context);
  layOutDebianPapers(root, context);
  const papers = path.join(root, "DEBIAN");
  fs.mkdirSync(papers);
  const names = filesBelow(root).sort(byBytes);
  const sums = names.map((name) => {
    const hash = crypto
      .createHash("md5")
      .update(fs.readFileSync(path.join(root, name)))
      .digest("hex");
    return `${hash}  ${name}\n`;
  });
  const { load, unload } = appArmorLines(product, "  ");
  const kibibytes = Math.ceil(weightOf(root) / 1024);
  fs.writeFileSync(path.join(papers, "md5sums"), sums.join(""));
  fs.writeFileSync(path.join(papers, "control"), controlOf({ product, arch, kibibytes }));
  fs.writeFileSync(path.join(papers, "postinst"), fillTemplate("linux/postinst", { LOAD: load }), { mode: 0o755 });
  const after = fillTemplate("linux/postrm", { UNLOAD: unload.replace(/^(?=.)/gm, "  "), NAME: product.name });
  fs.writeFileSync(path.join(papers, "postrm"), after, { mode: 0o755 });
  for (const name of ["postinst", "postrm"]) fs.chmodSync(path.join(papers, name), 0o755);
  dateAll(root, seconds);
  const file = path.join(out, debName(product, arch));
  // One number of threads everywhere: xz cuts its blocks by it.
  await mustRun(
    "dpkg-deb",
    ["--root-owner-group", ...(quick ? ["-Zgzip", "-z1"] : ["-Zxz", "--threads-max=2"]), "--build", root, file],
    {
      env: { ...process.env, SOURCE_DATE_EPOCH: String(seconds) },
    },
  );
  return file;
}
