/**
 * `npm run cuda:install -- --from FOLDER [--into FOLDER]`: puts ONNX Runtime's CUDA provider beside the runtime. Opt-in,
 * downloads nothing; see docs/cuda.md. `--check` looks without copying, `--remove` takes it away again.
 */
import "./lib/require-node.mjs";
import path from "node:path";
import { callersFolder } from "./lib/arguments.mjs";
import { checkCuda, copyCuda, removeCuda, runtimeFolder } from "./lib/cuda.mjs";
import { main, say, SetupError } from "./lib/log.mjs";

const usage =
  "use: npm run cuda:install -- --from FOLDER [--into FOLDER] [--check], or npm run cuda:install -- --remove [--into FOLDER]";

function optionsOf(words) {
  const options = { from: undefined, into: runtimeFolder(), isCheck: false, isRemoval: false };
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === "--check") options.isCheck = true;
    else if (word === "--remove") options.isRemoval = true;
    else if ((word === "--from" || word === "--into") && words[index + 1] !== undefined) {
      index += 1;
      options[word.slice(2)] = path.resolve(callersFolder("cuda:install"), words[index]);
    } else throw new SetupError(`"${word}" is not understood; ${usage}`);
  }
  return options;
}

await main(async () => {
  const { from, into, isCheck, isRemoval } = optionsOf(process.argv.slice(2));
  if (isRemoval) {
    removeCuda(into);
    say("fantail: the CUDA provider is removed. Every user's Fantail notices with `fantail doctor --measure`.");
    return 0;
  }
  if (from === undefined) throw new SetupError(usage);
  const found = await checkCuda({ from, into });
  say(`fantail: ${found.gpu}, driver ${found.driver}; provider ${found.version}, hashes as in SHA256SUMS`);
  if (isCheck) return 0;
  copyCuda(found.files, into);
  say(
    `fantail: copied into ${into}. Fantail tries it with \`fantail doctor --measure\`, and takes it only if its numbers are the processor's.`,
  );
  return 0;
});
