/** A path, wherever it begins; everything behind it goes too, because names of folders may have blanks. */
const path = /(?<before>^|[\s"'`(=:,<])(?:[A-Za-z]:[\\/]|~?[\\/]|file:)[^]*$/u;

/** A sentence of the system up to the first path in it. */
export function withoutPaths(text: string): string {
  return text.replace(path, "$<before>…");
}

/** Fields of the log that the application itself makes up: codes, steps, sizes and times. */
const plainFields = new Set([
  "attempt",
  "code",
  "electron",
  "executionProvider",
  "exitCode",
  "kind",
  "ms",
  "part",
  "pauseMs",
  "pid",
  "restarts",
  "retryInMs",
  "sinceStartMs",
  "step",
  "version",
  "windowsPerRun",
  "windowsPerSecond",
  "worker",
]);
/** Such as `queue-full` or `cpu`: no name of a file or series looks only like that and has one of those fields. */
const plainText = /^[a-z][a-z0-9+.-]{0,39}$/iu;

/** What a line of the log says without anything of the user's. */
export function plainLogFields(fields: string): string {
  if (fields === "") return "";
  try {
    const known = Object.entries(JSON.parse(fields) as Record<string, unknown>).filter(
      ([name, value]) =>
        plainFields.has(name) &&
        (typeof value === "number" || typeof value === "boolean" || (typeof value === "string" && isPlain(value))),
    );
    return known.length === 0 ? "" : JSON.stringify(Object.fromEntries(known));
  } catch {
    return "";
  }
}

function isPlain(value: string): boolean {
  return plainText.test(value) || /^[\d.]+$/u.test(value);
}
