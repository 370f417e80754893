import { expect, test } from "vitest";
import { jobOf, trialsOf } from "../../jobs/fixtures.ts";
import { queueText } from "./queue-text.ts";

test("the status bar says how far the queue is, in a few words", () => {
  expect(queueText([], false)).toBe("Queue");
  expect(queueText([], true)).toBe("Queue: not available");
  const running = jobOf("a", { state: "running", trials: trialsOf({ total: 1000, completed: 999 }) });
  expect(queueText([running, jobOf("b"), jobOf("c")], false)).toBe("Searching 99\u00A0%, 2 waiting");
  expect(queueText([{ ...running, kind: "profile" }], false)).toBe("Profiling 99\u00A0%");
  expect(queueText([jobOf("a", { state: "paused" }), jobOf("b", { state: "completed" })], false)).toBe("1 paused");
});
