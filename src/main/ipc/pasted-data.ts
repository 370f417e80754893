/** A table on the clipboard as a file. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EngineError } from "#domain/errors";

/** Characters; a spreadsheet's whole sheet of a few columns is less. */
const maxCharacters = 64 * 1024 * 1024;

export interface Clipboard {
  readText(): string;
  readHTML(): string;
}

export interface PastedFile {
  readonly path: string;
  /** How it is called in the window: "Pasted, 14:32". */
  readonly name: string;
}

/**
 * Text as it stands, wherever there is text with more than one cell; HTML, which spreadsheets and browsers copy beside it, only where
 * that alone has a table.
 *
 * @throws EngineError file-not-a-table, file-too-large
 */
export function pastedContent(clipboard: Clipboard): {
  readonly ending: "tsv" | "txt" | "html";
  readonly text: string;
} {
  const text = clipboard.readText();
  requireSize(text);
  if (/\t/.test(text) && hasRows(text)) return { ending: "tsv", text };
  const html = clipboard.readHTML();
  requireSize(html);
  if (/<table[\s>]/i.test(html)) return { ending: "html", text: html };
  if (hasRows(text)) return { ending: "txt", text };
  throw new EngineError("file-not-a-table", "There is no table on the clipboard.", {
    hint: "Copy the cells in a spreadsheet, with the names above them, and paste again.",
  });
}

/**
 * Writes it where it stays: what was pasted is nowhere else.
 *
 * @param now local time
 * @throws EngineError cannot-write
 */
export async function keepPasted(clipboard: Clipboard, folder: string, now: Date): Promise<PastedFile> {
  const { ending, text } = pastedContent(clipboard);
  const two = (part: number): string => String(part).padStart(2, "0");
  const clock = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two);
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const name = `Pasted, ${clock.slice(0, 2).join(":")}`;
  const stem = `Pasted ${day} ${clock.join(".")}`;
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw cannotKeep(folder, cause);
  });
  for (let number = 1; ; number += 1) {
    const path = join(folder, `${stem}${number === 1 ? "" : ` ${number}`}.${ending}`);
    try {
      await writeFile(path, text, { flag: "wx" });
      return { path, name };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST" || number === 1000) throw cannotKeep(folder, cause);
    }
  }
}

function hasRows(text: string): boolean {
  return /\S[^\r\n]*[\r\n]+[^\r\n]*\S/.test(text);
}

function requireSize({ length }: string): void {
  if (length <= maxCharacters) return;
  const millions = Math.ceil(length / 1e6);
  throw new EngineError(
    "file-too-large",
    `What was copied has ${millions} million characters, and at most ${Math.floor(maxCharacters / 1e6)} million can be pasted.`,
    { hint: "Save the sheet as a workbook or CSV and open that." },
  );
}

function cannotKeep(folder: string, cause: unknown): EngineError {
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? "unknown";
  return new EngineError("cannot-write", `What was pasted can't be kept in ${folder} (${code}).`, {
    hint: "Free some space, or save the cells as CSV and open that.",
    cause,
  });
}
