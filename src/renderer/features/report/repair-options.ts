import { mergeRowRanges, type ImportOptions } from "#domain/dataset";

/** The options that leave what a repair changed as it was in the file. */
export function withoutRepair(options: ImportOptions, code: string): ImportOptions {
  const { fillGapsUpToSteps, ...others } = options;
  // Filling is asked for and not done by itself: nobody has to forbid it.
  if (code === "interpolated-gap" && fillGapsUpToSteps !== undefined) return others;
  return { ...options, undo: [...new Set([...(options.undo ?? []), code])] };
}

/** The options that make a repair again. */
export function withRepair({ undo = [], ...options }: ImportOptions, code: string): ImportOptions {
  const others = undo.filter((undone) => undone !== code);
  return others.length === 0 ? options : { ...options, undo: others };
}

/** The options with one more row that is left out. */
export function withoutRow(options: ImportOptions, row: number): ImportOptions {
  const { leftOutRows = [], ...others } = withRepair(options, "left-out-row");
  return { ...others, leftOutRows: mergeRowRanges([...leftOutRows, { from: row, to: row }]) };
}
