import fc from "fast-check";
import { expect, test } from "vitest";
import { isConfigured, type Method, methodId, parseMethod, plainMethod, transforms } from "./index.ts";

const names = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,8}$/).filter((name) => name !== "__proto__");
const values = fc.oneof(
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
  fc.stringMatching(/^[A-Z][a-z]{0,5}$/),
);
const methods: fc.Arbitrary<Method> = fc.record({
  forecaster: fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/),
  parameters: fc.dictionary(names, values, { maxKeys: 4, noNullPrototype: true }),
  transform: fc.constantFrom(...transforms),
  seasonLength: fc.option(fc.integer({ min: 1, max: 10_000 })),
});

test("a method is read from its id as it was written", () => {
  fc.assert(
    fc.property(methods, (method) => {
      expect(parseMethod(methodId(method))).toEqual(method);
    }),
  );
});

test("parameters have one order", () => {
  const method = { ...plainMethod("ets"), parameters: { trend: "Ad", error: "M" } };
  expect(methodId(method)).toBe("ets:error=M:trend=Ad");
  expect(parseMethod("ets:trend=Ad:error=M")).toEqual(method);
});

test("a plain method has its forecaster's id", () => {
  expect(methodId(plainMethod("theta"))).toBe("theta");
  expect(isConfigured("theta")).toBe(false);
  expect(isConfigured("ses:alpha=0.3+log@12")).toBe(true);
});

test.each([
  "",
  ":alpha=1",
  "ses:alpha",
  "ses:alpha=",
  "ses+sqrt",
  "ses@0",
  "ses@12+log",
  "ses:alpha=1:alpha=2",
  "ses@x",
])("%o is refused in words", (id) => {
  expect(() => parseMethod(id)).toThrow("does not name a method");
});
