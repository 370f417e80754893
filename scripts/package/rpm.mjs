/** The RPM package, by rpmbuild, which Debian has as well. */
import fs from "node:fs";
import path from "node:path";
import { mustRun } from "../lib/processes.mjs";
import { byBytes } from "./app-files.mjs";
import { appArmorLines, homeOf, layOut, policyFolders, wrap } from "./linux-files.mjs";
import { dateAll, fillTemplate, inBuild, linuxVersion } from "./product.mjs";

export const rpmArch = { x64: "x86_64", arm64: "aarch64" };

/**
 * Lines of `%files`: our own folders as folders, so that they go with the package, and of the system's folders only our files.
 *
 * @param {string} root laid out as it is to lie below `/`
 */
export function fileLines(root, product) {
  const own = [homeOf(product), `/usr/share/doc/${product.command}`, `/${policyFolders[0]}`];
  const lines = [];
  const visit = (place) => {
    for (const entry of fs.readdirSync(path.join(root, place), { withFileTypes: true })) {
      const inside = `${place}/${entry.name}`;
      const isOwn = own.some((folder) => inside === folder || inside.startsWith(`${folder}/`));
      if (entry.isDirectory()) {
        if (isOwn) lines.push(`%dir "${inside}"`);
        visit(inside);
      } else if (inside.endsWith("/chrome-sandbox")) lines.push(`%attr(4755,root,root) "${inside}"`);
      else lines.push(`"${inside}"`);
    }
  };
  visit("");
  return lines.sort(byBytes);
}

/**
 * @param {{ tree: string, product: any, arch: string, seconds: number, work: string, out: string, quick: boolean }} context
 * @returns {Promise<string>} the package
 */
export async function makeRpm(context) {
  const { product, arch, seconds, work, out, quick } = context;
  const root = path.join(work, "rpm-root");
  const top = path.join(work, "rpm");
  await layOut(root, context);
  const { load, unload } = appArmorLines(product);
  dateAll(root, seconds);
  fs.mkdirSync(top, { recursive: true });
  const spec = path.join(top, `${product.command}.spec`);
  const requires = JSON.parse(fs.readFileSync(inBuild("linux/depends.json"), "utf8")).rpm;
  fs.writeFileSync(
    spec,
    fillTemplate("linux/fantail.spec", {
      PACKAGE: product.command,
      VERSION: linuxVersion(product.version),
      SUMMARY: product.summary,
      MAINTAINER: product.maintainer,
      REQUIRES: requires.map((name) => `Requires: ${name}`).join("\n"),
      DESCRIPTION: product.description.map((text) => wrap(text).join("\n")).join("\n\n"),
      LOAD: load,
      UNLOAD: unload,
      FILES: fileLines(root, product).join("\n"),
      PAYLOAD: quick ? "w1.gzdio" : "w6T2.xzdio",
    }),
  );
  await mustRun(
    "rpmbuild",
    [
      "-bb",
      "--buildroot",
      root,
      "--target",
      rpmArch[arch],
      "--define",
      `_topdir ${top}`,
      "--define",
      "_rpmfilename %{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm",
      "--noclean",
      spec,
    ],
    { env: { ...process.env, SOURCE_DATE_EPOCH: String(seconds), LC_ALL: "C.UTF-8" } },
  );
  const name = `${product.command}-${linuxVersion(product.version)}-1.${rpmArch[arch]}.rpm`;
  const file = path.join(out, name);
  fs.renameSync(path.join(top, "RPMS", name), file);
  return file;
}
