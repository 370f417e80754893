import { app } from "electron";
import type { FileLogger } from "#main/platform";

const forceAfterMs = 3_000;

export interface Shutdown {
  /** Stops everything in order and leaves with `exitCode`. Later calls join the first; a second signal forces it. */
  exit(exitCode: number): Promise<void>;
  /** From the first call of `exit` on: what fails from then on fails because everything is being stopped. */
  readonly isLeaving: boolean;
}

/** Every way out of the application goes through here, so that nothing is lost and nothing hangs. */
export function createShutdown(logger: FileLogger, stop: () => Promise<void>): Shutdown {
  let leaving: Promise<void> | undefined;
  const leave = async (exitCode: number): Promise<void> => {
    const force = setTimeout(() => {
      logger.error("shutdown-forced", { afterMs: forceAfterMs });
      app.exit(exitCode);
    }, forceAfterMs);
    try {
      await stop();
    } catch (error) {
      logger.error("shutdown-failed", { message: String(error) });
    }
    logger.info("stopped", { exitCode });
    await logger.close();
    clearTimeout(force);
    app.exit(exitCode);
  };
  return {
    exit(exitCode) {
      leaving ??= leave(exitCode);
      return leaving;
    },
    get isLeaving() {
      return leaving !== undefined;
    },
  };
}
