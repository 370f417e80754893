import type { EngineError } from "#domain/errors";

const maxRefusals = 1024;

/** Inputs that are refused for a while because they killed their process, or have no forecast. The oldest go first. */
export class Refusals {
  readonly #refusals = new Map<string, { readonly untilMs: number; readonly error: EngineError }>();
  readonly #now: () => number;
  readonly #forMs: number;

  constructor(now: () => number, forMs: number) {
    this.#now = now;
    this.#forMs = forMs;
  }

  add(key: string, error: EngineError): void {
    this.#refusals.set(key, { untilMs: this.#now() + this.#forMs, error });
    const [oldest] = this.#refusals.keys();
    if (this.#refusals.size > maxRefusals && oldest !== undefined) this.#refusals.delete(oldest);
  }

  /** Why this input is not tried again for now; null where it may be. */
  of(key: string): EngineError | null {
    const refusal = this.#refusals.get(key);
    if (refusal === undefined) return null;
    if (this.#now() < refusal.untilMs) return refusal.error;
    this.#refusals.delete(key);
    return null;
  }
}
