import fc from "fast-check";
import { expect, test } from "vitest";
import { glossaryPage, handbookPages, terms } from "#domain/glossary";
import { inlineOf, parseMarkdown, plainText } from "./markdown.ts";
import { pages, sourceOf } from "./pages.ts";

test("blocks are told apart", () => {
  const blocks = parseMarkdown(
    "# Title\n\nOne line\ngoes on.\n\n- a\n- b\n  more\n\n1. first\n2. second\n\n| x | y |\n| --- | --- |\n| 1 | **2** |\n\n```\nfantail <x>\n```\n",
  );
  expect(blocks.map(({ kind }) => kind)).toEqual(["heading", "paragraph", "list", "list", "table", "code"]);
  expect(plainText(blocks)).toBe("Title\nOne line goes on.\na b more\nfirst second\nx y 1 2\nfantail <x>");
});

test("words within a line", () => {
  expect(inlineOf("Press **Export** or `fantail`, see *this* [page](export.md).")).toEqual([
    { kind: "text", text: "Press " },
    { kind: "bold", text: "Export" },
    { kind: "text", text: " or " },
    { kind: "code", text: "fantail" },
    { kind: "text", text: ", see " },
    { kind: "emphasis", text: "this" },
    { kind: "text", text: " " },
    { kind: "link", text: "page", target: "export" },
    { kind: "text", text: "." },
  ]);
});

test("a link leads to a page of the handbook or nowhere, and markup is text", () => {
  for (const target of ["https://example.com", "javascript:alert", "../x.md", "//host/a.md"])
    expect(inlineOf(`[here](${target})`)).toEqual([{ kind: "text", text: "here" }]);
  const markup = '<img src=x onerror="alert(1)">';
  expect(parseMarkdown(markup)).toEqual([{ kind: "paragraph", line: [{ kind: "text", text: markup }] }]);
});

test("every text is read to its end, and no word of it is lost", () => {
  const piece = fc.constantFrom(
    "# ",
    "- ",
    "1. ",
    "| a |",
    "```",
    "**",
    "*",
    "`",
    "[a](b.md)",
    "word",
    "\n",
    "\n\n",
    "  ",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const source = pieces.join("");
      const words = (text: string): number => text.match(/word/g)?.length ?? 0;
      const isWhole = !source.includes("|") && !source.includes("```");
      const found = words(plainText(parseMarkdown(source)));
      expect(found).toBeLessThanOrEqual(words(source));
      expect(found === words(source) || !isWhole).toBe(true);
    }),
  );
});

test("every page of the list is there, with its title and what it links to", () => {
  const ids = handbookPages.map(({ id }) => id);
  for (const { id, title, blocks, text } of pages) {
    expect(blocks[0], id).toMatchObject({ kind: "heading", level: 1, line: [{ kind: "text", text: title }] });
    expect(text.length).toBeGreaterThan(300);
  }
  const links = pages.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === "list" ? block.items.flat() : "line" in block ? block.line : [])),
  );
  const targets = links.flatMap((each) => (each.kind === "link" ? [each.target] : []));
  expect(targets.length).toBeGreaterThan(5);
  for (const target of targets) expect(ids).toContain(target);
});

test("the list of pages in the repository has all of them, and the glossary is the table of terms", () => {
  for (const { id, title } of handbookPages) expect(sourceOf("index")).toContain(`- [${title}](${id}.md)`);
  expect(sourceOf("glossary")).toBe(glossaryPage());
});

test("terms are told apart, and each says what it is in one sentence", () => {
  for (const all of [terms.map(({ id }) => id), terms.map(({ term }) => term)]) expect(all).toEqual([...new Set(all)]);
  for (const { short } of terms) expect(short).toMatch(/^[A-Z][^\n]*[.]$/);
});
