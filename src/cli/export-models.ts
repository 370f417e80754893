/** Models for engines that are not Fantail's: jobs for clusters, repositories for inference servers. */
import { EngineError } from "#domain/errors";
import { maxHorizonSteps } from "#domain/series";
import { plural } from "#engine/format";
import { parseWhole } from "./arguments.ts";
import type { CommandContext } from "./run.ts";
import { resolveModel } from "./selection.ts";

function folderOf({ args }: CommandContext, name: string): string {
  const [folder, ...others] = args.positionals;
  if (folder === undefined || others.length > 0) throw new EngineError("wrong-arguments", `${name} needs one DIR.`);
  return folder;
}

export async function runExportJob(context: CommandContext): Promise<void> {
  const { args, print, isJson } = context;
  const folder = folderOf(context, "export-job");
  const text = args.value("horizon");
  const horizon = text === undefined ? undefined : parseWhole("horizon", text, 1, maxHorizonSteps);
  const host = await context.startHost();
  const named = args.value("model");
  const model = named === undefined ? host.defaultModel() : resolveModel(host, named);
  const files = await host.exportJob(folder, model, horizon);
  print(
    isJson
      ? JSON.stringify({ folder, model, files })
      : `Wrote ${plural(files.length, "file", "files")} to ${folder}: a job for ${model}. Its README.md says how it is run.`,
  );
}

export async function runExportModelRepository(context: CommandContext): Promise<void> {
  const { args, print, isJson } = context;
  const folder = folderOf(context, "export-model-repository");
  const host = await context.startHost();
  const models = args.list("model").map((id) => resolveModel(host, id));
  const wanted = models.length > 0 ? models : [host.defaultModel()];
  const files = await host.exportModelRepository(folder, wanted);
  print(
    isJson
      ? JSON.stringify({ folder, models: wanted, files })
      : `Wrote ${wanted.join(", ")} to ${folder}, in Triton’s layout, with KServe services in kserve.yaml.`,
  );
}
