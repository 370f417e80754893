/**
 * ONNX Runtime's CUDA provider, from a folder that somebody unpacked from the NuGet package
 * Microsoft.ML.OnnxRuntime.Gpu.Linux: every reason not to use it is found before anything is copied. Nothing is downloaded.
 */
import fs from "node:fs";
import path from "node:path";
import { hashFile } from "./files.mjs";
import { SetupError } from "./log.mjs";
import { inRoot } from "./paths.mjs";
import { collect } from "./processes.mjs";

const packageId = "Microsoft.ML.OnnxRuntime.Gpu.Linux";
/** The same list as onnxruntime-node's own installer has, less TensorRT, which Fantail does not use. */
export const cudaFiles = ["libonnxruntime_providers_cuda.so", "libonnxruntime_providers_shared.so"];
/** CUDA 12 runs on this driver and later: docs.nvidia.com, CUDA Compatibility, "minor version compatibility". */
const minDriver = [525, 60, 13];

/** Where onnxruntime-node of this checkout looks for providers. */
export function runtimeFolder(root = inRoot()) {
  return path.join(root, "node_modules/onnxruntime-node/bin/napi-v6/linux/x64");
}

/**
 * @param {{ from: string, into: string, platform?: string, arch?: string, run?: typeof collect }} options
 * @returns what was found, with the files to copy
 * @throws SetupError with the first reason against it
 */
export async function checkCuda({ from, into, platform = process.platform, arch = process.arch, run = collect }) {
  if (platform !== "linux" || arch !== "x64") {
    throw new SetupError(`onnxruntime-node has a CUDA provider for Linux on x64 only, not for ${platform} on ${arch}`);
  }
  const wanted = runtimeVersion(into);
  if (!fs.existsSync(from) || !fs.statSync(from).isDirectory()) throw new SetupError(`there is no folder ${from}`);
  const version = packageVersion(from);
  if (version !== wanted) {
    throw new SetupError(
      `${from} holds ONNX Runtime ${version}, and the runtime here is ${wanted}: providers of another version end the process that loads them`,
    );
  }
  const files = await checkedFiles(from);
  const { driver, gpu } = await checkDriver(run);
  await checkLibraries(files[0], run);
  return { files, version, driver, gpu };
}

/** Copies each file aside first: a runtime never meets half a library. */
export function copyCuda(files, into) {
  for (const file of files) {
    const target = path.join(into, path.basename(file));
    const aside = `${target}.${process.pid}.new`;
    try {
      fs.copyFileSync(file, aside);
      fs.renameSync(aside, target);
    } catch (error) {
      fs.rmSync(aside, { force: true });
      throw new SetupError(`${target} can't be written: ${error.message}`);
    }
  }
}

export function removeCuda(into) {
  for (const name of cudaFiles) fs.rmSync(path.join(into, name), { force: true });
}

/** The version of the runtime that lies in a folder: its package.json stands above `bin`. */
function runtimeVersion(into) {
  const runtime = path.join(into, "libonnxruntime.so.1");
  if (!fs.existsSync(runtime))
    throw new SetupError(`${into} is not ONNX Runtime's folder: there is no libonnxruntime.so.1 in it`);
  const manifest = path.resolve(into, "../../../../package.json");
  try {
    return JSON.parse(fs.readFileSync(manifest, "utf8")).version;
  } catch {
    throw new SetupError(`${manifest} can't be read, so the runtime's version is not known`);
  }
}

function packageVersion(from) {
  let text;
  try {
    text = fs.readFileSync(path.join(from, `${packageId}.nuspec`), "utf8");
  } catch {
    throw new SetupError(`there is no ${packageId}.nuspec in ${from}: unpack the whole NuGet package there`);
  }
  const version = /<version>\s*([^<\s]+)\s*<\/version>/.exec(text)?.[1];
  if (version === undefined) throw new SetupError(`${packageId}.nuspec names no version`);
  return version;
}

async function checkedFiles(from) {
  const sums = readSums(path.join(from, "SHA256SUMS"));
  const files = [];
  for (const name of cudaFiles) {
    const relative = `runtimes/linux-x64/native/${name}`;
    const file = path.join(from, relative);
    // A link may lead to anything; what was hashed must be what is copied.
    if (!fs.existsSync(file) || !fs.lstatSync(file).isFile())
      throw new SetupError(`there is no file ${relative} in ${from}`);
    const expected = sums.get(relative);
    if (expected === undefined) throw new SetupError(`SHA256SUMS does not name ${relative}`);
    const actual = await hashFile(file, "sha256", "hex");
    if (actual !== expected) {
      throw new SetupError(
        `${relative} is not the file that SHA256SUMS names and was refused.\n  expected ${expected}\n  received ${actual}`,
      );
    }
    files.push(file);
  }
  return files;
}

/** As `sha256sum` writes it: the hash, a blank, a blank or a star, the path. */
function readSums(file) {
  let text;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch {
    throw new SetupError(
      `there is no SHA256SUMS in ${path.dirname(file)}: write one where the package was checked, with sha256sum runtimes/linux-x64/native/*.so`,
    );
  }
  const lines = text.split("\n").map((line) => /^([0-9a-f]{64}) [ *](?:\.\/)?(.+)$/.exec(line.trim()));
  return new Map(lines.filter((match) => match !== null).map(([, hash, name]) => [name, hash]));
}

async function checkDriver(run) {
  const answer = await run("nvidia-smi", ["--query-gpu=driver_version,name", "--format=csv,noheader"], {
    timeoutMs: 20_000,
  });
  if (answer.code !== 0)
    throw new SetupError(
      `no NVIDIA driver answers here (nvidia-smi: ${answer.output.trim().split("\n")[0] || "nothing"})`,
    );
  const [driver = "", gpu = "a GPU"] = (answer.stdout.split("\n")[0] ?? "").split(",").map((part) => part.trim());
  const parts = driver.split(".").map(Number);
  const isNewEnough =
    minDriver.reduce((order, least, index) => order || Math.sign((parts[index] ?? 0) - least), 0) >= 0;
  if (!/^\d+(\.\d+)+$/.test(driver) || !isNewEnough) {
    throw new SetupError(`the NVIDIA driver is "${driver}"; CUDA 12 needs ${minDriver.join(".")} or later`);
  }
  return { driver, gpu };
}

/** CUDA's own libraries and cuDNN are NVIDIA's to install. */
async function checkLibraries(provider, run) {
  const answer = await run("ldd", [provider], { timeoutMs: 20_000 });
  const missing = [...answer.stdout.matchAll(/^\s*(\S+) => not found/gm)]
    .map(([, name]) => name)
    .filter((name) => !cudaFiles.includes(name));
  if (missing.length > 0)
    throw new SetupError(`these libraries of CUDA 12 or cuDNN 9 are not installed: ${missing.join(", ")}`);
  if (answer.code !== 0)
    throw new SetupError(`${path.basename(provider)} can't be loaded here: ${answer.output.trim().split("\n")[0]}`);
}
