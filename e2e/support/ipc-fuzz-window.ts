/** Malformed messages through the real bridge: the page's api, the preload, the gate and the real handlers behind it. */
import { homedir } from "node:os";
import fc from "fast-check";
import type { ElectronApplication } from "@playwright/test";
import type { Running } from "./application.ts";
import {
  faultOfRefusal,
  type FuzzMessage,
  isPolluted,
  type KnownWords,
  messagesOf,
  requestIn,
} from "./ipc-messages.ts";
import { root } from "./places.ts";

export interface WindowFuzz {
  readonly malformed: number;
  /** Messages that the contract takes, answered by the handlers. */
  readonly taken: number;
  /** The first few, in words. */
  readonly problems: readonly string[];
}

type Answer = { readonly ok: boolean } | "not sent" | "cancelled" | "hung";

/** What would open another window, end this one, or measure devices for seconds: that is what they are for. */
const passedOver = new Set(["window:open", "window:close", "session:reopen-window", "device:set"]);

/** Every dialog is closed at once, as by a user who wants none of it. */
export async function closeDialogsAtOnce(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ dialog }) => {
    const nothing = { canceled: true, filePath: "", filePaths: [] };
    Object.assign(dialog, {
      showOpenDialog: () => Promise.resolve(nothing),
      showSaveDialog: () => Promise.resolve(nothing),
      showMessageBox: () => Promise.resolve({ response: 2, checkboxChecked: false }),
    });
  });
}

/** @param count of messages; @param known words of what is open, for messages that come further */
export async function fuzzWindow(
  { page, userData }: Pick<Running, "page" | "userData">,
  messageClass: string,
  { count, seed, known = {} }: { readonly count: number; readonly seed: number; readonly known?: KnownWords },
): Promise<WindowFuzz> {
  const places = [homedir(), root, userData].filter((place) => place.length > 1);
  const problems: string[] = [];
  let [malformed, taken] = [0, 0];
  const batch = 250;
  for (let done = 0; done < count; done += batch) {
    const numRuns = Math.min(batch, count - done);
    const messages = fc
      .sample(messagesOf(messageClass, known), { seed: seed + done, numRuns })
      .filter((message) => !passedOver.has(requestIn(message) ?? ""));
    const answers = await page.evaluate(
      sendInPage,
      messages.map(({ channel, payload }) => ({ channel, payload: JSON.stringify(packed(payload)) })),
    );
    for (const [at, answer] of answers.entries()) {
      const message = messages[at];
      const wanted = message === undefined ? null : requestIn(message);
      const fault = faultOfAnswer(answer, wanted, places);
      if (fault !== null && problems.length < 10) problems.push(`${messageClass}, seed ${seed + done}: ${fault}`);
      if (wanted === null) malformed += 1;
      else taken += 1;
    }
  }
  if (await page.evaluate(isPolluted)) problems.push("all objects of the page are others");
  return { malformed, taken, problems };
}

function faultOfAnswer(answer: Answer, wanted: string | null, places: readonly string[]): string | null {
  if (answer === "hung") return `${wanted ?? "a message"} has no answer, not even to its cancellation`;
  if (answer === "not sent" || answer === "cancelled") return null;
  if (answer.ok && wanted !== null) return null;
  const fault = faultOfRefusal(answer, places);
  return fault === null ? null : `${wanted ?? "refused"}: ${fault}`;
}

/** As JSON, which has no circles, dates or numbers beyond all numbers: kind, content and, for what can hold itself, a number. */
type Packed = readonly [kind: string, content?: unknown, id?: number];

function packed(value: unknown, known = new Map<unknown, number>()): Packed {
  if (value === undefined) return ["undefined"];
  if (typeof value === "number" || typeof value === "bigint")
    return [typeof value, Object.is(value, -0) ? "-0" : String(value)];
  if (typeof value !== "object" || value === null) return ["plain", value];
  const id = known.get(value);
  if (id !== undefined) return ["again", id];
  known.set(value, known.size);
  const own = known.size - 1;
  const parts = (list: Iterable<unknown>): Packed[] => Array.from(list, (part) => packed(part, known));
  if (Array.isArray(value)) return ["list", parts(value), own];
  if (value instanceof Date) return ["date", packed(value.getTime(), known)];
  if (value instanceof RegExp) return ["pattern", value.source];
  if (value instanceof Map) return ["map", parts([...value].map(([key, one]: [unknown, unknown]) => [key, one])), own];
  if (value instanceof Set) return ["set", parts(value), own];
  if (ArrayBuffer.isView(value)) return ["bytes", value.byteLength];
  return ["object", Object.entries(value).map(([key, one]) => [key, packed(one, known)]), own];
}

/** Runs in the page: nothing of this file is there. */
async function sendInPage(
  messages: readonly { readonly channel: FuzzMessage["channel"]; readonly payload: string }[],
): Promise<Answer[]> {
  const unpacked = ([kind, content, id]: Packed, known: unknown[] = []): unknown => {
    const inner = (parts: unknown): unknown[] => (parts as Packed[]).map((part) => unpacked(part, known));
    const held = <T>(holder: T, fill: (holder: T) => void): T => {
      known[id ?? 0] = holder;
      fill(holder);
      return holder;
    };
    if (kind === "undefined") return undefined;
    if (kind === "number") return Number(content);
    if (kind === "bigint") return BigInt(content as string);
    if (kind === "again") return known[content as number];
    if (kind === "list") return held<unknown[]>([], (list) => void list.push(...inner(content)));
    if (kind === "date") return new Date(unpacked(content as Packed) as number);
    if (kind === "pattern") return new RegExp(content as string);
    if (kind === "map")
      return held(new Map(), (map) => inner(content).forEach((pair) => map.set(...(pair as [unknown, unknown]))));
    if (kind === "set") return held(new Set(), (set) => inner(content).forEach((one) => set.add(one)));
    if (kind === "bytes") return new Uint8Array(content as number);
    if (kind !== "object") return content;
    return held<object>({}, (object) => {
      for (const [key, part] of content as [string, Packed][]) {
        const value = unpacked(part, known);
        Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
      }
    });
  };
  const { fantail } = window as unknown as {
    fantail: {
      request(id: unknown, name: unknown, args: unknown): Promise<{ ok: boolean }>;
      cancel(id: unknown): void;
      grantDropped(file: unknown): Promise<{ ok: boolean }>;
    };
  };
  const within = (ms: number): Promise<null> => new Promise((resolve) => setTimeout(() => resolve(null), ms));
  const send = async ({ channel, payload: sent }: (typeof messages)[number]): Promise<Answer> => {
    const payload = unpacked(JSON.parse(sent) as Packed);
    const { requestId, name, args } = (payload ?? {}) as { requestId?: unknown; name?: unknown; args?: unknown };
    try {
      if (channel === "cancel") {
        fantail.cancel(requestId);
        return "not sent";
      }
      const answer = channel === "grant" ? fantail.grantDropped(payload) : fantail.request(requestId, name, args);
      // Numbers stay here: only what the answer is matters.
      const told = answer.then((one): Answer => (one.ok ? { ok: true } : one));
      const first = await Promise.race([told, within(2_000)]);
      if (first !== null) return first;
      fantail.cancel(requestId);
      const last = await Promise.race([told, within(60_000)]);
      return last === null ? "hung" : "cancelled";
    } catch (error) {
      // What can't be copied does not get out of the page. All else that is thrown came from main, which never throws.
      if (/could not be cloned|recursion depth|contextBridge|conversion|object with/i.test(String(error)))
        return "not sent";
      return { ok: false, error: { code: "thrown", message: String(error) } } as Answer;
    }
  };
  return Promise.all(messages.map(send));
}
