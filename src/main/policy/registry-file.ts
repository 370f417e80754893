/**
 * Files that `reg.exe export` writes ("Windows Registry Editor Version 5.00"). Unlike what `reg.exe query` prints they are the same in
 * every language of Windows and hold every character.
 */

export type RegistryValue = string | number | readonly string[];

/** Keys as the file writes them, with their values by name; "" is a key's default value. */
export type RegistryKeys = ReadonlyMap<string, ReadonlyMap<string, RegistryValue>>;

/** `line` counts from 1. */
export class RegistryFileError extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

const heads = ["Windows Registry Editor Version 5.00", "REGEDIT4"];

/**
 * @param bytes UTF-16LE with a byte order mark, as Windows writes it, or UTF-8
 * @throws RegistryFileError for anything that such a file does not have
 */
export function parseRegistryFile(bytes: Uint8Array): RegistryKeys {
  const [head = "", ...lines] = textOf(bytes).split(/\r?\n/u);
  if (!heads.includes(head.trim())) throw new RegistryFileError(1, "it is no export of the registry");
  const keys = new Map<string, Map<string, RegistryValue>>();
  let values: Map<string, RegistryValue> | null = null;
  for (let index = 0; index < lines.length; index += 1) {
    const number = index + 2;
    let line = lines[index] ?? "";
    // Long values go on in the next line.
    while (line.endsWith("\\") && index + 1 < lines.length) {
      index += 1;
      line = line.slice(0, -1) + (lines[index] ?? "").trimStart();
    }
    if (line.trim() === "" || line.startsWith(";")) continue;
    const key = /^\[([^\]].*)\]\s*$/u.exec(line)?.[1];
    if (key !== undefined) {
      values = keys.get(key) ?? new Map<string, RegistryValue>();
      keys.set(key, values);
      continue;
    }
    const parts = /^(?:@|"((?:[^"\\]|\\.)*)")=(.*)$/su.exec(line);
    if (parts === null || values === null)
      throw new RegistryFileError(number, "it has a line that is none of the registry's");
    values.set(unescaped(parts[1] ?? ""), valueOf((parts[2] ?? "").trim(), number));
  }
  return keys;
}

function textOf(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}

/** Of text, whole numbers (REG_DWORD, REG_QWORD), text with variables, and lists of texts; other types are no policy's. */
function valueOf(text: string, line: number): RegistryValue {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/su.exec(text)?.[1];
  if (quoted !== undefined) return unescaped(quoted);
  const dword = /^dword:([0-9a-f]{8})$/iu.exec(text)?.[1];
  if (dword !== undefined) return Number.parseInt(dword, 16);
  const [, type, listed] = /^hex(?:\(([0-9a-f]+)\))?:((?:[0-9a-f]{2}(?:,|$))*)$/iu.exec(text) ?? [];
  const bytes = Uint8Array.from((listed ?? "").split(",").filter(Boolean), (byte) => Number.parseInt(byte, 16));
  if (type === "2") return wide(bytes).replace(/\0+$/u, "");
  if (type === "7")
    return wide(bytes)
      .split("\0")
      .filter((each) => each !== "");
  if (type?.toLowerCase() === "b" && bytes.length === 8)
    return Number(new DataView(bytes.buffer).getBigUint64(0, true));
  throw new RegistryFileError(line, "it has a value of a type that policies don't have");
}

const wide = (bytes: Uint8Array): string => new TextDecoder("utf-16le").decode(bytes);

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gsu, "$1");
}
