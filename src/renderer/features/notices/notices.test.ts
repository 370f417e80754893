import { expect, test } from "vitest";
import { createNotices } from "./notices.ts";

function setUp() {
  const notices = createNotices();
  return { notices, messages: () => notices.store.getState().notices.map(({ message }) => message) };
}

test("the same message is shown once, and the oldest leave when there are too many", () => {
  const { notices, messages } = setUp();
  for (const message of ["a", "b", "a", "c", "d"]) notices.show("info", message);
  expect(messages()).toEqual(["a", "c", "d"]);
});

test("a message that has become untrue is taken back, and nothing else with it", () => {
  const { notices, messages } = setUp();
  const takeBack = notices.show("warning", "a");
  notices.show("info", "b");
  takeBack();
  takeBack();
  expect(messages()).toEqual(["b"]);
});

test("problems stay until they are dismissed; what can be acted on stays longer than what is only read", () => {
  const { notices } = setUp();
  notices.show("error", "a");
  notices.show("success", "b");
  notices.show("success", "c", [{ label: "Open", run: () => {} }]);
  const [problem, plain, withAction] = notices.store.getState().notices.map(({ lifetimeMs }) => lifetimeMs);
  expect(problem).toBeNull();
  expect(withAction ?? 0).toBeGreaterThan(plain ?? Infinity);
});
