/** Places of series that have something to be handed out, the lowest key first: a binary heap in which a series is at most once. */
export class ReadySeries {
  readonly #heap: { readonly key: number; readonly series: number }[] = [];
  readonly #inside = new Set<number>();

  add(series: number, key: number): void {
    if (this.#inside.has(series)) return;
    this.#inside.add(series);
    const heap = this.#heap;
    let at = heap.length;
    heap.push({ key, series });
    for (let above = (at - 1) >> 1; at > 0 && this.#isBefore(at, above); above = (at - 1) >> 1) {
      this.#swap(at, above);
      at = above;
    }
  }

  /** The first, which leaves the heap; undefined when there is none. */
  take(): number | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return undefined;
    this.#inside.delete(first.series);
    if (heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    return first.series;
  }

  #sink(): void {
    let at = 0;
    for (;;) {
      let least = at;
      for (const below of [2 * at + 1, 2 * at + 2])
        if (below < this.#heap.length && this.#isBefore(below, least)) least = below;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #isBefore(left: number, right: number): boolean {
    const [one, other] = [this.#heap[left], this.#heap[right]];
    if (one === undefined || other === undefined) return false;
    return one.key < other.key || (one.key === other.key && one.series < other.series);
  }

  #swap(left: number, right: number): void {
    const heap = this.#heap;
    [heap[left], heap[right]] = [heap[right] as never, heap[left] as never];
  }
}
