/**
 * Reads the part of Markdown that the handbook uses: headings, paragraphs, lists, tables, blocks of code; bold, emphasis, code
 * and links within them. Everything else, markup above all, is text.
 */

export type Inline =
  | { readonly kind: "text" | "bold" | "emphasis" | "code"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly target: string };

export type Line = readonly Inline[];

export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly line: Line }
  | { readonly kind: "paragraph"; readonly line: Line }
  | { readonly kind: "list"; readonly isOrdered: boolean; readonly items: readonly Line[] }
  | { readonly kind: "table"; readonly head: readonly Line[]; readonly rows: readonly (readonly Line[])[] }
  | { readonly kind: "code"; readonly text: string };

const listItem = /^(?:-|(\d+)\.) +/;

export function parseMarkdown(source: string): readonly Block[] {
  const lines = source.replaceAll("\r\n", "\n").split("\n");
  const blocks: Block[] = [];
  let at = 0;
  const takeWhile = (isMeant: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && isMeant(lines[at] as string)) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at] as string;
    const heading = /^(#{1,4}) +(.*)$/.exec(line);
    if (line.trim() === "") at += 1;
    else if (line.startsWith("```")) {
      at += 1;
      blocks.push({ kind: "code", text: takeWhile((next) => !next.startsWith("```")).join("\n") });
      at += 1;
    } else if (heading !== null) {
      blocks.push({ kind: "heading", level: heading[1]?.length ?? 1, line: inlineOf(heading[2] ?? "") });
      at += 1;
    } else if (line.startsWith("|")) {
      const [head = [], , ...rows] = takeWhile((next) => next.startsWith("|")).map(cellsOf);
      blocks.push({ kind: "table", head, rows });
    } else if (listItem.test(line)) {
      const isOrdered = /^\d/.test(line);
      // A line that is set in goes on with the item above it.
      const taken = takeWhile((next) => listItem.test(next) || /^ +\S/.test(next));
      const items: string[] = [];
      for (const each of taken)
        if (listItem.test(each)) items.push(each.replace(listItem, ""));
        else items.push(`${items.pop() ?? ""} ${each.trim()}`);
      blocks.push({ kind: "list", isOrdered, items: items.map(inlineOf) });
    } else {
      const isOpen = (next: string): boolean =>
        next.trim() !== "" && !/^(#{1,4} |\||```)/.test(next) && !listItem.test(next);
      // The first line is of it, whatever it begins with.
      at += 1;
      const text = [line, ...takeWhile(isOpen)].map((each) => each.trim()).join(" ");
      blocks.push({ kind: "paragraph", line: inlineOf(text) });
    }
  }
  return blocks;
}

function cellsOf(row: string): readonly Line[] {
  return row
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => inlineOf(cell.trim()));
}

const marks = /\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)/g;

/** Words within one line. A link's target is only one of the handbook's own pages; any other link is its text. */
export function inlineOf(text: string): Line {
  const parts: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(marks)) {
    const [whole, bold, emphasis, code, linked, target] = match;
    if (match.index > from) parts.push({ kind: "text", text: text.slice(from, match.index) });
    from = match.index + whole.length;
    if (bold !== undefined) parts.push({ kind: "bold", text: bold });
    else if (emphasis !== undefined) parts.push({ kind: "emphasis", text: emphasis });
    else if (code !== undefined) parts.push({ kind: "code", text: code });
    else {
      const page = /^([a-z-]+)\.md$/.exec(target ?? "")?.[1];
      parts.push(
        page === undefined ? { kind: "text", text: linked ?? "" } : { kind: "link", text: linked ?? "", target: page },
      );
    }
  }
  if (from < text.length) parts.push({ kind: "text", text: text.slice(from) });
  return parts;
}

export const lineText = (line: Line): string => line.map(({ text }) => text).join("");

/** All words, a block a line. */
export function plainText(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      switch (block.kind) {
        case "code":
          return block.text;
        case "list":
          return block.items.map(lineText).join(" ");
        case "table":
          return [block.head, ...block.rows].map((row) => row.map(lineText).join(" ")).join(" ");
        default:
          return lineText(block.line);
      }
    })
    .join("\n");
}
