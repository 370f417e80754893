import { expect, test } from "vitest";
import { repairName, timeAsRead } from "./repair-names.ts";

test("times in repairs are written as people do, and codes have names", () => {
  expect(timeAsRead("2024-02-28T23:40:01")).toBe("2024-02-28 23:40:01");
  expect(timeAsRead("2024-02-28T00:00:00")).toBe("2024-02-28 00:00:00");
  expect(timeAsRead("2024-02-28T00:00:00 2 times: 1, 2")).toBe("2024-02-28 2 times: 1, 2");
  expect(timeAsRead("2024-02-28T00:00:00+01:00 2 times: 1, 2")).toBe("2024-02-28 00:00:00+01:00 2 times: 1, 2");
  expect(timeAsRead("n/a T12:00")).toBe("n/a T12:00");
  expect([repairName("unsorted-row"), repairName("some-new-thing")]).toEqual(["Rows out of order", "Some new thing"]);
});
