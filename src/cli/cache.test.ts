import { expect, test } from "vitest";
import { exitCodes } from "./exit-codes.ts";
import type { CliCache, CliHost } from "./host.ts";
import { runCli } from "./run.ts";

const kept = {
  dataset: "5ea5",
  name: "a.csv",
  series: 1,
  seriesNames: ["a"],
  models: ["m"],
  forecasts: 4,
  bytes: 1000,
  usedMs: 0,
  isPinned: false,
};

/** Nothing is kept but one dataset, of `files` files. */
async function run(files: number, ...words: string[]) {
  const deleted: (string | undefined)[] = [];
  let [out, err] = ["", ""];
  const cache: Pick<CliCache, "list" | "delete"> = {
    list: async () => [kept],
    delete: async (dataset) => {
      deleted.push(dataset);
      return files;
    },
  };
  const code = await runCli(["cache", "delete", ...words], {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    signal: new AbortController().signal,
    now: () => 0,
    version: "1.2.3",
    startHost: async () => ({ cache, warnings: () => [] }) as unknown as CliHost,
  });
  return { code, out, err, deleted };
}

test("a dataset that nothing is kept of can't be deleted: words, and the exit code of a missing input", async () => {
  expect(await run(3, "5ea")).toEqual({
    code: exitCodes.noInput,
    out: "",
    err: "Error: There is no such dataset in the cache.\n“fantail cache list” lists them.\n",
    deleted: [],
  });
  expect(JSON.parse((await run(3, "5ea", "--json")).out)).toMatchObject({ error: { code: "dataset-not-found" } });
});

test("a dataset that is kept is deleted, and so is everything, were it nothing", async () => {
  expect(await run(1, "5ea5")).toEqual({ code: exitCodes.done, out: "1 file deleted.\n", err: "", deleted: ["5ea5"] });
  expect(await run(0, "--all")).toMatchObject({
    code: exitCodes.done,
    out: "0 files deleted.\n",
    deleted: [undefined],
  });
});
