import { EngineError } from "#domain/errors";
import { diagnosticsReport } from "#engine/diagnostics";
import type { CommandContext } from "./run.ts";

/** The report of the window's diagnostics, without what only windows have. */
export async function runDoctor({ args, isJson, startHost, print }: CommandContext): Promise<void> {
  if (args.positionals.length > 0) throw new EngineError("wrong-arguments", "doctor takes no further arguments.");
  const host = await startHost();
  const doctor = await host.doctor({ measure: args.has("measure") });
  if (isJson) {
    print(JSON.stringify(doctor));
    return;
  }
  const text = diagnosticsReport(
    {
      ...{ doctor, live: null, log: [] },
      usage: host.cache.info(),
      cached: await host.cache.list(),
      madeAt: new Date().toISOString(),
    },
    { hasNames: !args.has("without-names") },
  );
  print(text.trimEnd());
}
