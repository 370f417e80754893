import { createStore, type StoreApi } from "zustand/vanilla";
import type { ImportOptions, ImportProgress, ImportSettings } from "#domain/dataset";
import type { AppError } from "#domain/errors";
import { type Client, newRequestId } from "#renderer/bridge";
import { formatCount, plural } from "#renderer/format";
import type { Clock } from "#renderer/context";
import type { Datasets, OpenDataset, Replacement } from "./datasets.ts";

export type ReimportState =
  | { readonly status: "idle" }
  | { readonly status: "running"; readonly startedAtMs: number; readonly progress: ImportProgress | null }
  | { readonly status: "failed"; readonly error: AppError }
  /** Says what came of it, for as long as the dialog is open. */
  | {
      readonly status: "done";
      readonly how: Replacement;
      readonly before: string;
      readonly handle: string;
      readonly seriesBefore: number;
      readonly seriesNow: number;
    };

export interface Reimporting {
  readonly store: StoreApi<ReimportState>;
  /** Reads an open file again, with exactly these options. */
  apply(handle: string, options: ImportOptions): Promise<void>;
  /** Reads it as evidence alone has it. What is remembered for files of its kind stays for the others. */
  readAsNew(handle: string): Promise<void>;
  /** Back to the options before the last change. */
  undo(handle: string): Promise<void>;
  /** The last change that was undone, again. */
  redo(handle: string): Promise<void>;
  /** Reads what a grant names in the file's place: the same file as it is now, or the place that it has moved to. */
  reload(handle: string, grant: string): Promise<void>;
  cancel(): void;
  /** Forgets how the last one ended. */
  clear(): void;
}

/** Reading an open file again with other options. The dataset on screen stays until the new one is there. */
export function createReimporting(client: Client, clock: Clock, datasets: Datasets): Reimporting {
  const store = createStore<ReimportState>(() => ({ status: "idle" }));
  let abort: AbortController | null = null;
  let requestId = "";

  client.on("import:progress", (progress) => {
    const state = store.getState();
    if (state.status === "running" && progress.requestId === requestId) store.setState({ ...state, progress }, true);
  });

  const find = (handle: string): OpenDataset | undefined =>
    datasets.store.getState().open.find(({ dataset }) => dataset.handle === handle);

  const read = async (
    handle: string,
    options: ImportOptions,
    how: Replacement,
    { newGrant, scope }: { readonly newGrant?: string | undefined; readonly scope?: "this-file" } = {},
  ): Promise<void> => {
    const open = find(handle);
    if (open === undefined || abort !== null) return;
    const grant = newGrant ?? open.grant;
    abort = new AbortController();
    requestId = newRequestId();
    store.setState({ status: "running", startedAtMs: clock.now(), progress: null }, true);
    const { signal } = abort;
    const outcome = await client.request(
      "dataset:import",
      { grant, options, ...(scope === undefined ? {} : { scope }), ...oneShotOf(open.dataset.settings) },
      { signal, requestId },
    );
    abort = null;
    if (!outcome.ok) {
      store.setState(
        outcome.error.code === "cancelled" ? { status: "idle" } : { status: "failed", error: outcome.error },
        true,
      );
      return;
    }
    const dataset = outcome.value;
    const place = datasets.replace(handle, dataset, how, grant);
    if (place !== "replaced") {
      void client.request("dataset:close", { dataset: dataset.handle });
      store.setState(place === "closed" ? { status: "idle" } : { status: "failed", error: openAlready }, true);
      return;
    }
    void client.request("dataset:close", { dataset: handle });
    store.setState(
      {
        status: "done",
        ...{ how, before: handle },
        handle: dataset.handle,
        seriesBefore: open.dataset.series.length,
        seriesNow: dataset.series.length,
      },
      true,
    );
  };

  const step = async (handle: string, how: "undo" | "redo"): Promise<void> => {
    const open = find(handle);
    const options = (how === "undo" ? open?.earlier : open?.later)?.at(-1);
    if (options !== undefined) await read(handle, options, how);
  };

  return {
    store,
    apply: (handle, options) => read(handle, options, "change"),
    readAsNew: (handle) => read(handle, {}, "change", { scope: "this-file" }),
    undo: (handle) => step(handle, "undo"),
    redo: (handle) => step(handle, "redo"),
    async reload(handle, grant) {
      const options = find(handle)?.dataset.settings.options;
      // What is remembered for its kind is not asked about.
      if (options !== undefined) await read(handle, options, "reload", { newGrant: grant, scope: "this-file" });
    },
    cancel() {
      abort?.abort();
    },
    clear() {
      if (store.getState().status !== "running") store.setState({ status: "idle" }, true);
    },
  };
}

/** What is only looked at stays so. */
function oneShotOf({ isOneShot }: ImportSettings): { readonly isOneShot?: true } {
  return isOneShot === true ? { isOneShot } : {};
}

/** What came of reading a file again. */
export function outcomeText({ seriesBefore, seriesNow }: Extract<ReimportState, { status: "done" }>): string {
  const now = plural(seriesNow, "series", "series");
  return seriesNow === seriesBefore
    ? `Read again: ${now}.`
    : `Read again: ${now}, ${formatCount(seriesBefore)} before.`;
}

const openAlready: AppError = {
  code: "wrong-arguments",
  message: "With these settings the file has the same data as another open file.",
  hint: "Close the other one first.",
};
