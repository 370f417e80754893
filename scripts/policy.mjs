/** `npm run policy`: what administrators' tools and the reference page say of policies, made of the table in `src/domain/policy`. */
import "./lib/require-node.mjs";
import { main } from "./lib/log.mjs";
import { inRoot } from "./lib/paths.mjs";
import { inOurPlace } from "./lib/processes.mjs";
import { nodeEnvironment } from "./lib/run-electron.mjs";
import { setUp } from "./lib/setup.mjs";

await main(async () => {
  const electron = await setUp({ build: false });
  const script = inRoot("scripts", "lib", "write-policy-files.mjs");
  return inOurPlace(electron.executable, ["--disable-warning=ExperimentalWarning", script], {
    cwd: inRoot(),
    env: nodeEnvironment(electron),
  });
});
