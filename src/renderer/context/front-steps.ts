/** Steps that were made to the file in front, in one of its histories. */
export interface FrontSteps {
  /** Whether one of these steps is what undo takes back next, or redo does again. */
  isNext(how: "undo" | "redo"): boolean;
  undo(): unknown;
  redo(): unknown;
}
