import { EngineError } from "#domain/errors";
import type { CommandShell } from "#domain/export";

/**
 * A command as it is typed: each word reaches the program as it is, whatever stands in it.
 *
 * @throws EngineError wrong-arguments for a word that the shell has no way to write
 */
export function quotedCommand(words: readonly string[], shell: CommandShell): string {
  return words.map((word) => quoters[shell](word)).join(" ");
}

const quoters: Readonly<Record<CommandShell, (word: string) => string>> = { posix, powershell, cmd };

/** What no shell gives a meaning to, within a word. */
const isPlain = (word: string): boolean => /^[A-Za-z0-9_./:=+-]+$/.test(word);

/** Within single quotes nothing has a meaning but the quote that ends them (POSIX.1-2017, 2.2.2). */
function posix(word: string): string {
  refuse(word, /\0/, "a character of no width that commands can't hold");
  return isPlain(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * Single quotes, doubled within. Windows PowerShell 5 does not escape double quotes, nor backslashes before the quotes that it
 * puts around words with blanks, on their way to a program: they are escaped here. Typographic single quotes are quotes to it, too.
 */
function powershell(word: string): string {
  refuse(word, /\0/, "a character of no width that commands can't hold");
  if (isPlain(word)) return word;
  const escaped = escapedForWindows(word);
  const ended = /\s/.test(word) ? escaped.replace(/\\+$/, (slashes) => slashes + slashes) : escaped;
  return `'${ended.replace(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;
}

/**
 * As programs take their command line apart on Windows, and then a caret before whatever cmd gives a meaning to: the quotes, too,
 * since within what cmd takes for quotes a percent sign could not be kept from naming a variable.
 */
function cmd(word: string): string {
  refuse(word, /[\r\n\0]/, "a line break, which cmd can't be given: use PowerShell");
  if (isPlain(word)) return word;
  const quoted = `"${escapedForWindows(word).replace(/\\+$/, (slashes) => slashes + slashes)}"`;
  return quoted.replace(/[()%!^"<>&|]/g, "^$&");
}

/** Backslashes mean themselves unless a double quote follows, which needs one. */
function escapedForWindows(word: string): string {
  return word.replace(/(\\*)"/g, '$1$1\\"');
}

function refuse(word: string, pattern: RegExp, what: string): void {
  if (!pattern.test(word)) return;
  const shown = word.length > 60 ? `${word.slice(0, 60)}\u2026` : word;
  throw new EngineError("wrong-arguments", `“${shown}” has ${what}.`);
}
