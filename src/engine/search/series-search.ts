import type { PastScore } from "#domain/score";
import type { Candidate, SeriesCandidates } from "./candidates.ts";
import type { PlannedTrial, Stage } from "./plan-types.ts";
import { type LossOf, type Ranked } from "./ranking.ts";
import type { SeenSeries } from "./seen-series.ts";

/** What is known of one method on one series. Scores are kept only until their loss is known. */
interface Tried {
  readonly candidate: Candidate;
  /** At the first origins, while it may still be tried at the others. */
  firstPast: readonly PastScore[] | null;
  firstLoss: number;
  /** At all origins of the selection. */
  loss: number;
  isComplete: boolean;
  isDropped: boolean;
}

/** A trial of the round that is going on. */
export interface OpenTrial {
  readonly trial: PlannedTrial;
  readonly candidate: Candidate;
  /** In the round's order. */
  readonly position: number;
  isOut: boolean;
}

/** A trial that a round asks for. */
export interface Wanted {
  readonly candidate: Candidate;
  readonly stage: Stage;
}

export interface RankedCandidate extends Ranked {
  readonly candidate: Candidate;
}

/** The search on one series: its methods, what they lost, and the trials of the round. */
export class SeriesSearch {
  readonly index: number;
  readonly seen: SeenSeries;
  readonly candidates: SeriesCandidates;
  readonly #lossOf: LossOf;
  readonly #origins = new Map<Stage, readonly number[]>();
  readonly #tried = new Map<string, Tried>();
  /** Unfinished trials of the round, by method: no method has two at a time. */
  readonly #open = new Map<string, OpenTrial>();
  #waiting: readonly OpenTrial[] = [];
  /** None before this place is to be handed out. */
  #next = 0;

  constructor(index: number, seen: SeenSeries, candidates: SeriesCandidates, lossOf: LossOf) {
    this.index = index;
    this.seen = seen;
    this.candidates = candidates;
    this.#lossOf = lossOf;
  }

  origins(stage: Stage): readonly number[] {
    const known = this.#origins.get(stage) ?? originsOf(this.seen, stage);
    this.#origins.set(stage, known);
    return known;
  }

  openRound(wanted: readonly Wanted[]): readonly OpenTrial[] {
    this.#waiting = wanted.map(({ candidate, stage }, position) => ({
      trial: {
        series: this.index,
        method: candidate.id,
        stage,
        origins: this.origins(stage),
        isNeural: candidate.isNeural,
      },
      candidate,
      position,
      isOut: false,
    }));
    this.#next = 0;
    for (const open of this.#waiting) this.#open.set(open.trial.method, open);
    return this.#waiting;
  }

  find(method: string, stage: string): OpenTrial | undefined {
    const open = this.#open.get(method);
    return open?.trial.stage === stage ? open : undefined;
  }

  close(open: OpenTrial): void {
    this.#open.delete(open.trial.method);
  }

  /** Closes the trials that nobody has in hand, but for those that `isNeeded`. */
  withdraw(isNeeded: (open: OpenTrial) => boolean): OpenTrial[] {
    const withdrawn = [...this.#open.values()].filter((open) => !open.isOut && !isNeeded(open));
    for (const open of withdrawn) this.close(open);
    return withdrawn;
  }

  /** The next to be handed out, undefined where there is none. */
  peek(): OpenTrial | undefined {
    for (; this.#next < this.#waiting.length; this.#next++) {
      const open = this.#waiting[this.#next] as OpenTrial;
      if (!open.isOut && this.#open.get(open.trial.method) === open) return open;
    }
    return undefined;
  }

  giveBack(open: OpenTrial): void {
    open.isOut = false;
    this.#next = Math.min(this.#next, open.position);
  }

  /** Scores of a trial of the selection that was completed; null of one that was not. */
  learn({ candidate, trial }: OpenTrial, past: readonly PastScore[] | null): void {
    const tried = this.#triedOf(candidate);
    if (past === null) {
      tried.isDropped = true;
      tried.firstPast = null;
      return;
    }
    const { first } = this.seen.origins;
    if (trial.stage === "first") {
      tried.firstPast = past;
      tried.firstLoss = this.#lossOf(past, []);
      return;
    }
    const all = trial.stage === "all" ? past : inOrder(first, tried.firstPast ?? [], past);
    tried.loss = this.#lossOf(all, []);
    tried.isComplete = true;
    if (trial.stage === "all")
      tried.firstLoss = this.#lossOf(
        first.map((place) => all[place] as PastScore),
        [],
      );
    tried.firstPast = null;
  }

  /** Forgets the scores of those that are not to be tried any further. */
  keepOnly(isKept: (id: string) => boolean): void {
    for (const tried of this.#tried.values()) if (!isKept(tried.candidate.id)) tried.firstPast = null;
  }

  /** Its methods are ranked for the last time. */
  forget(): void {
    this.#tried.clear();
  }

  has(method: string): boolean {
    return this.#tried.has(method);
  }

  isComplete(method: string): boolean {
    return this.#tried.get(method)?.isComplete === true;
  }

  /** Losses at the first origins, of every method that was completed there. */
  *firstLosses(): Generator<RankedCandidate> {
    for (const { candidate, firstLoss, firstPast, isComplete, isDropped } of this.#tried.values())
      if (!isDropped && (isComplete || firstPast !== null)) yield { id: candidate.id, loss: firstLoss, candidate };
  }

  /** Losses at all origins, of every method that was completed there. */
  *losses(): Generator<RankedCandidate> {
    for (const { candidate, loss, isComplete } of this.#tried.values())
      if (isComplete) yield { id: candidate.id, loss, candidate };
  }

  #triedOf(candidate: Candidate): Tried {
    const known = this.#tried.get(candidate.id);
    if (known !== undefined) return known;
    const tried: Tried = {
      candidate,
      firstPast: null,
      firstLoss: Number.NaN,
      loss: Number.NaN,
      isComplete: false,
      isDropped: false,
    };
    this.#tried.set(candidate.id, tried);
    return tried;
  }
}

export function originsOf({ origins: { selection, first, heldOut } }: SeenSeries, stage: Stage): readonly number[] {
  switch (stage) {
    case "all":
      return selection;
    case "first":
      return first.map((place) => selection[place] as number);
    case "rest":
      return selection.filter((_, place) => !first.includes(place));
    case "held-out":
      return heldOut;
  }
}

/** Scores of the first origins and of the others, in the order of all origins. */
export function inOrder(
  first: readonly number[],
  firstPast: readonly PastScore[],
  rest: readonly PastScore[],
): PastScore[] {
  const all = [...rest];
  for (const [index, place] of first.entries()) all.splice(place, 0, firstPast[index] as PastScore);
  return all;
}
