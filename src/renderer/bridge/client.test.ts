import { describe, expect, test, vi } from "vitest";
import { FakeApi } from "../state/fixtures.ts";
import { createClient } from "./client.ts";

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
    expect(outcome).toMatchObject({ ok: false, error: { code: "internal", hint: expect.stringContaining("port closed") } });
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
