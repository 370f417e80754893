import { expect, test } from "vitest";
import { faultOfRefusal, messageClasses } from "../e2e/support/ipc-messages.ts";
import { fuzzGate } from "./ipc-fuzz.ts";

test.each(messageClasses)(
  "malformed messages about %s are refused in words and reach no handler",
  async (messageClass) => {
    const { malformed, problems } = await fuzzGate(messageClass, 150, 1);
    expect(problems).toEqual([]);
    expect(malformed).toBe(150);
  },
);

test("a refusal that tells too much is not taken for one", () => {
  const refusal = (message: string, code = "wrong-arguments"): unknown => ({ ok: false, error: { code, message } });
  expect(faultOfRefusal(refusal("It is not valid."), ["/home/me"])).toBeNull();
  expect(faultOfRefusal(refusal("Can't open /home/me/a.csv"), ["/home/me"])).toMatch(/place/);
  expect(faultOfRefusal(refusal("TypeError\n    at gate (gate.ts:1:1)"), [])).toMatch(/place/);
  expect(faultOfRefusal(refusal("Something went wrong.", "internal"), [])).toMatch(/kind/);
  expect(faultOfRefusal(refusal("x".repeat(5_000)), [])).toMatch(/characters/);
  expect(faultOfRefusal({ ok: true, value: {} }, [])).toMatch(/no refusal/);
});
