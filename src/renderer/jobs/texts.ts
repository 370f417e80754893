import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("jobs", {
  undo: "Undo",
  undoTheLastOf: (earlier: string | number) => `Undo the last of ${earlier}`,
  redo: "Redo",
});
