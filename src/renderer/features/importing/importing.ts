import { createStore, type StoreApi } from "zustand/vanilla";
import type { Grant } from "#contract/ipc";
import type { ImportedDataset, ImportOptions, ImportProgress, Understood } from "#domain/dataset";
import type { AppError, Outcome } from "#domain/errors";
import { type Client, newRequestId } from "#renderer/bridge";
import { type Clock, quietMs } from "#renderer/context";

export type ImportState =
  | { readonly status: "idle" }
  | {
      readonly status: "running";
      readonly name: string;
      readonly sizeBytes: number;
      readonly startedAtMs: number;
      readonly progress: ImportProgress | null;
      /** False for the first {@link quietMs}. */
      readonly isVisible: boolean;
      /** Files that come after this one. */
      readonly waiting: number;
    }
  | {
      readonly status: "failed";
      readonly name: string;
      readonly error: AppError;
      /** How many other files of the same drop failed too. */
      readonly others: number;
      /** What can be tried again with other options; null where the file could not even be opened. */
      readonly rescue: Rescue | null;
    };

/** A file that could not be imported, what was understood of it, and the options that it was tried with. */
export interface Rescue {
  readonly grant: Grant;
  readonly understood: Understood;
  readonly options: ImportOptions;
  readonly isOneShot: boolean;
}

interface Waiting {
  readonly name: string;
  readonly grant: Outcome<Grant>;
  readonly options?: ImportOptions;
  /** Only looked at: nothing of it is kept. */
  readonly isOneShot?: boolean;
}

export interface Importing {
  readonly store: StoreApi<ImportState>;
  /** Imports granted files one after the other; grants that failed already count as failed files. */
  open(
    grants: readonly { readonly name: string; readonly grant: Outcome<Grant>; readonly isOneShot?: boolean }[],
  ): Promise<void>;
  openGrant(grant: Grant): Promise<void>;
  /** The file that failed, once more, with exactly these options. */
  retry(rescue: Rescue, options: ImportOptions): Promise<void>;
  choose(): Promise<void>;
  openSample(id: string): Promise<void>;
  /** The table on the clipboard; it becomes a file that stays, and where is said. */
  paste(): Promise<void>;
  /** Files are about to come: what reads them starts meanwhile. */
  expect(): void;
  /** Ends the running import and drops those that wait. */
  cancel(): void;
  dismissError(): void;
}

/** What importing needs of the window around it. */
export interface ImportSurroundings {
  /** Takes files that are no tables, such as projects. */
  readonly isTaken: (grant: Grant) => boolean;
  /** Of a paste. */
  readonly refused: (error: AppError) => void;
  /** @param file shows where it is kept */
  readonly kept: (name: string, file: string) => void;
}

/**
 * Opening files: grants, progress, cancel and failures in words.
 *
 * @param onImported what becomes of each; the next file comes when it is done
 */
export function createImporting(
  client: Client,
  clock: Clock,
  onImported: (dataset: ImportedDataset, grant: string) => void | Promise<void>,
  { isTaken, refused, kept }: ImportSurroundings = {
    isTaken: () => false,
    refused: () => undefined,
    kept: () => undefined,
  },
): Importing {
  const store = createStore<ImportState>(() => ({ status: "idle" }));
  let queue: Waiting[] = [];
  let running: Promise<void> | null = null;
  let abort: AbortController | null = null;
  let requestId = "";

  client.on("import:progress", (progress) => {
    const state = store.getState();
    if (state.status === "running" && progress.requestId === requestId) store.setState({ ...state, progress }, true);
  });

  const importOne = async (
    grant: Grant,
    { options, isOneShot = false }: Waiting,
  ): Promise<Outcome<ImportedDataset>> => {
    requestId = newRequestId();
    abort = new AbortController();
    store.setState(
      {
        status: "running",
        name: grant.name,
        sizeBytes: grant.sizeBytes,
        startedAtMs: clock.now(),
        progress: null,
        isVisible: false,
        waiting: queue.length,
      },
      true,
    );
    const stopTimer = clock.after(quietMs, () => {
      const state = store.getState();
      if (state.status === "running") store.setState({ ...state, isVisible: true }, true);
    });
    const args = {
      grant: grant.grant,
      ...(options === undefined ? {} : { options }),
      ...(isOneShot ? { isOneShot: true as const } : {}),
    };
    const outcome = await client.request("dataset:import", args, { signal: abort.signal, requestId });
    if (outcome.ok) await onImported(outcome.value, grant.grant);
    stopTimer();
    abort = null;
    return outcome;
  };

  /** Asked at once: main keeps it only for the file that failed last. */
  const rescueOf = async ({ grant, options = {}, isOneShot = false }: Waiting): Promise<Rescue | null> => {
    if (!grant.ok) return null;
    const outcome = await client.request("import:understood", { grant: grant.value.grant });
    if (!outcome.ok || outcome.value === null) return null;
    const { preview, tables } = outcome.value;
    // Without a row to look at or a table to choose there is nothing to decide.
    return preview.rows.length === 0 && tables === null
      ? null
      : { grant: grant.value, understood: outcome.value, options, isOneShot };
  };

  const drain = async (): Promise<void> => {
    let failure: Pick<Extract<ImportState, { status: "failed" }>, "name" | "error" | "rescue"> | null = null;
    let failures = 0;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { grant } = next;
      const outcome = grant.ok ? await importOne(grant.value, next) : grant;
      if (!outcome.ok && outcome.error.code !== "cancelled") {
        failures += 1;
        failure ??= { name: next.name, error: outcome.error, rescue: await rescueOf(next) };
      }
    }
    store.setState(
      failure === null ? { status: "idle" } : { status: "failed", ...failure, others: failures - 1 },
      true,
    );
  };

  const enqueue = async (all: readonly Waiting[]): Promise<void> => {
    const items = all.filter(({ grant }) => !grant.ok || !isTaken(grant.value));
    if (items.length === 0) return;
    queue.push(...items);
    const state = store.getState();
    if (state.status === "running") store.setState({ ...state, waiting: queue.length }, true);
    running ??= drain().finally(() => {
      running = null;
    });
    await running;
  };

  const importing: Importing = {
    store,
    open: enqueue,
    retry: ({ grant, isOneShot }, options) =>
      enqueue([{ name: grant.name, grant: { ok: true, value: grant }, options, isOneShot }]),
    openGrant: (grant) => importing.open([{ name: grant.name, grant: { ok: true, value: grant } }]),
    expect() {
      void client.request("import:expected", {});
    },
    async choose() {
      importing.expect();
      const outcome = await client.request("file:choose", {});
      if (!outcome.ok) return importing.open([{ name: "", grant: outcome }]);
      const { files, refused } = outcome.value;
      await importing.open([
        ...files.map((grant) => ({ name: grant.name, grant: { ok: true as const, value: grant } })),
        ...refused.map(({ name, error }) => ({ name, grant: { ok: false as const, error } })),
      ]);
    },
    async openSample(id) {
      const outcome = await client.request("sample:open", { id });
      await importing.open([{ name: outcome.ok ? outcome.value.name : "", grant: outcome }]);
    },
    async paste() {
      const outcome = await client.request("file:paste", {});
      if (!outcome.ok) {
        // Nothing is wrong with a file: what is open, or the first page, stays as it is.
        refused(outcome.error);
        return;
      }
      const { grant, kept: file } = outcome.value;
      await importing.openGrant(grant);
      kept(grant.name, file.file);
    },
    cancel() {
      queue = [];
      abort?.abort();
    },
    dismissError() {
      if (store.getState().status === "failed") store.setState({ status: "idle" }, true);
    },
  };
  return importing;
}
