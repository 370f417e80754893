/** Tells one visit of a page from the next, and says when it ends: a page that crashed or was reloaded can't do it itself. */

/** The part of Electron's WebContents that visits need. */
export interface VisitedPage {
  on(event: "render-process-gone" | "did-navigate", listener: () => void): unknown;
  once(event: "destroyed", listener: () => void): unknown;
}

/** One page from its load to its end: the owner of what it has open and looks at. */
export interface Visit {
  /** No other visit has it, not even a later one of the same page. */
  readonly id: number;
}

export class PageVisits<Page extends VisitedPage> {
  readonly #onEnd: (visit: Visit) => void;
  readonly #visits = new Map<Page, Visit>();
  readonly #watched = new WeakSet<Page>();
  #count = 0;

  /** @param onEnd called once per visit */
  constructor(onEnd: (visit: Visit) => void) {
    this.#onEnd = onEnd;
  }

  /** The visit that a request belongs to: asked for when the request comes, used when its answer is there. */
  of(page: Page): Visit {
    const known = this.#visits.get(page);
    if (known !== undefined) return known;
    const visit = { id: (this.#count += 1) };
    // Listeners stay for the life of the page's contents; `render-process-gone` and a reload begin a new visit.
    if (!this.#watched.has(page)) {
      this.#watched.add(page);
      page.on("render-process-gone", () => this.#end(page));
      page.on("did-navigate", () => this.#end(page));
      page.once("destroyed", () => this.#end(page));
    }
    this.#visits.set(page, visit);
    return visit;
  }

  #end(page: Page): void {
    const visit = this.#visits.get(page);
    this.#visits.delete(page);
    if (visit !== undefined) this.#onEnd(visit);
  }
}
