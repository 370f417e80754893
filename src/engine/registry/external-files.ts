/** Weights that an ONNX file keeps in other files: which of their names may be followed. */
import { EngineError } from "#domain/errors";

/** The old exporters write a file for each tensor. */
const maxExternalFiles = 2_000;
/** Windows takes these for devices whatever the ending. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** A path that stays below its folder on every system: plain parts, joined by "/", none of them special. */
export function isInnerPath(path: string): boolean {
  if (path.length === 0 || path.length > 300) return false;
  return path
    .split("/")
    .every(
      (part) =>
        /^[\w][\w .+@()=-]*$/.test(part) && !part.endsWith(".") && !part.endsWith(" ") && !deviceName.test(part),
    );
}

/**
 * @param files as the ONNX file names them
 * @throws EngineError "model-refused" for a name that could lead out of the model's folder
 */
export function checkExternalFiles(files: readonly string[], fileName: string): void {
  const outside = files.find((file) => !isInnerPath(file));
  if (outside !== undefined) {
    throw new EngineError(
      "model-refused",
      `${fileName} keeps weights in "${outside.slice(0, 80)}", which is not a file in its own folder.`,
      {
        hint: "Export the model as a single file, or with its weights beside it.",
      },
    );
  }
  if (files.length > maxExternalFiles) {
    throw new EngineError(
      "model-refused",
      `${fileName} keeps its weights in ${files.length} files; Fantail accepts up to ${maxExternalFiles}.`,
      {
        hint: "Export the model as a single file.",
      },
    );
  }
}
