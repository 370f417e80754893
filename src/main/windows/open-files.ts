import type { Grant } from "#contract/ipc";

/** Files that the user opened outside of the window: where no page is there to show them, they wait for the next one. */
export class OpenFiles {
  readonly #show: (grant: Grant) => void;
  #waiting: Grant[] = [];
  #hasPage = false;

  /** @param show tells the page */
  constructor(show: (grant: Grant) => void) {
    this.#show = show;
  }

  add(grant: Grant): void {
    if (this.#hasPage) this.#show(grant);
    else this.#waiting.push(grant);
  }

  /** For a page that has come up: what waits. From now on it is told of files as they come. */
  take(): Grant[] {
    this.#hasPage = true;
    return this.#waiting.splice(0);
  }

  /** The page is gone. */
  hold(): void {
    this.#hasPage = false;
  }
}
