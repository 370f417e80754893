import { createStore, type StoreApi } from "zustand/vanilla";
import type { Grant, ModelCandidate } from "#contract/ipc";
import type { DeviceSetting } from "#domain/device";
import type { AppError, Outcome } from "#domain/errors";
import type { ModelDescription, ModelInfo, ModelsState } from "#domain/model";
import type { Frequency } from "#domain/series";
import type { Client } from "#renderer/bridge";
import { descriptionOf, draftOf, type ModelDraft } from "./model-draft.ts";

/** A model on its way in: looked at, then described by the user, then tried. */
export interface IncomingModel {
  readonly name: string;
  readonly grant: string;
  /** null while main looks at the file. */
  readonly candidate: ModelCandidate | null;
  readonly draft: ModelDraft | null;
  readonly isTrying: boolean;
  readonly error: AppError | null;
}

export interface ManagerState {
  /** null until main has answered. */
  readonly known: ModelsState | null;
  readonly incoming: IncomingModel | null;
  /** Why the last change did not happen. */
  readonly error: AppError | null;
  /** What the last change was, in words. */
  readonly outcome: string | null;
  /** The model that was removed last and can still be put back. */
  readonly removed: { readonly id: string; readonly name: string } | null;
  /** Models that are being checked. */
  readonly verifying: ReadonlySet<string>;
  /** Devices are measured, or models go to another one: both take seconds. */
  readonly isChangingDevice: boolean;
}

export interface ModelManager {
  readonly store: StoreApi<ManagerState>;
  /** Asks for what is known; later changes come by themselves. @returns why it is not known */
  refresh(): Promise<AppError | null>;
  /** Lets the user choose a file. */
  choose(): Promise<void>;
  drop(file: File): Promise<void>;
  edit(draft: ModelDraft): void;
  importIncoming(): Promise<void>;
  cancelIncoming(): void;
  remove(model: ModelInfo): Promise<void>;
  undoRemove(): Promise<void>;
  rename(model: ModelInfo, name: string): Promise<void>;
  verify(model: ModelInfo): Promise<void>;
  /** `frequency` null: all that have no default of their own; `model` null: none. */
  setDefault(frequency: Frequency | null, model: string | null): Promise<void>;
  setDevice(device: DeviceSetting): Promise<void>;
}

/** The models and the device, as far as the user can change them. Never names a path: files come as grants. */
export function createModelManager(client: Client, onKnown: (known: ModelsState) => void): ModelManager {
  const store = createStore<ManagerState>(() => ({
    known: null,
    incoming: null,
    error: null,
    outcome: null,
    removed: null,
    verifying: new Set(),
    isChangingDevice: false,
  }));
  const learn = (known: ModelsState): void => {
    store.setState({ known });
    onKnown(known);
  };
  client.on("models:changed", learn);

  /** Shows why it failed, or what came of it. */
  const settle = <T>(outcome: Outcome<T>, said: (value: T) => string | null): boolean => {
    store.setState(
      outcome.ok ? { error: null, outcome: said(outcome.value) } : { error: outcome.error, outcome: null },
    );
    return outcome.ok;
  };
  const change = (next: Partial<IncomingModel>, of: IncomingModel): void => {
    // The user may have turned away from it meanwhile.
    if (store.getState().incoming?.grant === of.grant) store.setState({ incoming: { ...of, ...next } });
  };

  const look = async (grant: Grant): Promise<void> => {
    const incoming = {
      name: grant.name,
      grant: grant.grant,
      candidate: null,
      draft: null,
      isTrying: false,
      error: null,
    };
    store.setState({ incoming, error: null, outcome: null });
    const answer = await client.request("models:inspect", { grant: grant.grant });
    if (answer.ok) change({ candidate: answer.value, draft: draftOf(answer.value) }, incoming);
    else change({ error: answer.error }, incoming);
  };

  return {
    store,
    async refresh() {
      const answer = await client.request("models:list", {});
      if (answer.ok) {
        learn(answer.value);
        return null;
      }
      store.setState({ error: answer.error });
      return answer.error;
    },
    async choose() {
      const chosen = await client.request("models:choose", {});
      if (!chosen.ok) store.setState({ error: chosen.error, outcome: null });
      else if (chosen.value !== null) await look(chosen.value);
    },
    async drop(file) {
      const grant = await client.grantDroppedModel(file);
      if (grant.ok) await look(grant.value);
      else store.setState({ error: grant.error, outcome: null });
    },
    edit(draft) {
      const { incoming } = store.getState();
      if (incoming !== null) store.setState({ incoming: { ...incoming, draft, error: null } });
    },
    async importIncoming() {
      const { incoming } = store.getState();
      if (incoming?.candidate == null || incoming.draft === null || incoming.isTrying) return;
      let description: ModelDescription;
      try {
        description = descriptionOf(incoming.candidate, incoming.draft);
      } catch (error) {
        change(
          { error: { code: "wrong-arguments", message: error instanceof Error ? error.message : String(error) } },
          incoming,
        );
        return;
      }
      change({ isTrying: true, error: null }, incoming);
      const answer = await client.request("models:import", { grant: incoming.grant, description });
      if (!answer.ok) {
        change({ isTrying: false, error: answer.error }, incoming);
        return;
      }
      if (store.getState().incoming?.grant === incoming.grant) store.setState({ incoming: null });
      settle(answer, ({ name }) => `${name} was tested and is ready.`);
    },
    cancelIncoming() {
      store.setState({ incoming: null });
    },
    async remove({ id, name }) {
      const answer = await client.request("models:remove", { id });
      if (settle(answer, () => `${name} was removed.`)) store.setState({ removed: { id, name } });
    },
    async undoRemove() {
      const { removed } = store.getState();
      if (removed === null) return;
      store.setState({ removed: null });
      settle(await client.request("models:restore", { id: removed.id }), () => `${removed.name} is back.`);
    },
    async rename({ id, name }, next) {
      if (next.trim() === "" || next.trim() === name) return;
      settle(await client.request("models:rename", { id, name: next }), () => `${name} is now called ${next.trim()}.`);
    },
    async verify({ id, name }) {
      if (store.getState().verifying.has(id)) return;
      store.setState(({ verifying }) => ({ verifying: new Set([...verifying, id]) }));
      const answer = await client.request("models:verify", { id });
      store.setState(({ verifying }) => ({ verifying: new Set([...verifying].filter((other) => other !== id)) }));
      settle(answer, ({ state, reason }) =>
        state === "ready" ? `${name} is complete and works.` : `${name} can't be used. ${reason ?? ""}`,
      );
    },
    async setDefault(frequency, model) {
      settle(await client.request("models:default", { frequency, model }), () => null);
    },
    async setDevice(device) {
      store.setState({ isChangingDevice: true, error: null, outcome: null });
      const answer = await client.request("device:set", { device });
      store.setState({ isChangingDevice: false });
      settle(answer, () => null);
    },
  };
}
