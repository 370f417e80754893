/** `npm run policy`, under Electron's Node: writes everything that is made of the table of policies. */
import fs from "node:fs";
import path from "node:path";
import { main, say } from "./log.mjs";
import { inRoot } from "./paths.mjs";
import { policyFiles } from "./policy-files.mjs";

await main(async () => {
  for (const [file, text] of await policyFiles()) {
    fs.mkdirSync(path.dirname(inRoot(file)), { recursive: true });
    fs.writeFileSync(inRoot(file), text);
    say(file);
  }
  return 0;
});
