/** Free text of errors and of other processes, as the log may have it: names, paths and cells of the user's only as hashes. */
import { createHmac, randomBytes } from "node:crypto";

/** What the application's own words for things look like: `queue-full`, `cpu`, `43.2.0`. */
const word = /^[\w+.:-]{0,64}$/u;
/** Our own sentences for people, which have names in them without any marks. */
const ownError = /\b(EngineError|CancelledError): [^\n]*/gu;
const frame =
  /^(\s+at (?:(?:async |new )?[^()\s]+(?: \[as [^\]]+\])? )?)\(?(?:[^()\n]*[\\/])?((?:out|node_modules)[\\/][^()\n]*|node:[^()\n]*|<anonymous>)\)?$/u;
const otherFrame = /^(\s+at )[^\n]*$/u;
/** In quotes of any kind; an apostrophe within a word is none. */
const quoted = /"[^"\n]*"?|“[^”\n]*”?|‘[^’\n]*’?|`[^`\n]*`?|(?<!\p{L})'[^'\n]*'/gu;
/** Wherever it begins; everything behind it goes, too, because names of folders may have blanks. */
const path = /(?<=^|[\s(=:,<])(?:[A-Za-z]:[\\/]|~?[\\/]|\\\\|file:)[^\n]*/gu;

export class LogText {
  /** Of this start: what is the same has the same hash, and nobody finds a name by trying. */
  readonly #salt: Buffer;

  constructor(salt: Buffer = randomBytes(16)) {
    this.#salt = salt;
  }

  /** The text without anything of the user's. Words of the application's own stay as they are. */
  plain(text: string): string {
    if (word.test(text)) return text;
    return text
      .replace(ownError, (found, name: string) => `${name} ${this.#hash(found)}`)
      .split("\n")
      .map((line) => this.#line(line))
      .join("\n");
  }

  #line(line: string): string {
    const [, call, place] = frame.exec(line) ?? [];
    if (call !== undefined && place !== undefined) return `${call}(${place.replaceAll("\\", "/")})`;
    if (otherFrame.test(line)) return line.replace(otherFrame, "$1…");
    return line
      .replace(quoted, (found) => (found.length <= 2 ? found : this.#hash(found)))
      .replace(path, (found) => this.#hash(found));
  }

  #hash(text: string): string {
    return `#${createHmac("sha256", this.#salt).update(text).digest("hex").slice(0, 8)}`;
  }
}
