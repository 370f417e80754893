/** The pages of docs/handbook, in the order of how one needs them; each begins with its title, which is that of the page of the window. */
export const handbookPages = [
  { id: "first-forecast", title: "First forecast" },
  { id: "reading-the-fan", title: "Reading the fan" },
  { id: "trust-and-ranges", title: "Trust and ranges" },
  { id: "thresholds", title: "Thresholds" },
  { id: "scrubbing", title: "Going back in time" },
  { id: "correcting-data", title: "Correct the data" },
  { id: "comparing-models", title: "Compare models" },
  { id: "side-by-side", title: "Side by side" },
  { id: "totals", title: "Totals" },
  { id: "profile", title: "Profile of the data" },
  { id: "data-over-time", title: "Data over time" },
  { id: "versions", title: "What changed" },
  { id: "scenarios", title: "Scenarios" },
  { id: "influences", title: "Influences" },
  { id: "import-settings", title: "Import settings" },
  { id: "export", title: "Export" },
  { id: "settings", title: "Settings" },
  { id: "command-line", title: "Command line" },
  { id: "shortcuts", title: "Keyboard" },
  { id: "glossary", title: "Glossary" },
  { id: "troubleshooting", title: "Troubleshooting" },
] as const satisfies readonly { readonly id: string; readonly title: string }[];

export type HandbookPageId = (typeof handbookPages)[number]["id"];
