/** A display for windows that nobody looks at. */
import { spawn } from "node:child_process";
import { SetupError } from "./log.mjs";

const startLimitMs = 15_000;

/**
 * Starts Xvfb on a free display, which it picks itself.
 *
 * @returns {Promise<{ display: string, stop: () => void }>}
 */
export function startVirtualDisplay() {
  return new Promise((resolve, reject) => {
    // Without -noreset the server starts over when its last window closes, and the next one may meet it half way.
    const words = ["-displayfd", "3", "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"];
    const child = spawn("Xvfb", words, {
      stdio: ["ignore", "ignore", "pipe", "pipe"],
      // Ctrl-C goes to every program of the terminal; the windows must be gone before their display is.
      detached: true,
    });
    const stop = () => {
      process.off("exit", stop);
      child.kill("SIGTERM");
    };
    process.on("exit", stop);
    let complaints = "";
    child.stderr.on("data", (chunk) => (complaints += chunk));
    const fail = (why) => (clearTimeout(timer), stop(), reject(new SetupError(`Xvfb ${why}\n${complaints}`.trimEnd())));
    const timer = setTimeout(() => fail(`did not start within ${startLimitMs / 1000} s`), startLimitMs);
    child.on("error", (error) => fail(`could not be started: ${error.message}`));
    child.on("exit", (code) => fail(`ended with exit code ${code}`));
    let number = "";
    child.stdio[3].on("data", (chunk) => {
      number += chunk;
      if (!number.includes("\n")) return;
      clearTimeout(timer);
      child.removeAllListeners("exit");
      resolve({ display: `:${number.trim()}`, stop });
    });
  });
}
