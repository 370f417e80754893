import { expect, test } from "vitest";
import { tableCsv } from "./table-csv.ts";

test("cells are quoted where they must be, and none is run as a formula", () => {
  expect(
    tableCsv([
      ["Model", "MASE"],
      ['a "b", c', 0.125],
      ["=1+1", -3],
      ["", ""],
    ]),
  ).toBe('Model,MASE\r\n"a ""b"", c",0.125\r\n\'=1+1,-3\r\n,\r\n');
});
