import { createStore, type StoreApi } from "zustand/vanilla";
import type { RequestName, RequestValue } from "#contract/ipc";
import type { CorrectionEdit, CorrectionSource, CorrectionsState } from "#domain/correction";
import type { ImportedDataset } from "#domain/dataset";
import type { AppError, Outcome } from "#domain/errors";
import type { Client } from "#renderer/bridge";
import { type Notify, notifySaved } from "#renderer/context";
import type { Datasets, OpenDataset } from "#renderer/datasets";

type Corrected = RequestValue<"corrections:current">;
type ChangeRequest = Extract<
  RequestName,
  "corrections:apply" | "corrections:apply-from" | "corrections:undo" | "corrections:redo" | "corrections:clear"
>;

/** What a file was before its last change of values: still open, so that its forecast can be shown beside the new one. */
export interface PreviousDataset {
  readonly before: ImportedDataset;
  /** What kind of change it was: corrections were made, taken back, or a step was undone or redone. */
  readonly how: "made" | "removed" | "undo" | "redo";
  /** Ids of the series whose values are others now. */
  readonly changed: readonly string[];
}

export interface CorrectionsStoreState {
  /** By the handle of an open dataset; absent until main has answered. */
  readonly files: Readonly<Record<string, CorrectionsState>>;
  /** By the handle of the dataset that took its place. */
  readonly previous: Readonly<Record<string, PreviousDataset>>;
  /** Changes under way, of whatever file. */
  readonly running: number;
  /** Why the last change was not made; null after one that was, or once it was taken note of. */
  readonly error: AppError | null;
}

/** What was done to a file besides corrections, and can be undone in this window. */
export interface OtherChanges {
  readonly adoptions: number;
  readonly readings: number;
  /** Steps of its adjustments and scenarios; none where absent. */
  readonly scenarios?: number;
}

/**
 * Corrections of the open datasets. A corrected dataset takes its file's place in the window as one does that was read again. Datasets are
 * named by any handle that their file has had in this window; changes of a file are made one after the other.
 */
export interface Corrections {
  readonly store: StoreApi<CorrectionsStoreState>;
  /** One step of the history. Resolves to false where it was not made, and `error` says why. */
  apply(
    dataset: string,
    changes: { readonly add?: readonly CorrectionEdit[]; readonly remove?: readonly number[] },
  ): Promise<boolean>;
  undo(dataset: string): Promise<boolean>;
  redo(dataset: string): Promise<boolean>;
  /** Takes all of them back, as one step. */
  clear(dataset: string): Promise<boolean>;
  /** Makes another file's corrections for this one, as one step. */
  applyFrom(dataset: string, source: number): Promise<boolean>;
  /** Files with the same columns that have corrections. */
  sources(dataset: string): Promise<Outcome<readonly CorrectionSource[]>>;
  suggest(dataset: string, series: string, signal?: AbortSignal): Promise<Outcome<RequestValue<"corrections:suggest">>>;
  /** What a file of corrections would do; asks for it where no grant is given. Null when the user closed the dialog. */
  previewImport(dataset: string, grant?: string): Promise<Outcome<RequestValue<"corrections:preview-import">>>;
  /** What another file's corrections would do. */
  previewFrom(dataset: string, source: number): Promise<Outcome<RequestValue<"corrections:preview-from">>>;
  /** Asks where to, and says how it went. */
  save(dataset: string): Promise<void>;
  rows(
    dataset: string,
    series: string,
    from: number,
    count: number,
    signal?: AbortSignal,
  ): Promise<Outcome<RequestValue<"series:rows">>>;
  /** The forecast from before the last change is not shown any more. */
  dismissPrevious(dataset: string): void;
  forgetError(): void;
  /** Steps in force that were made since this window knows the file; negative where earlier ones were undone. */
  madeHere(dataset: string): number;
  /**
   * Whether a correction is what undo takes back next, or redo does again: neither an adopted method nor another reading of the file
   * came after it, or has to come before it.
   */
  isNext(dataset: string, how: "undo" | "redo"): boolean;
}

/** @param otherChanges of an open dataset, by its handle */
export function createCorrections(
  client: Client,
  datasets: Datasets,
  notify: Notify,
  otherChanges: (dataset: string) => OtherChanges,
): Corrections {
  const store = createStore<CorrectionsStoreState>(() => ({ files: {}, previous: {}, running: 0, error: null }));
  /** From handles that were replaced to those in their place. */
  const replacedBy = new Map<string, string>();
  /** What else had been done when a step of a file's history was made here, by the file's grant and the step's place. */
  const marks = new Map<string, Map<number, OtherChanges>>();
  /** The last change of each file, by its grant. */
  const last = new Map<string, Promise<unknown>>();
  const asked = new Set<string>();

  const now = (handle: string): string => {
    let at = handle;
    for (let next = replacedBy.get(at); next !== undefined; next = replacedBy.get(at)) at = next;
    return at;
  };
  const find = (handle: string): OpenDataset | undefined =>
    datasets.store.getState().open.find(({ dataset }) => dataset.handle === now(handle));
  const close = (dataset: string): void => void client.request("dataset:close", { dataset });

  /** By the file's own content: how far its history was when this window saw it first. */
  const begun = new Map<string, number>();
  const setFile = (handle: string, state: CorrectionsState): void => {
    if (!begun.has(state.base)) begun.set(state.base, state.position);
    store.setState(({ files }) => ({ files: { ...files, [handle]: state } }));
  };

  /** Puts an answer in its file's place. The answer is one more reference to its dataset. */
  const take = (open: OpenDataset, { dataset, state, changed }: Corrected, how: PreviousDataset["how"]): void => {
    if (!begun.has(state.base)) begun.set(state.base, state.position);
    const before = open.dataset.handle;
    const { handle } = dataset;
    // Known before the list of open datasets tells of it.
    asked.add(handle);
    if (handle !== before) replacedBy.set(before, handle);
    if (datasets.replace(before, dataset, "reload", open.grant) !== "replaced") {
      replacedBy.delete(before);
      close(handle);
      return;
    }
    if (handle === before) {
      close(before);
      setFile(before, state);
      return;
    }
    const { [before]: older, ...others } = store.getState().previous;
    if (older !== undefined) close(older.before.handle);
    store.setState(({ files }) => ({
      files: { ...without(files, before), [handle]: state },
      // The reference that the file itself had goes on being this one's.
      previous: { ...others, [handle]: { before: open.dataset, how, changed } },
    }));
  };

  /** After whatever is under way for the file. */
  const inTurn = <T>(handle: string, work: (open: OpenDataset) => Promise<T>, otherwise: T): Promise<T> => {
    const grant = find(handle)?.grant;
    if (grant === undefined) return Promise.resolve(otherwise);
    const run = async (): Promise<T> => {
      const open = find(handle);
      return open === undefined ? otherwise : work(open);
    };
    const done = (last.get(grant) ?? Promise.resolve()).then(run);
    last.set(grant, done);
    return done;
  };

  const change = async (
    handle: string,
    request: (dataset: string) => Promise<Outcome<Corrected>>,
    how: PreviousDataset["how"],
  ): Promise<boolean> => {
    const isNew = how === "made" || how === "removed";
    store.setState(({ running }) => ({ running: running + 1 }));
    const isMade = await inTurn(
      handle,
      async (open) => {
        const others = otherChanges(open.dataset.handle);
        const outcome = await request(open.dataset.handle);
        if (!outcome.ok) {
          if (outcome.error.code !== "cancelled") store.setState({ error: outcome.error });
          return false;
        }
        const { position } = outcome.value.state;
        take(open, outcome.value, how);
        if (isNew) {
          const own = marks.get(open.grant) ?? new Map<number, OtherChanges>();
          // The file has another handle now, of which nothing was adopted yet.
          own.set(
            position,
            outcome.value.dataset.handle === open.dataset.handle ? others : { ...others, adoptions: 0 },
          );
          marks.set(open.grant, own);
        }
        store.setState({ error: null });
        return true;
      },
      false,
    );
    store.setState(({ running }) => ({ running: running - 1 }));
    return isMade;
  };
  const changeBy = (
    name: Exclude<ChangeRequest, "corrections:apply" | "corrections:apply-from">,
    handle: string,
    how: PreviousDataset["how"],
  ): Promise<boolean> => change(handle, (dataset) => client.request(name, { dataset }), how);

  /** As main has them, which another window may have changed. */
  const load = (handle: string): Promise<void> =>
    inTurn(
      handle,
      async (open) => {
        const dataset = open.dataset.handle;
        const listed = await client.request("corrections:list", { dataset });
        // What can't be listed is told when something is to be changed.
        if (!listed.ok || find(dataset) === undefined) return;
        if (listed.value.dataset === dataset) {
          setFile(dataset, listed.value);
          return;
        }
        const current = await client.request("corrections:current", { dataset });
        if (current.ok) take(open, current.value, "made");
      },
      undefined,
    );

  const forget = (handle: string): void => {
    asked.delete(handle);
    // One that was replaced lives on as what its file was before.
    if (replacedBy.has(handle)) return;
    for (const [old] of replacedBy) if (now(old) === handle) replacedBy.delete(old);
    const { files, previous } = store.getState();
    const gone = previous[handle];
    store.setState({ files: without(files, handle), previous: without(previous, handle) });
    if (gone !== undefined) close(gone.before.handle);
  };
  datasets.store.subscribe(({ open }) => {
    const handles = new Set(open.map(({ dataset }) => dataset.handle));
    for (const handle of handles) replacedBy.delete(handle);
    for (const handle of [...asked]) if (!handles.has(handle)) forget(handle);
    for (const handle of handles) {
      if (asked.has(handle)) continue;
      asked.add(handle);
      void load(handle);
    }
  });
  client.on("corrections:changed", ({ base }) => {
    for (const [handle, state] of Object.entries(store.getState().files)) if (state.base === base) void load(handle);
  });

  return {
    store,
    apply: (handle, { add = [], remove = [] }) =>
      change(
        handle,
        (dataset) => client.request("corrections:apply", { dataset, add: [...add], remove: [...remove] }),
        add.length > 0 ? "made" : "removed",
      ),
    undo: (handle) => changeBy("corrections:undo", handle, "undo"),
    redo: (handle) => changeBy("corrections:redo", handle, "redo"),
    clear: (handle) => changeBy("corrections:clear", handle, "removed"),
    applyFrom: (handle, source) =>
      change(handle, (dataset) => client.request("corrections:apply-from", { dataset, source }), "made"),
    sources: (handle) => client.request("corrections:sources", { dataset: now(handle) }),
    suggest: (handle, series, signal) =>
      client.request("corrections:suggest", { dataset: now(handle), series }, signal === undefined ? {} : { signal }),
    previewImport: (handle, grant) =>
      client.request("corrections:preview-import", { dataset: now(handle), ...(grant === undefined ? {} : { grant }) }),
    previewFrom: (handle, source) => client.request("corrections:preview-from", { dataset: now(handle), source }),
    async save(handle) {
      notifySaved(client, notify, await client.request("corrections:export", { dataset: now(handle) }));
    },
    rows: (handle, series, from, count, signal) =>
      client.request(
        "series:rows",
        { dataset: now(handle), series, from, count },
        signal === undefined ? {} : { signal },
      ),
    dismissPrevious(handle) {
      const current = now(handle);
      const { previous } = store.getState();
      const gone = previous[current];
      if (gone === undefined) return;
      store.setState({ previous: without(previous, current) });
      close(gone.before.handle);
    },
    forgetError: () => store.setState({ error: null }),
    madeHere(handle) {
      const state = store.getState().files[now(handle)];
      return state === undefined ? 0 : state.position - (begun.get(state.base) ?? state.position);
    },
    isNext(handle, how) {
      const open = find(handle);
      const state = store.getState().files[now(handle)];
      if (open === undefined || state === undefined || state[how] === null) return false;
      const { adoptions, readings, scenarios = 0 } = otherChanges(now(handle));
      const step = how === "undo" ? state.position : state.position + 1;
      // Of steps that an earlier visit or another window made it is not known: they came before what was done here.
      const mark = marks.get(open.grant)?.get(step) ?? { adoptions: 0, readings: 0 };
      return how === "undo"
        ? adoptions <= mark.adoptions && readings <= mark.readings && scenarios <= (mark.scenarios ?? 0)
        : adoptions >= mark.adoptions && readings >= mark.readings && scenarios >= (mark.scenarios ?? 0);
    },
  };
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  const { [key]: _gone, ...rest } = record;
  return rest;
}
