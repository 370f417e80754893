import { describe, expect, it, vi } from "vitest";
import { checkedOfMessage, type FromEvaluate, type Sealed, type ToEvaluate } from "#contract/worker";
import { toPlainError } from "#domain/errors";
import { checksum, requireIntact } from "#engine/checksum";
import { EvaluateClient } from "./evaluate-client.ts";
import { FakeProcess } from "../processes/process-fixtures.ts";

vi.mock("electron", () => ({}));

type Asked = Extract<Sealed<ToEvaluate>, { type: "forecast" }>;

/** Doubles the last value; `damage` sees each message on its way, in both directions. */
function clientOf(damage: (message: { asked: Asked } | { quantiles: Float32Array }, attempt: number) => void) {
  const logged: string[] = [];
  let attempts = 0;
  const fork = (): FakeProcess<Sealed<ToEvaluate>, Sealed<FromEvaluate>> => {
    const process = new FakeProcess<Sealed<ToEvaluate>, Sealed<FromEvaluate>>("evaluate");
    const post = (message: Exclude<FromEvaluate, { type: "ready" }>): void => {
      const sealed = structuredClone({ ...message, checksum: checksum(...checkedOfMessage(message)) });
      if (sealed.type === "forecast") damage({ quantiles: sealed.quantiles }, attempts);
      process.say(sealed);
    };
    process.onPosted = (message) => {
      const asked = structuredClone(message);
      if (asked.type !== "forecast") return;
      attempts += 1;
      damage({ asked }, attempts);
      try {
        requireIntact("request", asked.checksum, ...checkedOfMessage(asked));
        post({ type: "forecast", id: asked.id, quantiles: Float32Array.of(2 * (asked.series.values.at(-1) ?? 0)) });
      } catch (error) {
        post({ type: "failed", id: asked.id, error: toPlainError(error) });
      }
    };
    return process;
  };
  const logger = {
    info: () => undefined,
    warn: () => undefined,
    error: (event: string): void => void logged.push(event),
  };
  return { client: new EvaluateClient({ entry: "/evaluate.js", logger, fork }), logged, attempts: () => attempts };
}

const request = {
  members: [{ model: "ets", weight: 1 }],
  forecasts: [],
  series: { values: Float64Array.of(1, Number.NaN, 3), usualSeasons: [] },
  horizon: 1,
  levels: [0.5],
};

describe("a request to the evaluate process", () => {
  it("and its answer arrive as they were sent", async () => {
    const { client, logged } = clientOf(() => undefined);
    expect([...(await client.forecast(request))]).toEqual([6]);
    expect(logged).toEqual([]);
    await client.stop(0);
  });

  it.each<[string, Parameters<typeof clientOf>[0]]>([
    ["a value", (message) => "asked" in message && message.asked.series.values.fill(4)],
    ["a setting", (message) => "asked" in message && Object.assign(message.asked, { horizon: 2 })],
    ["the answer", (message) => "quantiles" in message && message.quantiles.fill(7)],
  ])("is asked again when %s changes on the way", async (_, damage) => {
    const { client, logged, attempts } = clientOf((message, attempt) => {
      if (attempt === 1) damage(message, attempt);
    });
    expect([...(await client.forecast(request))]).toEqual([6]);
    expect(attempts()).toBe(2);
    expect(logged).toEqual(["damaged-in-transit"]);
    await client.stop(0);
  });
});

it("is forgotten, and its process kept, where the work is over before the process could hear of it", async () => {
  const posted = Promise.withResolvers<{
    readonly process: FakeProcess<Sealed<ToEvaluate>, Sealed<FromEvaluate>>;
    readonly id: number;
  }>();
  const fork = () => {
    const process = new FakeProcess<Sealed<ToEvaluate>, Sealed<FromEvaluate>>("evaluate");
    process.onPosted = (message) => {
      if (message.type === "availability-bins") posted.resolve({ process, id: message.id });
    };
    return process;
  };
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const client = new EvaluateClient({ entry: "/evaluate.js", logger, fork });
  const abort = new AbortController();
  const bins = { series: [], size: "day", ranges: [{ first: 0, last: 0 }], rows: [] } as const;
  const asked = client.availabilityBins(bins, abort.signal);
  const { process, id } = await posted.promise;
  abort.abort();
  expect(process.posted.at(-1)).toMatchObject({ type: "forget", id });
  const reply: FromEvaluate = { type: "availability-bins", id, parts: [] };
  process.say({ ...reply, checksum: checksum(...checkedOfMessage(reply)) });
  expect(await asked).toEqual([]);
  expect(process.isGone).toBe(false);
  await client.stop(0);
});
