import { EngineError } from "#domain/errors";
import { exportEnding } from "#engine/export";
import { formatBytes, plural } from "#engine/format";
import type { CommandContext } from "./run.ts";

/** Joins what `forecast --shard` wrote. */
export async function runMerge({ args, isJson, startHost, print, signal }: CommandContext): Promise<void> {
  const parts = args.positionals;
  const out = args.value("out");
  if (out === undefined || parts.length === 0)
    throw new EngineError("wrong-arguments", "merge needs the PARTs of a run, and --out PATH, the file to write.");
  exportEnding(out);
  const host = await startHost();
  host.requireExport(out);
  const { bytes, parts: count } = await host.mergeParts(out, parts, signal);
  print(
    isJson
      ? JSON.stringify({ path: out, parts: count, bytes })
      : `Wrote ${out}: ${plural(count, "part", "parts")}, ${formatBytes(bytes)}.`,
  );
}
