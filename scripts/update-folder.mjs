/** `npm run update-folder -- --from dist --out FOLDER`: what installations update from, where a policy names it. */
import "./lib/require-node.mjs";
import path from "node:path";
import { main, say, SetupError } from "./lib/log.mjs";
import { signingKey } from "./package/checksums.mjs";
import { makeUpdateFolder, publicKeyText, writeNewKey } from "./package/update-folder.mjs";

const usage = `npm run update-folder -- --out FOLDER [--from FOLDER]     signs with the key that FANTAIL_SIGNING_KEY_FILE names
npm run update-folder -- --new-key FILE.pem               makes such a key and prints its public half for the policy updateKey`;

await main(async () => {
  const words = process.argv.slice(2);
  const options = new Map();
  for (let index = 0; index < words.length; index += 2) {
    const [name, value] = words.slice(index, index + 2);
    if (!["--from", "--out", "--new-key"].includes(name) || value === undefined) throw new SetupError(usage);
    options.set(name, path.resolve(value));
  }
  const fresh = options.get("--new-key");
  if (fresh !== undefined) {
    process.stdout.write(`${publicKeyText(writeNewKey(fresh))}\n`);
    return 0;
  }
  const out = options.get("--out");
  if (out === undefined) throw new SetupError(usage);
  const key = signingKey();
  if (key === null) throw new SetupError(`FANTAIL_SIGNING_KEY_FILE names no key to sign with\n${usage}`);
  const { version, packages } = await makeUpdateFolder({
    from: options.get("--from") ?? path.resolve("dist"),
    out,
    key,
  });
  say(`${out}: version ${version}, ${packages.join(", ")}`);
  say(`updateKey: ${publicKeyText(key)}`);
  return 0;
});
