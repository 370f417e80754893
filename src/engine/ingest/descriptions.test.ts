import { expect, test } from "vitest";
import { ingest } from "./index.ts";
import { sourceOf, testPorts } from "./testing.ts";

const day = (index: number): string => new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10);

/** A row per article and day: `cellsOf` gives what stands between the article's number and the units. */
async function aboutOf(head: string, cellsOf: (article: string, day: number) => string, file = "article") {
  const rows = ["A1", "B2", "C3"].flatMap((article, at) =>
    Array.from(
      { length: 30 },
      (_, index) => `${article},${cellsOf(article, index)},${day(index)},${10 * at + (index % 7)}`,
    ),
  );
  const dataset = await ingest(
    sourceOf([`${file},${head},day,units`, ...rows].join("\n"), 4096),
    { idColumns: [file] },
    testPorts(),
  );
  return Object.fromEntries(dataset.series.map(({ id, about }) => [id, about]));
}

const words: Readonly<Record<string, string>> = { A1: "Trousers", B2: "Shirt", C3: "Hat" };

test("words that are the same in all rows of a series, and not of all series, are what it is about", async () => {
  expect(
    await aboutOf("description,colour,currency", (article, index) =>
      [words[article], article === "A1" ? "blue" : index === 4 ? "" : "red", "EUR"].join(","),
    ),
  ).toEqual({ A1: "Trousers · blue", B2: "Shirt · red", C3: "Hat · red" });
});

test("words that change within a series say nothing of it", async () => {
  expect(
    await aboutOf("status,group", (article, index) => `${index % 2 === 0 ? "open" : "late"},${words[article]}`),
  ).toEqual({ A1: "Trousers", B2: "Shirt", C3: "Hat" });
});

test("what the name says already is not said again, and some have words that others lack", async () => {
  expect(await aboutOf("code,kind", (article) => `${article},${article === "B2" ? "spare part" : ""}`)).toEqual({
    A1: undefined,
    B2: "spare part",
    C3: undefined,
  });
});
