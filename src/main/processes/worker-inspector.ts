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

/** Node's words for a utility process of that name; none unless the launcher asked for them. */
export function inspectorWords(
  name: string,
  isPackaged: boolean,
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  const port = inspectorPorts[name];
  const isWanted = !isPackaged && env["FANTAIL_DEV_INSPECT"] === "1";
  return isWanted && port !== undefined ? [`--inspect=127.0.0.1:${port}`] : [];
}
