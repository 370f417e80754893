/** What a page has open; given back when the page goes, because a page that crashed or was reloaded can't do it itself. */

/** The part of Electron's WebContents that visits need. */
export interface VisitedPage {
  on(event: "render-process-gone" | "did-navigate", listener: () => void): unknown;
  once(event: "destroyed", listener: () => void): unknown;
}

/** One page from its load to its end. */
export interface Visit {
  /** Gives `handle` back at once when the page is gone by now; false then. */
  open(handle: string): boolean;
  /** False when this page does not have it open. */
  close(handle: string): boolean;
}

class OpenVisit implements Visit {
  readonly #close: (handle: string) => void;
  /** One entry per reference. */
  #handles: string[] = [];
  #isOver = false;

  constructor(close: (handle: string) => void) {
    this.#close = close;
  }

  open(handle: string): boolean {
    if (this.#isOver) this.#close(handle);
    else this.#handles.push(handle);
    return !this.#isOver;
  }

  close(handle: string): boolean {
    const index = this.#handles.indexOf(handle);
    if (index < 0) return false;
    this.#handles.splice(index, 1);
    this.#close(handle);
    return true;
  }

  end(): void {
    this.#isOver = true;
    for (const handle of this.#handles.splice(0)) this.#close(handle);
  }
}

export class PageVisits<Page extends VisitedPage> {
  readonly #close: (handle: string) => void;
  readonly #visits = new Map<Page, OpenVisit>();
  readonly #watched = new WeakSet<Page>();

  /** @param close gives one reference to a dataset back */
  constructor(close: (handle: string) => void) {
    this.#close = close;
  }

  /** The visit that a request belongs to: asked for when the request comes, used when its answer is there. */
  of(page: Page): Visit {
    const known = this.#visits.get(page);
    if (known !== undefined) return known;
    const visit = new OpenVisit(this.#close);
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
    this.#visits.get(page)?.end();
    this.#visits.delete(page);
  }
}
