/** Which window has which session, and how its files come back. */
import type { FileState, Grant, KeptFile, KeptSession } from "#contract/ipc";
import type { Arrangement, FileArrangement } from "#domain/project";
import type { Logger } from "#main/platform";
import {
  emptySession,
  type FileContent,
  type FileStamp,
  type SessionStore,
  type StoredFile,
  type StoredSession,
} from "./session-store.ts";

/** Files that the user chose, as the page may name them. */
export interface GrantedFiles {
  pathOf(grant: string): string;
  /** Of the file as it was read last; nulls before it was. */
  lastRead(grant: string): { readonly stamp: FileStamp | null; readonly content: FileContent | null };
  /** A grant for what a grant was given for earlier, whether or not it is still there. */
  again(path: string, stamp: FileStamp | null, content: FileContent | null): Grant;
  stateOf(grant: string): Promise<FileState>;
}

export interface WindowSessionsPorts<Page> {
  readonly store: SessionStore;
  readonly files: GrantedFiles;
  readonly logger: Logger;
  /** How a file is looked at now, for when it is opened again. */
  readonly onArranged: (path: string, arrangement: FileArrangement) => void;
  /** What a window has open is another now. */
  readonly onSaved: (page: Page) => void;
  readonly after: (ms: number, work: () => void) => void;
}

/** How long the application has to go on after a file was opened, until opening it counts as well done. */
const settledAfterMs = 3_000;

const lookLimitMs = 2_000;

interface Entry {
  id: number | null;
  session: StoredSession;
  /** Its page has not been given its files yet, or has crashed since. */
  isWaiting: boolean;
  /** Counts what its page was given: what it arranged before that is not meant any more. */
  epoch: number;
}

export class WindowSessions<Page extends object> {
  readonly #ports: WindowSessionsPorts<Page>;
  readonly #entries = new Map<Page, Entry>();
  /** Paths of files that come back, until they have been opened. */
  readonly #comingBack = new Set<string>();
  /** Paths of files that are being opened, or were a moment ago. */
  readonly #opening = new Set<string>();
  #isLeaving = false;

  constructor(ports: WindowSessionsPorts<Page>) {
    this.#ports = ports;
  }

  /** A window is there, with what it had open before, or with nothing. */
  attach(page: Page, kept: { readonly id: number | null; readonly session: StoredSession } | null): void {
    this.#entries.set(page, {
      id: kept?.id ?? null,
      session: kept?.session ?? emptySession,
      isWaiting: kept !== null,
      epoch: 0,
    });
  }

  /** Its page has crashed: the next one gets its files back. */
  crashed(page: Page): void {
    const entry = this.#entries.get(page);
    if (entry !== undefined) entry.isWaiting = true;
    // Any of them may be to blame, and is offered from now on.
    this.#opening.clear();
  }

  /** @param isLast what the last window has open comes back with the next start; any other's is closed with it */
  closed(page: Page, isLast: boolean): void {
    const entry = this.#entries.get(page);
    this.#entries.delete(page);
    if (isLast || this.#isLeaving || entry === undefined || entry.id === null) return;
    this.#ports.store.close(entry.id);
  }

  sessionOf(page: Page): StoredSession {
    return this.#entryOf(page).session;
  }

  pages(): readonly Page[] {
    return [...this.#entries.keys()];
  }

  /** What its page shows, or is to show from now on. */
  replace(page: Page, session: StoredSession): void {
    const entry = this.#entryOf(page);
    entry.session = session;
    this.#write(entry);
  }

  /** What a page had open, once: a page that the user has loaded anew begins empty. */
  restore(page: Page): Promise<Omit<KeptSession, "project">> {
    const entry = this.#entryOf(page);
    // What is not given out is not kept either.
    if (!entry.isWaiting) entry.session = emptySession;
    entry.isWaiting = false;
    return this.given(page);
  }

  /** Its session for a page: the files are granted, each of which was chosen by the user when it was first opened. */
  async given(page: Page): Promise<Omit<KeptSession, "project">> {
    const entry = this.#entryOf(page);
    entry.epoch += 1;
    const { files, active, view } = entry.session;
    const unsettled = this.#ports.store.unsettled();
    const kept = await Promise.all(files.map((file) => this.keptFile(file, unsettled)));
    return { epoch: entry.epoch, files: kept, active, view };
  }

  async keptFile(
    { path, stamp, content, arrangement }: StoredFile,
    unsettled: ReadonlySet<string> = this.#ports.store.unsettled(),
  ): Promise<KeptFile> {
    const { files } = this.#ports;
    const grant = files.again(path, stamp, content);
    this.#comingBack.add(path);
    // One that has been opened just now, and nothing has ended since, is not to blame for anything.
    const isOffered = unsettled.has(path) && !this.#opening.has(path);
    return { grant, state: await this.#stateOf(grant.grant), isOffered, arrangement };
  }

  save(
    page: Page,
    {
      epoch,
      files,
      active,
      view,
    }: Arrangement<{ readonly grant: string; readonly arrangement: FileArrangement }> & { readonly epoch: number },
  ): void {
    const entry = this.#entryOf(page);
    // Its files are still on their way to it.
    if (entry.isWaiting || epoch !== entry.epoch) return;
    const stored = files.map(({ grant, arrangement }): StoredFile => {
      const path = this.#ports.files.pathOf(grant);
      return { path, ...this.#ports.files.lastRead(grant), arrangement };
    });
    entry.session = { ...entry.session, files: stored, active, view };
    this.#write(entry);
    for (const { path, arrangement } of stored) this.#ports.onArranged(path, arrangement);
    this.#ports.onSaved(page);
  }

  /** A file is about to be read. Where it comes back by itself and everything ends with it, the next start only offers it. */
  begins(path: string): void {
    if (!this.#comingBack.has(path)) return;
    this.#opening.add(path);
    this.#ports.store.began(path);
  }

  /** It was read, or refused. */
  ended(page: Page, path: string, isRead: boolean): void {
    if (!this.#comingBack.delete(path)) return;
    const settle = (): void => {
      // A page that has crashed since has not shown it.
      if (!this.#opening.delete(path) || (isRead && this.#entries.get(page)?.isWaiting === true)) return;
      this.#ports.store.settled(path);
    };
    if (isRead) this.#ports.after(settledAfterMs, settle);
    else settle();
  }

  /** The application is on its way out, in good order: no file is to blame for anything. */
  leave(): void {
    this.#isLeaving = true;
    for (const path of this.#opening) this.#ports.store.settled(path);
    this.#opening.clear();
  }

  /** A drive that does not answer must not keep the other files waiting. */
  #stateOf(grant: string): Promise<FileState> {
    const { promise: late, resolve } = Promise.withResolvers<FileState>();
    this.#ports.after(lookLimitMs, () => resolve("missing"));
    return Promise.race([this.#ports.files.stateOf(grant), late]);
  }

  #entryOf(page: Page): Entry {
    const known = this.#entries.get(page);
    if (known !== undefined) return known;
    const entry: Entry = { id: null, session: emptySession, isWaiting: false, epoch: 0 };
    this.#entries.set(page, entry);
    return entry;
  }

  #write(entry: Entry): void {
    try {
      entry.id = this.#ports.store.save(entry.id, entry.session);
    } catch (error) {
      this.#ports.logger.error("session-not-saved", { message: String(error) });
    }
  }
}
