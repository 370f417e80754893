/** Runs named checks one after the other; a check that throws has failed and the others still run. */
import { seconds } from "../../lib/log.mjs";
import { none, oneCheck, sum } from "../../lib/test-counts.mjs";

export class Checker {
  #counts = none;

  /**
   * Bound to its object, so that it can be handed on by itself.
   *
   * @param {string} title @param {() => unknown} work
   */
  check = async (title, work) => {
    const started = performance.now();
    try {
      await work();
      process.stdout.write(`  ok      ${title} (${seconds(started)})\n`);
      this.#counts = sum([this.#counts, oneCheck(true)]);
    } catch (error) {
      process.stdout.write(`  FAILED  ${title} (${seconds(started)})\n${String(error?.stack ?? error)}\n`);
      this.#counts = sum([this.#counts, oneCheck(false)]);
    }
  };

  get counts() {
    return this.#counts;
  }
}
