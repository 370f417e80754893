import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("ui", {
  scrollable: (label: string | number) => `${label}, scrollable`,
  tryAgain: "Try again",
  nothingMatches: "Nothing matches.",
  copyTheTable: "Copy the table",
  saveTheTableAsCSV: "Save the table as CSV",
  chosen: (label: string | number) => `${label}: chosen`,
  remove: "Remove",
  close: "Close",
  stopped: (why: string) => `This part of the window stopped with an error: ${why}`,
  afterStop: "Nothing of yours is lost. Try again. If it stops again, close it and open the file anew.",
});
