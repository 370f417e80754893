import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { orRefusal } from "../../domain/errors/testing.ts";
import { decimalOf } from "./decimal-of.ts";
import { keepPasted, pastedContent } from "./pasted-data.ts";

const clipboard = (text: string, html = "") => ({ readText: () => text, readHTML: () => html });
const table = "<html><table><tr><td>1</td></tr></table></html>";

test.each([
  ["cells", "day\tv\n1\t2", table, "tsv"],
  ["a table of a page alone", "", table, "html"],
  ["a table of a page beside its words", "day v 1 2", table, "html"],
  ["lines with commas", "day,v\r\n1,2", "<p>day</p>", "txt"],
])("%s are taken as what they are", (_, text, html, ending) => {
  expect(pastedContent(clipboard(text, html)).ending).toBe(ending);
});

test.each(["", "one line", "a\tb", "a\n\n  \n"])("%j is no table", (text) => {
  expect(orRefusal(() => pastedContent(clipboard(text)))).toMatchObject({ code: "file-not-a-table" });
});

test("what is too large is refused with how much it is", () => {
  const refused = orRefusal(() => pastedContent(clipboard("1\t2\n".repeat(17_000_000))));
  expect(refused).toMatchObject({ code: "file-too-large", message: expect.stringContaining("68 million") as unknown });
});

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-pasted-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("it is kept as it was, under a name of its own each time", async () => {
  const now = new Date(2026, 10, 30, 14, 32, 5);
  const where = join(folder, "pasted");
  const first = await keepPasted(clipboard("a\tb\r\n1\t\u00e9"), where, now);
  const second = await keepPasted(clipboard("a\tb\n1\t3"), where, now);
  expect([first.name, second.name]).toEqual(["Pasted, 14:32", "Pasted, 14:32"]);
  expect((await readdir(where)).sort()).toEqual(["Pasted 2026-11-30 14.32.05 2.tsv", "Pasted 2026-11-30 14.32.05.tsv"]);
  expect(basename(first.path)).toBe("Pasted 2026-11-30 14.32.05.tsv");
  expect(await readFile(first.path, "utf8")).toBe("a\tb\r\n1\t\u00e9");
  await writeFile(join(folder, "file"), "");
  await expect(keepPasted(clipboard("a\tb\n1\t3"), join(folder, "file"), now)).rejects.toMatchObject({
    code: "cannot-write",
  });
});

test.each([
  ["de-DE", ","],
  ["en-US", "."],
  ["fr-FR", ","],
  ["de-CH", "."],
  ["no locale at all", "."],
] as const)("programs of %s read %s as the decimal mark", (locale, mark) => {
  expect(decimalOf(locale)).toBe(mark);
});
