import { expect, test } from "vitest";
import { exitCodes } from "./exit-codes.ts";
import { runCli } from "./run.ts";

async function run(...words: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCli(words, {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    signal: new AbortController().signal,
    now: () => 0,
    version: "1.2.3",
    startHost: () => Promise.reject(new Error("nothing here needs the core")),
  });
  return { code, out: out.join(""), err: err.join("") };
}

test("without words, and on request, it says what there is", async () => {
  for (const words of [[], ["help"], ["--help"], ["-h"]]) {
    const { code, out, err } = await run(...words);
    expect([code, err]).toEqual([exitCodes.done, ""]);
    expect(out).toContain("fantail forecast FILE");
  }
  expect((await run("forecast", "--help")).out).toMatch(/^Usage: fantail forecast FILE/);
  expect(await run("--version")).toEqual({ code: exitCodes.done, out: "1.2.3\n", err: "" });
});

test("a word that is no command is a wrong argument", async () => {
  const plain = await run("forcast", "a.csv");
  expect(plain).toMatchObject({ code: exitCodes.wrongArguments, out: "" });
  expect(plain.err).toMatch(/^Error: There is no command "forcast"\.\nKnown: inspect, forecast,/);
  for (const words of [["forcast", "a.csv", "--json"], ["--json"], ["toString", "--json"]]) {
    const { code, out, err } = await run(...words);
    expect([code, err]).toEqual([exitCodes.wrongArguments, ""]);
    expect(JSON.parse(out)).toMatchObject({ error: { code: "wrong-arguments" } });
  }
});

test.each([
  ["forecast", ["a.csv", "--out", "a.csv", "--out", "x.foo"]],
  ["replay", ["a.json", "a.csv", "--out", "x.foo"]],
])("%s refuses a file that it could not write before it does anything", async (name, words) => {
  const { code, err } = await run(name, ...words);
  expect([code, err]).toEqual([
    exitCodes.wrongArguments,
    "Error: Fantail can't write .foo files.\nUse one of .csv, .parquet, .json, .xlsx, .png, .svg, .html.\n",
  ]);
});

test.each([
  ["--by", "week", '--by must be step, period, series or several of them, not "week".'],
  ["--metric", "accuracy", 'There is no metric "accuracy".'],
  ["--gap", "-1", '--gap must be a whole number from 0 to 1024, not "-1".'],
  ["--gap", "1020", "--horizon and --gap together reach at most 1024 steps."],
  ["--window", "7", '--window must be a whole number from 8 to 10000000, not "7".'],
  ["--stride", "0", '--stride must be a whole number from 1 to 1000000, not "0".'],
])("backtest refuses %s %s before it does anything", async (option, value, message) => {
  const { code, err } = await run("backtest", "a.csv", "--horizon", "12", "--origins", "3", `${option}=${value}`);
  expect([code, err.split("\n")[0]]).toEqual([exitCodes.wrongArguments, `Error: ${message}`]);
});
