import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FromIngest } from "#contract/worker";
import { IngestWork } from "./ingest-work.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-ingest-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function answerFor(path: string): Promise<FromIngest> {
  const sent: FromIngest[] = [];
  await new IngestWork((message) => sent.push(message)).import({ type: "import", id: 7, path, options: {} });
  return sent.at(-1) ?? { type: "ready" };
}

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe("the ingest process", () => {
  test("answers with the dataset, as plain data", async () => {
    const path = written("a.csv", "date,value\n2024-01-01,1\n2024-01-02,2\n2024-01-03,4\n");
    const answer = await answerFor(path);
    expect(answer.type).toBe("done");
    const copy = structuredClone(answer);
    expect(copy).toEqual(answer);
    if (answer.type !== "done") return;
    expect(answer.dataset.series.map(({ id }) => id)).toEqual(["value"]);
    expect(answer.dataset.handle).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ["a folder", () => folder, "file-is-folder"],
    ["a missing file", () => join(folder, "nowhere.csv"), "file-not-found"],
    ["an empty file", () => written("empty.csv", ""), "file-empty"],
    ["blank lines", () => written("blank.csv", "\n\n\n"), "file-empty"],
    ["a PDF", () => written("a.pdf.csv", "%PDF-1.7\n%âãÏÓ\n"), "file-not-a-table"],
    ["one row", () => written("one.csv", "date,value\n2024-01-01,1\n"), "too-few-rows"],
    ["a header alone", () => written("header.csv", "date,value\n"), "too-few-rows"],
  ])("%s gets its sentence", async (_, path, code) => {
    const answer = await answerFor(path());
    expect(answer).toMatchObject({ type: "failed", id: 7, error: { code } });
    if (answer.type === "failed") expect(answer.error.hint).toBeTruthy();
  });

  test("cancel stops a long import soon, and it is said to be cancelled", async () => {
    const row = "2024-01-01 00:00:00,1234.5,some text\n";
    const path = written("long.csv", `time,value,note\n${row.repeat(600_000)}`);
    const sent: FromIngest[] = [];
    const work = new IngestWork((message) => sent.push(message));
    const importing = work.import({ type: "import", id: 1, path, options: {} });
    while (!sent.some((message) => message.type === "progress" && message.progress.rows > 0)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const start = performance.now();
    work.cancel(1);
    await importing;
    expect(performance.now() - start).toBeLessThan(100);
    expect(sent.at(-1)).toMatchObject({ type: "failed", error: { code: "cancelled" } });
  });
});
