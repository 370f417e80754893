import { expect, test } from "vitest";
import { matching } from "./matching.ts";

test("search takes words in any order and puts what starts with them first", () => {
  const names = ["Big store, milk", "Milk, store 1", "Bread, store 1"];
  const search = (query: string) => matching(names, query, (name) => name);
  expect(search(" MILK ")).toEqual(["Milk, store 1", "Big store, milk"]);
  expect(search("store milk")).toEqual(["Big store, milk", "Milk, store 1"]);
  expect(search("  ")).toBe(names);
});
