import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("datasets", {
  readingTheFileAgain: "Reading the file again",
  aboutLeft: (remaining: string | number) => `about ${remaining} left`,
  yourSettingsForThisKind: (problem: string | number) => `Your settings for this kind of file did not fit: ${problem}`,
  yourSettingsForThisKind2: "Your settings for this kind of file were used.",
  readAsNew: "Read as new",
  forgetThem: "Forget them",
  undo: "Undo",
  undoTheLastOf: (earlier: string | number) => `Undo the last of ${earlier}`,
  redo: "Redo",
});
