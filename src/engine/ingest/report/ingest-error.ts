import { EngineError } from "#domain/errors";
import type { Understood } from "./types.ts";

/** An import that failed, with what was understood until then: the user may be able to say the rest. */
export class IngestError extends EngineError {
  readonly understood: Understood;

  constructor(error: EngineError, understood: Understood) {
    const { row, column, hint } = error;
    super(error.code, error.message, {
      ...(row === undefined ? {} : { row }),
      ...(column === undefined ? {} : { column }),
      ...(hint === undefined ? {} : { hint }),
      cause: error,
    });
    this.name = "IngestError";
    this.understood = understood;
  }
}
