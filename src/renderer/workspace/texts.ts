import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("workspace", {
  closeTab: "Close its tab",
  locate: "Locate…",
  openIt: "Open it",
  tryAgain: "Try again",
  openFiles: "Open files",
  close: "Close",
  allOpenFiles: "All open files",
  series: "Series",
  file: "File",
  hideSeriesList: "Hide the series list",
  showSeriesList: "Show the series list",
  opening: "Opening…",
  wasMoved: (name: string) => `“${name}” was moved or renamed`,
  wasNotOpened: (name: string) => `“${name}” was not opened`,
  couldNotBeRead: (name: string) => `“${name}” could not be read`,
  onDevice: (device: string) => ` · on ${device}`,
  openingFile: (name: string, share: string | null) => `Opening ${name}…${share === null ? "" : ` ${share}`}`,
});
