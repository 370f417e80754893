import { EngineError } from "#domain/errors";
import { alignTable } from "./table.ts";
import type { CommandContext } from "./run.ts";

export async function runDoctor(context: CommandContext): Promise<void> {
  if (context.args.positionals.length > 0)
    throw new EngineError("wrong-arguments", "doctor takes no further arguments.");
  const host = await context.startHost();
  const doctor = await host.doctor({ measure: context.args.has("measure") });
  if (context.isJson) {
    context.print(JSON.stringify(doctor));
    return;
  }
  const pairs = (record: Readonly<Record<string, unknown>>): string =>
    alignTable(
      ["Name", "Value"],
      Object.entries(record).map(([name, value]) => [name, String(value)]),
    );
  context.print(
    [
      "Versions",
      pairs(doctor.versions),
      "",
      "Execution providers",
      alignTable(
        ["Name", "State", "Windows/s", "Batch", "Largest error", "Reason"],
        doctor.providers.map((provider) => [
          provider.name,
          provider.state,
          provider.windowsPerSecond?.toFixed(0) ?? "",
          provider.windowsPerRun === null ? "" : String(provider.windowsPerRun),
          provider.largestRelativeError?.toExponential(1) ?? "",
          provider.reason ?? "",
        ]),
      ),
      `Wanted: ${doctor.device}`,
      "",
      "Models",
      alignTable(
        ["Model", "Version", "From", "Device", "State", "Reason"],
        doctor.models.map((model) => [
          model.id,
          model.version,
          model.source === "own" ? "the user" : "Fantail",
          model.executionProvider ?? "",
          model.state === "loading" ? "not loaded" : model.state,
          model.reason ?? model.deviceReason ?? "",
        ]),
      ),
      "",
      "Default models",
      Object.keys(doctor.modelDefaults).length === 0 ? "None chosen." : pairs(doctor.modelDefaults),
      "",
      "Folders",
      pairs(doctor.folders),
      "",
      "Limits",
      pairs(doctor.limits),
      "",
      "Policy",
      pairs(doctor.policy),
      "",
      `Status: ${doctor.health.status}`,
    ].join("\n"),
  );
}
