import fc from "fast-check";
import { expect, test } from "vitest";
import type { Outcome } from "#domain/errors";
import { SharedRequests } from "./shared-requests.ts";

const never = new AbortController().signal;

function setUp(maxBytes: number) {
  const asked: string[] = [];
  const requests = new SharedRequests<Float64Array>(maxBytes);
  const get = (key: string): Promise<Outcome<Float64Array>> =>
    requests.get(
      key,
      () => {
        asked.push(key);
        return Promise.resolve({ ok: true, value: new Float64Array(key.length * 10) });
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

test("one that is larger than the budget is not kept, and sends none away", async () => {
  const { asked, get } = setUp(160);
  await get("a");
  await get("too large");
  await get("a");
  await get("too large");
  expect(asked).toEqual(["a", "too large", "too large"]);
});

test("asks exactly where a list in the order of use, cut to the budget, has no answer", async () => {
  const keys = fc.array(fc.constantFrom("a", "b", "cc", "dd", "eee", "ffff"), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(keys, async (wanted) => {
      const { asked, get } = setUp(80 * 3);
      let held: string[] = [];
      const expected: string[] = [];
      for (const key of wanted) {
        if (!held.includes(key)) expected.push(key);
        const rest = held.filter((other) => other !== key);
        if (key.length <= 3) held = [key, ...rest];
        while (held.join("").length > 3) held.pop();
        await get(key);
      }
      expect(asked).toEqual(expected);
    }),
  );
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
