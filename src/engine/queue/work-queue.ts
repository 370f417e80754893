import { EngineError } from "#domain/errors";
import { byLevel, workLevels, type WorkLevel } from "#domain/forecast";
import { LazyRange, type RangeSpec } from "./lazy-range.ts";
import { UserStack, type StackEntry } from "./user-stack.ts";
import { WaitingLine } from "./waiting-line.ts";

export interface QueueLimits {
  readonly maxUserItems: number;
  readonly maxUserBytes: number;
  /** Whoever asks for more has to wait before asking; here it would be refused. */
  readonly maxEvaluationItems: number;
  readonly maxRanges: number;
  /** Work of a lower level that waited this long goes first, for one batch. */
  readonly ageingMs: number;
}

export interface RangeOrigin {
  readonly range: string;
  readonly origin: number;
}

/** One batch worth of work; everything in it belongs to one group. */
export type Taken<T> =
  | { readonly level: "user" | "evaluation"; readonly group: string; readonly items: readonly T[] }
  | { readonly level: "background"; readonly group: string; readonly origins: readonly RangeOrigin[] };

export interface QueueDepth {
  readonly userItems: number;
  readonly userBytes: number;
  readonly evaluationItems: number;
  readonly ranges: number;
  /** How long the user entry that comes last has waited in its place. */
  readonly userOldestMs: number;
  /** How long the evaluation entry that comes next has waited. */
  readonly evaluationOldestMs: number;
  /** How long ago the range that waits longest was served. */
  readonly rangeOldestMs: number;
  /** Share of the fullest limit that refuses, 0..1. */
  readonly load: number;
}

interface RangeSlot {
  readonly range: LazyRange;
  /** When this range last gave work, or began to wait for its turn. */
  servedMs: number;
  /** Nothing is open at the moment: everything is computed or under way. */
  isDrained: boolean;
}

/**
 * The queue in front of the inference process.
 *
 * Order, with no ties left over:
 * 1. user entries first, of them the entry added or promoted last;
 * 2. evaluation entries in order of arrival: all of them are needed, so whoever began first is through first;
 * 3. ranges: the one the user aimed last first, within it by distance from its focus, the newer origin first;
 * 4. ageing: a lower level that waited `ageingMs` goes before those above it for one batch, and a range that waited as long
 *    goes before the aimed one for every other background batch. So nothing starves, and the user is held up for at most one
 *    batch of each lower level per `ageingMs`.
 */
export class WorkQueue<T> {
  readonly #limits: QueueLimits;
  readonly #now: () => number;
  readonly #users = new UserStack<T>();
  readonly #evaluations = new WaitingLine<T>();
  /** In aiming order: the range aimed last is last, because a Map keeps insertion order. */
  readonly #ranges = new Map<string, RangeSlot>();
  /** In serving order: the range that has waited longest is first. Holds no drained range. */
  readonly #waiting = new Map<string, RangeSlot>();
  /** When a level last gave a batch, or began to wait for its turn. */
  readonly #sinceMs = byLevel(() => 0);
  #wasAgedRangeServed = false;

  constructor(limits: QueueLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Throws `queue-full` when a limit of the level would be passed. */
  add(entry: StackEntry<T>, level: Exclude<WorkLevel, "background"> = "user"): void {
    const { maxUserItems, maxUserBytes, maxEvaluationItems } = this.#limits;
    const isFull =
      level === "user"
        ? this.#users.size + 1 > maxUserItems || this.#users.bytes + entry.bytes > maxUserBytes
        : this.#evaluations.size + 1 > maxEvaluationItems;
    if (isFull) {
      throw new EngineError("queue-full", "Too many forecasts are already waiting.", {
        hint: "Wait until some are done, then try again.",
      });
    }
    if (level === "user") this.#users.push(entry, this.#now());
    else {
      if (this.#evaluations.size === 0) this.#sinceMs.evaluation = this.#now();
      this.#evaluations.push(entry, this.#now());
    }
  }

  has(key: string): boolean {
    return this.#users.has(key) || this.#evaluations.has(key);
  }

  /** A user wants a waiting entry: it goes on top, whichever level it waited at. False when it does not wait here. */
  promote(key: string): boolean {
    const evaluation = this.#evaluations.remove(key);
    if (evaluation === undefined) return this.#users.promote(key, this.#now());
    // Never refused: what was taken on once has its place.
    this.#users.push(evaluation, this.#now());
    return true;
  }

  remove(key: string): T | undefined {
    return this.#users.remove(key) ?? this.#evaluations.remove(key)?.value;
  }

  /** Adds a range, or re-aims the one with the same id, and puts it first among the background work. */
  aim(spec: RangeSpec, focus: number): void {
    const known = this.#ranges.get(spec.id);
    if (known !== undefined && known.range.spec.oldest === spec.oldest && known.range.spec.newest === spec.newest) {
      known.range.aim(focus);
      this.#ranges.delete(spec.id);
      this.#ranges.set(spec.id, known);
      this.#wake(known);
      return;
    }
    if (known === undefined && this.#ranges.size >= this.#limits.maxRanges) {
      throw new EngineError("queue-full", "Too many series are already being computed in the background.", {
        hint: "Close a file that you no longer need.",
      });
    }
    this.removeRange(spec.id);
    const slot: RangeSlot = { range: new LazyRange(spec, focus), servedMs: this.#now(), isDrained: true };
    this.#ranges.set(spec.id, slot);
    this.#wake(slot);
  }

  /** The range with this id, if it is queued and covers the origin. */
  covers(id: string, origin: number): boolean {
    return this.#ranges.get(id)?.range.covers(origin) ?? false;
  }

  hasRange(id: string): boolean {
    return this.#ranges.has(id);
  }

  /** True when the range has handed out everything that was open. It stays known until `removeRange`. */
  isDrained(id: string): boolean {
    return this.#ranges.get(id)?.isDrained ?? true;
  }

  reopen(id: string, origin: number): void {
    const slot = this.#ranges.get(id);
    if (slot === undefined || !slot.range.covers(origin)) return;
    slot.range.reopen(origin);
    this.#wake(slot);
  }

  removeRange(id: string): boolean {
    this.#waiting.delete(id);
    return this.#ranges.delete(id);
  }

  rangeIds(): readonly string[] {
    return [...this.#ranges.keys()];
  }

  hasUserWork(): boolean {
    return this.#users.size > 0;
  }

  /**
   * The next batch: `sizeOf` says how many items the batch of a level and group may hold, `isOpen` whether a level may
   * give one at all.
   */
  take(
    sizeOf: (level: WorkLevel, group: string) => number,
    isOpen: (level: WorkLevel) => boolean = () => true,
  ): Taken<T> | null {
    for (const level of this.#inTurn()) {
      const taken = isOpen(level) ? this.#takeOf(level, sizeOf) : null;
      if (taken === null) continue;
      this.#sinceMs[level] = this.#now();
      return taken;
    }
    return null;
  }

  depth(): QueueDepth {
    const nowMs = this.#now();
    const { maxUserItems, maxUserBytes, maxRanges } = this.#limits;
    const [longestWaiting] = this.#waiting.values();
    return {
      userItems: this.#users.size,
      userBytes: this.#users.bytes,
      evaluationItems: this.#evaluations.size,
      ranges: this.#waiting.size,
      userOldestMs: nowMs - (this.#users.bottomSinceMs ?? nowMs),
      evaluationOldestMs: nowMs - (this.#evaluations.firstSinceMs ?? nowMs),
      rangeOldestMs: nowMs - (longestWaiting?.servedMs ?? nowMs),
      load: Math.min(
        1,
        Math.max(this.#users.size / maxUserItems, this.#users.bytes / maxUserBytes, this.#waiting.size / maxRanges),
      ),
    };
  }

  /** Levels that waited too long, the lowest first, then all of them by rank. */
  #inTurn(): readonly WorkLevel[] {
    const waiting = { background: this.#waiting.size, evaluation: this.#evaluations.size };
    const nowMs = this.#now();
    const due = (["background", "evaluation"] as const).filter(
      (level) => waiting[level] > 0 && nowMs - this.#sinceMs[level] >= this.#limits.ageingMs,
    );
    return due.length === 0 ? workLevels : [...due, ...workLevels];
  }

  #takeOf(level: WorkLevel, sizeOf: (level: WorkLevel, group: string) => number): Taken<T> | null {
    if (level === "background") return this.#takeBackground(sizeOf);
    const group = level === "user" ? this.#users.topGroup() : this.#evaluations.firstGroup();
    if (group === null) return null;
    const from = level === "user" ? this.#users : this.#evaluations;
    return { level, group, items: from.takeGroup(group, Math.max(1, sizeOf(level, group))) };
  }

  #takeBackground(sizeOf: (level: WorkLevel, group: string) => number): Taken<T> | null {
    for (;;) {
      const first = this.#firstRange();
      if (first === null) return null;
      const { group } = first.range.spec;
      const max = Math.max(1, sizeOf("background", group));
      const origins: RangeOrigin[] = [];
      this.#fill(first, max, origins);
      // Short series would make short batches: the rest of the batch comes from the next ranges of the same group.
      if (origins.length > 0 && origins.length < max) {
        for (const slot of this.#inAimingOrder()) {
          if (origins.length >= max) break;
          if (slot.range.spec.group === group) this.#fill(slot, max, origins);
        }
      }
      if (origins.length === 0) continue;
      return { level: "background", group, origins };
    }
  }

  #firstRange(): RangeSlot | null {
    const [longestWaiting] = this.#waiting.values();
    if (longestWaiting === undefined) return null;
    const isAged = this.#now() - longestWaiting.servedMs >= this.#limits.ageingMs;
    if (isAged && !this.#wasAgedRangeServed) {
      this.#wasAgedRangeServed = true;
      return longestWaiting;
    }
    this.#wasAgedRangeServed = false;
    const [aimedLast] = this.#inAimingOrder();
    return aimedLast ?? null;
  }

  #inAimingOrder(): RangeSlot[] {
    return [...this.#ranges.values()].filter((slot) => !slot.isDrained).reverse();
  }

  #fill(slot: RangeSlot, max: number, origins: RangeOrigin[]): void {
    const range = slot.range.spec.id;
    while (origins.length < max) {
      const origin = slot.range.next();
      if (origin === null) {
        slot.isDrained = true;
        break;
      }
      origins.push({ range, origin });
    }
    slot.servedMs = this.#now();
    this.#waiting.delete(range);
    if (!slot.isDrained) this.#waiting.set(range, slot);
  }

  #wake(slot: RangeSlot): void {
    if (!slot.isDrained) return;
    const nowMs = this.#now();
    if (this.#waiting.size === 0) this.#sinceMs.background = nowMs;
    slot.isDrained = false;
    slot.servedMs = nowMs;
    this.#waiting.set(slot.range.spec.id, slot);
  }
}
