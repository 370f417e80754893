import { expect, test } from "vitest";
import { groupColumnsOf, partsOf } from "./group-columns.ts";

const columns = (roles: Readonly<Record<string, "id" | "target" | "time">>) => ({
  columns: Object.entries(roles).map(([name, role]) => ({ name, role, type: "text" as const })),
});

test("series are grouped by id columns, and by the measured column where there are several", () => {
  expect(groupColumnsOf(columns({ shop: "id", sales: "target" }))).toEqual([]);
  expect(
    groupColumnsOf(columns({ shop: "id", item: "id", sales: "target" })).map(({ label, part }) => [label, part]),
  ).toEqual([
    ["shop", 0],
    ["item", 1],
  ]);
  expect(groupColumnsOf(columns({ shop: "id", sales: "target", price: "target" })).map(({ part }) => part)).toEqual([
    0, 1,
  ]);
  expect(groupColumnsOf(columns({ sales: "target", price: "target" }))).toEqual([]);
});

test("a name with other parts than columns has none", () => {
  expect(partsOf("North / Article 1", 2)).toEqual(["North", "Article 1"]);
  expect(partsOf("North / Article 1 / 2", 2)).toBeNull();
});
