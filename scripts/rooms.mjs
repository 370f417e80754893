/** `npm run rooms`: writes the import table into .oxlintrc.json, and prints which room imports which. */
import fs from "node:fs";
import { roomGraph } from "./lib/room-graph.mjs";
import { lintText } from "./lib/lint-rules.mjs";
import { inRoot } from "./lib/paths.mjs";

fs.writeFileSync(inRoot(".oxlintrc.json"), lintText());
for (const [room, imported] of roomGraph()) process.stdout.write(`${room} -> ${[...imported].sort().join(", ")}\n`);
