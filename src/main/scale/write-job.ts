/** A folder that forecasts with a model where there is no Fantail: on Spark, Ray, or in a plain Python process. */
import { EngineError } from "#domain/errors";
import { type ModelFile, readModelFile, requirePlain, writeFolder } from "./exportable.ts";
import readme from "./job/README.md?raw";
import local from "./job/forecast_local.py?raw";
import partition from "./job/forecast_partition.py?raw";
import onRay from "./job/forecast_ray.py?raw";
import onSpark from "./job/forecast_spark.py?raw";
import requirementsRay from "./job/requirements-ray.txt?raw";
import requirementsSpark from "./job/requirements-spark.txt?raw";
import requirements from "./job/requirements.txt?raw";
import tests from "./job/test_forecast.py?raw";

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
  return writeFolder(folder, {
    [`model/${manifest.file}`]: await readModelFile(model),
    "model/manifest.json": `${JSON.stringify(manifest, null, 2)}\n`,
    "forecast_partition.py": partition,
    "forecast_local.py": local,
    "forecast_spark.py": onSpark,
    "forecast_ray.py": onRay,
    "test_forecast.py": tests,
    "requirements.txt": requirements,
    "requirements-spark.txt": requirementsSpark,
    "requirements-ray.txt": requirementsRay,
    "README.md": readme.replace(/\{\{(\w+)\}\}/g, (_, word: string) => words[word] ?? ""),
  });
}
