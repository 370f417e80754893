import { createStore, type StoreApi } from "zustand/vanilla";
import type { KeptFile, KeptSession, ProjectState, RequestArgs } from "#contract/ipc";
import type { ImportedDataset, ImportProgress } from "#domain/dataset";
import { arrangementLimits, type WindowLook } from "#domain/project";
import { type Client, newRequestId } from "#renderer/bridge";
import { type Clock, errorText, lookOf, type Notify, type ViewStore, withLook } from "#renderer/context";
import { plural } from "#renderer/format";
import {
  arrangementOf,
  type AbsentFile,
  type Datasets,
  type DatasetsState,
  isAbsent,
  type OpenDataset,
  tabInFront,
  tabsOf,
} from "./datasets.ts";

export interface KeptFilesState {
  /** The file that is being read; null while none is. */
  readonly reading: {
    readonly tab: string;
    readonly startedAtMs: number;
    readonly progress: ImportProgress | null;
  } | null;
  /** The project that the window is saved to. */
  readonly project: ProjectState | null;
}

/** Files that were open before: after a start, closed, or chosen from those opened earlier. */
export interface KeptFiles {
  readonly store: StoreApi<KeptFilesState>;
  /** Brings back what this window had open, the file in front first. Resolves when all of it is there. */
  restore(): Promise<void>;
  /** Shows what a project, or an earlier window, had open; this one has nothing open. */
  show(session: KeptSession): Promise<void>;
  /** A project that was granted. */
  openProject(grant: string): Promise<void>;
  /** Into the window's project; asks where to for the first time, or with `isNewPlace`. */
  saveProject(how?: { readonly isNewPlace?: boolean; readonly isEmbedded?: boolean }): Promise<void>;
  /** Opens a file as it was read and looked at, in front. */
  open(file: KeptFile): Promise<void>;
  /** Opens the file again that was closed last. */
  reopen(): Promise<void>;
  /** Reads an absent file after all; asks where it is when it is not at its place. */
  read(tab: string): Promise<void>;
  /** Looks after files that were not at their places: one that is there again is read. */
  look(): Promise<void>;
  /** Saves at once what would be saved soon. */
  flush(): void;
}

export interface KeptFilesPorts {
  readonly client: Client;
  readonly clock: Clock;
  readonly datasets: Datasets;
  readonly view: ViewStore;
  readonly notify: Notify;
  /** Whether there is such a model or method. Asked only once models are known. */
  readonly knows: (model: string) => boolean;
  readonly modelsKnown: Promise<void>;
  /** Opens a page in the chart's place by its name, where there is one. */
  readonly openPage: (page: string) => void;
}

/** From the last change, and at most from the first that was not saved yet. */
const saveAfterMs = 300;
const saveWithinMs = 800;

export function createKeptFiles(ports: KeptFilesPorts): KeptFiles {
  const { client, clock, datasets, view, notify } = ports;
  const store = createStore<KeptFilesState>(() => ({ reading: null, project: null }));
  let requestId = "";
  /** One after the other: each takes a process, and the first is the one that the user waits for. */
  let last: Promise<unknown> = Promise.resolve();

  client.on("import:progress", (progress) => {
    const { reading } = store.getState();
    if (reading !== null && progress.requestId === requestId) store.setState({ reading: { ...reading, progress } });
  });

  const find = (tab: string): AbsentFile | undefined =>
    datasets.store.getState().absent.find((file) => file.tab === tab);

  const readNow = async (tab: string, given?: string): Promise<ImportedDataset | null> => {
    const file = find(tab);
    if (file === undefined) return null;
    const grant = given ?? file.grant;
    datasets.setAbsent(tab, { why: "waiting", error: null });
    requestId = newRequestId();
    store.setState({ reading: { tab, startedAtMs: clock.now(), progress: null } });
    const { options } = file.arrangement;
    const args = { grant, options, scope: "this-file" as const };
    const outcome = await client.request("dataset:import", args, { requestId });
    await ports.modelsKnown;
    store.setState({ reading: null });
    if (!outcome.ok) {
      const { error } = outcome;
      datasets.setAbsent(tab, { why: error.code === "file-not-found" ? "missing" : "failed", error });
      return null;
    }
    const dataset = outcome.value;
    if (datasets.arrived(tab, dataset, grant, ports.knows)) return dataset;
    // One entry here needs only one reference to the content.
    void client.request("dataset:close", { dataset: dataset.handle });
    return null;
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };

  const expect = (files: readonly KeptFile[], front: number | null, place?: number): readonly string[] =>
    datasets.expect(files.map(expected), front, place);

  const saving = createSaving(ports);
  const show = async ({ epoch, files, active, view: look, project }: KeptSession): Promise<void> => {
    store.setState({ project });
    view.setState(withLook(view.getState(), look));
    // Before what was opened meanwhile.
    const tabs = expect(files, active, 0);
    saving.begin(epoch);
    const first = tabs[active ?? 0];
    const order = first === undefined ? [] : [first, ...tabs.filter((tab) => tab !== first)];
    const changed: string[] = [];
    for (const tab of order) {
      if (find(tab)?.why !== "waiting") continue;
      const dataset = await inTurn(() => readNow(tab));
      if (dataset !== null && files[tabs.indexOf(tab)]?.state !== "same") changed.push(dataset.name);
      if (tab === first && tabInFront(datasets.store.getState()) === tab) openPage(ports, look);
    }
    sayChanged(changed, notify);
  };
  /** A project that came sooner would be taken for what was open before. */
  const restored = Promise.withResolvers<void>();
  client.on("project:changed", (project) => store.setState({ project }));
  client.on("session:kept", (session) => void show(session));
  return {
    store,
    show,
    async restore() {
      const outcome = await client.request("session:restore", {});
      restored.resolve();
      if (outcome.ok) await show(outcome.value);
    },
    async openProject(grant) {
      await restored.promise;
      const outcome = await client.request("project:open", { grant });
      if (!outcome.ok) notify("error", errorText(outcome.error));
      else if (outcome.value !== null) await show(outcome.value);
    },
    async saveProject({ isNewPlace = false, isEmbedded } = {}) {
      await saving.now();
      const outcome = await client.request("project:save", {
        isNewPlace,
        ...(isEmbedded === undefined ? {} : { isEmbedded }),
      });
      if (!outcome.ok) notify("error", errorText(outcome.error));
      else if (outcome.value !== null)
        notify("success", `Saved ${outcome.value.name}. It is kept up to date from now on.`);
    },
    async open(file) {
      const [tab] = expect([file], null);
      if (tab === undefined) return;
      datasets.activateTab(tab);
      if (find(tab)?.why === "waiting") await inTurn(() => readNow(tab));
    },
    async reopen() {
      const file = datasets.takeClosed();
      if (file === undefined) return;
      const [tab] = datasets.expect([file], null, file.place);
      if (tab === undefined) return;
      datasets.activateTab(tab);
      if (file.why === "waiting") await inTurn(() => readNow(tab));
    },
    async read(tab) {
      const file = find(tab);
      if (file === undefined) return;
      if (file.why !== "missing") {
        await inTurn(() => readNow(tab));
        return;
      }
      const located = await client.request("file:locate", { grant: file.grant });
      if (!located.ok || located.value === null) return;
      const { grant } = located.value;
      await inTurn(() => readNow(tab, grant));
    },
    async look() {
      const missing = datasets.store.getState().absent.filter(({ why }) => why === "missing");
      if (missing.length === 0) return;
      const outcome = await client.request("file:check", { grants: missing.map(({ grant }) => grant) });
      if (!outcome.ok) return;
      const back = missing.filter((_file, index) => outcome.value[index] !== "missing");
      for (const { tab } of back) if (find(tab)?.why === "missing") await inTurn(() => readNow(tab));
    },
    flush: saving.flush,
  };
}

function expected({ grant, state, isOffered, arrangement }: KeptFile): Omit<AbsentFile, "tab" | "place"> {
  const why = state === "missing" ? "missing" : isOffered ? "offered" : "waiting";
  return { grant: grant.grant, name: grant.name, arrangement, earlier: [], later: [], why, error: null };
}

function openPage({ openPage: open }: KeptFilesPorts, { page }: WindowLook): void {
  if (typeof page === "string") open(page);
}

function sayChanged(names: readonly string[], notify: Notify): void {
  const [first, ...others] = names;
  if (first === undefined) return;
  notify(
    "info",
    others.length === 0
      ? `“${first}” has changed since it was open. It was read as it is now, with its settings, corrections and adopted models.`
      : `“${first}” and ${plural(others.length, "other file", "other files")} have changed since they were open. They were read as they are now, with their settings, corrections and adopted models.`,
  );
}

/** Tells main what is open soon after it changes. */
function createSaving({ client, clock, datasets, view }: KeptFilesPorts): {
  /** From now on, for what was given with this epoch. */
  begin(epoch: number): void;
  /** Saves at once what would be saved soon. */
  flush(): void;
  /** Resolves when main knows how it is now. */
  now(): Promise<void>;
} {
  let epoch: number | null = null;
  let saved = "";
  let firstMs: number | null = null;
  let stop = (): void => undefined;

  const save = async (): Promise<void> => {
    stop();
    firstMs = null;
    if (epoch === null) return;
    const args = { epoch, ...arrangementIn(datasets.store.getState(), lookOf(view.getState())) };
    const text = JSON.stringify(args);
    if (text === saved) return;
    saved = text;
    await client.request("session:save", args);
  };
  const later = (): void => {
    if (epoch === null) return;
    const now = clock.now();
    firstMs ??= now;
    stop();
    stop = clock.after(Math.max(0, Math.min(saveAfterMs, firstMs + saveWithinMs - now)), () => void save());
  };
  datasets.store.subscribe(later);
  view.subscribe(later);
  return {
    begin(given) {
      epoch = given;
      later();
    },
    flush() {
      if (firstMs !== null) void save();
    },
    now: save,
  };
}

/** What is open, but for files that are only looked at. */
export function arrangementIn(state: DatasetsState, view: WindowLook): Omit<RequestArgs<"session:save">, "epoch"> {
  const kept = tabsOf(state)
    .filter((file) => isAbsent(file) || file.dataset.settings.isOneShot !== true)
    .slice(0, arrangementLimits.files);
  const front = kept.findIndex(({ tab }) => tab === tabInFront(state));
  return {
    files: kept.map((file) => ({
      grant: file.grant,
      arrangement: isAbsent(file) ? file.arrangement : arrangementOf(file),
    })),
    active: front < 0 ? null : front,
    view: JSON.stringify(view).length > arrangementLimits.view ? {} : view,
  };
}

/** The chart's own stretch goes with its file. */
export function keepZooms(datasets: Datasets, view: ViewStore): void {
  const front = ({ open, active }: DatasetsState): OpenDataset | undefined =>
    open.find(({ dataset }) => dataset.handle === active);
  view.subscribe(({ zoom }, before) => {
    const file = front(datasets.store.getState());
    if (zoom !== before.zoom && file !== undefined) datasets.setZoom(file.tab, zoom);
  });
  datasets.store.subscribe((state, before) => {
    const file = front(state);
    if (file?.tab === front(before)?.tab) return;
    const zoom = file?.zoom ?? null;
    if (zoom !== view.getState().zoom) view.setState({ zoom });
  });
}
