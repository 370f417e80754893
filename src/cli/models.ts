import { EngineError } from "#engine/errors";
import { resolveModel } from "./selection.ts";
import { alignTable } from "./table.ts";
import type { CommandContext } from "./run.ts";

export async function runModels(context: CommandContext): Promise<void> {
  const [action, id, ...more] = context.args.positionals;
  const isKnown = action === undefined || action === "verify" || (action === "import" && id !== undefined);
  if (!isKnown || more.length > 0) {
    throw new EngineError("wrong-arguments", "Use: models, models verify [ID], or models import PATH.");
  }
  const host = await context.startHost();
  const models =
    action === "verify" ? await host.verifyModels(id === undefined ? undefined : resolveModel(host, id))
    : action === "import" ? [await host.importModel(id ?? "")]
    : host.models();
  if (context.isJson) {
    context.print(JSON.stringify({ models }));
  } else {
    context.print(
      alignTable(
        ["Model", "Version", "Output", "Context", "Horizon", "Parameters", "Size", "Licence", "State"],
        models.map((model) => [
          model.id,
          model.version,
          model.output,
          String(model.maxContextSteps),
          `${model.nativeHorizonSteps} (to ${model.maxHorizonSteps})`,
          `${(model.parameters / 1e6).toFixed(2)} M`,
          `${(model.sizeBytes / 1e6).toFixed(1)} MB`,
          model.licence,
          model.reason === undefined ? model.state : `${model.state}: ${model.reason}`,
        ]),
      ),
    );
  }
  const bad = models.find((model) => model.state === "damaged" || model.state === "refused");
  if (action === "verify" && bad !== undefined) {
    context.note(`The model "${bad.id}" can't be used: ${bad.reason ?? bad.state}`);
    throw new EngineError(bad.state === "damaged" ? "model-damaged" : "model-refused", bad.reason ?? bad.state);
  }
}
