import { expect, test } from "vitest";
import { quantityOf } from "./quantity.ts";

test.each([
  ["glucose (mg/dL)", [90, 120, 180]],
  ["Historic Glucose mmol/L", [4.5, 6.1, 9.8]],
  ["glucose_mg_dl", [90, Number.NaN, 120]],
  ["sgv", [90, 120, 180]],
  ["CGM", [90, 120, 180]],
  ["Blutzucker", [5, 6, 7]],
  ["glycémie", [5, 6, 7]],
  ["Glukose", [100, 110, 120]],
])("%s is glucose where its values can be", (name, values) => {
  expect(quantityOf(["Ann", name], values)).toBe("glucose");
});

test.each([
  ["load_mw", [90, 120, 180]],
  ["glucose", [5000, 6000]],
  ["glucose", []],
  ["bgm tax", [90, 120]],
  ["acgmx", [90, 120]],
])("%s is nothing that is known", (name, values) => {
  expect(quantityOf([name], values)).toBeNull();
});
