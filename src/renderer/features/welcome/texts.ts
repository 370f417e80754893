import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("welcome", {
  recentFiles: "Recent files",
  clearTheList: "Clear the list",
  pinned: "pinned",
  movedOrRenamed: "moved or renamed",
  unpin: (name: string | number) => `Unpin ${name}`,
  keepAtTheTop: (name: string | number) => `Keep ${name} at the top`,
  removeFromTheList: (name: string | number) => `Remove ${name} from the list`,
  showAll: (files: string | number) => `Show all ${files}`,
  startWithWhatWasOpen: "Start with what was open",
  fantailCouldNotStart: "Fantail could not start",
  dropACSVToSee: "Drop a CSV to see its future",
  oneTimeColumnAndOne:
    "One time column and one or more columns of numbers are enough, in text, Excel, OpenDocument, JSON, XML, HTML, Parquet or Arrow. Fantail works out the rest and shows how sure it is.",
  openFiles: "Open files…",
  reopen: (name: string | number) => `Reopen ${name}`,
  pasteData: "Paste data",
  orTryASample: "Or try a sample",
  yourDataStaysOnThis: "Your data stays on this computer. Fantail makes no network connection.",
});
