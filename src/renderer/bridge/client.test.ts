import { describe, expect, test, vi } from "vitest";
import { FakeApi, forecastOf, valuesOf } from "./fixtures.ts";
import { checksumOf, createClient } from "./client.ts";

const close = { dataset: "d" };

describe("request", () => {
  test("passes the answer on", async () => {
    const api = new FakeApi().always("dataset:close", () => ({ ok: true, value: {} }));
    expect(await createClient(api).request("dataset:close", close)).toEqual({ ok: true, value: {} });
  });

  test("an abort sends a cancel message with the request's id and answers at once", async () => {
    const api = new FakeApi();
    const abort = new AbortController();
    const outcome = createClient(api).request("dataset:close", close, { signal: abort.signal, requestId: "r1" });
    abort.abort();
    expect(await outcome).toMatchObject({ ok: false, error: { code: "cancelled" } });
    expect(api.cancelled).toEqual(["r1"]);
  });

  test("nothing is asked when the signal has fired before", async () => {
    const api = new FakeApi();
    const outcome = await createClient(api).request("dataset:close", close, { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ ok: false, error: { code: "cancelled" } });
    expect(api.waiting).toHaveLength(0);
  });

  test("an abort after the answer sends nothing", async () => {
    const api = new FakeApi().always("dataset:close", () => ({ ok: true, value: {} }));
    const abort = new AbortController();
    await createClient(api).request("dataset:close", close, { signal: abort.signal });
    abort.abort();
    expect(api.cancelled).toEqual([]);
  });

  test("a broken channel is an outcome and not a rejection", async () => {
    const api = new FakeApi();
    api.request = () => Promise.reject(new Error("port closed"));
    const outcome = await createClient(api).request("dataset:close", close);
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: "internal", hint: expect.stringContaining("port closed") },
    });
  });
});

describe("numbers on their way into the window", () => {
  const key = { dataset: "d", series: "s", model: "m", horizon: 4, origin: -3 };
  const ask = { ...key, view: "v", density: false };
  const forecast = {
    ...forecastOf(key),
    density: { points: 2, from: Float32Array.of(1), step: Float32Array.of(2), values: Float32Array.of(3, 4) },
  };

  /** Main's answers, with something done to them on the way; and what was asked. */
  function apiWith(damage: (value: typeof forecast, attempt: number) => void) {
    const asked: { readonly name: string; readonly requestId: string }[] = [];
    const api = new FakeApi();
    api.request = (async (requestId: string, name: string) => {
      asked.push({ name, requestId });
      if (name === "transit:damaged") return { ok: true, value: {} };
      const value = structuredClone(forecast);
      const checksum = await checksumOf("forecast:get", value);
      damage(value, asked.filter((one) => one.name === "forecast:get").length);
      return { ok: true, value, checksum };
    }) as typeof api.request;
    return { client: createClient(api), asked, names: () => asked.map(({ name }) => name) };
  }

  test("arrive as they were sent", async () => {
    const { client, names } = apiWith(() => undefined);
    expect(await client.request("forecast:get", ask)).toMatchObject({ ok: true, value: forecast });
    expect(names()).toEqual(["forecast:get"]);
  });

  const flip = (part: ArrayBufferView): void => {
    const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    bytes[3] = (bytes[3] ?? 0) ^ 1;
  };
  test.each<[string, (value: typeof forecast) => void]>([
    ["quantiles", ({ quantiles }) => flip(quantiles)],
    ["times", ({ times }) => flip(times)],
    ["actuals", ({ actuals }) => flip(actuals ?? new Uint8Array(4))],
    ["density", ({ density }) => flip(density.values)],
    ["origin", (value) => Object.assign(value, { origin: -4 })],
    ["levels", (value) => Object.assign(value, { levels: [0.03, ...value.levels.slice(1)] })],
    ["anchor", ({ anchor }) => Object.assign(anchor, { value: anchor.value + 1 })],
  ])("with a damaged part (%s) are refused, reported and asked for again", async (_, damage) => {
    const { client, asked, names } = apiWith((value, attempt) => attempt === 1 && damage(value));
    expect(await client.request("forecast:get", ask, { requestId: "r1" })).toMatchObject({ ok: true, value: forecast });
    expect(names()).toEqual(["forecast:get", "transit:damaged", "forecast:get"]);
    expect(asked[2]?.requestId).toBe("r1");
  });

  test("that come damaged again are an error in words, and no number of them is shown", async () => {
    const { client, names } = apiWith(({ quantiles }) => flip(quantiles));
    expect(await client.request("forecast:get", ask)).toEqual({
      ok: false,
      error: { code: "damaged-in-transit", message: expect.stringContaining("forecast"), hint: expect.any(String) },
    });
    expect(names()).toEqual(["forecast:get", "transit:damaged", "forecast:get", "transit:damaged"]);
  });

  test("without a checksum are not believed", async () => {
    const api = new FakeApi();
    api.request = (async (_id: string, name: string) => ({
      ok: true,
      value: name === "series:values" ? valuesOf("s") : {},
    })) as typeof api.request;
    expect(await createClient(api).request("series:values", { dataset: "d", series: "s" })).toMatchObject({
      error: { code: "damaged-in-transit" },
    });
  });
});

test("events reach only those who listen for their name, until they unsubscribe", () => {
  const api = new FakeApi();
  const listener = vi.fn<(payload: { name: string }) => void>();
  const stop = createClient(api).on("command", listener);
  api.emit({ name: "notice", payload: { level: "info", message: "hello" } });
  api.emit({ name: "command", payload: { name: "open" } });
  stop();
  api.emit({ name: "command", payload: { name: "export" } });
  expect(listener.mock.calls).toEqual([[{ name: "open" }]]);
});
