import { expect, test } from "vitest";
import { labelKey, labelOf, labelOfName, valueLabel } from "./index.ts";

test.each([
  ["Load [MW]", "Load", "MW"],
  ["temp (°C)", "temp", "°C"],
  ["sales", "sales", ""],
  ["(net) sales", "(net) sales", ""],
  ["a (b) (c)", "a (b)", "c"],
  ["sales ()", "sales ()", ""],
])("%s", (name, title, unit) => {
  expect(labelOfName(name)).toEqual({ title, unit });
});

test("a unit stands in brackets behind the title, or alone", () => {
  expect(valueLabel({ title: "Load", unit: "MW" })).toBe("Load (MW)");
  expect(valueLabel({ title: "", unit: "MW" })).toBe("MW");
  expect(valueLabel({ title: "Load", unit: "" })).toBe("Load");
});

test("a series is called by its column, or by its own name where there are several, or as the user says", () => {
  const columns = [
    { name: "day", role: "time" },
    { name: "load [MW]", role: "target" },
  ];
  const file = { name: "a.csv", columns };
  expect(labelOf(file, "north", { labels: {} })).toEqual({ title: "load", unit: "MW" });
  const wide = { name: "a.csv", columns: [...columns, { name: "price", role: "target" }] };
  expect(labelOf(wide, "price", { labels: {} })).toEqual({ title: "price", unit: "" });
  const labels = { [labelKey("a.csv", "north")]: { title: "Demand", unit: " " } };
  expect(labelOf(file, "north", { labels })).toEqual({ title: "Demand", unit: "MW" });
});
