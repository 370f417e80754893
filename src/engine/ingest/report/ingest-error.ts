import type { Understood } from "#domain/dataset";
import { EngineError } from "#domain/errors";

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
