import { EngineError } from "#domain/errors";

/** What was asked of one device must not be answered by another: its numbers would be kept under the wrong name. */
export function deviceChanged(model: string, executionProvider: string): EngineError {
  return new EngineError("device-changed", `Model ${model} no longer runs on ${executionProvider}.`, {
    hint: "Try again.",
  });
}

/** Nothing is wrong with the request: it is to be asked again, of the device that the model runs on now. */
export function isDeviceChanged(error: unknown): boolean {
  return error instanceof EngineError && error.code === "device-changed";
}

/** A device that is lost, or chosen, while work waits costs it one more attempt. */
const maxAttempts = 4;

/** Does the work again where its model has changed devices under it. */
export async function followDevice<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isDeviceChanged(error) || attempt === maxAttempts) throw error;
    }
  }
}
