import type { StackEntry } from "./user-stack.ts";

/**
 * First in, first out, with removal from any place: work of which all has to be done, so that whoever began first is
 * through first and nobody's later work holds up another's earlier.
 */
export class WaitingLine<T> {
  readonly #entries = new Map<string, StackEntry<T> & { readonly sinceMs: number }>();
  readonly #groups = new Map<string, Set<string>>();

  get size(): number {
    return this.#entries.size;
  }

  /** When the entry that is next came; null when the line is empty. */
  get firstSinceMs(): number | null {
    const [first] = this.#entries.values();
    return first?.sinceMs ?? null;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** The key must not be in the line yet. */
  push(entry: StackEntry<T>, nowMs: number): void {
    const { key, group } = entry;
    if (this.#entries.has(key)) throw new Error(`already queued: ${key}`);
    this.#entries.set(key, { ...entry, sinceMs: nowMs });
    const ofGroup = this.#groups.get(group) ?? new Set();
    this.#groups.set(group, ofGroup.add(key));
  }

  remove(key: string): StackEntry<T> | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    const ofGroup = this.#groups.get(entry.group);
    ofGroup?.delete(key);
    // Groups come and go with models and horizons and must not pile up.
    if (ofGroup?.size === 0) this.#groups.delete(entry.group);
    return entry;
  }

  /** The group that the first entry belongs to. */
  firstGroup(): string | null {
    const [first] = this.#entries.values();
    return first?.group ?? null;
  }

  /** Up to `max` entries of one group, in their order. */
  takeGroup(group: string, max: number): T[] {
    const taken: T[] = [];
    for (const key of this.#groups.get(group) ?? []) {
      if (taken.length >= max) break;
      const entry = this.remove(key);
      if (entry !== undefined) taken.push(entry.value);
    }
    return taken;
  }
}
