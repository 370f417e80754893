import { expect, test } from "vitest";
import { loadLevelOf, statusOf } from "./health.ts";

test.each([
  [0, "idle"],
  [0.001, "light"],
  [0.1, "busy"],
  [0.49, "busy"],
  [0.5, "heavy"],
  [0.98, "heavy"],
  [0.99, "full"],
  [1, "full"],
])("a load of %d is called %s", (load, level) => {
  expect(loadLevelOf(load)).toBe(level);
});

test("a process that is being started again is said while the application runs, and not on its way up or out", () => {
  const [ready, restarting, stopped] = (["ready", "restarting", "stopped"] as const).map((state) => ({ state }));
  const all = [ready, restarting, stopped].filter((worker) => worker !== undefined);
  expect(statusOf("ok", all)).toBe("degraded");
  expect(
    statusOf(
      "ok",
      all.filter(({ state }) => state !== "restarting"),
    ),
  ).toBe("ok");
  expect([statusOf("starting", all), statusOf("stopping", all)]).toEqual(["starting", "stopping"]);
});
