import { expect, test } from "vitest";
import { mergePolicy } from "#domain/policy";
import { PlaceRules } from "#main/policy";
import { TimedReader } from "./timed-reader.ts";

test("a file outside the folders of a policy never reaches the process that reads", async () => {
  const asked: string[] = [];
  const never = (path: string) => {
    asked.push(path);
    return Promise.reject(new Error("read"));
  };
  const values = { dataFolders: ["/srv/data"] };
  const reader = new TimedReader({
    ingest: { prepare: () => undefined, import: never, importWithPresets: never },
    places: new PlaceRules(mergePolicy([{ source: "/etc/10.json", level: "managed", values }])),
    now: () => 0,
  });
  const control = { signal: new AbortController().signal };
  for (const path of ["/srv/other/a.csv", "/srv/data/../a.csv"]) {
    await expect(reader.readFile(path, {}, control)).rejects.toMatchObject({ code: "policy-forbids" });
    await expect(reader.readFileWithPresets(path, [], control)).rejects.toMatchObject({ code: "policy-forbids" });
  }
  expect(asked).toEqual([]);
  await expect(reader.readFile("/srv/data/a.csv", {}, control)).rejects.toThrow("read");
});
