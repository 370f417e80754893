/** The macOS archive, read back. Signing and running it are the workflow's, on a Mac. */
import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { filesBelow } from "../../lib/files.mjs";
import { mustRun } from "../../lib/processes.mjs";
import { productionFuses, readFuses } from "../fuses.mjs";

/** @param {import("./checker.mjs").Checker} checker @param {{ zip: string, work: string }} options */
export async function checkMac({ check }, { zip, work }) {
  const folder = path.join(work, "mac-zip");
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  await mustRun("unzip", ["-q", zip, "-d", folder]);
  const contents = path.join(folder, "Fantail.app", "Contents");
  const resources = path.join(contents, "Resources");
  const info = fs.readFileSync(path.join(contents, "Info.plist"), "utf8");

  await check("the application has its own name, helpers and identifier", () => {
    assert.deepEqual(fs.readdirSync(folder), ["Fantail.app"]);
    for (const name of [
      "MacOS/Fantail",
      "Frameworks/Fantail Helper (Renderer).app/Contents/MacOS/Fantail Helper (Renderer)",
    ]) {
      assert.ok((fs.statSync(path.join(contents, name)).mode & 0o111) !== 0, name);
    }
    assert.match(info, /local\.fantail\.Fantail/);
    assert.doesNotMatch(info, /com\.github\.Electron/);
  });
  await check("links inside the framework are links", () => {
    const framework = path.join(contents, "Frameworks", "Electron Framework.framework");
    assert.equal(fs.readlinkSync(path.join(framework, "Versions", "Current")), "A");
    assert.deepEqual(readFuses(path.join(framework, "Electron Framework")), [productionFuses]);
  });
  await check("its Info.plist has the archive's checksum and the types of files", () => {
    const archive = fs.readFileSync(path.join(resources, "app.asar"));
    const checksum = crypto
      .createHash("sha256")
      .update(archive.subarray(16, 16 + archive.readUInt32LE(12)))
      .digest("hex");
    assert.ok(info.includes(checksum));
    for (const word of ["fantail", "csv", "parquet"]) assert.ok(info.includes(`<string>${word}</string>`), word);
  });
  await check("it holds macOS's native parts and no other system's", () => {
    const native = filesBelow(path.join(resources, "app.asar.unpacked")).filter((name) =>
      /\.(node|dylib|dll|so)/.test(name),
    );
    assert.ok(native.some((name) => name.endsWith("darwin/arm64/onnxruntime_binding.node")));
    assert.deepEqual(
      native.filter((name) => /linux|win32/.test(name)),
      [],
    );
    assert.ok(fs.existsSync(path.join(resources, "models", "fantail-base", "model.onnx")));
    assert.ok(!fs.existsSync(path.join(resources, "default_app.asar")));
  });
  await check("its console command becomes the application, from a link as well", async () => {
    const program = path.join(contents, "MacOS", "Fantail");
    fs.writeFileSync(program, '#!/bin/sh\nprintf "%s|" "$@"\nexit 66\n', { mode: 0o755 });
    const link = path.join(work, "mac-link");
    fs.rmSync(link, { force: true });
    fs.symlinkSync(path.join(resources, "bin", "fantail"), link);
    await assert.rejects(mustRun(link, ["forecast", "a b.csv"]), /exit code 66:\nforecast\|a b\.csv\|/);
  });
}
