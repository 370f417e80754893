import { expect, test } from "vitest";
import type { Dataset } from "#domain/dataset";
import { knownAheadNotes } from "./influences.ts";

function datasetOf(
  code: "known-future" | "constant",
  ...columns: readonly (readonly [string, string, string])[]
): Dataset {
  return {
    name: "a.csv",
    columns: columns.map(([name, role, type]) => ({ name, role, type })),
    warnings: [{ code, message: "Known." }],
  } as unknown as Dataset;
}

const load = ["load", "target", "number"] as const;
const heat = ["max temp", "covariate", "number"] as const;

test("a file that goes on after its last values says which columns could be used", () => {
  expect(knownAheadNotes([datasetOf("known-future", load, heat, ["sky", "covariate", "text"])])).toEqual([
    'a.csv goes on after its last values: --covariate "max temp" uses that where past forecasts were better.',
  ]);
  expect(knownAheadNotes([datasetOf("known-future", load), datasetOf("constant", load, heat)])).toEqual([]);
});
