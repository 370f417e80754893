/** Paths that name something else than a file at a place, by rules of the two kinds of systems; nothing is asked of the disk. */

/** Also with an ending, and with the blanks and dots that Windows leaves out when it looks a name up. */
const device = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)[ .]*(?:\.[^]*)?$/iu;

/**
 * Why a path is not one that the application opens: it is not whole, or the system would take it for a device, a pipe, a hidden stream
 * of a file, or a name spelt otherwise. A share of the network is a place like others; whoever reads paths of strangers refuses those
 * before.
 *
 * @returns what is wrong, as the end of a sentence; null where it names a file
 */
export function faultOfPath(path: string, isWindows: boolean): string | null {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must not be there
  if (isWindows ? /[\u0000-\u001f]/u.test(path) : path.includes("\0")) return "has a character that no name has";
  if (!isWindows) return path.startsWith("/") ? null : "is not a whole path";
  const plain = path.replaceAll("/", "\\");
  if (/^\\\\[.?]\\/u.test(plain) || plain.startsWith("\\??\\")) return "names a device";
  const [, root, rest = ""] = /^([a-z]:\\|\\\\[^\\]+\\[^\\]+\\)([^]*)$/iu.exec(plain) ?? [];
  if (root === undefined) return "is not a whole path";
  // What stands between two separators; the parts of a share's name count like others.
  const parts = [...(root.startsWith("\\\\") ? root.slice(2).split("\\") : []), ...rest.split("\\")];
  for (const part of parts) {
    if (part === "" || part === "." || part === "..") continue;
    if (device.test(part)) return "names a device";
    if (part.includes(":")) return "names a stream within a file";
    if (/[<>"|?*]/u.test(part)) return "has a character that no name has";
    if (/[ .]$/u.test(part)) return "has a name that ends with a blank or a dot";
  }
  return null;
}
