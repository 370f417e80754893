/** Projects of windows: opened after a question, saved where the user says, and from then on by themselves. */
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { ProjectState } from "#contract/ipc";
import type { CorrectionLog } from "#domain/correction";
import type { ScenarioLog } from "#domain/scenario";
import { EngineError, toPlainError } from "#domain/errors";
import {
  type Json,
  type Project,
  projectExtension,
  type ProjectFile,
  projectLimits,
  type ProjectMethod,
} from "#domain/project";
import type { KeptInfluences } from "#domain/influence";
import type { ThresholdLog } from "#domain/threshold";
import type { Logger } from "#main/platform";
import type { FileStamp, StoredFile, StoredProject, StoredSession } from "#main/sessions";
import {
  type DataSource,
  extractData,
  measureData,
  type ReadProject,
  readProject,
  writeProject,
} from "./project-file.ts";
import { placesOf, relativePlace } from "./project-text.ts";

/** What is known of an open file beside how it is looked at. */
export interface FileFacts {
  /** Handle of the file's own content; null where it is not open. */
  readonly content: string | null;
  readonly corrections: CorrectionLog | null;
  readonly scenarios: ScenarioLog | null;
  readonly thresholds: ThresholdLog | null;
  readonly influences: KeptInfluences | null;
  readonly methods: readonly ProjectMethod[];
}

/** A file that a project refers to, and where it may be. */
export interface Referred {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

export interface ProjectsPorts<Page> {
  readonly version: string;
  /** For data that projects hold. */
  readonly folder: string;
  readonly isWindows: boolean;
  readonly logger: Logger;
  readonly sessions: {
    sessionOf(page: Page): StoredSession;
    replace(page: Page, session: StoredSession): void;
    pages(): readonly Page[];
  };
  /** Of the file at a path, where it is open; null where it is not. */
  readonly factsOf: (path: string) => Promise<FileFacts | null>;
  /** What a project says of a file is for when the file is read. */
  readonly bring: (path: string, file: ProjectFile) => void;
  /** Whether the user has opened a file at this path before. */
  readonly isKnown: (path: string) => boolean;
  /**
   * Asks whether files that a project refers to may be opened: all of them, none, or (null) not even the project.
   */
  readonly ask: (page: Page, project: string, files: readonly Referred[]) => Promise<"open" | "without" | null>;
  readonly tell: (page: Page, state: ProjectState | null) => void;
  readonly notify: (page: Page, message: string) => void;
  readonly after: (ms: number, work: () => void) => () => void;
}

/** A project's file as it was read or written last. */
interface Kept extends ReadProject {
  readonly path: string;
  /** Another one was written by somebody else. */
  readonly stamp: FileStamp | null;
}

/** What is about to be written. */
interface Described {
  /** Without the measures of its data. */
  readonly project: Project;
  /** Of the files with a place among the data, in that order. */
  readonly embedded: readonly DataSource[];
  /** Files that are not open any more, and stay in the project until the user saves it. */
  readonly closed: number;
}

interface Autosave {
  isEdited: boolean;
  stop: () => void;
  /** It failed, or somebody else has written the project: only the user saves it from now on. */
  isHeld: boolean;
}

const saveAfterMs = 1_500;
/** All embedded data are written each time. */
const saveLargeAfterMs = 30_000;
const largeBytes = 16 * 1024 * 1024;

export class Projects<Page extends object> {
  readonly #ports: ProjectsPorts<Page>;
  /** By path. */
  readonly #kept = new Map<string, Kept>();
  readonly #autosaves = new WeakMap<Page, Autosave>();
  /** What is not needed any more may be needed again by the project that is opened next. */
  #sweeping: Promise<void> = Promise.resolve();
  /** One save after the other. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(ports: ProjectsPorts<Page>) {
    this.#ports = ports;
  }

  stateOf(page: Page): ProjectState | null {
    const { project } = this.#ports.sessions.sessionOf(page);
    return project === null ? null : stateOf(project, this.#autosaves.get(page)?.isEdited ?? false);
  }

  /**
   * What a project's window begins with. Embedded data are written to a folder of the application's; other files are opened only where the
   * user has opened them before, or says so.
   *
   * @returns null where the user does not want it
   * @throws EngineError project-unreadable, file-not-found
   */
  async open(page: Page, path: string): Promise<StoredSession | null> {
    await this.#sweeping;
    const read = await readProject(path);
    const { project } = read;
    const places = await this.#places(page, path, read);
    if (places === null) return null;
    const files: StoredFile[] = [];
    const leftOut: string[] = [];
    let active: number | null = null;
    for (const [at, file] of project.files.entries()) {
      const place = places[at];
      if (place === undefined || place === null) {
        leftOut.push(keyOf(file));
        continue;
      }
      if (at === project.active) active = files.length;
      const { options, source, look, isReadAgain } = file;
      files.push({ path: place, stamp: null, content: null, arrangement: { options, source, look, isReadAgain } });
      this.#ports.bring(place, file);
    }
    this.#kept.set(path, { ...read, path, stamp: await stampOf(path) });
    const isEmbedded = project.data.length > 0;
    return {
      files,
      active: active ?? (files.length > 0 ? 0 : null),
      view: project.view,
      project: { path, isEmbedded, leftOut },
    };
  }

  /** Writes what a window has open. @throws EngineError cannot-write, file-too-large, file-not-found */
  async save(page: Page, path: string, isEmbedded: boolean): Promise<void> {
    const { sessions } = this.#ports;
    const before = sessions.sessionOf(page);
    const leftOut = before.project?.leftOut ?? [];
    const earlier = before.project === null ? null : await this.#earlier(before.project.path);
    const target = { path, isEmbedded, leftOut };
    await this.#write(target, await this.#describe(before, target, earlier, false));
    sessions.replace(page, { ...sessions.sessionOf(page), project: { path, isEmbedded, leftOut } });
    this.#settle(page, { isEdited: false, isHeld: false });
  }

  /** What a window has open, or what is known of its files, may be another: its project is saved soon. */
  touched(page: Page): void {
    const { sessions, tell } = this.#ports;
    const session = sessions.sessionOf(page);
    const { project } = session;
    if (project === null) return;
    const autosave = this.#autosaveOf(page);
    autosave.stop();
    if (session.files.length === 0) {
      // Whoever closes everything is done with the project, and wants no empty one.
      sessions.replace(page, { ...session, project: null });
      tell(page, null);
      return;
    }
    const bytes = this.#kept.get(project.path)?.project.data.reduce((sum, one) => sum + one.bytes, 0) ?? 0;
    autosave.stop = this.#ports.after(
      bytes > largeBytes ? saveLargeAfterMs : saveAfterMs,
      () => void this.#autosave(page),
    );
  }

  /** Its window is closed: what it had open is written once more. */
  closed(page: Page): void {
    const session = this.#ports.sessions.sessionOf(page);
    this.#autosaveOf(page).stop();
    void this.#autosave(page, session);
  }

  touchedAll(): void {
    for (const page of this.#ports.sessions.pages()) this.touched(page);
  }

  /** Writes at once what would be written soon. */
  async flush(): Promise<void> {
    await Promise.all(this.#ports.sessions.pages().map((page) => this.#autosave(page)));
    await this.#writing;
  }

  /** Embedded data that no window, and no list, needs any more. @param used paths */
  sweep(used: readonly string[]): Promise<void> {
    const done = this.#sweep(used);
    this.#sweeping = done.catch(() => undefined);
    return done;
  }

  async #sweep(used: readonly string[]): Promise<void> {
    const { folder } = this.#ports;
    const needed = new Set(used.filter((path) => path.startsWith(folder)).map((path) => basename(dirname(path))));
    const names = await readdir(folder).catch(() => []);
    await Promise.all(
      names.filter((name) => !needed.has(name)).map((name) => rm(join(folder, name), { recursive: true, force: true })),
    );
  }

  async #autosave(page: Page, session = this.#ports.sessions.sessionOf(page)): Promise<void> {
    const { project } = session;
    if (project === null) return;
    const autosave = this.#autosaveOf(page);
    autosave.stop();
    if (session.files.length === 0) return;
    const earlier = await this.#earlier(project.path);
    const next = await this.#describe(session, project, earlier, true);
    const isChanged = earlier === null || !isSame(earlier.project, next.project);
    const isEdited = isChanged || next.closed > 0;
    if (isEdited !== autosave.isEdited) this.#settle(page, { isEdited, isHeld: autosave.isHeld });
    if (autosave.isHeld || !isChanged) return;
    try {
      if (!isSameStamp(earlier?.stamp ?? null, await stampOf(project.path))) {
        throw new EngineError("cannot-write", `${basename(project.path)} was changed or moved by somebody else.`, {
          hint: "It is not saved by itself any more. Save the project to replace it, or save it in another place.",
        });
      }
      await this.#write(project, next);
      this.#settle(page, { isEdited: next.closed > 0, isHeld: false });
    } catch (error) {
      this.#settle(page, { isEdited: true, isHeld: true });
      const { code, message, hint } = toPlainError(error);
      this.#ports.logger.warn("project-not-saved", { code });
      this.#ports.notify(page, [message, hint].filter(Boolean).join(" "));
    }
  }

  /** As the file says it; null where that can't be had. */
  async #earlier(path: string): Promise<Kept | null> {
    const known = this.#kept.get(path);
    if (known !== undefined) return known;
    try {
      const kept = { ...(await readProject(path)), path, stamp: await stampOf(path) };
      this.#kept.set(path, kept);
      return kept;
    } catch {
      return null;
    }
  }

  #write({ path }: StoredProject, { project, embedded }: Described): Promise<void> {
    const done = this.#writing.then(async () => {
      const measured = { ...project, data: await measureData(embedded) };
      const offset = await writeProject(path, measured, embedded);
      this.#kept.set(path, { project: measured, offset, path, stamp: await stampOf(path) });
    });
    this.#writing = done.catch(() => undefined);
    return done;
  }

  /**
   * @param earlier the project as it was; null where it is new
   * @param keepsClosed files that are not open any more stay in it: only the user takes files out of a project
   */
  async #describe(
    { files, active, view }: StoredSession,
    target: StoredProject,
    earlier: Kept | null,
    keepsClosed: boolean,
  ): Promise<Described> {
    const { version, isWindows, factsOf } = this.#ports;
    const known = earlier?.project.files ?? [];
    const embedded: DataSource[] = [];
    const open = new Set<ProjectFile>();
    const described: ProjectFile[] = [];
    for (const file of files) {
      // Of data that came with a project there is no other place.
      const place = this.#isOwn(file.path)
        ? { relative: null, absolute: null }
        : { relative: relativePlace(file.path, dirname(target.path), isWindows), absolute: file.path };
      const before = known.find((one) => isOf(one, file.path, place, earlier?.project ?? null));
      if (before !== undefined) open.add(before);
      const facts = (await factsOf(file.path)) ?? {
        content: before?.content ?? null,
        corrections: before?.corrections ?? null,
        scenarios: before?.scenarios ?? null,
        thresholds: before?.thresholds ?? null,
        influences: before?.influences ?? null,
        methods: before?.methods ?? [],
      };
      const isEmbedded = target.isEmbedded || this.#isOwn(file.path);
      const data = isEmbedded ? embedded.push({ path: file.path }) - 1 : null;
      const others = before?.others ?? {};
      described.push({ name: basename(file.path), place, data, ...facts, ...file.arrangement, others });
    }
    // What the user did not want opened was not taken out of the project either.
    const rest = known.filter((file) => !open.has(file) && (keepsClosed || target.leftOut.includes(keyOf(file))));
    for (const file of rest) {
      const stretch = earlier === null || file.data === null ? null : stretchOf(earlier, file.data);
      const source = stretch === null || earlier === null ? null : { path: earlier.path, stretch };
      described.push({ ...file, data: source === null ? null : embedded.push(source) - 1 });
    }
    if (described.length > projectLimits.files)
      throw new EngineError("file-too-large", "A project can have 1,000 files.", { hint: "Close some of them." });
    const closed = rest.filter((file) => !target.leftOut.includes(keyOf(file))).length;
    const project: Project = {
      ...{ app: version, active, view: view as Record<string, Json> },
      ...{ files: described, data: [], others: earlier?.project.others ?? {} },
    };
    return { project, embedded, closed };
  }

  /** Where each file is opened from; null for one that is left out. Null where the user does not want the project. */
  async #places(page: Page, path: string, read: ReadProject): Promise<readonly (string | null)[] | null> {
    const { folder, isWindows, isKnown, ask } = this.#ports;
    const { files } = read.project;
    const given = files.map((file) => (file.data === null ? placesOf(file.place, dirname(path), isWindows) : []));
    const unknown = files.flatMap(({ name }, at) => {
      const [first] = given[at] ?? [];
      return first === undefined || given[at]?.some(isKnown) === true ? [] : [{ name, path: first }];
    });
    // Before the answer nothing is looked at: not even whether it is there.
    const answer = unknown.length === 0 ? "open" : await ask(page, basename(path), unknown);
    if (answer === null) return null;
    await mkdir(folder, { recursive: true });
    const places: (string | null)[] = [];
    for (const [at, { data, name }] of files.entries()) {
      if (data !== null) {
        places.push(await extractData(path, read, data, name, folder));
        continue;
      }
      const mine = given[at] ?? [];
      const allowed = answer === "open" ? mine : mine.filter(isKnown);
      const there = await Promise.all(allowed.map(isFile));
      places.push(allowed[there.indexOf(true)] ?? allowed[0] ?? null);
    }
    return places;
  }

  /** It came with a project. */
  #isOwn(path: string): boolean {
    return dirname(dirname(path)) === this.#ports.folder;
  }

  #autosaveOf(page: Page): Autosave {
    const known = this.#autosaves.get(page);
    if (known !== undefined) return known;
    const autosave: Autosave = { isEdited: false, stop: () => undefined, isHeld: false };
    this.#autosaves.set(page, autosave);
    return autosave;
  }

  #settle(page: Page, { isEdited, isHeld }: { readonly isEdited: boolean; readonly isHeld: boolean }): void {
    const autosave = this.#autosaveOf(page);
    Object.assign(autosave, { isEdited, isHeld });
    this.#ports.tell(page, this.stateOf(page));
  }
}

function stateOf({ path, isEmbedded }: StoredProject, isEdited: boolean): ProjectState {
  return { name: basename(path, `.${projectExtension}`), isEdited, isEmbedded };
}

/** Of a file that a project names. */
function keyOf({ name, place }: ProjectFile): string {
  return JSON.stringify([name, place.relative, place.absolute]);
}

/** Whether a file of the project as it was before is the one at this path. */
function isOf(file: ProjectFile, path: string, place: ProjectFile["place"], project: Project | null): boolean {
  if (file.place.absolute !== null && file.place.absolute === place.absolute) return true;
  if (file.place.relative !== null && file.place.relative === place.relative) return true;
  return file.data !== null && project?.data[file.data]?.sha256 === basename(dirname(path));
}

/** But for what says when and by what it was written, and for embedded data, which follow from the files. */
function isSame(one: Project, other: Project): boolean {
  const text = ({ app: _app, data: _data, files, ...rest }: Project): string =>
    JSON.stringify([rest.active, rest.view, rest.others, files.map(({ data: _at, ...file }) => sorted(file))]);
  return text(one) === text(other);
}

/** Equal objects as equal texts, in whatever order they were written. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [next]) => (one < next ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** Where the bytes of embedded data are in the project's file. */
function stretchOf({ project, offset }: ReadProject, at: number): { readonly start: number; readonly bytes: number } {
  const before = project.data.slice(0, at).reduce((sum, { bytes }) => sum + bytes, 0);
  return { start: offset + before, bytes: project.data[at]?.bytes ?? 0 };
}

async function stampOf(path: string): Promise<FileStamp | null> {
  const info = await stat(path).catch(() => null);
  return info?.isFile() === true ? { changedMs: info.mtimeMs, sizeBytes: info.size } : null;
}

function isSameStamp(one: FileStamp | null, other: FileStamp | null): boolean {
  return one === null || other === null
    ? one === other
    : one.changedMs === other.changedMs && one.sizeBytes === other.sizeBytes;
}

async function isFile(path: string): Promise<boolean> {
  return (await stampOf(path)) !== null;
}
