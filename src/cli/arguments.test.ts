import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import { parseArguments, parseLevels, parseWhole } from "./arguments.ts";

const specs = { json: { kind: "flag" }, horizon: { kind: "value" }, series: { kind: "list" } } as const;

function failure(run: () => unknown): EngineError {
  try {
    run();
  } catch (error) {
    if (error instanceof EngineError) return error;
  }
  throw new Error("expected an EngineError");
}

describe("parseArguments", () => {
  test("takes options before and after the file, attached or apart", () => {
    const parsed = parseArguments(["--horizon=24", "a.csv", "--json"], specs);
    expect(parsed.positionals).toEqual(["a.csv"]);
    expect(parsed.value("horizon")).toBe("24");
    expect(parsed.has("json")).toBe(true);
    expect(parseArguments(["a.csv", "--horizon", "24"], specs).value("horizon")).toBe("24");
  });

  test("takes a negative number as a value", () => {
    expect(parseArguments(["a.csv", "--horizon", "-3"], specs).value("horizon")).toBe("-3");
  });

  test("takes several values for a list only once the file is known", () => {
    expect(parseArguments(["a.csv", "--series", "x", "y", "--json"], specs).list("series")).toEqual(["x", "y"]);
    const early = parseArguments(["--series", "x", "a.csv", "--series", "y"], specs);
    expect(early.list("series")).toEqual(["x", "y"]);
    expect(early.positionals).toEqual(["a.csv"]);
  });

  test("names what is wrong", () => {
    expect(failure(() => parseArguments(["--horizn", "3"], specs)).message).toContain("--horizn");
    expect(failure(() => parseArguments(["--horizon"], specs)).message).toContain("needs a value");
    expect(failure(() => parseArguments(["--horizon", "--json"], specs)).message).toContain("needs a value");
    expect(failure(() => parseArguments(["--horizon", "1", "--horizon", "2"], specs)).message).toContain("twice");
    expect(failure(() => parseArguments(["--json=yes"], specs)).message).toContain("takes no value");
    expect(failure(() => parseArguments(["--constructor"], specs)).code).toBe("wrong-arguments");
  });

  test("never throws anything but a typed error", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom("--json", "--horizon", "--series", "--", "="))),
        (args) => {
          let thrown: unknown = null;
          try {
            parseArguments(args, specs);
          } catch (error) {
            thrown = error;
          }
          expect(thrown === null || thrown instanceof EngineError).toBe(true);
        },
      ),
    );
  });
});

describe("numbers", () => {
  test("whole numbers within their limits, with either minus sign", () => {
    expect(parseWhole("origin", "-12", -100, 0)).toBe(-12);
    expect(parseWhole("origin", "−12", -100, 0)).toBe(-12);
    for (const text of ["1.5", "", "x", "1e3", "7", "-101"]) {
      expect(failure(() => parseWhole("origin", text, -100, 0)).message).toContain(text);
    }
  });

  test("levels are sorted, unique fractions and never percentages", () => {
    expect(parseLevels("0.9, 0.1,0.5,0.1")).toEqual([0.1, 0.5, 0.9]);
    for (const text of ["0", "1", "10,50,90", "", "a", "0.1,,0.9"]) {
      expect(failure(() => parseLevels(text)).code).toBe("wrong-arguments");
    }
  });
});
