import { expect, test } from "vitest";
import { madeForText } from "./made-for.ts";

test("what it was made for is said as people do", () => {
  expect(madeForText({ frequencies: "any" })).toBeNull();
  expect(madeForText({ frequencies: "any", quantity: "glucose" })).toBe("Made for glucose");
  expect(madeForText({ frequencies: ["5 minute"] })).toBe("Made for steps of 5 minutes");
  expect(madeForText({ frequencies: ["5 minute"], quantity: "glucose" })).toBe(
    "Made for glucose, in steps of 5 minutes",
  );
  expect(madeForText({ frequencies: ["month", "1 quarter", "15 minute"] })).toBe(
    "Made for steps of 1 month, 1 quarter, 15 minutes",
  );
});
