import {
  checkedOfAnswer,
  type EventName,
  type EventPayload,
  type FantailApi,
  type FolderListing,
  type Grant,
  isCheckedRequest,
  type RequestArgs,
  type RequestName,
  type RequestOutcome,
} from "#contract/ipc";
import type { AppError, Outcome } from "#domain/errors";
import { checksumSteps, damagedInTransit } from "#engine/checksum";

export interface RequestOptions {
  /** Aborting sends a cancel message; the outcome is then the error `cancelled`, at once. */
  readonly signal?: AbortSignal;
  /** Only needed by a caller that must recognise its own progress events. */
  readonly requestId?: string;
}

/** The window's side of the contract: ids, cancel messages and failures of the channel itself are handled here. */
export interface Client {
  request<N extends RequestName>(name: N, args: RequestArgs<N>, options?: RequestOptions): Promise<RequestOutcome<N>>;
  grantDropped(file: File): Promise<Outcome<Grant>>;
  /** The data files of a folder that was dropped. */
  listDropped(folder: File): Promise<Outcome<FolderListing>>;
  /** The same for a model, which may be a folder. */
  grantDroppedModel(file: File): Promise<Outcome<Grant>>;
  /** Returns the function that unsubscribes. */
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void;
}

/** An id that no other request of this window has. */
export function newRequestId(): string {
  return crypto.randomUUID();
}

/** Wraps the raw api. No method of a client ever rejects: a broken channel is an outcome like any other failure. */
export function createClient(api: FantailApi): Client {
  return {
    async request(name, args, options) {
      const requestId = options?.requestId ?? newRequestId();
      const signal = options?.signal;
      if (signal?.aborted === true) return { ok: false, error: cancelled };

      const answer = intactAnswer(api, requestId, name, args).catch((cause: unknown) => ({
        ok: false as const,
        error: channelFailure(cause),
      }));
      if (signal === undefined) return answer;

      // The slot in the main process is freed by main; the window doesn't have to wait for that to go on.
      let onAbort: (() => void) | undefined;
      const aborted = new Promise<{ readonly ok: false; readonly error: AppError }>((resolve) => {
        onAbort = () => {
          api.cancel(requestId);
          resolve({ ok: false, error: cancelled });
        };
        signal.addEventListener("abort", onAbort, { once: true });
      });
      const outcome = await Promise.race([answer, aborted]);
      if (onAbort !== undefined) signal.removeEventListener("abort", onAbort);
      return outcome;
    },

    grantDropped: (file) => granted(api.grantDropped(file)),
    listDropped: (folder) => granted(api.listDropped(folder)),
    grantDroppedModel: (file) => granted(api.grantDroppedModel(file)),

    on(name, listener) {
      return api.onEvent((event) => {
        // The union is discriminated by name, which a generic parameter can't narrow.
        if (event.name === name) listener(event.payload as EventPayload<typeof name>);
      });
    },
  };
}

/** What arrives damaged is reported, and asked for once more. */
async function intactAnswer<N extends RequestName>(
  api: FantailApi,
  requestId: string,
  name: N,
  args: RequestArgs<N>,
): Promise<RequestOutcome<N>> {
  const outcome = await api.request(requestId, name, args);
  if (await isIntact(name, outcome)) return outcome;
  reportDamage(api, name);
  // The first one is answered, so its id is free: a cancel still finds what is under way.
  const again = await api.request(requestId, name, args);
  if (await isIntact(name, again)) return again;
  reportDamage(api, name);
  const { code, message, hint } = damagedInTransit(name === "forecast:get" ? "forecast" : "data");
  return { ok: false, error: { code, message, ...(hint === undefined ? {} : { hint }) } };
}

async function isIntact<N extends RequestName>(name: N, outcome: RequestOutcome<N>): Promise<boolean> {
  return !outcome.ok || (await checksumOf(name, outcome.value)) === outcome.checksum;
}

/** What main sends with an answer; nothing for answers without numbers. */
export async function checksumOf(name: RequestName, value: unknown): Promise<string | undefined> {
  if (!isCheckedRequest(name)) return undefined;
  const steps = checksumSteps(checkedOfAnswer(name, value));
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    // In steps of about a millisecond: a long series must not hold up the picture.
    await new Promise((resolve) => setTimeout(resolve));
  }
}

function reportDamage(api: FantailApi, name: RequestName): void {
  if (!isCheckedRequest(name)) return;
  // Main only writes it down: whether that worked changes nothing here.
  api.request(newRequestId(), "transit:damaged", { name }).catch(() => undefined);
}

function granted<T>(answer: Promise<Outcome<T>>): Promise<Outcome<T>> {
  return answer.catch((cause: unknown) => ({ ok: false, error: channelFailure(cause) }));
}

const cancelled: AppError = { code: "cancelled", message: "Cancelled." };

function channelFailure(cause: unknown): AppError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return {
    code: "internal",
    message: "The window lost its connection to the rest of Fantail.",
    hint: `Restart Fantail. Detail: ${detail}`,
  };
}
