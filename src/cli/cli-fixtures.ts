import type { CliHost } from "./host.ts";
import { runCli } from "./run.ts";

/** Runs a command on a host that does no more than its test needs, at the beginning of time. */
export async function runOn(
  host: Partial<CliHost>,
  words: readonly string[],
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  let [stdout, stderr] = ["", ""];
  const code = await runCli([...words], {
    stdout: { write: (text: string) => ((stdout += text), true) },
    stderr: { write: (text: string) => ((stderr += text), true) },
    signal: new AbortController().signal,
    now: () => 0,
    version: "1",
    startHost: async () => host as CliHost,
  });
  return { code, stdout, stderr };
}
