import { createStore, type StoreApi } from "zustand/vanilla";
import type { RequestArgs } from "#contract/ipc";
import type { CorrectionEdit } from "#domain/correction";
import type { AppError, Outcome } from "#domain/errors";
import {
  type Adjustment,
  type AdjustmentEdit,
  adjustmentsOf,
  baseScenario,
  type Scenario,
  type ScenariosState,
} from "#domain/scenario";
import { isSameFrequency, type SeriesSummary } from "#domain/series";
import type { Client } from "#renderer/bridge";
import { type Notify, notifySaved } from "#renderer/context";
import type { Datasets } from "#renderer/datasets";

type Command = RequestArgs<"scenarios:apply">["command"];

export interface ScenariosStoreState {
  /** By the handle of an open dataset; absent until main has answered. */
  readonly files: Readonly<Record<string, ScenariosState>>;
  /** Why the last change was not made; null after one that was, or once it was taken note of. */
  readonly error: AppError | null;
}

/** What else was done to a file in this window, and can be undone. */
export interface OtherSteps {
  readonly adoptions: number;
  readonly readings: number;
  readonly corrections: number;
}

export interface ScenarioChanges {
  readonly adjustments?: readonly AdjustmentEdit[];
  readonly edits?: readonly CorrectionEdit[];
  /** Ids of adjustments and edits. */
  readonly removes?: readonly number[];
}

/** Adjustments and scenarios of the open datasets. */
export interface Scenarios {
  readonly store: StoreApi<ScenariosStoreState>;
  /** One step of the history. Resolves to false where it was not made, and `error` says why. */
  change(dataset: string, scenario: number, changes: ScenarioChanges): Promise<boolean>;
  /** @param from the scenario whose content it begins with; null: none. Resolves to its id; null where it was not made */
  create(dataset: string, name: string, from: number | null): Promise<number | null>;
  rename(dataset: string, scenario: number, name: string): Promise<boolean>;
  remove(dataset: string, scenario: number): Promise<boolean>;
  undo(dataset: string): Promise<boolean>;
  redo(dataset: string): Promise<boolean>;
  /** Asks where to, and says how it went. */
  save(dataset: string, scenario: number): Promise<void>;
  forgetError(): void;
  /** Steps in force that were made since this window knows the file; negative where earlier ones were undone. */
  madeHere(dataset: string): number;
  /** Whether one of these steps is what undo takes back next, or redo does again. */
  isNext(dataset: string, how: "undo" | "redo"): boolean;
}

/** @param otherSteps of an open dataset, by its handle */
export function createScenarios(
  client: Client,
  datasets: Pick<Datasets, "store">,
  notify: Notify,
  otherSteps: (dataset: string) => OtherSteps,
): Scenarios {
  const store = createStore<ScenariosStoreState>(() => ({ files: {}, error: null }));
  /** By the file's own content: how far its history was when this window saw it first. */
  const begun = new Map<string, number>();
  /** What else had been done when a step was made here, by the file's own content and the step's place. */
  const marks = new Map<string, Map<number, OtherSteps>>();
  const asked = new Set<string>();

  const isOpen = (handle: string): boolean =>
    datasets.store.getState().open.some(({ dataset }) => dataset.handle === handle);

  const take = (handle: string, state: ScenariosState): void => {
    if (!begun.has(state.base)) begun.set(state.base, state.position);
    store.setState(({ files }) => ({ files: { ...files, [handle]: state } }));
  };
  const load = async (handle: string): Promise<void> => {
    const listed = await client.request("scenarios:list", { dataset: handle });
    // What can't be listed is told when something is to be changed.
    if (listed.ok && isOpen(handle)) take(handle, listed.value);
  };
  const answered = (
    handle: string,
    outcome: Outcome<ScenariosState>,
  ): outcome is Outcome<ScenariosState> & { ok: true } => {
    if (outcome.ok) {
      if (isOpen(handle)) take(handle, outcome.value);
      store.setState({ error: null });
      return true;
    }
    if (outcome.error.code !== "cancelled") store.setState({ error: outcome.error });
    return false;
  };
  const apply = async (handle: string, command: Command): Promise<ScenariosState | null> => {
    const others = otherSteps(handle);
    const outcome = await client.request("scenarios:apply", { dataset: handle, command });
    if (!answered(handle, outcome)) return null;
    const { base, position } = outcome.value;
    const own = marks.get(base) ?? new Map<number, OtherSteps>();
    own.set(position, others);
    marks.set(base, own);
    return outcome.value;
  };

  datasets.store.subscribe(({ open }) => {
    const handles = new Set(open.map(({ dataset }) => dataset.handle));
    for (const handle of [...asked])
      if (!handles.has(handle)) {
        asked.delete(handle);
        store.setState(({ files: { [handle]: _gone, ...files } }) => ({ files }));
      }
    for (const handle of handles) {
      if (asked.has(handle)) continue;
      asked.add(handle);
      void load(handle);
    }
  });
  client.on("scenarios:changed", ({ base }) => {
    for (const [handle, state] of Object.entries(store.getState().files)) if (state.base === base) void load(handle);
  });

  const of = (handle: string): ScenariosState | undefined => store.getState().files[handle];
  return {
    store,
    change: async (handle, scenario, { adjustments = [], edits = [], removes = [] }) =>
      (await apply(handle, {
        ...{ kind: "change", scenario, adjustments: [...adjustments], edits: [...edits], removes: [...removes] },
      })) !== null,
    async create(handle, name, from) {
      const state = await apply(handle, { kind: "create", name, from });
      return state?.scenarios.at(-1)?.id ?? null;
    },
    rename: async (handle, scenario, name) => (await apply(handle, { kind: "rename", scenario, name })) !== null,
    remove: async (handle, scenario) => (await apply(handle, { kind: "delete", scenario })) !== null,
    undo: async (handle) => answered(handle, await client.request("scenarios:undo", { dataset: handle })),
    redo: async (handle) => answered(handle, await client.request("scenarios:redo", { dataset: handle })),
    async save(handle, scenario) {
      notifySaved(client, notify, await client.request("scenarios:export", { dataset: handle, scenario }));
    },
    forgetError: () => store.setState({ error: null }),
    madeHere(handle) {
      const state = of(handle);
      return state === undefined ? 0 : state.position - (begun.get(state.base) ?? state.position);
    },
    isNext(handle, how) {
      const state = of(handle);
      if (state === undefined) return false;
      if (how === "undo" ? state.position === 0 : state.position === state.steps) return false;
      const step = how === "undo" ? state.position : state.position + 1;
      // Of steps that an earlier visit or another window made it is not known: they came before what was done here.
      const mark = marks.get(state.base)?.get(step) ?? { adoptions: 0, readings: 0, corrections: 0 };
      const now = otherSteps(handle);
      const kinds = ["adoptions", "readings", "corrections"] as const;
      return kinds.every((kind) => (how === "undo" ? now[kind] <= mark[kind] : now[kind] >= mark[kind]));
    },
  };
}

/** Of a file's state; undefined where the scenario is not there. */
export function scenarioIn(state: ScenariosState | undefined, id: number): Scenario | undefined {
  return state?.scenarios.find((scenario) => scenario.id === id);
}

const none: readonly Adjustment[] = [];

/** Those of one series that fit its steps, in the order in which they apply. */
export function seriesAdjustments(
  state: ScenariosState | undefined,
  { id, frequency }: Pick<SeriesSummary, "id" | "frequency">,
  scenario: number = baseScenario,
): readonly Adjustment[] {
  const found = scenarioIn(state, scenario);
  if (found === undefined || found.adjustments.length === 0) return none;
  return adjustmentsOf(found, id).filter((one) => isSameFrequency(one.frequency, frequency));
}
