import { expect, test } from "vitest";
import { madeForText } from "./made-for.ts";

test("what it was made for is said as people do", () => {
  expect(madeForText("any")).toBeNull();
  expect(madeForText(["5 minute"])).toBe("Made for steps of 5 minutes");
  expect(madeForText(["month", "1 quarter", "15 minute"])).toBe("Made for steps of 1 month, 1 quarter, 15 minutes");
});
