import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "./support/application.ts";
import { fantail } from "./support/command-line.ts";

const airline = "samples/airline-passengers.csv";

test("a watch that is killed goes on where it was, and a signal ends it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fantail-watch-"));
  const [input, output] = [join(folder, "in"), join(folder, "out")];
  const userData = join(folder, "data");
  await mkdir(input);
  await cp(airline, join(input, "wintergoldhaehnchen.csv"));
  const words = ["watch", input, output, "--horizon", "6", "--settle", "0", "--every", "1"];
  const killed = await fantail(words, {
    userData,
    signal: { name: "SIGKILL", at: /wintergoldhaehnchen\.csv: forecast in/ },
  });
  expect(killed.exitCode).toBe(128);
  const first = await readFile(join(output, "wintergoldhaehnchen.csv.forecast.json"), "utf8");
  expect(JSON.parse(first)).toMatchObject({ forecasts: [{ origin: 0, timestamps: { length: 6 } }] });

  await cp(airline, join(input, "orders.csv"));
  await writeFile(join(input, "empty.csv"), "");
  await writeFile(
    `${input}.expect.json`,
    JSON.stringify({
      kinds: [{ name: "orders", files: ["*"], range: { Passengers: { max: 600 } }, forecast: { horizon: 3 } }],
    }),
  );
  const ended = await fantail(words, {
    userData,
    signal: { name: "SIGINT", at: /empty\.csv: [^]*orders\.csv: |orders\.csv: [^]*empty\.csv: / },
  });
  expect(ended.exitCode, ended.stderr).toBe(0);
  expect(ended.stderr).not.toContain("wintergoldhaehnchen");
  expect(ended.stderr).toContain("Ended: 0 files were forecast, 2 moved aside.");
  expect((await readdir(join(output, "failed"))).sort()).toEqual([
    ...["empty.csv", "empty.csv.reason.json", "orders.csv", "orders.csv.reason.json"],
  ]);
  expect(JSON.parse(await readFile(join(output, "failed/orders.csv.reason.json"), "utf8"))).toMatchObject({
    sentence: 'This is not as expected of "orders": "Passengers" is 622 at Jul 1960: more than 600. (row 140)',
    error: { code: "unexpected-data", row: 140, column: "Passengers" },
  });
  expect(await readFile(join(output, "wintergoldhaehnchen.csv.forecast.json"), "utf8")).toBe(first);
  const log = await readFile(join(userData, "logs/fantail.log"), "utf8");
  expect(log).toContain('"event":"worker-ready"');
  for (const own of ["wintergoldhaehnchen", "orders.csv", "empty.csv", "Passengers", folder])
    expect(log).not.toContain(own);
  await rm(folder, { recursive: true });
});
