import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("help", {
  help: "Help",
  shortcuts: "Keyboard shortcuts",
  change: "Change keys…",
  tour: "Tour",
  step: (step: number, steps: number) => `${step} of ${steps}`,
  next: "Next",
  back: "Back",
  done: "Done",
  skip: "Skip the tour",
  fanTitle: "The fan is the forecast",
  fan: "The line within it is the middle. The ranges should contain 50, 80 and 95 % of what comes. The badge beside the chart says whether they did in the past.",
  pastTitle: "Go back in time",
  past: "Move the slider under the chart, or press [ and ]. It shows what would have been forecast then, beside what happened.",
  findTitle: "Find everything in one place",
  find: (palette: string, handbook: string) =>
    `${palette} finds commands, series and settings. ${handbook} opens the handbook, with a page for whatever you see.`,
});
