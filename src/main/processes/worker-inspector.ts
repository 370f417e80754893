/** Debugging utility processes under `npm run dev -- --inspect`. A build drops this file; see `src/main/app/development.ts`. */

/**
 * Node's arguments that have a utility process listen for a debugger; none for a process without a port.
 *
 * @param ports what the launcher says: `ingest:9230 inference:9231 …`, from the editor's `.vscode/launch.json`
 * @param name of the process. The first of several, `inference-1`, listens where one alone would.
 */
export function inspectorArguments(ports: string, name: string): string[] {
  const named = new Map(ports.split(" ").map((pair) => pair.split(":") as [string, string | undefined]));
  const port = named.get(name.replace(/-1$/, ""));
  return port === undefined ? [] : [`--inspect=127.0.0.1:${port}`];
}
