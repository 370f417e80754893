import { expect, test } from "vitest";
import type { Outcome } from "#domain/errors";
import { SharedRequests } from "./shared-requests.ts";

const never = new AbortController().signal;

function setUp(maxBytes: number) {
  const asked: string[] = [];
  const requests = new SharedRequests<Float64Array>({ maxBytes, now: () => 0 });
  const get = (key: string): Promise<Outcome<Float64Array>> =>
    requests.get(
      key,
      () => {
        asked.push(key);
        return Promise.resolve({ ok: true, value: new Float64Array(10) });
      },
      never,
    );
  return { asked, requests, get };
}

test("answers are kept within the budget, those used longest ago go first", async () => {
  const { asked, get } = setUp(160);
  await get("a");
  await get("b");
  await get("a");
  await get("c");
  expect(asked).toEqual(["a", "b", "c"]);
  await get("a");
  await get("b");
  expect(asked).toEqual(["a", "b", "c", "b"]);
});

test("what was cleared is asked for again", async () => {
  const { asked, requests, get } = setUp(160);
  await get("a");
  requests.clear();
  await get("a");
  expect(asked).toEqual(["a", "a"]);
});

test("who is gone before it begins asks for nothing", async () => {
  const { requests } = setUp(160);
  const outcome = await requests.get("a", () => Promise.reject(new Error("asked")), AbortSignal.abort());
  expect(outcome).toMatchObject({ ok: false, error: { code: "cancelled" } });
});
