/** Debugging utility processes under `npm run dev -- --inspect`. A build drops this file; see `src/main/app/development.ts`. */

/** Where each utility process listens for a debugger under `npm run dev -- --inspect`; `.vscode/launch.json` attaches there. */
export const inspectorPorts: Readonly<Record<string, number>> = {
  ingest: 9230,
  inference: 9231,
  "inference-1": 9231,
  "inference-2": 9232,
  density: 9233,
  evaluate: 9234,
  export: 9235,
};

/** Node's arguments for a utility process of that name. */
export function inspectorArguments(name: string): string[] {
  const port = inspectorPorts[name];
  return port === undefined ? [] : [`--inspect=127.0.0.1:${port}`];
}
