/** Every window that is open: which one the user looks at, what each waits for, and what becomes of one that crashes. */
import type { AnyEvent, Grant } from "#contract/ipc";
import { OpenFiles } from "./open-files.ts";
import { PageCrashes } from "./page-crashes.ts";

/** The part of Electron's WebContents that the registry needs. */
export interface ManagedContents {
  on(event: "render-process-gone", listener: (event: unknown, details: { readonly reason: string }) => void): unknown;
}

/** The part of Electron's BrowserWindow that the registry needs. */
export interface ManagedWindow<Contents extends ManagedContents> {
  readonly webContents: Contents;
  on(event: "focus" | "closed", listener: () => void): unknown;
  isDestroyed(): boolean;
  isMinimized(): boolean;
  restore(): void;
  focus(): void;
  reload(): void;
}

export interface WindowRegistryPorts<Contents extends ManagedContents, Window extends ManagedWindow<Contents>> {
  /**
   * @param place tells where and how large the window was last time: the first window is 1, one beside it 2, …
   * @param beside the window that had the focus last
   */
  readonly create: (place: number, beside: Window | undefined) => Window;
  readonly tell: (contents: Contents, event: AnyEvent) => void;
  /** A page that keeps crashing: true where the user wants it loaded again. */
  readonly askAboutCrashes: (window: Window, reason: string) => Promise<boolean>;
  /** The user gave up on a page that keeps crashing. */
  readonly onGivenUp: () => void;
  readonly onCrash: (contents: Contents, reason: string, pauseMs: number | null) => void;
  /** @param isLast no other window is open */
  readonly onClosed: (contents: Contents, isLast: boolean) => void;
  /** The application is on its way out: pages that go are not loaded again. */
  readonly isLeaving: () => boolean;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly after: (ms: number, work: () => void) => void;
}

interface Entry<Window> {
  readonly window: Window;
  readonly place: number;
  readonly files: OpenFiles;
  readonly crashes: PageCrashes;
}

export class WindowRegistry<Contents extends ManagedContents, Window extends ManagedWindow<Contents>> {
  readonly #ports: WindowRegistryPorts<Contents, Window>;
  /** In the order of their last focus, the latest last. */
  #entries: Entry<Window>[] = [];
  /** Opened before there was a window. */
  readonly #waiting: Grant[] = [];

  constructor(ports: WindowRegistryPorts<Contents, Window>) {
    this.#ports = ports;
  }

  /** Opens one more window; the first gets the files that waited for it. */
  open(): Window {
    const places = new Set(this.#entries.map(({ place }) => place));
    let place = 1;
    while (places.has(place)) place += 1;
    const window = this.#ports.create(place, this.current);
    const { webContents } = window;
    const files = new OpenFiles((grant) => this.#ports.tell(webContents, { name: "file:opened", payload: grant }));
    const entry: Entry<Window> = { window, place, files, crashes: new PageCrashes(this.#ports.now) };
    for (const grant of this.#waiting.splice(0)) files.add(grant);
    this.#entries.push(entry);
    window.on("focus", () => this.#raise(entry));
    window.on("closed", () => {
      this.#entries = this.#entries.filter((one) => one !== entry);
      this.#ports.onClosed(webContents, this.#entries.length === 0);
    });
    webContents.on("render-process-gone", (_event, { reason }) => this.#recover(entry, reason));
    return window;
  }

  get all(): readonly Window[] {
    return this.#entries.map(({ window }) => window);
  }

  /** Every window by its place, the first one's first. */
  inOrder(): readonly Window[] {
    return this.#entries.toSorted((a, b) => a.place - b.place).map(({ window }) => window);
  }

  /** The window that had the focus last; undefined when none is open. */
  get current(): Window | undefined {
    return this.#entries.at(-1)?.window;
  }

  /** Brings the current window to the front, for a second start of the application. */
  activate(): void {
    const window = this.current;
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  }

  /** Shows a file in the current window, or in the first that opens. */
  openFile(grant: Grant): void {
    const entry = this.#entries.at(-1);
    if (entry === undefined) this.#waiting.push(grant);
    else entry.files.add(grant);
  }

  /** Files that wait for this page, which has come up and is told of further ones from now on. */
  takeFiles(contents: Contents): Grant[] {
    return this.#entries.find(({ window }) => window.webContents === contents)?.files.take() ?? [];
  }

  /** Tells every window. */
  broadcast(event: AnyEvent): void {
    for (const { window } of this.#entries) this.#ports.tell(window.webContents, event);
  }

  /** Tells the current window only: a command of the menu is for the one that the user looks at. */
  sendToCurrent(event: AnyEvent): void {
    const window = this.current;
    if (window !== undefined) this.#ports.tell(window.webContents, event);
  }

  #raise(entry: Entry<Window>): void {
    this.#entries = [...this.#entries.filter((one) => one !== entry), entry];
  }

  #recover({ window, files, crashes }: Entry<Window>, reason: string): void {
    if (reason === "clean-exit" || this.#ports.isLeaving()) return;
    files.hold();
    const pauseMs = crashes.next();
    this.#ports.onCrash(window.webContents, reason, pauseMs);
    const reload = (): void => {
      if (!window.isDestroyed() && !this.#ports.isLeaving()) window.reload();
    };
    if (pauseMs !== null) {
      this.#ports.after(pauseMs, reload);
      return;
    }
    void this.#ports.askAboutCrashes(window, reason).then((wantsReload) => {
      crashes.forget();
      if (wantsReload) reload();
      else this.#ports.onGivenUp();
    });
  }
}
