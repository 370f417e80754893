import { createStore, type StoreApi } from "zustand/vanilla";
import type { RequestArgs } from "#contract/ipc";
import { adoptedModel, type AdoptedMethod } from "#domain/job";
import type { Client } from "#renderer/bridge";
import { errorText, type Notify } from "#renderer/context";
import type { Datasets } from "#renderer/datasets";

export type MethodChoice = RequestArgs<"methods:adopt">["choices"][number];

/** By series. */
export type AdoptedMethods = ReadonlyMap<string, AdoptedMethod>;

/** One adoption, as it is undone and done again. */
interface Step {
  /** Choices of one search, or of none, at a time. */
  readonly adopts: readonly { readonly job: string | null; readonly choices: readonly MethodChoice[] }[];
  /** What the toolbar has after it; null: what it has. */
  readonly model: string | null;
}

interface Change {
  readonly back: Step;
  readonly forth: Step;
}

export interface MethodsState {
  /** By the handle of an open dataset. */
  readonly adopted: Readonly<Record<string, AdoptedMethods>>;
  /** Changes by handle: those that can be undone, the latest last, and those to do again, the next last. */
  readonly earlier: Readonly<Record<string, readonly Change[]>>;
  readonly later: Readonly<Record<string, readonly Change[]>>;
  readonly isBusy: boolean;
}

/** The methods that were adopted for series of the open datasets. */
export interface Methods {
  readonly store: StoreApi<MethodsState>;
  /**
   * The series are forecast with these methods from now on, and the dataset is shown with them.
   *
   * @param job the search that found them
   * @returns false where it failed, which has been said then, or another change is under way
   */
  adopt(dataset: string, choices: readonly MethodChoice[], job: string | null): Promise<boolean>;
  undo(dataset: string): Promise<void>;
  redo(dataset: string): Promise<void>;
}

const none: AdoptedMethods = new Map();

export function adoptedOf(state: MethodsState, dataset: string): AdoptedMethods {
  return state.adopted[dataset] ?? none;
}

export function createMethods(client: Client, datasets: Datasets, notify: Notify): Methods {
  const store = createStore<MethodsState>(() => ({ adopted: {}, earlier: {}, later: {}, isBusy: false }));
  const asked = new Map<string, AbortController>();

  const load = async (dataset: string): Promise<void> => {
    asked.get(dataset)?.abort();
    const mine = new AbortController();
    asked.set(dataset, mine);
    const outcome = await client.request("methods:list", { dataset }, { signal: mine.signal });
    // Another question has been asked since, or the dataset was closed.
    if (asked.get(dataset) !== mine) return;
    if (outcome.ok) {
      const methods = new Map(outcome.value.map((method) => [method.series, method]));
      const isFirst = store.getState().adopted[dataset] === undefined;
      store.setState(({ adopted }) => ({ adopted: { ...adopted, [dataset]: methods } }));
      if (methods.size === 0) datasets.modelGone(dataset, adoptedModel);
      // What was adopted in an earlier visit is what the file is shown with.
      else if (isFirst) datasets.suggestModel(dataset, adoptedModel);
    } else if (outcome.error.code !== "cancelled") notify("error", errorText(outcome.error));
  };
  const forget = (dataset: string): void => {
    asked.get(dataset)?.abort();
    asked.delete(dataset);
    store.setState(({ adopted, earlier, later }) => ({
      adopted: without(adopted, dataset),
      earlier: without(earlier, dataset),
      later: without(later, dataset),
    }));
  };
  datasets.store.subscribe(({ open }) => {
    const handles = new Set(open.map(({ dataset }) => dataset.handle));
    for (const handle of asked.keys()) if (!handles.has(handle)) forget(handle);
    for (const handle of handles) if (!asked.has(handle)) void load(handle);
  });
  client.on("methods:changed", ({ dataset }) => {
    if (asked.has(dataset)) void load(dataset);
  });

  const modelOf = (dataset: string): string | undefined =>
    datasets.store.getState().open.find((open) => open.dataset.handle === dataset)?.selection.model;

  /** Null when it failed, which has been said then; otherwise the step that takes it back. */
  const take = async (dataset: string, { adopts, model }: Step): Promise<Step | null> => {
    const before = modelOf(dataset);
    if (before === undefined || store.getState().isBusy) return null;
    store.setState({ isBusy: true });
    const earlier: AdoptedMethod[] = [];
    for (const { job, choices } of adopts) {
      const outcome = await client.request("methods:adopt", { dataset, choices: [...choices], job });
      if (!outcome.ok) {
        store.setState({ isBusy: false });
        notify("error", errorText(outcome.error));
        return null;
      }
      earlier.push(...outcome.value.before);
    }
    await load(dataset);
    store.setState({ isBusy: false });
    if (model !== null) datasets.selectModel(model, dataset);
    return { adopts: backOf(adopts, earlier), model: before };
  };
  const step = async (dataset: string, how: "undo" | "redo"): Promise<void> => {
    const from = how === "undo" ? "earlier" : "later";
    const to = how === "undo" ? "later" : "earlier";
    const change = store.getState()[from][dataset]?.at(-1);
    if (change === undefined) return;
    const inverse = await take(dataset, how === "undo" ? change.back : change.forth);
    if (inverse === null) return;
    const next = how === "undo" ? change : { ...change, back: inverse };
    store.setState((state) => ({
      [from]: { ...state[from], [dataset]: (state[from][dataset] ?? []).slice(0, -1) },
      [to]: { ...state[to], [dataset]: [...(state[to][dataset] ?? []), next] },
    }));
  };

  return {
    store,
    async adopt(dataset, choices, job) {
      // Series that are given back leave the toolbar as it is: others may still have a method.
      const isAny = choices.some(({ method }) => method !== null);
      const forth = { adopts: [{ job, choices }], model: isAny ? adoptedModel : null };
      const back = await take(dataset, forth);
      if (back === null) return false;
      store.setState(({ earlier, later }) => ({
        earlier: { ...earlier, [dataset]: [...(earlier[dataset] ?? []), { back, forth }] },
        later: { ...later, [dataset]: [] },
      }));
      return true;
    },
    undo: (dataset) => step(dataset, "undo"),
    redo: (dataset) => step(dataset, "redo"),
  };
}

/** What stood there before, as choices again: each search's own together, as they are adopted. */
function backOf(adopts: Step["adopts"], before: readonly AdoptedMethod[]): Step["adopts"] {
  const known = new Map(before.map((method) => [method.series, method]));
  const groups = new Map<string | null, MethodChoice[]>();
  for (const { series } of adopts.flatMap(({ choices }) => choices)) {
    const was = known.get(series);
    const job = was?.job ?? null;
    groups.set(job, [...(groups.get(job) ?? []), { series, method: was?.method ?? null }]);
  }
  return [...groups].map(([job, choices]) => ({ job, choices }));
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  const { [key]: _gone, ...rest } = record;
  return rest;
}
