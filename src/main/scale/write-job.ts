/** A folder that forecasts with a model where there is no Fantail: on Spark, Ray, or in a plain Python process. */
import { EngineError } from "#domain/errors";
import { type ModelFile, readModelFile, requirePlain, writeFolder } from "./exportable.ts";

/**
 * @param horizon of the commands in its README; the model's native one where it is not given
 * @returns the names of the files
 * @throws EngineError horizon-out-of-range beyond the native horizon; model-refused, model-damaged, cannot-write
 */
export async function writeJob(
  folder: string,
  model: ModelFile,
  { app, horizon }: { readonly app: string; readonly horizon: number | undefined },
): Promise<readonly string[]> {
  const { manifest } = model;
  requirePlain(model);
  if (manifest.frequencies !== "any")
    throw new EngineError("model-refused", `${manifest.name} is made for certain steps, which a job does not check.`, {
      hint: "forecast --shard does.",
    });
  const { native } = manifest.horizon;
  if (horizon !== undefined && horizon > native)
    throw new EngineError(
      "horizon-out-of-range",
      `A job forecasts ${manifest.name}’s own ${native} steps, not ${horizon}: more are rolled out over many paths, which only Fantail does.`,
      { hint: "forecast --shard i/n --horizon N does it on several machines." },
    );
  const words: Readonly<Record<string, string>> = {
    ...{ NAME: manifest.name, VERSION: manifest.version, FILE: manifest.file, SHA256: manifest.sha256, APP: app },
    ...{ NATIVE: String(native), HORIZON: String(horizon ?? native) },
  };
  const { jobFiles } = await import("./job-files.ts");
  // The files for other devices and short histories stay behind.
  const { shorter: _shorter, fp16: _fp16, ...own } = manifest;
  return writeFolder(folder, {
    ...jobFiles,
    [`model/${manifest.file}`]: await readModelFile(model),
    "model/manifest.json": `${JSON.stringify(own, null, 2)}\n`,
    "README.md": jobFiles["README.md"].replace(/\{\{(\w+)\}\}/g, (_, word: string) => words[word] ?? ""),
  });
}
