/** `npm run -s fantail -- COMMAND …`: the command line in a checkout. Standard output carries only its answer. */
import "./lib/require-node.mjs";
import { callersFolder } from "./lib/arguments.mjs";
import { main } from "./lib/log.mjs";
import { inOurPlace } from "./lib/processes.mjs";
import { appArguments, electronEnvironment } from "./lib/run-electron.mjs";
import { setUp } from "./lib/setup.mjs";

await main(async () => {
  const electron = await setUp();
  const words = process.argv.slice(2);
  return inOurPlace(electron.executable, appArguments(words, { headless: true }), {
    cwd: callersFolder("fantail"),
    env: electronEnvironment(electron),
  });
});
