import type { AppError, Understood } from "#contract/data";
import { EngineError } from "#engine/errors";
import { engineError } from "#main/processes";

/** A file that could not be imported, with what was understood of it: the window shows it and asks for the rest. */
export class ImportError extends EngineError {
  readonly understood: Understood;

  constructor(error: AppError, understood: Understood) {
    const { code, message, row, column, hint } = engineError(error);
    super(code, message, {
      ...(row === undefined ? {} : { row }),
      ...(column === undefined ? {} : { column }),
      ...(hint === undefined ? {} : { hint }),
    });
    this.name = "ImportError";
    this.understood = understood;
  }
}
