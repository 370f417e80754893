/** `npm run bench` arrives here, under Electron's Node: lists the benchmarks, or runs the one that is named. */
import fs from "node:fs";
import path from "node:path";
import { runBenchmark, type Benchmark } from "./lib.ts";

const suffix = ".bench.ts";
const names = fs
  .readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length))
  .toSorted();

async function load(name: string): Promise<Benchmark> {
  return (await import(path.join(import.meta.dirname, `${name}${suffix}`))) as Benchmark;
}

const [name, ...args] = process.argv.slice(2);
if (name === undefined) {
  for (const each of names) console.log(`${each.padEnd(16)} ${(await load(each)).describe}`);
} else if (names.includes(name)) {
  await runBenchmark(name, await load(name), args);
} else {
  console.error(`there is no benchmark "${name}"; there are: ${names.join(", ") || "none yet"}`);
  process.exitCode = 2;
}
