import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { filesBelow } from "../lib/files.mjs";
import { inRoot } from "../lib/paths.mjs";
import {
  liesOutsideArchive,
  missingPackages,
  packagedManifest,
  resvgPackage,
  unbundledPackages,
} from "./app-files.mjs";
import { targets } from "./options.mjs";

const systems = Object.entries(targets).flatMap(([platform, { archs }]) => archs.map((arch) => [platform, arch]));

test.each(systems)("%s-%s: only its own native parts are taken", (platform, arch) => {
  const onnx = unbundledPackages(platform, arch).find(({ name }) => name === "onnxruntime-node");
  const natives = systems.map(([os, cpu]) => `bin/napi-v6/${os}/${cpu}/onnxruntime_binding.node`);
  expect(natives.filter((file) => onnx?.keep(file))).toEqual([
    `bin/napi-v6/${platform}/${arch}/onnxruntime_binding.node`,
  ]);
  expect(onnx?.keep("script/install.js")).toBe(false);
  expect(resvgPackage(platform, arch)).toContain(platform);
});

test("what the system's loader opens lies outside the archive, and nothing else", () => {
  for (const file of ["a/b.node", "x.dll", "lib.dylib", "libonnxruntime.so.1", "libEGL.so", "Inter.ttf"]) {
    expect(liesOutsideArchive(file), file).toBe(true);
  }
  for (const file of ["out/main/index.js", "a.node.js", "license.sodium", "icon.png"]) {
    expect(liesOutsideArchive(file), file).toBe(false);
  }
});

test("the packaged package.json says nothing of development", () => {
  const manifest = { name: "fantail", main: "m.js", type: "module", scripts: {}, devDependencies: {}, imports: {} };
  expect(Object.keys(packagedManifest(manifest, "1.0.0"))).not.toContain("scripts");
  expect(packagedManifest(manifest, "1.0.0")).toMatchObject({ name: "fantail", version: "1.0.0", main: "m.js" });
});

test("a package that a bundle imports and that is not taken along is found", () => {
  const bundles = [
    'import A from "taken"; import { b } from "@scope/left/deep.js"; const text = \'from "nowhere"\';',
    'const c = await import("left-too"); const d = require("node:fs"); import "./chunk.js";',
    '/**\n * import { x } from "in-a-comment";\n */\n  // require("in-a-comment")\nlet x;',
  ];
  const known = ["taken", "@scope/left", "left-too", "in-a-comment"];
  expect(missingPackages(bundles, ["taken"], (name) => known.includes(name))).toEqual(["@scope/left", "left-too"]);
});

test("the packages beside the bundles work with the files that are taken of them", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-packages-"));
  for (const { name, keep } of unbundledPackages(process.platform, process.arch)) {
    const source = inRoot("node_modules", name);
    for (const file of filesBelow(source).filter((one) => keep(one.split(path.sep).join("/")))) {
      const copy = path.join(folder, "node_modules", name, file);
      fs.mkdirSync(path.dirname(copy), { recursive: true });
      fs.copyFileSync(path.join(source, file), copy, fs.constants.COPYFILE_FICLONE);
    }
  }
  const script = path.join(folder, "try.mjs");
  fs.writeFileSync(
    script,
    `import { createRequire } from "node:module";
    const require = createRequire(import.meta.url);
    const { default: Holidays } = await import("date-holidays");
    const [first] = new Holidays("DE", "BY").getHolidays(2026);
    const { Resvg } = await import("@resvg/resvg-js");
    const { Tensor, InferenceSession } = await import("onnxruntime-node");
    require.resolve("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf");
    require.resolve("plotly.js-basic-dist-min/plotly-basic.min.js");
    console.log(JSON.stringify([first.date, typeof Resvg, typeof Tensor, typeof InferenceSession.create]));`,
  );
  const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  fs.rmSync(folder, { recursive: true });
  expect([stdout.trim(), stderr]).toEqual(['["2026-01-01 00:00:00","function","function","function"]', ""]);
});
