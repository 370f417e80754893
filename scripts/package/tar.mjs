/** The tree in one archive, to unpack anywhere without being root. */
import path from "node:path";
import { mustRun } from "../lib/processes.mjs";

/**
 * @param {{ tree: string, product: any, platform: string, arch: string, seconds: number, out: string }} context
 * @returns {Promise<string>} the archive
 */
export async function makeTar({ tree, product, platform, arch, seconds, out }) {
  const name = `${product.command}-${product.version}-${platform}-${arch}`;
  const file = path.join(out, `${name}.tar.xz`);
  const rename = `s,^${path.basename(tree)},${name},`;
  await mustRun(
    "tar",
    [
      ...["--create", "--xz", "--file", file, "--sort=name", `--mtime=@${seconds}`, "--owner=0", "--group=0"],
      ...["--numeric-owner", "--format=gnu", "--transform", rename, "-C", path.dirname(tree), path.basename(tree)],
    ],
    { env: { ...process.env, XZ_OPT: "-6 --threads=2" } },
  );
  return file;
}
