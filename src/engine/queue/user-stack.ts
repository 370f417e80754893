/** What the queue keeps of one waiting request. */
export interface StackEntry<T> {
  readonly key: string;
  /** Only entries of one group can share a batch. */
  readonly group: string;
  readonly bytes: number;
  readonly value: T;
}

interface Node<T> extends StackEntry<T> {
  seq: number;
  sinceMs: number;
  newer: Node<T> | null;
  older: Node<T> | null;
  newerInGroup: Node<T> | null;
  olderInGroup: Node<T> | null;
}

/**
 * Last-in first-out, with removal and promotion from any place in constant time.
 *
 * The order key is a sequence number that no two entries share, so nothing ever falls through to comparing payloads.
 * Entries are linked twice, in the whole stack and within their group: the newest entry decides which group runs next,
 * and its batch is filled from that group without looking at any other entry.
 */
export class UserStack<T> {
  readonly #nodes = new Map<string, Node<T>>();
  readonly #groupTops = new Map<string, Node<T>>();
  #top: Node<T> | null = null;
  #bottom: Node<T> | null = null;
  #seq = 0;
  #bytes = 0;

  get size(): number {
    return this.#nodes.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** When the entry at the bottom came to its place; null when the stack is empty. */
  get bottomSinceMs(): number | null {
    return this.#bottom?.sinceMs ?? null;
  }

  has(key: string): boolean {
    return this.#nodes.has(key);
  }

  /** The key must not be in the stack yet. */
  push(entry: StackEntry<T>, nowMs: number): void {
    if (this.#nodes.has(entry.key)) throw new Error(`already queued: ${entry.key}`);
    const node: Node<T> = {
      key: entry.key,
      group: entry.group,
      bytes: entry.bytes,
      value: entry.value,
      seq: 0,
      sinceMs: nowMs,
      newer: null,
      older: null,
      newerInGroup: null,
      olderInGroup: null,
    };
    this.#nodes.set(node.key, node);
    this.#bytes += node.bytes;
    this.#link(node);
  }

  /** Puts a waiting entry on top. False when it does not wait here. */
  promote(key: string, nowMs: number): boolean {
    const node = this.#nodes.get(key);
    if (node === undefined) return false;
    this.#unlink(node);
    node.sinceMs = nowMs;
    this.#link(node);
    return true;
  }

  remove(key: string): T | undefined {
    const node = this.#nodes.get(key);
    if (node === undefined) return undefined;
    this.#unlink(node);
    this.#nodes.delete(key);
    this.#bytes -= node.bytes;
    return node.value;
  }

  /** The group that the newest entry belongs to. */
  topGroup(): string | null {
    return this.#top?.group ?? null;
  }

  /** Up to `max` entries of one group, newest first. */
  takeGroup(group: string, max: number): T[] {
    const taken: T[] = [];
    while (taken.length < max) {
      const node = this.#groupTops.get(group);
      if (node === undefined) break;
      this.remove(node.key);
      taken.push(node.value);
    }
    return taken;
  }

  /** Every waiting key, newest first. */
  *keys(): Generator<string> {
    for (let node = this.#top; node !== null; node = node.older) yield node.key;
  }

  #link(node: Node<T>): void {
    node.seq = ++this.#seq;
    node.older = this.#top;
    node.newer = null;
    if (this.#top !== null) this.#top.newer = node;
    this.#top = node;
    this.#bottom ??= node;
    const groupTop = this.#groupTops.get(node.group) ?? null;
    node.olderInGroup = groupTop;
    node.newerInGroup = null;
    if (groupTop !== null) groupTop.newerInGroup = node;
    this.#groupTops.set(node.group, node);
  }

  #unlink(node: Node<T>): void {
    if (node.newer === null) this.#top = node.older;
    else node.newer.older = node.older;
    if (node.older === null) this.#bottom = node.newer;
    else node.older.newer = node.newer;
    if (node.newerInGroup !== null) node.newerInGroup.olderInGroup = node.olderInGroup;
    else if (node.olderInGroup !== null) this.#groupTops.set(node.group, node.olderInGroup);
    // An empty group leaves the map: groups come and go with models and horizons and must not pile up.
    else this.#groupTops.delete(node.group);
    if (node.olderInGroup !== null) node.olderInGroup.newerInGroup = node.newerInGroup;
  }
}
