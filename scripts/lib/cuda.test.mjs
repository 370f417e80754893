import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { checkCuda, copyCuda, cudaFiles, removeCuda, runtimeFolder } from "./cuda.mjs";

const native = "runtimes/linux-x64/native";
let from;
let into;

/** An unpacked package and a runtime of the same version; the libraries are no libraries, which only the last check sees. */
beforeEach(() => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-cuda-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  from = path.join(folder, "package");
  into = path.join(folder, "onnxruntime-node/bin/napi-v6/linux/x64");
  fs.mkdirSync(path.join(from, native), { recursive: true });
  fs.mkdirSync(into, { recursive: true });
  fs.writeFileSync(path.join(folder, "onnxruntime-node/package.json"), JSON.stringify({ version: "1.30.0" }));
  fs.writeFileSync(path.join(into, "libonnxruntime.so.1"), "");
  writeSpec("1.30.0");
  for (const name of cudaFiles) fs.writeFileSync(path.join(from, native, name), `content of ${name}`);
  writeSums();
});

const writeSpec = (version) =>
  fs.writeFileSync(
    path.join(from, "Microsoft.ML.OnnxRuntime.Gpu.Linux.nuspec"),
    `<package><metadata><version>${version}</version></metadata></package>`,
  );
const writeSums = (names = cudaFiles) => {
  const lines = names.map((name) => {
    const hash = createHash("sha256")
      .update(fs.readFileSync(path.join(from, native, name)))
      .digest("hex");
    return `${hash}  ${native}/${name}`;
  });
  fs.writeFileSync(path.join(from, "SHA256SUMS"), `${lines.join("\n")}\n`);
};

/** A machine with a driver and CUDA's libraries, in what its programs say; nobody here has the real one. */
const machine =
  ({
    driver = "550.54.15, NVIDIA H100",
    ldd = "\tlibcudart.so.12 => /usr/lib/libcudart.so.12\n\tlibonnxruntime_providers_shared.so => not found\n",
  } = {}) =>
  async (command) => {
    const stdout = command === "nvidia-smi" ? `${driver}\n` : ldd;
    return { code: 0, stdout, stderr: "", output: stdout, timedOut: false };
  };
const check = (options = {}) => checkCuda({ from, into, platform: "linux", arch: "x64", run: machine(), ...options });

test("a complete package of the runtime's version on a machine with a driver is taken, copied and removed again", async () => {
  const found = await check();
  expect(found).toMatchObject({ version: "1.30.0", driver: "550.54.15", gpu: "NVIDIA H100" });
  copyCuda(found.files, into);
  for (const name of cudaFiles) expect(fs.readFileSync(path.join(into, name), "utf8")).toBe(`content of ${name}`);
  expect(fs.readdirSync(into).filter((name) => name.endsWith(".new"))).toEqual([]);
  removeCuda(into);
  expect(fs.readdirSync(into)).toEqual(["libonnxruntime.so.1"]);
});

describe("is refused, and nothing is copied:", () => {
  /** @type {[string, () => any, RegExp][]} */
  const refusals = [
    ["another platform", () => ({ platform: "win32" }), /for Linux on x64 only, not for win32/],
    ["another processor", () => ({ arch: "arm64" }), /not for linux on arm64/],
    ["a folder that is not there", () => ({ from: path.join(from, "nowhere") }), /there is no folder/],
    ["a target that is no runtime", () => ({ into: from }), /is not ONNX Runtime's folder/],
    [
      "a folder that is no package",
      () => fs.rmSync(path.join(from, "Microsoft.ML.OnnxRuntime.Gpu.Linux.nuspec")),
      /unpack the whole NuGet package/,
    ],
    ["another version", () => writeSpec("1.29.1"), /holds ONNX Runtime 1\.29\.1, and the runtime here is 1\.30\.0/],
    ["no list of hashes", () => fs.rmSync(path.join(from, "SHA256SUMS")), /there is no SHA256SUMS/],
    ["a list without one of the files", () => writeSums(cudaFiles.slice(1)), /does not name .*providers_cuda\.so/],
    [
      "a missing library",
      () => fs.rmSync(path.join(from, native, cudaFiles[1])),
      /there is no file .*providers_shared\.so/,
    ],
    [
      "one changed byte",
      () => fs.appendFileSync(path.join(from, native, cudaFiles[0]), "x"),
      /is not the file that SHA256SUMS names/,
    ],
    ["a link in a library's place", () => linkInPlace(), /there is no file .*providers_cuda\.so/],
    [
      "an old driver",
      () => ({ run: machine({ driver: "525.60.11, Tesla T4" }) }),
      /driver is "525\.60\.11"; CUDA 12 needs 525\.60\.13/,
    ],
    ["a driver that says nothing", () => ({ run: machine({ driver: "" }) }), /driver is ""/],
    [
      "missing libraries of CUDA",
      () => ({ run: machine({ ldd: "\tlibcublas.so.12 => not found\n\tlibcudnn.so.9 => not found\n" }) }),
      /not installed: libcublas\.so\.12, libcudnn\.so\.9/,
    ],
  ];
  test.each(refusals)("%s", async (_, prepare, sentence) => {
    await expect(check(prepare())).rejects.toThrow(sentence);
    expect(fs.readdirSync(into)).toEqual(["libonnxruntime.so.1"]);
  });
});

test.skipIf(fs.existsSync("/proc/driver/nvidia"))(
  "this machine, which has no driver, is refused by its real answer",
  async () => {
    await expect(checkCuda({ from, into, platform: "linux", arch: "x64" })).rejects.toThrow(
      /no NVIDIA driver answers here/,
    );
  },
);

test("the checkout's own runtime is found where the script looks for it", () => {
  if (process.platform !== "linux" || process.arch !== "x64") return;
  expect(fs.existsSync(path.join(runtimeFolder(), "libonnxruntime.so.1"))).toBe(true);
});

function linkInPlace() {
  const file = path.join(from, native, cudaFiles[0]);
  fs.renameSync(file, `${file}.real`);
  fs.symlinkSync(`${file}.real`, file);
}
