import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attributesOf, Markup } from "./markup.ts";

/** Tags and texts as one string, whatever pieces the text comes in. */
function told(pieces: readonly string[], isHtml: boolean): string {
  let log = "";
  const markup = new Markup(
    {
      open: (name, attributes) =>
        (log += `<${name}${[...attributesOf(attributes, isHtml)].map(([k, v]) => ` ${k}=${v}`).join("")}>`),
      close: (name) => (log += `</${name}>`),
      text: (text) => (log += text),
    },
    { isHtml },
  );
  for (const piece of pieces) markup.push(piece);
  markup.end();
  return log;
}

const cuts = fc.array(fc.nat(400), { maxLength: 12 });

function cut(text: string, at: readonly number[]): string[] {
  const places = [0, ...at.filter((place) => place < text.length).sort((a, b) => a - b), text.length];
  return places.slice(1).map((to, i) => text.slice(places[i], to));
}

const xml = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY lol "ha"><!ELEMENT a ANY>]><!-- <no> --><n:a x:t="1 &gt; 0">t&amp;t &#65;&#x42; &lol;<b/><![CDATA[<raw> & ]] ]]></n:a>`;
const html = `<!doctype html><script>if (a < b) "<td>"</script><TABLE><TR><TD title='a > b'>5 &euro; &uuml;<BR>1 < 2<style>td { }</style></TABLE>`;

describe("tags and texts", () => {
  test("of XML; what the file declares itself is not expanded", () => {
    expect(told([xml], false)).toBe("<a t=1 > 0>t&t AB &lol;<b></b><raw> & ]] </a>");
  });

  test("of HTML; scripts and styles are none", () => {
    expect(told([html], true)).toBe(
      "<script></script><table><tr><td title=a > b>5 € ü<br>1 < 2<style></style></table>",
    );
  });

  test("the same wherever the text is cut", () => {
    fc.assert(
      fc.property(cuts, (at) => {
        expect(told(cut(xml, at), false)).toBe(told([xml], false));
        expect(told(cut(html, at), true)).toBe(told([html], true));
      }),
    );
  });

  test("any text at all is told or refused, never an endless wait", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("<", ">", "a", "/", "!", "-", "[", "]", '"', "=", "&", ";", "?", " ") }),
        (text) => {
          expect(told([...text], true)).toBe(told([text], true));
        },
      ),
      { numRuns: 500 },
    );
  });
});

test("XML that is no XML is refused with its line", () => {
  expect(() => told(["<a>\n<b>\n1 < 2"], false)).toThrow(expect.objectContaining({ code: "file-not-a-table", row: 3 }));
  expect(() => told(["<a>\n<b attribute='"], false)).toThrow(expect.objectContaining({ row: 2 }));
});

test("a tag without an end does not gather the rest of the file", () => {
  const markup = new Markup({ open: () => {}, close: () => {}, text: () => {} }, { isHtml: false });
  expect(() => {
    for (let i = 0; i < 40; i += 1) markup.push(`<a ${"x".repeat(100_000)}`);
  }).toThrow("a tag has no end");
});
