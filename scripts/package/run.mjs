/** `npm run package`, under Electron's Node, with everything in place: trees, then the packages made of them. */
import fs from "node:fs";
import path from "node:path";
import { inRoot } from "../lib/paths.mjs";
import { main, say } from "../lib/log.mjs";
import { makePackages } from "./make-packages.mjs";
import { parseOptions } from "./options.mjs";
import { sizeTable } from "./sizes.mjs";

// Electron's Node looks into archives; here they are files.
process.noAsar = true;

await main(async () => {
  const { out, ...options } = parseOptions(process.argv.slice(2));
  const folder = path.resolve(inRoot(), out);
  fs.mkdirSync(folder, { recursive: true });
  const made = await makePackages({ ...options, out: folder });
  process.stdout.write(sizeTable(made));
  const over = made.filter((one) => one.isOver);
  for (const { file, format } of over) say(`fantail: ${path.basename(file)} is larger than a ${format} may be`);
  return over.length > 0 ? 1 : 0;
});
