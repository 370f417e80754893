import { expect, test } from "vitest";
import { measuredIn } from "./measured.ts";

const columns = (...targets: readonly string[]) => ({
  columns: targets.map((name) => ({ name, role: "target" as const, type: "number" as const })),
});
const values = Float64Array.of(90, 120, 180);

test("people under one column of glucose are glucose, and of several columns only the one that says so", () => {
  expect(measuredIn(columns("glucose_mg_dl"), { id: "Ann", values })).toEqual({ quantity: "glucose" });
  expect(measuredIn(columns("glucose", "steps"), { id: "steps", values })).toEqual({});
  expect(measuredIn(columns("glucose", "steps"), { id: "glucose", values })).toEqual({ quantity: "glucose" });
});
