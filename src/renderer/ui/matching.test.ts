import { expect, test } from "vitest";
import { fuzzyMatching, matching } from "./matching.ts";

test("search takes words in any order and puts what starts with them first", () => {
  const names = ["Big store, milk", "Milk, store 1", "Bread, store 1"];
  const search = (query: string) => matching(names, query, (name) => name);
  expect(search(" MILK ")).toEqual(["Milk, store 1", "Big store, milk"]);
  expect(search("store milk")).toEqual(["Big store, milk", "Milk, store 1"]);
  expect(search("  ")).toBe(names);
});

test("where no word is found, letters in their order are enough, the closest first", () => {
  const names = ["Compare models", "Compare with another version", "Close the file"];
  const search = (query: string) => fuzzyMatching(names, query, (name) => name);
  expect(search("compare")).toEqual(matching(names, "compare", (name) => name));
  expect(search("cmpr m")).toEqual(["Compare models"]);
  expect(search("cmp")).toEqual(["Compare models", "Compare with another version"]);
  expect(search("clf")).toEqual(["Close the file"]);
  expect(search("xq")).toEqual([]);
  expect(search("q")).toEqual([]);
});
