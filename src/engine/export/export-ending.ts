import { EngineError } from "#domain/errors";
import { exportFormats, type ExportFormat } from "#domain/export";

type ExportEnding = `.${ExportFormat}`;

/** Endings of the files that a forecast can be written to, in the order in which they are offered. */
export const exportEndings: readonly ExportEnding[] = exportFormats.map((format) => `.${format}` as const);

/** What a file of this name would hold. @throws EngineError wrong-arguments, naming the endings that are possible */
export function exportEnding(path: string): ExportEnding {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  const dot = name.lastIndexOf(".");
  // What begins with its only dot is a hidden file without an ending.
  const ending = dot > 0 ? name.slice(dot).toLowerCase() : "";
  const known = exportEndings.find((candidate) => candidate === ending);
  if (known !== undefined) return known;
  if (ending === ".pdf") {
    throw new EngineError("wrong-arguments", "A PDF is printed by a window, and commands have no display for one.", {
      hint: "Write .html and print that, or export the PDF from the window.",
    });
  }
  throw new EngineError(
    "wrong-arguments",
    ending.length < 2 ? `“${name}” needs an ending that says what to write.` : `Fantail can't write ${ending} files.`,
    { hint: `Use one of ${exportEndings.join(", ")}.` },
  );
}
