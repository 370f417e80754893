/**
 * HTML and XML as a stream of tags and texts: enough for tables, and nothing that a hostile file could make large. No
 * document is built, no entity is expanded but the characters that the formats name, and DTDs are skipped.
 */
import { EngineError } from "#domain/errors";
import { decodeEntities } from "./entities.ts";

export interface MarkupHandler {
  /** @param attributes as written; {@link attributesOf} reads them */
  open(name: string, attributes: string, isEmpty: boolean): void;
  close(name: string): void;
  /** A piece of text; neighbouring pieces belong together. Entities are decoded. */
  text(text: string): void;
}

/** A tag or comment longer than this is a stray bracket. */
const maxTagLength = 1 << 20;
const maxEntityLength = 32;
const maxNameLength = 256;
/** Their content is no markup. */
const rawElements = new Set(["script", "style"]);

export class Markup {
  readonly #handler: MarkupHandler;
  readonly #isHtml: boolean;
  #rest = "";
  /** The raw element that is open. */
  #raw = "";
  #lines = 1;

  constructor(handler: MarkupHandler, { isHtml }: { readonly isHtml: boolean }) {
    this.#handler = handler;
    this.#isHtml = isHtml;
  }

  /** Of the file, from 1. */
  get line(): number {
    return this.#lines;
  }

  /** @throws EngineError `file-not-a-table` where XML is not well formed */
  push(text: string): void {
    this.#take(this.#rest + text, false);
  }

  end(): void {
    this.#take(this.#rest, true);
    if (this.#rest !== "" && !this.#isHtml) throw this.broken("it ends inside of a tag");
    this.#rest = "";
  }

  broken(why: string): EngineError {
    return new EngineError("file-not-a-table", `This XML file is broken in row ${this.#lines}: ${why}.`, {
      row: this.#lines,
      hint: "It may not have been saved completely. Export it again, or as CSV.",
    });
  }

  #take(input: string, isLast: boolean): void {
    let at = 0;
    while (at < input.length) {
      const next = this.#raw === "" ? this.#step(input, at, isLast) : this.#skipRaw(input, at, isLast);
      if (next < 0) break;
      this.#countLines(input, at, next);
      at = next;
    }
    this.#rest = input.slice(at);
  }

  /** @returns where to go on, −1 where the input ends too early to know */
  #step(input: string, at: number, isLast: boolean): number {
    if (input.charCodeAt(at) !== 60) return this.#takeText(input, at, isLast);
    if (input.startsWith("<!--", at)) return this.#until(input, at, "-->", isLast);
    if (input.startsWith("<![CDATA[", at)) return this.#takeCharacters(input, at, isLast);
    if (input.startsWith("<?", at)) return this.#until(input, at, this.#isHtml ? ">" : "?>", isLast);
    if (input.startsWith("<!", at)) {
      // The beginning of one of those above, perhaps.
      if (!isLast && input.length - at < 9) return -1;
      return this.#skipDeclaration(input, at, isLast);
    }
    if (input.length - at < 2 && !isLast) return -1;
    return this.#takeTag(input, at, isLast);
  }

  #takeText(input: string, at: number, isLast: boolean): number {
    const next = input.indexOf("<", at);
    let to = next < 0 ? input.length : next;
    if (next < 0 && !isLast) {
      // An entity may be cut in two.
      const entity = input.lastIndexOf("&", to);
      if (entity >= at && to - entity < maxEntityLength && !input.includes(";", entity)) to = entity;
      if (to === at) return -1;
    }
    this.#handler.text(decodeEntities(input.slice(at, to), this.#isHtml));
    return to;
  }

  #takeCharacters(input: string, at: number, isLast: boolean): number {
    const end = input.indexOf("]]>", at);
    if (end < 0) return this.#wait(input, at, isLast);
    this.#handler.text(input.slice(at + 9, end));
    return end + 3;
  }

  #until(input: string, at: number, mark: string, isLast: boolean): number {
    const end = input.indexOf(mark, at + 2);
    return end < 0 ? this.#wait(input, at, isLast) : end + mark.length;
  }

  /** A document type with all that it declares. */
  #skipDeclaration(input: string, at: number, isLast: boolean): number {
    let depth = 0;
    for (let i = at; i < input.length; i += 1) {
      const code = input.charCodeAt(i);
      if (code === 91) depth += 1;
      else if (code === 93) depth -= 1;
      else if (code === 62 && depth <= 0) return i + 1;
    }
    return this.#wait(input, at, isLast);
  }

  #takeTag(input: string, at: number, isLast: boolean): number {
    if (!/^<\/?[\p{L}_]/u.test(input.slice(at, at + 4))) {
      if (input.length - at < 3 && !isLast) return -1;
      if (!this.#isHtml) throw this.broken('a "<" begins no tag');
      this.#handler.text("<");
      return at + 1;
    }
    const end = tagEnd(input, at);
    if (end < 0) return this.#wait(input, at, isLast);
    const isClosing = input.charCodeAt(at + 1) === 47;
    const isEmpty = input.charCodeAt(end - 1) === 47;
    const inner = input.slice(at + (isClosing ? 2 : 1), isEmpty ? end - 1 : end);
    const space = inner.search(/\s|\//);
    const name = localName((space < 0 ? inner : inner.slice(0, space)).slice(0, maxNameLength), this.#isHtml);
    if (isClosing) this.#handler.close(name);
    else {
      this.#handler.open(name, space < 0 ? "" : inner.slice(space), isEmpty);
      if (isEmpty && !this.#isHtml) this.#handler.close(name);
      else if (this.#isHtml && !isEmpty && rawElements.has(name)) this.#raw = name;
    }
    return end + 1;
  }

  #skipRaw(input: string, at: number, isLast: boolean): number {
    const close = new RegExp(`</${this.#raw}`, "i").exec(input.slice(at));
    if (close === null) {
      // The mark itself may be cut in two.
      const to = isLast ? input.length : Math.max(at, input.length - this.#raw.length - 2);
      return to === at ? -1 : to;
    }
    this.#raw = "";
    return at + close.index;
  }

  /** For the rest of something that has begun. */
  #wait(input: string, at: number, isLast: boolean): number {
    if (!isLast && input.length - at < maxTagLength) return -1;
    if (!this.#isHtml) throw this.broken(isLast ? "it ends inside of a tag" : "a tag has no end");
    // What a browser shows.
    this.#handler.text("<");
    return at + 1;
  }

  #countLines(input: string, from: number, to: number): void {
    for (let at = input.indexOf("\n", from); at >= 0 && at < to; at = input.indexOf("\n", at + 1)) this.#lines += 1;
  }
}

/** The bracket that closes a tag; those in quoted values do not. */
function tagEnd(input: string, from: number): number {
  let quote = 0;
  for (let i = from + 1; i < input.length; i += 1) {
    const code = input.charCodeAt(i);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 62) return i;
    // A quotation mark elsewhere than behind = is a character.
    else if ((code === 34 || code === 39) && /=\s*$/.test(input.slice(Math.max(from, i - 8), i))) quote = code;
  }
  return -1;
}

/** Prefixes name a vocabulary; within one kind of file the names themselves are enough. */
function localName(name: string, isHtml: boolean): string {
  const local = name.slice(name.indexOf(":") + 1);
  return isHtml ? local.toLowerCase() : local;
}

/** Attributes by name without prefix (in lower case in HTML), decoded. Declarations of name spaces are none. */
export function attributesOf(written: string, isHtml: boolean): Map<string, string> {
  const found = new Map<string, string>();
  for (const match of written.matchAll(/([^\s=>"'/]+)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)) {
    const name = match[1] ?? "";
    if (name.startsWith("xmlns")) continue;
    const value = match[2] ?? match[3] ?? match[4] ?? "";
    const key = localName(name, isHtml);
    if (!found.has(key)) found.set(key, decodeEntities(value, isHtml));
  }
  return found;
}
