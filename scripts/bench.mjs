/** `npm run bench -- NAME [--quick]`: one benchmark, under Electron's Node, from source. Without a name: their names. */
import "./lib/require-node.mjs";
import { main } from "./lib/log.mjs";
import { inRoot } from "./lib/paths.mjs";
import { inOurPlace } from "./lib/processes.mjs";
import { nodeEnvironment } from "./lib/run-electron.mjs";
import { setUp } from "./lib/setup.mjs";

await main(async () => {
  const words = process.argv.slice(2);
  const electron = await setUp({ build: words.length > 0 });
  return inOurPlace(
    electron.executable,
    ["--disable-warning=ExperimentalWarning", inRoot("bench", "run.ts"), ...words],
    {
      cwd: inRoot(),
      env: nodeEnvironment(electron),
    },
  );
});
