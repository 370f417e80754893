/**
 * Progress for people, on standard error, in plain lines: standard output belongs to the answer.
 * Nothing is said about work that did not have to be done.
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

export function seconds(startedMs) {
  return `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
}

/** Says what is being done, does it, says how long it took. */
export async function step(title, work) {
  const started = performance.now();
  say(`fantail: ${title} …`);
  const result = await work();
  say(`fantail: ${title}: done in ${seconds(started)}`);
  return result;
}

/** An expected failure of the set-up: shown as one sentence, without a stack. */
export class SetupError extends Error {
  name = "SetupError";
}

/** Runs a script's main function; the one place where a failure becomes an exit code. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    say(error instanceof SetupError ? `fantail: ${error.message}` : String(error?.stack ?? error));
    process.exitCode = 1;
  }
}
