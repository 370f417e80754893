import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Manifest, parseManifest } from "#engine/registry";
import { type ModelFile, writeJob, writeModelRepository } from "./index.ts";
import { inferenceService, tritonConfig } from "./write-model-repository.ts";

const models = join(import.meta.dirname, "../../../models");
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-scale-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function modelOf(id: string, change: Partial<Manifest> = {}): Promise<ModelFile> {
  const manifest = parseManifest(await readFile(join(models, id, "manifest.json"), "utf8"), id);
  return { manifest: { ...manifest, ...change }, path: join(models, id, manifest.file) };
}

test("a job holds the model, its manifest, and everything that its README names", async () => {
  const model = await modelOf("fantail-tiny");
  const files = await writeJob(join(folder, "job"), model, { app: "9.9", horizon: 12 });
  const there = await readdir(join(folder, "job"), { recursive: true });
  for (const file of files) expect(there).toContain(file);
  const bytes = await readFile(join(folder, "job/model", model.manifest.file));
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(model.manifest.sha256);
  const { shorter: _shorter, fp16: _fp16, ...own } = model.manifest;
  expect(JSON.parse(await readFile(join(folder, "job/model/manifest.json"), "utf8"))).toEqual(own);
  const readme = await readFile(join(folder, "job/README.md"), "utf8");
  expect(readme).not.toMatch(/\{\{|\}\}/);
  expect(readme).toContain("forecast_local.py IN.parquet OUT.parquet 12");
  for (const [, name] of readme.matchAll(/\b([a-z_-]+\.(?:py|txt))\b/g)) expect(files).toContain(name);
});

test("what a job can't do is refused with the reason, and nothing is written", async () => {
  const into = join(folder, "job");
  const how = { app: "1", horizon: undefined };
  const tiny = await modelOf("fantail-tiny");
  const { output, input, horizon } = tiny.manifest;
  await expect(writeJob(into, tiny, { app: "1", horizon: horizon.native + 1 })).rejects.toThrow(
    `own ${horizon.native} steps, not ${horizon.native + 1}`,
  );
  const refusals: [Partial<Manifest>, string][] = [
    [{ output: { ...output, kind: "samples" } }, "gives no quantiles"],
    [{ input: { ...input, groupIds: "g" } }, "takes more than its windows"],
    [{ input: { ...input, missing: "last" } }, "takes no missing values"],
    [{ input: { ...input, shape: [8, 1024] } }, "takes a fixed number of windows"],
    [{ frequencies: ["5 minute"] as unknown as Manifest["frequencies"] }, "is made for certain steps"],
    [{ sha256: "0".repeat(64) }, "is not the file of its manifest"],
  ];
  for (const [change, message] of refusals)
    await expect(writeJob(into, await modelOf("fantail-tiny", change), how), message).rejects.toThrow(message);
  expect(await readdir(folder)).toEqual([]);
  await writeFile(join(folder, "mine.txt"), "");
  await expect(writeJob(folder, tiny, how)).rejects.toThrow("is not empty");
});

test("a model repository is Triton's layout, with the shapes of the manifest", async () => {
  const files = await writeModelRepository(folder, [await modelOf("fantail-tiny"), await modelOf("fantail-base")]);
  expect(files).toEqual([
    ...["fantail-tiny/config.pbtxt", "fantail-tiny/1/model.onnx"],
    ...["fantail-base/config.pbtxt", "fantail-base/1/model.onnx", "kserve.yaml"],
  ]);
  const { manifest } = await modelOf("fantail-base");
  expect(tritonConfig(manifest)).toContain('input [\n  { name: "context" data_type: TYPE_FP32 dims: [ 1024 ] }\n]');
  expect(tritonConfig(manifest)).toContain(
    'output [\n  { name: "quantiles" data_type: TYPE_FP32 dims: [ 15, 64 ] }\n]',
  );
  expect(inferenceService(manifest)).toContain(`fantail/sha256: "${manifest.sha256}"`);
});
