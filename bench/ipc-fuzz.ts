/** Malformed messages against the gate of the IPC, with handlers that only say that they were reached. */
import { EventEmitter } from "node:events";
import os from "node:os";
import fc from "fast-check";
import type { Grant } from "#contract/ipc";
import { EngineError } from "#domain/errors";
import { faultOfRefusal, isPolluted, messagesOf, requestIn, type FuzzMessage } from "../e2e/support/ipc-messages.ts";
import { RequestGate, type CoreHandlersOf, type EarlyHandlersOf } from "../src/main/ipc/request-gate.ts";

class Page extends EventEmitter {}

export interface IpcFuzzReport {
  /** That the contract does not take. */
  readonly malformed: number;
  /** The first few, in words. */
  readonly problems: readonly string[];
  readonly slowestMs: number;
}

const places = [os.homedir(), process.cwd()].filter((place) => place.length > 1);

/** @param count of malformed messages of the class; those that the contract takes are sent, too, and not counted */
export async function fuzzGate(messageClass: string, count: number, seed: number): Promise<IpcFuzzReport> {
  const reached = new Set<string>();
  const refuse = (name: string) => async (): Promise<never> => {
    reached.add(name);
    throw new EngineError("dataset-not-found", "It is not open any more.");
  };
  const handlers = new Proxy({}, { get: (_target, name) => (name === "then" ? undefined : refuse(String(name))) });
  const gate = new RequestGate<Page>({
    early: {} as EarlyHandlersOf<Page>,
    whenStarted: async () => undefined,
    core: Promise.resolve(handlers as CoreHandlersOf<Page>),
    grantPath: async (): Promise<Grant> => {
      throw new EngineError("file-not-found", "What you dropped is not a file on this computer.");
    },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    onAct: () => undefined,
    counts: { add: () => undefined },
  });
  const event = { sender: new Page(), senderFrame: { url: "app://fantail/index.html", parent: null } };
  event.sender.setMaxListeners(0);

  const answerOf = async ({ channel, payload }: FuzzMessage): Promise<unknown> => {
    // What crosses is a copy; what can't be copied never leaves the page.
    let arrived: unknown;
    try {
      arrived = structuredClone(payload);
    } catch {
      return null;
    }
    if (channel === "request") return gate.request(event, arrived);
    if (channel === "grant") return gate.grant(event, arrived);
    gate.cancel(event, arrived);
    return null;
  };

  const problems: string[] = [];
  let malformed = 0;
  let slowestMs = 0;
  for (let round = 0; malformed < count; round += 1) {
    for (const message of fc.sample(messagesOf(messageClass), { seed: seed + round, numRuns: 1_000 })) {
      if (malformed === count) break;
      reached.clear();
      const wanted = requestIn(message);
      const started = performance.now();
      let fault: string | null;
      try {
        const answer = await answerOf(message);
        fault = answer === null ? null : faultOfRefusal(answer, places);
      } catch (error) {
        fault = `it threw ${String(error)}`;
      }
      slowestMs = Math.max(slowestMs, performance.now() - started);
      if (wanted === null) malformed += 1;
      if (fault === null && wanted === null && reached.size > 0) fault = `reached ${[...reached].join()}`;
      if (fault === null && isPolluted()) fault = "changed what all objects are";
      if (fault !== null && problems.length < 10) problems.push(`${messageClass}, seed ${seed + round}: ${fault}`);
    }
  }
  return { malformed, problems, slowestMs };
}
