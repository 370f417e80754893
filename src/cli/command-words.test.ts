import fc from "fast-check";
import { expect, test } from "vitest";
import { aggregationRules, dateOrders, decimalMarks, duplicatePolicies, type IngestOptions } from "#domain/dataset";
import { forecastCommand } from "#engine/export";
import { parseArguments } from "./arguments.ts";
import { importOptionsOf } from "./import-options.ts";

const name = fc.string({ minLength: 1, maxLength: 12 });
const names = fc.array(name, { minLength: 1, maxLength: 3 });
const frequency = fc.record({
  unit: fc.constantFrom("minute", "hour", "day", "week", "month", "year"),
  count: fc.integer({ min: 1, max: 30 }),
} as const);
const range = fc
  .tuple(fc.integer({ min: 1, max: 9_999 }), fc.integer({ min: 0, max: 50 }))
  .map(([from, more]) => ({ from, to: from + more }));

const options: fc.Arbitrary<IngestOptions> = fc
  .record(
    {
      timeColumn: name,
      targetColumns: names,
      idColumns: fc.array(name, { maxLength: 2 }),
      timezone: name,
      sheet: name,
      recordTable: name,
      decimalMark: fc.constantFrom(...decimalMarks),
      dateOrder: fc.constantFrom(...dateOrders),
      missingTokens: names,
      frequency,
      start: name,
      duplicates: fc.constantFrom(...duplicatePolicies),
      fillGapsUpToSteps: fc.integer({ min: 1, max: 1000 }),
      split: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
      aggregate: fc.record({ frequency, by: fc.constantFrom(...aggregationRules) }),
      leftOutRows: fc.array(range, { minLength: 1, maxLength: 3 }),
      knownFuture: fc.boolean(),
      undo: names,
      series: names,
    },
    { requiredKeys: [] },
  )
  .map(({ split, ...rest }) => ({
    ...rest,
    ...(split === undefined
      ? {}
      : { longGaps: "split" as const, ...(split === null ? {} : { splitGapsOverSteps: split }) }),
  }));

const known = (kinds: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(kinds).map(([key, kind]) => [key, { kind: kind as "flag" | "value" | "list" }]));
const specs = known({
  ...{ time: "value", target: "list", id: "list", timezone: "value", sheet: "value", table: "value", decimal: "value" },
  ...{ "date-order": "value", missing: "list", frequency: "value", start: "value", aggregate: "value", undo: "list" },
  ...{ "aggregate-by": "value", duplicates: "value", "fill-gaps": "value", "split-gaps": "value", "leave-out": "list" },
  ...{ only: "list", series: "list", model: "value", horizon: "value", origin: "value", levels: "value" },
  ...{ bands: "value", round: "flag", corrections: "value", adjust: "value" },
  ...{
    holidays: "value",
    events: "value",
    covariate: "list",
    influences: "value",
    "known-future": "flag",
    "no-known-future": "flag",
  },
});

test("the command of a forecast is read as what it was made of, whatever the names are", () => {
  fc.assert(
    fc.property(options, name, fc.integer({ min: -50, max: 0 }), fc.boolean(), (wanted, series, origin, isRounded) => {
      const words = forecastCommand({
        ...{ path: "/data/a b.csv", options: wanted, series, origin, isRounded },
        ...{
          model: "ses:alpha=0.3+log@12",
          horizon: 7,
          levels: [0.1, 0.5],
          bands: "calibrated",
          corrections: "/c.csv",
          adjustments: "/d.csv",
          influences: { holidays: "DE-BY", events: "/e f.csv", columns: ["temp, max", "price"] },
        },
      });
      expect(words.slice(0, 2)).toEqual(["fantail", "forecast"]);
      const args = parseArguments(words.slice(2), specs);
      expect(args.positionals).toEqual(["/data/a b.csv"]);
      expect(importOptionsOf(args)).toEqual(wanted);
      expect(args.list("series")).toEqual([series]);
      expect([args.value("model"), args.value("horizon"), args.value("levels"), args.value("bands")]).toEqual([
        ...["ses:alpha=0.3+log@12", "7", "0.1,0.5", "calibrated"],
      ]);
      expect([args.value("origin") ?? "0", args.value("corrections"), args.value("adjust"), args.has("round")]).toEqual(
        [...[String(origin), "/c.csv", "/d.csv", isRounded]],
      );
      expect([args.value("holidays"), args.value("events"), args.value("influences")]).toEqual([
        ...["DE-BY", "/e f.csv", "always"],
      ]);
      expect(args.list("covariate")).toEqual(["temp, max", "price"]);
    }),
  );
});
