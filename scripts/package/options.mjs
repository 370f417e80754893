/** The words of `npm run package`. */
import { SetupError } from "../lib/log.mjs";

/** What can be made for each system, and the processors that its native parts exist for; the first is the usual one. */
export const targets = {
  linux: { flag: "--linux", formats: ["dir", "tar", "deb", "rpm"], archs: ["x64", "arm64"] },
  win32: { flag: "--win", formats: ["dir", "zip", "msi", "nsis"], archs: ["x64", "arm64"] },
  darwin: { flag: "--mac", formats: ["dir", "zip"], archs: ["arm64"] },
};

export const usage = `npm run package -- --linux deb,rpm,tar --win msi,nsis,zip --mac zip [options]
  --linux LIST           dir, tar, deb, rpm     --win LIST   dir, zip, msi, nsis     --mac LIST   dir, zip
  --arch x64|arm64       processor; x64, and arm64 for macOS, unless it is given
  --electron-zips DIR    Electron's official archives (electron-v…-PLATFORM-ARCH.zip); without it they are downloaded
  --out DIR              where packages go: dist
  --version X.Y.Z        another version than that of package.json
  --quick                compresses little and checks no budget: for tests
  --unofficial-electron-for-tests
                         takes archives that are not Electron's own, and on Linux the stand-in. Never for a release`;

function listOf(word, known, flag) {
  const words = word.split(",");
  const strange = words.filter((one) => !known.includes(one));
  if (strange.length > 0) throw new SetupError(`${flag} knows ${known.join(", ")}; not ${strange.join(", ")}`);
  return [...new Set(words)];
}

/**
 * @param {readonly string[]} words
 * @returns {{ wanted: { platform: "linux" | "win32" | "darwin", arch: string, formats: string[] }[],
 *   electronZips: string | null, out: string, version: string | undefined, quick: boolean, allowUnofficial: boolean }}
 */
export function parseOptions(words) {
  const options = {
    wanted: [],
    electronZips: null,
    out: "dist",
    version: undefined,
    quick: false,
    allowUnofficial: false,
  };
  let arch;
  const lists = new Map();
  const rest = [...words];
  const value = (flag) => {
    const next = rest.shift();
    if (next === undefined || next.startsWith("--")) throw new SetupError(`${flag} needs a value\n${usage}`);
    return next;
  };
  while (rest.length > 0) {
    const word = rest.shift();
    const [platform, target] = Object.entries(targets).find(([, { flag }]) => flag === word) ?? [];
    if (target) lists.set(platform, listOf(value(word), target.formats, word));
    else if (word === "--arch") arch = listOf(value(word), ["x64", "arm64"], word)[0];
    else if (word === "--electron-zips") options.electronZips = value(word);
    else if (word === "--out") options.out = value(word);
    else if (word === "--version") options.version = value(word);
    else if (word === "--quick") options.quick = true;
    else if (word === "--unofficial-electron-for-tests") options.allowUnofficial = true;
    else throw new SetupError(`there is no option ${word}\n${usage}`);
  }
  if (lists.size === 0) throw new SetupError(`name what to make\n${usage}`);
  options.wanted = [...lists].map(([platform, formats]) => {
    const { archs, flag } = targets[platform];
    if (arch !== undefined && !archs.includes(arch)) {
      throw new SetupError(
        `ONNX Runtime has no native part for ${flag.slice(2)} on ${arch}; only on ${archs.join(", ")}`,
      );
    }
    return { platform, arch: arch ?? archs[0], formats };
  });
  return options;
}
