import { expect, test } from "vitest";
import { withoutRepair, withoutRow, withRepair } from "./repair-options.ts";

test("a repair is undone by its code and made again; filling is not asked for any more", () => {
  expect(withoutRepair({ fillGapsUpToSteps: 3, timezone: "UTC" }, "interpolated-gap")).toEqual({ timezone: "UTC" });
  const undone = withoutRepair(withoutRepair({ timezone: "UTC" }, "comment-row"), "comment-row");
  expect(undone).toEqual({ timezone: "UTC", undo: ["comment-row"] });
  expect(withRepair(undone, "comment-row")).toEqual({ timezone: "UTC" });
  expect(withRepair({ undo: ["a", "b"] }, "a")).toEqual({ undo: ["b"] });
});

test("a row is left out beside others, also after leaving out was undone", () => {
  const one = withoutRow({ timezone: "UTC" }, 7);
  expect(one).toEqual({ timezone: "UTC", leftOutRows: [{ from: 7, to: 7 }] });
  expect(withoutRow(withoutRepair(one, "left-out-row"), 8)).toEqual({
    timezone: "UTC",
    leftOutRows: [{ from: 7, to: 8 }],
  });
});
