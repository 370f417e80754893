/**
 * What the import makes of real files, one line each. Needs the developers' data folder (FANTAIL_DATA) and is skipped
 * without it. A line that changes is looked at against the folder's README before it is written down anew.
 */
import { formatFrequency } from "#domain/series";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { FromIngest } from "#contract/worker";
import { IngestWork } from "./work.ts";

const folder = process.env["FANTAIL_DATA"] ?? "";
const expected = JSON.parse(readFileSync(join(import.meta.dirname, "shared-data.expected.json"), "utf8")) as Readonly<
  Record<string, string>
>;

async function lineFor(path: string): Promise<string> {
  const sent: FromIngest[] = [];
  await new IngestWork((message) => sent.push(message)).import({ type: "import", id: 1, path, options: {} });
  const answer = sent.at(-1);
  if (answer?.type === "failed") return answer.error.code;
  if (answer?.type !== "done") return "no answer";
  const { file, series } = answer.dataset;
  const counts = new Map<string, number>();
  for (const { frequency } of series)
    counts.set(formatFrequency(frequency), (counts.get(formatFrequency(frequency)) ?? 0) + 1);
  const frequencies = [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const vendor = file.vendor === null ? "" : `, ${file.vendor}`;
  return `${file.layout} ${file.dataRows} rows, ${series.length} series, ${frequencies.join(" + ")}${vendor}`;
}

test.skipIf(folder === "").each(Object.entries(expected))("%s", { timeout: 60_000 }, async (file, line) => {
  const path = join(folder, file);
  if (!existsSync(path)) return;
  expect(await lineFor(path)).toBe(line);
});
