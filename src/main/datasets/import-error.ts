import { type AppError, EngineError } from "#domain/errors";
import type { Understood } from "#domain/dataset";
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
