import { CancelledError, isCancelled } from "#domain/errors";
import { abortable, SingleFlight, untilAborted, type HostSignal, type Run, type Ticket } from "#engine/concurrency";
import type { AnswerTiers, Lifetime } from "./answer-tiers.ts";
import { queryKey, type Query } from "./query.ts";

/** What was computed for one position. */
export interface QueryPiece<P> extends Lifetime {
  readonly value: P;
  /** What it occupies. */
  readonly bytes: number;
}

/** Makes the pieces at these positions, one for each, in their order. */
export type PieceWork<P> = (missing: readonly number[], signal: HostSignal) => Promise<readonly QueryPiece<P>[]>;

interface StoredPiece {
  readonly value: unknown;
  readonly bytes: number;
  /** By the cache's clock. */
  readonly usableUntilMs: number;
  readonly freshUntilMs: number;
}

/** Pieces of neighbouring positions, kept and lost together. */
type Block = ReadonlyMap<number, StoredPiece>;

/** A piece on disk: position, value, bytes, and how much longer it was usable and fresh when its block was written. */
type BlockRow = readonly [position: number, value: unknown, bytes: number, usableMs: number, freshMs: number];

interface Flight {
  readonly id: string;
  readonly positions: ReadonlySet<number>;
}

/** Positions in a block: rows are few, and writing or reading one costs less than a millisecond. */
const blockPositions = 32;

/**
 * Answers over a range that are made of pieces, one for each whole-numbered position, such as an origin or a bin of time. Of
 * a request only those pieces are computed that neither are known nor are being computed: seven days out of thirty cost
 * nothing, and thirty after seven cost twenty-three.
 *
 * That holds only where a piece depends on the question and its position and on nothing else: then the answer is the same, whatever
 * was asked before.
 */
export class IntervalCache {
  readonly #tiers: AnswerTiers;
  readonly #runs = new SingleFlight<string, ReadonlyMap<number, unknown>>();
  readonly #flights = new Map<string, Set<Flight>>();
  readonly #datasetOf = new Map<string, string>();
  #started = 0;

  constructor(tiers: AnswerTiers) {
    this.#tiers = tiers;
  }

  /**
   * The pieces at `positions`, in their order.
   *
   * @param query everything that the answer depends on, except its range
   * @param work is asked once for all pieces that are missing, in ascending order
   * @throws what `work` throws: no answer is given in part
   */
  async answer<P>(
    query: Query,
    positions: readonly number[],
    work: PieceWork<P>,
    signal?: HostSignal,
  ): Promise<readonly P[]> {
    if (positions.length === 0) return [];
    const key = queryKey(query);
    const { pause } = this.#tiers;
    // From the store into memory, with everybody else's turn after each.
    if (pause !== undefined)
      for (const block of byBlock(positions).keys())
        if (this.#tiers.peek(keyOf(key, block)) === undefined && this.#block(key, query, block).size > 0) await pause();
    const { known, stale } = this.#known(key, query, positions);
    const missing = [...new Set(positions)].filter((position) => !known.has(position)).sort((a, b) => a - b);
    const isPartial = known.size > 0 && missing.length > 0;
    const whole = stale.length > 0 ? "stale" : "hit";
    this.#tiers.count(query.kind, isPartial ? "partial" : missing.length > 0 ? "miss" : whole);
    // Nobody waits for it: where it fails, that is counted and the next to ask tries again.
    if (stale.length > 0) this.#ticket(key, query, stale, work);
    const pieces = new Map(known);
    if (missing.length > 0) {
      const made = await untilAborted(this.#ticket(key, query, missing, work), signal);
      for (const [position, value] of made) pieces.set(position, value);
    }
    return positions.map((position) => pieces.get(position) as P);
  }

  /** Releases who waits for answers about one dataset, or about any. What is kept is the tiers'. */
  release(dataset?: string): void {
    this.#runs.cancelWhere((id) => dataset === undefined || this.#datasetOf.get(id) === dataset, "dataset-deleted");
  }

  stop(): void {
    this.#runs.cancelAll("shutdown");
  }

  #known(key: string, query: Query, positions: readonly number[]) {
    const nowMs = this.#tiers.now();
    const known = new Map<number, unknown>();
    const stale: number[] = [];
    for (const [block, within] of byBlock(positions)) {
      const pieces = this.#block(key, query, block);
      for (const position of within) {
        const piece = pieces?.get(position);
        if (piece === undefined || nowMs >= piece.usableUntilMs || known.has(position)) continue;
        known.set(position, piece.value);
        if (nowMs >= piece.freshUntilMs) stale.push(position);
      }
    }
    return { known, stale: stale.sort((a, b) => a - b) };
  }

  #block(key: string, query: Query, block: number): Block {
    const blockKey = keyOf(key, block);
    const held = this.#tiers.use(blockKey);
    if (held !== undefined) return held.value as Block;
    const stored = this.#tiers.read(blockKey);
    if (stored === null) return new Map();
    const rows = stored.value as readonly BlockRow[];
    // Its time to live was that of the piece that lives longest.
    const writtenMs = this.#tiers.now() + stored.ttlMs - Math.max(...rows.map(([, , , usableMs]) => usableMs));
    const pieces = new Map(
      rows.map(([position, value, bytes, usableMs, freshMs]): [number, StoredPiece] => [
        position,
        { value, bytes, usableUntilMs: writtenMs + usableMs, freshUntilMs: writtenMs + freshMs },
      ]),
    );
    const { bytes, ttlMs } = this.#sizeOf(pieces);
    this.#tiers.hold(blockKey, query, { value: pieces, bytes, ttlMs });
    return pieces;
  }

  /** One ticket for all of them: pieces that are being computed are joined, the others are begun. */
  #ticket<P>(
    key: string,
    query: Query,
    positions: readonly number[],
    work: PieceWork<P>,
  ): Ticket<ReadonlyMap<number, unknown>> {
    const flights = [...(this.#flights.get(key) ?? [])];
    const tickets: Ticket<ReadonlyMap<number, unknown>>[] = [];
    const joined = new Set<Flight>();
    const rest: number[] = [];
    for (const position of positions) {
      const flight = flights.find((one) => one.positions.has(position));
      if (flight === undefined) rest.push(position);
      else joined.add(flight);
    }
    // They are there: a flight leaves the list as it ends.
    for (const { id } of joined) tickets.push(this.#runs.join(id, () => this.#start(id, key, query, rest, work)));
    if (rest.length > 0) {
      const id = `${key}~${(this.#started += 1)}`;
      tickets.push(this.#runs.join(id, () => this.#start(id, key, query, rest, work)));
    }
    const cancel: Ticket<unknown>["cancel"] = (reason) => tickets.forEach((ticket) => ticket.cancel(reason));
    const promise = Promise.all(tickets.map((ticket) => ticket.promise)).then(
      (made) => new Map(made.flatMap((pieces) => [...pieces])),
      (error: unknown) => {
        cancel(isCancelled(error) ? error.reason : "user");
        throw error;
      },
    );
    // Whoever stopped listening must not turn it into an unhandled rejection.
    promise.catch(() => undefined);
    return { promise, cancel };
  }

  #start<P>(
    id: string,
    key: string,
    query: Query,
    positions: readonly number[],
    work: PieceWork<P>,
  ): Run<ReadonlyMap<number, unknown>> {
    const flight: Flight = { id, positions: new Set(positions) };
    const flights = this.#flights.get(key) ?? new Set();
    this.#flights.set(key, flights.add(flight));
    this.#datasetOf.set(id, query.dataset);
    let isOver = false;
    const end = (): void => {
      isOver = true;
      this.#datasetOf.delete(id);
      flights.delete(flight);
      if (flights.size === 0 && this.#flights.get(key) === flights) this.#flights.delete(key);
    };
    const { promise, cancel } = abortable((signal) => work(positions, signal));
    const done = promise.then(
      (made) => {
        if (isOver) throw new CancelledError("user");
        end();
        if (made.length !== positions.length)
          throw new RangeError(`${made.length} pieces were made for ${positions.length} positions`);
        this.#put(key, query, positions, made);
        return new Map(made.map(({ value }, index) => [positions[index] as number, value as unknown]));
      },
      (error: unknown) => {
        if (!isOver && !isCancelled(error)) this.#tiers.count(query.kind, "error");
        if (!isOver) end();
        throw error;
      },
    );
    return {
      promise: done,
      cancel: (reason) => {
        end();
        cancel(reason);
      },
    };
  }

  #put(key: string, query: Query, positions: readonly number[], made: readonly QueryPiece<unknown>[]): void {
    const nowMs = this.#tiers.now();
    const pieceAt = new Map(positions.map((position, index) => [position, made[index] as QueryPiece<unknown>]));
    for (const [block, within] of byBlock(positions)) {
      // Others may have put pieces there meanwhile.
      const known = this.#block(key, query, block);
      const pieces = new Map([...known].filter(([, { usableUntilMs }]) => usableUntilMs > nowMs));
      for (const position of within) {
        const {
          value,
          bytes,
          ttlMs = this.#tiers.ttlMs,
          freshMs = ttlMs,
        } = pieceAt.get(position) as QueryPiece<unknown>;
        pieces.delete(position);
        if (ttlMs <= 0) continue;
        const freshUntilMs = nowMs + Math.min(freshMs, ttlMs);
        pieces.set(position, { value, bytes, usableUntilMs: nowMs + ttlMs, freshUntilMs });
      }
      const blockKey = keyOf(key, block);
      const { bytes, ttlMs } = this.#sizeOf(pieces);
      this.#tiers.hold(blockKey, query, { value: pieces, bytes, ttlMs });
      const rows = [...pieces].map(([position, piece]): BlockRow => {
        const { value, bytes: size, usableUntilMs, freshUntilMs } = piece;
        return [position, value, size, usableUntilMs - nowMs, freshUntilMs - nowMs];
      });
      this.#tiers.write(blockKey, query, { value: rows, bytes, ttlMs });
    }
  }

  #sizeOf(pieces: Block): { readonly bytes: number; readonly ttlMs: number } {
    let bytes = 0;
    let lastMs = 0;
    for (const piece of pieces.values()) {
      bytes += Math.ceil(piece.bytes);
      lastMs = Math.max(lastMs, piece.usableUntilMs);
    }
    return { bytes, ttlMs: Math.max(0, lastMs - this.#tiers.now()) };
  }
}

/**
 * A range [from, to), widened to whole pieces of `unit`, as the positions of these: piece `p` covers [p · unit, (p + 1) · unit).
 * So ranges that slide with the time ask for the same pieces.
 */
export function positionsWithin(from: number, to: number, unit: number): number[] {
  if (!(unit > 0)) throw new RangeError(`${unit} is no length of a piece`);
  const first = Math.floor(from / unit);
  const count = Math.max(0, Math.ceil(to / unit) - first);
  return Array.from({ length: from < to ? count : 0 }, (_, index) => first + index);
}

function keyOf(key: string, block: number): string {
  return `${key}#${blockPositions}:${block}`;
}

function byBlock(positions: readonly number[]): ReadonlyMap<number, readonly number[]> {
  const blocks = new Map<number, number[]>();
  for (const position of positions) {
    if (!Number.isSafeInteger(position)) throw new RangeError(`${position} is no position of a piece`);
    const block = Math.floor(position / blockPositions);
    const within = blocks.get(block);
    if (within === undefined) blocks.set(block, [position]);
    else within.push(position);
  }
  return blocks;
}
